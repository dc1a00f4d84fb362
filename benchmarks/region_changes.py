"""How long a change of a region takes, by the households it moves.

    .venv/bin/python -m benchmarks.region_changes --households 100000

Prints, for a village, a township and a county of a generated register (income, spending and events included), the
seconds of a move and how many rows were rewritten.
"""

import argparse
import time
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import sessionmaker

from benchmarks.registry_generator import AS_OF, generate_registry, open_database
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.unit_of_work import Units
from registry.operations.region_changes import merge_regions, move_region
from registry.rules.region_changes import RegionChanged

INSTANCE = Path(__file__).resolve().parents[1] / "instance" / "benchmark-postgres"
BOUND = ("household", "person", "income", "spending", "life_event", "observation", "standing")
ADD_PREFECTURE = """
insert into region (code, name, level, parent_code, path)
values ('9902', '邻市', 'prefecture', '99', '99.9902.'), ('990299', '邻县', 'county', '9902', '99.9902.990299.')
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=100_000)
    arguments = parser.parse_args()
    with open_database(INSTANCE) as engine:
        generate_registry(engine, arguments.households)
        with engine.begin() as connection:
            connection.execute(text(ADD_PREFECTURE))
        units = Units(sessionmaker(engine, expire_on_commit=False), SystemClock())
        print(f"{arguments.households} households; rows of a household follow by foreign keys")
        report(engine, "village merges", lambda: merge(units, "990100000000", "990100000001"))
        report(engine, "township moves", lambda: move(units, "990100001", "990299"))
        report(engine, "county moves", lambda: move(units, "990101", "9902"))


def merge(units: Units, code: str, into: str) -> RegionChanged:
    with units.begin(system_actor("benchmark")) as unit:
        return merge_regions(unit, code, into=into, on=AS_OF)


def move(units: Units, code: str, parent: str) -> RegionChanged:
    with units.begin(system_actor("benchmark")) as unit:
        return move_region(unit, code, parent=parent, on=AS_OF)


def report(engine: Engine, what: str, act: object) -> None:
    """Print one line for an act."""
    started = time.perf_counter()
    done = act()  # type: ignore[operator]
    seconds = time.perf_counter() - started
    rate = done.households / seconds if seconds else 0
    print(f"{what}: {done.households} households, {seconds:.1f} s, {rate:,.0f} households/s")


if __name__ == "__main__":
    main()
