"""Measures over arrays: each against a plain scan of the same columns, one replicate of a bootstrap, and the reading.

    python -m benchmarks.measures --rows 1000000 --households 100000

The first table needs no database: invented households, each measure and one sum over every column it reads, turn by
turn, the best of each. The second reads a generated register and a file of as many rows as the first. Trust the ratios,
not the seconds.
"""

import argparse
import csv
import json
import resource
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from benchmarks.registry_generator import AS_OF, generate_registry, open_database
from foundation.actor import system_actor
from foundation.unit_of_work import UnitOfWork
from monitoring.measures import get_engel_bands, get_index
from monitoring.queries.measures import MeasureFilters, read_measure_data
from monitoring.rules import measures as rules
from monitoring.rules.measures import MpiSpec, Resampling, Weights
from monitoring.rules.measures.columns import EXPLAINING, Column
from web.commands.stats.cells import CellReader
from web.commands.stats.tables import open_table

COUNTY = "99.9901.990100."
EXPLAINED_BY = 9
NOW = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)
Array = np.ndarray


@dataclass(frozen=True)
class Homes:
    """Invented households; one income in two hundred is not known, and of the deprivations one in a thousand."""

    income: Array
    food: Array
    health: Array
    size: Array
    marks: Array
    columns: dict[str, Array]
    villages: Array
    people: Weights


def invent(rows: int) -> Homes:
    """Return the same households at every run."""
    chance = np.random.default_rng(1)
    spent = chance.lognormal(9.3, 0.6, rows)
    income = np.where(chance.random(rows) < 0.005, np.nan, spent)
    marks = (chance.random((rows, 10)) < 0.12).astype(np.int8)
    marks[chance.random((rows, 10)) < 0.001] = -1
    size = chance.integers(1, 7, rows).astype(float)
    columns = {f"x{number}": chance.normal(size=rows) for number in range(EXPLAINED_BY)}
    food, health = spent * chance.random(rows) * 0.6, spent * chance.random(rows) ** 4 * 0.4
    return Homes(income, food, health, size, marks, columns, np.arange(rows) // 200, rules.weigh_people(size))


@dataclass(frozen=True)
class Case:
    """A measure, the columns that a scan of its inputs passes over, and its bootstrap."""

    name: str
    columns: tuple[Array, ...]
    measure: Callable[[], object]
    resampled: Callable[[Resampling], object] | None = None


def cases(homes: Homes) -> Iterator[Case]:
    """Yield every measure."""
    income, people = homes.income, homes.people
    weighed = (income, people.values)
    index: MpiSpec = get_index("global")
    bands = get_engel_bands()
    spent = (homes.income, homes.food, homes.health, homes.size, people.values)
    explained = (income, *homes.columns.values(), people.values)
    vep, che = (income, homes.columns, 8800.0, people), (income, homes.food, homes.health, homes.size, people)
    yield Case(
        "fgt",
        weighed,
        lambda: rules.fgt(income, 8800, people),
        lambda how: rules.fgt_intervals(income, 8800, people, how=how),
    )
    yield Case(
        "gini", weighed, lambda: rules.gini(income, people), lambda how: rules.gini_intervals(income, people, how=how)
    )
    yield Case("quintile-ratio", weighed, lambda: rules.quintiles(income, people))
    yield Case(
        "mpi, ten indicators",
        (*homes.marks.T, people.values),
        lambda: rules.mpi(homes.marks, index, people),
        lambda how: rules.mpi_intervals(homes.marks, index, people, how=how),
    )
    groups = rules.Groups(tuple(map(str, range(homes.villages[-1] + 1))), homes.villages)
    yield Case(
        f"mpi by {len(groups.labels):,} villages",
        (*homes.marks.T, people.values),
        lambda: rules.mpi(homes.marks, index, people, groups=groups),
    )
    yield Case("vep, nine columns", explained, lambda: rules.vep(*vep), lambda how: rules.vep_intervals(*vep, how=how))
    yield Case("che", spent, lambda: rules.che(*che), lambda how: rules.che_intervals(*che, how=how))
    yield Case("engel", (income, homes.food, people.values), lambda: rules.engel(homes.food, income, bands, people))


def scan(columns: tuple[Array, ...]) -> float:
    """Pass over every column once."""
    return float(sum(column.sum() for column in columns))


def best(turns: int, *ways: Callable[[], object]) -> list[float]:
    """Return each way's best time, the ways in turn."""
    seconds = [float("inf")] * len(ways)
    for _ in range(turns):
        for place, way in enumerate(ways):
            start = perf_counter()
            way()
            seconds[place] = min(seconds[place], perf_counter() - start)
    return seconds


def measure_arrays(rows: int, turns: int, replicates: int) -> Iterator[dict[str, object]]:
    """Take every measure's time, its scan's, and that of one replicate."""
    homes = invent(rows)
    for case in cases(homes):
        taken, scanned = best(turns, case.measure, lambda case=case: scan(case.columns))  # type: ignore[misc]
        found: dict[str, object] = {"measure": case.name, "rows": rows, "seconds": taken, "scan": scanned}
        found["ratio"] = taken / scanned
        if case.resampled is not None:
            found["replicate"] = a_replicate(case.resampled, replicates)
        yield found


def a_replicate(resampled: Callable[[Resampling], object], replicates: int) -> float:
    """Return the seconds of one replicate, without what is prepared once for all of them."""
    few, many = best(2, lambda: resampled(Resampling(2)), lambda: resampled(Resampling(2 + replicates)))
    return (many - few) / replicates


READS: dict[str, tuple[frozenset[Column], str]] = {
    "fgt": (frozenset({Column.INCOME_PER_HEAD, Column.INCOME_LINE}), ""),
    "che": (frozenset({Column.CONSUMPTION, Column.FOOD, Column.HEALTH}), ""),
    "vep": (frozenset({Column.CONSUMPTION_PER_HEAD, Column.INCOME_LINE, *EXPLAINING}), ""),
    "mpi": (frozenset(), "china"),
}


def read_register(engine: Engine, turns: int) -> Iterator[dict[str, object]]:
    """Take the time of reading each measure's inputs from the register: all of it, and one county."""
    for name, (columns, index) in READS.items():
        for place, path in (("all", ""), ("county", COUNTY)):
            filters = MeasureFilters(
                as_of=AS_OF, region_path=path, columns=columns, index=get_index(index) if index else None, by="region"
            )
            with Session(engine) as session:
                unit = UnitOfWork(session, system_actor("benchmark"), NOW)
                households = len(read_measure_data(unit, filters))
                (taken,) = best(turns, lambda unit=unit, filters=filters: read_measure_data(unit, filters))  # type: ignore[misc]
            yield {"read": name, "of": place, "households": households, "seconds": taken}


def read_csv_file(rows: int) -> dict[str, object]:
    """Take the time of reading and checking two columns of a file."""
    homes = invent(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "homes.csv"
        with path.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target)
            writer.writerow(("income", "size"))
            writer.writerows(zip(np.round(homes.income, 2), homes.size.astype(int), strict=True))

        def read() -> None:
            cells = CellReader(open_table(path).read(("income", "size")))
            cells.numbers("income")
            cells.numbers("size", least=1, is_whole=True)
            cells.close()

        (taken,) = best(2, read)
    return {"read": "CSV, two columns", "rows": rows, "seconds": taken, "rows_a_second": rows / taken}


def peak_mib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(found: dict[str, object]) -> None:
    """Print a row."""
    print(
        "  ".join(
            f"{key} {value:,.4g}" if isinstance(value, float) else f"{key} {value}" for key, value in found.items()
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--households", type=int, default=100_000, help="of the generated register; 0 leaves it out")
    parser.add_argument("--turns", type=int, default=5, help="how often each is timed; the best counts")
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=Path("instance/benchmark-postgres"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    show = (lambda found: print(json.dumps(found))) if asked.json else tell
    for found in measure_arrays(asked.rows, asked.turns, asked.replicates):
        show(found)
    show({"peak_mib_of_arrays": peak_mib()})
    show(read_csv_file(asked.rows))
    show({"peak_mib_with_file": peak_mib()})
    if asked.households:
        with open_database(asked.folder) as engine:
            generate_registry(engine, asked.households)
            for found in read_register(engine, asked.turns):
                show(found)


if __name__ == "__main__":
    main()
