"""`holdfast link [--source A [--source B]] [--truth FILE]`."""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from registry.linkage_files import FilesLinked, KeyedPair, link_files
from registry.linkage_run import link_people
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.linkage.people_files import PeopleFile, read_people_file, stage_records
from registry.operations.linkage.runs import request_run
from registry.queries.linkage.pairs import iterate_run_pairs
from registry.queries.linkage.runs import get_run
from registry.queries.regions import get_region
from registry.rules.linkage.errors import TruthFileInvalid
from registry.rules.linkage.measuring import Quality, measure
from registry.rules.linkage.stopping import StopReason
from registry.rules.linkage.words import Certainty, Comparison, LinkRunKind
from web.commands.support import EXIT_REJECTED, command_actor, emit, json_option, rejections, services, units
from web.exports import defuse

REGISTER = "register"
COLUMNS = ("left", "right", "weight", "certainty", *(comparison.value for comparison in Comparison))
ACTOR = command_actor("link")


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(link)


@click.command()
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="FILE|register",
    help="A CSV, XLSX or Parquet file of people, or the word register. One: within it. Two: between them.",
)
@click.option("--truth", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV of the true pairs.")
@click.option("--area", help="The code of the region whose register is looked at; everywhere without it.")
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the pairs as CSV."
)
@click.option(
    "--max-duplicates", type=click.IntRange(1), help="Stop when one record has more likely doubles than this."
)
@json_option
def link(
    sources: tuple[str, ...],
    truth: Path | None,
    area: str | None,
    output: Path | None,
    max_duplicates: int | None,
    as_json: bool,
) -> None:
    """Find who is recorded twice: within the register, in a file, or between two registers.

    Columns of a file: name, and born_on or id_number; with them id, household, village, sex, phone. Of the register a
    person is called HOUSEHOLD/MEMBER. With --truth (two columns of ids below a line of headings) precision, recall and
    F1 of the likely pairs are printed. Pairs with the register wait on the page “Duplicates” for people to decide;
    pairs between files are only printed.
    """
    if len(sources) > 2 or sources.count(REGISTER) > 1:
        raise click.UsageError("Give at most two sources, the register once.")
    files = [source for source in sources if source != REGISTER]
    with rejections(as_json):
        true_pairs = read_truth(truth) if truth else None
        today = services().units.clock.now().date()
        people = [read_people_file(ImportFile(Path(name), Path(name).name), today) for name in files]
        if people and REGISTER not in sources:
            second = people[1] if len(people) > 1 else None
            linked = link_files(services().linker, people[0], second, most_per_person=max_duplicates)
            result = of_files(linked, people)
            pairs: Sequence[KeyedPair] = linked.pairs
        else:
            result, pairs = link_register(people[0] if people else None, area, max_duplicates)
    if output:
        write_pairs(output, pairs)
        result["output"] = str(output)
    if true_pairs is not None:
        result |= against_truth(pairs, true_pairs)
    emit(result, as_json)
    if result["state"] != "finished":
        sys.exit(EXIT_REJECTED)


def link_register(
    file: PeopleFile | None, area: str | None, max_duplicates: int | None
) -> tuple[dict[str, Any], Sequence[KeyedPair]]:
    """Run over the register, alone or against a file; return the result and what the run found."""
    with units().begin(ACTOR) as unit:
        scope_path = get_region(unit, area).path if area else ""
        kind = LinkRunKind.FILE if file else LinkRunKind.REGISTER
        run_id = request_run(
            unit,
            kind,
            scope_path,
            source_name=file.name if file else None,
            most_per_person=max_duplicates,
            is_deferred=False,
        ).run_id
        if file:
            stage_records(unit, run_id, file)
    link_people(units(), ACTOR, services().linker, run_id)
    with units().begin(ACTOR, read_only=True) as unit:
        run = get_run(unit, run_id)
        found = [as_keyed(row) for row in iterate_run_pairs(unit, run_id)]
    result: dict[str, Any] = {"run": run_id, "state": run.state.value, **run.counts}
    if run.stopped:
        result["stopped"] = StopReason(run.stopped["reason"]).label % run.stopped["params"]
    return result | (unread(file) if file else {}), found


def of_files(linked: FilesLinked, files: Sequence[PeopleFile]) -> dict[str, Any]:
    """Return what came of files as one JSON object."""
    likely = sum(pair.certainty is Certainty.LIKELY for pair in linked.pairs)
    result: dict[str, Any] = {
        "state": "stopped" if linked.stop else "finished",
        "left": linked.left,
        "right": linked.right,
        "likely": likely,
        "possible": len(linked.pairs) - likely,
    }
    if linked.stop:
        result["stopped"] = linked.stop.reason.label % linked.stop.params
    for file in files:
        result |= unread(file)
    return result


def unread(file: PeopleFile) -> dict[str, Any]:
    """Return the cells of a file that nobody could read, as far as there are any."""
    if not file.unread_count:
        return {}
    first = [f"row {cell.row}, {cell.column}" for cell in file.unread[:5]]
    return {f"not read in {file.name}": f"{file.unread_count} cells, taken as not known: {'; '.join(first)}"}


def as_keyed(row: Any) -> KeyedPair:
    """Return a pair of a run by its records' codes."""
    levels = tuple(reason["level"] for reason in row.reasons)
    return KeyedPair(row.left, row.right, row.weight / 100, row.certainty, levels)


def against_truth(pairs: Iterable[KeyedPair], truth: set[tuple[str, str]]) -> dict[str, float]:
    """Return precision, recall and F1 of the likely pairs, and the recall of all that people get to see."""
    found = [((pair.left, pair.right), pair.certainty) for pair in pairs]
    likely = measure([keys for keys, certainty in found if certainty is Certainty.LIKELY], truth)
    shown: Quality = measure([keys for keys, _ in found], truth)
    return {
        "precision": round(likely.precision, 5),
        "recall": round(likely.recall, 5),
        "f1": round(likely.f1, 5),
        "precision_with_possible": round(shown.precision, 5),
        "recall_with_possible": round(shown.recall, 5),
    }


def read_truth(path: Path) -> set[tuple[str, str]]:
    """Return the true pairs of a CSV file. Raises TruthFileInvalid."""
    pairs = set()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or number == 1:
                continue
            if len(cells) < 2 or not all(cells[:2]):
                raise TruthFileInvalid(file=path.name, row=number)
            pairs.add((cells[0], cells[1]))
    return pairs


def write_pairs(path: Path, pairs: Iterable[KeyedPair]) -> None:
    """Write pairs with the level of each comparison; no names and no numbers."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for pair in pairs:
            row = (pair.left, pair.right, f"{pair.weight:.2f}", pair.certainty.value, *pair.levels)
            writer.writerow(defuse(cell) for cell in row)
