"""Takes snapshots: one folder of column files a county, taken anew when something in the county has changed.

A snapshot counts from the moment its `about.json` is written, which is last; whatever else lies there is swept away by
the next run. It opens its own units of work, so it is called at a boundary only: by a command or a job.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from foundation.actor import Actor
from foundation.ports import ColumnarEngine
from foundation.unit_of_work import Units
from monitoring.queries.snapshots import CountyMark, copy_out, hold_still, list_county_marks
from monitoring.rules.snapshot import SNAPSHOT_TABLES, PlannedTable, plan_tables
from registry.queries.fields import list_all_definitions

ABOUT = "about.json"
OF_COUNTY = "h.region_path between %(first)s and %(last)s"
# A change is stamped when its transaction begins and seen when it ends: a snapshot taken in between lacks it.
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SnapshotStore:
    """Where snapshots lie, and the engine that writes and reads them."""

    folder: Path
    engine: ColumnarEngine


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A county's snapshot as it lies on disk, and the engine that reads it."""

    engine: ColumnarEngine
    county: str
    folder: Path
    taken_at: datetime
    households: int
    columns: Mapping[str, Mapping[str, str]]
    rows: Mapping[str, int]

    @property
    def files(self) -> dict[str, Path]:
        """The file of each table."""
        return {table.name: self.folder / f"{table.name}.parquet" for table in SNAPSHOT_TABLES}


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """Every county of the region has a snapshot that is up to date.

    Args:
        renewed: the paths of those counties whose snapshot was taken anew.
    """

    counties: tuple[Snapshot, ...]
    renewed: tuple[str, ...]

    @property
    def households(self) -> int:
        return sum(county.households for county in self.counties)


def take_snapshot(
    units: Units,
    actor: Actor,
    store: SnapshotStore,
    *,
    scope_path: str = "",
    is_forced: bool = False,
    on_county: Callable[[Snapshot], None] | None = None,
) -> SnapshotTaken:
    """Bring the snapshots of every county that touches a region up to date.

    Args:
        is_forced: take them anew whether or not anything has changed.
        on_county: told of each county as soon as its snapshot stands.
    Raises: GatewayUnavailable.
    Writes: files only. Cost: 1, and 8 for each county that is taken anew.
    """
    with units.begin(actor, read_only=True) as unit:
        marks = list_county_marks(unit, scope_path)
    standing, renewed = [], []
    for mark in marks:
        plan = plan_county(units, actor, mark.path)
        found = None if is_forced else find_snapshot(store, mark.path)
        if found is None or is_outdated(found, mark, plan):
            found = _take_county(units, actor, store, mark.path, plan)
            renewed.append(mark.path)
        standing.append(found)
        if on_county is not None:
            on_county(found)
    remove_vanished(store.folder, scope_path, [mark.path for mark in marks])
    return SnapshotTaken(tuple(standing), tuple(renewed))


def plan_county(units: Units, actor: Actor, county: str) -> tuple[PlannedTable, ...]:
    """Return the tables of a county's snapshot, retired further fields included: old rules may ask for them."""
    with units.begin(actor, read_only=True) as unit:
        fields = list_all_definitions(unit, region_path=county, with_retired=True)
    return plan_tables(fields, OF_COUNTY)


def is_outdated(snapshot: Snapshot, mark: CountyMark, plan: Iterable[PlannedTable]) -> bool:
    """Tell whether a county has changed since its snapshot; a household that left or went shows in their number."""
    return (
        snapshot.households != mark.households
        or snapshot.taken_at - OVERLAP <= mark.changed_at
        or snapshot.columns != {table.name: dict(table.columns) for table in plan}
    )


def find_snapshot(store: SnapshotStore, county: str) -> Snapshot | None:
    """Return a county's newest whole snapshot, None when there is none."""
    for folder in sorted((store.folder / county).glob("*"), reverse=True):
        if (folder / ABOUT).is_file():
            about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
            taken_at = datetime.fromisoformat(about["taken_at"])
            return Snapshot(
                store.engine, county, folder, taken_at, about["households"], about["columns"], about["rows"]
            )
    return None


def remove_vanished(root: Path, scope_path: str, counties: Iterable[str]) -> None:
    """Remove the snapshots of counties of a region that have no households any more."""
    kept = set(counties)
    for folder in root.glob("*"):
        if folder.name.startswith(scope_path) and folder.name not in kept:
            shutil.rmtree(folder)


def _take_county(
    units: Units, actor: Actor, store: SnapshotStore, county: str, plan: tuple[PlannedTable, ...]
) -> Snapshot:
    with units.begin(actor, read_only=True) as unit:
        hold_still(unit)
        taken_at = unit.now
        (store.folder / county).mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f"{taken_at:%Y%m%dT%H%M%S}-", dir=store.folder / county))
        for table in plan:
            copy_out(unit, table, county, folder / f"{table.name}.csv")
    rows = {}
    for table in plan:
        source = folder / f"{table.name}.csv"
        rows[table.name] = store.engine.pack(source, folder / f"{table.name}.parquet", table.columns)
        source.unlink()
    columns = {table.name: dict(table.columns) for table in plan}
    about = {"taken_at": taken_at.isoformat(), "households": rows["household"], "columns": columns, "rows": rows}
    (folder / ABOUT).write_text(json.dumps(about, indent=1), encoding="utf-8")
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other)
    return Snapshot(store.engine, county, folder, taken_at, rows["household"], columns, rows)
