"""Record linkage of two registers against the truth, against plain joins, and against another package.

    python -m benchmarks.linkage                     2 × 200,000 people, 120,000 of them in both, three ways of writing
    python -m benchmarks.linkage --persons 20000 --scenario usual

Each linkage runs in a process of its own, from the CSV files to the pairs, as `holdfast link` does it: reading, names
by ear and by eye, blocking, weights, the best partner of each. Printed are seconds by the clock and of the processor,
the largest memory of the process, precision and recall of the likely pairs, and of all that people would get to see.
With `--other PYTHON` the package `recordlinkage`, which is no dependency of ours, links the same files.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.people_generator import generate_registers, write_registers
from benchmarks.people_slips import GOOD_HAND, POOR_HAND, Slips
from gateways.splink_linker import SplinkLinker
from registry.linkage_files import link_files
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.linkage.people_files import read_people_file
from registry.rules.linkage.measuring import Quality, measure
from registry.rules.linkage.words import Certainty

SCENARIOS: dict[str, tuple[Slips, Slips]] = {
    "usual": (GOOD_HAND, POOR_HAND),
    "without-numbers": (GOOD_HAND, replace(POOR_HAND, number_missing=1.0)),
    "badly-written": (POOR_HAND, POOR_HAND.scaled(2.0)),
}
LAST_DAY = date(2026, 6, 1)
Row = dict[str, str]
Pairs = set[tuple[str, str]]


def link(folder: Path) -> dict[str, float]:
    """Link the two files of a folder; return the figures."""
    marks = [time.perf_counter()]
    files = [read_people_file(ImportFile(folder / name, name), LAST_DAY) for name in ("left.csv", "right.csv")]
    marks.append(time.perf_counter())
    linked = link_files(SplinkLinker(), files[0], files[1])
    marks.append(time.perf_counter())
    truth = read_truth(folder)
    likely = {(pair.left, pair.right) for pair in linked.pairs if pair.certainty is Certainty.LIKELY}
    shown = {(pair.left, pair.right) for pair in linked.pairs}
    return {
        "seconds": marks[2] - marks[0],
        "reading": marks[1] - marks[0],
        "processor": time.process_time(),
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **quality_of("likely", measure(likely, truth)),
        **quality_of("shown", measure(shown, truth)),
    }


def quality_of(name: str, quality: Quality) -> dict[str, float]:
    return {
        f"{name}_found": quality.found,
        f"{name}_precision": quality.precision,
        f"{name}_recall": quality.recall,
    }


def read_truth(folder: Path) -> Pairs:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return {(row[0], row[1]) for row in rows}


def read_rows(folder: Path, side: str) -> list[Row]:
    with (folder / f"{side}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def by_key(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[str]]:
    found = defaultdict(list)
    for row in rows:
        if value := key(row):
            found[value].append(row["id"])
    return found


def same_number(row: Row) -> str:
    return row["id_number"]


def same_name_and_birth(row: Row) -> str:
    return f"{row['name']} {row['born_on']}"


def plain_join(left: list[Row], right: list[Row], key: Callable[[Row], str]) -> Pairs:
    """Return the pairs whose key is the same on both sides: what a spreadsheet does."""
    others = by_key(right, key)
    return {
        (one, other) for value, ones in by_key(left, key).items() for one in ones for other in others.get(value, ())
    }


def plain_baselines(folder: Path) -> None:
    left, right, truth = read_rows(folder, "left"), read_rows(folder, "right"), read_truth(folder)
    numbers, names = plain_join(left, right, same_number), plain_join(left, right, same_name_and_birth)
    for title, pairs in (
        ("the same ID number", numbers),
        ("the same name and date of birth", names),
        ("either of the two", numbers | names),
    ):
        quality = measure(pairs, truth)
        tell(title, quality.precision, quality.recall)


def other_package(folder: Path, python: Path) -> None:
    """Let another Python, in which `recordlinkage` is installed, link the same files."""
    sys.stdout.flush()
    subprocess.run([str(python), str(Path(__file__).parent / "linkage_other.py"), str(folder)], check=True)


def measured(folder: Path) -> dict[str, float]:
    """Link in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.linkage", "--link", str(folder)]
    done = subprocess.run(command, check=True, text=True, capture_output=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def report(folder: Path, runs: int) -> None:
    found = [measured(folder) for _ in range(runs)]
    middle = {name: statistics.median(one[name] for one in found) for name in found[0]}
    more = middle["shown_found"] - middle["likely_found"]
    tell("holdfast, likely pairs", middle["likely_precision"], middle["likely_recall"])
    tell(
        "holdfast, with the possible ones", middle["shown_precision"], middle["shown_recall"], f"{more:,.0f} pairs more"
    )
    seconds = ", ".join(f"{one['seconds']:.1f}" for one in found)
    print(
        f"   {seconds} s by the clock (reading {middle['reading']:.1f} s), "
        f"{middle['processor']:.1f} s of the processor, {max(one['mib'] for one in found):,.0f} MiB"
    )


def tell(title: str, precision: float, recall: float, note: str = "") -> None:
    print(f"   {title:<38} precision {precision:.4f}  recall {recall:.4f}  {note}".rstrip())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=200_000, help="in each register")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scenario", choices=list(SCENARIOS), action="append")
    parser.add_argument("--other", type=Path, help="a Python in which the package recordlinkage is installed")
    parser.add_argument("--link", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.link:
        print(json.dumps(link(args.link)))
        return
    for name in args.scenario or SCENARIOS:
        left, right = SCENARIOS[name]
        with tempfile.TemporaryDirectory() as folder:
            made = generate_registers(args.persons, args.persons * 3 // 5, args.seed, left, right)
            write_registers(made, Path(folder))
            print(f"{name}: 2 × {args.persons:,} people, {len(made.truth):,} in both, seed {args.seed}")
            del made
            report(Path(folder), args.runs)
            plain_baselines(Path(folder))
            if args.other:
                other_package(Path(folder), args.other)


if __name__ == "__main__":
    main()
