"""Snapshots: whole, up to date, taken anew only where something changed; and rounds that are graded over them."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from gateways.duckdb_columnar import DuckdbColumnar
from monitoring.errors import WholeCountiesOnly
from monitoring.grading_run import grade
from monitoring.models import Grade
from monitoring.operations.rulesets import store_rule_set
from monitoring.rules.words import Engine, RoundExtent
from monitoring.snapshot_run import ABOUT, SnapshotStore, find_snapshot, take_snapshot
from registry.models import Household, Person, Region, Standing
from registry.operations.changes.touching import mark_changed
from registry.operations.fields import define_field
from registry.rules.words import Colour, RegionLevel
from tests.builders.world import COUNTY, NOW, World
from tests.rooms.test_monitoring_extra import GRAIN, OWN
from tests.rooms.test_monitoring_rounds import COMMAND

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshot", DuckdbColumnar(threads=1))


def at(units: Units, moment: object) -> Units:
    """The same database at another time."""
    return Units(units.open_session, FixedClock(moment))  # type: ignore[arg-type]


def test_a_snapshot_holds_every_record_of_a_county_and_no_name(
    units: Units, world: World, store: SnapshotStore
) -> None:
    taken = take_snapshot(units, COMMAND, store)
    with units.begin(COMMAND, read_only=True) as unit:
        people = unit.session.scalar(select(func.count(Person.id)))
        names = unit.session.scalars(select(Person.name)).all()
        counties = unit.session.scalars(select(Region.path).where(Region.level == RegionLevel.COUNTY)).all()
    assert {county.county for county in taken.counties} <= set(counties)
    assert taken.households == len(world.households)
    assert sum(county.rows["person"] for county in taken.counties) >= (people or 0)
    for county in taken.counties:
        assert all(file.is_file() for file in county.files.values())
        assert not list(county.folder.glob("*.csv"))
        columns = {name for table in county.columns.values() for name in table}
        assert not columns & {"name", "code", "id_number", "phone", "bank_account"}
        text = b"".join(file.read_bytes() for file in county.files.values())
        assert not any(name.encode() in text for name in names)


def test_only_counties_that_changed_are_taken_anew(units: Units, world: World, store: SnapshotStore) -> None:
    with units.begin(COMMAND) as unit:
        unit.session.execute(update(Household).values(changed_at=NOW - timedelta(days=1)))
    first = take_snapshot(units, COMMAND, store)
    again = take_snapshot(at(units, LATER), COMMAND, store)
    assert first.renewed == tuple(county.county for county in first.counties)
    assert again.renewed == ()
    assert [county.folder for county in again.counties] == [county.folder for county in first.counties]
    with at(units, LATER).begin(COMMAND) as unit:
        household = unit.session.get_one(Household, next(iter(world.households.values())))
        mark_changed(unit, household, unit.now)
        path = household.region_path
    renewed = take_snapshot(at(units, LATER), COMMAND, store)
    assert [path.startswith(county) for county in renewed.renewed] == [True]
    folders = list((store.folder / renewed.renewed[0]).iterdir())
    assert folders == [county.folder for county in renewed.counties if county.county == renewed.renewed[0]]


def test_a_snapshot_that_broke_off_is_not_there(units: Units, world: World, store: SnapshotStore) -> None:
    taken = take_snapshot(units, COMMAND, store)
    county = taken.counties[0]
    (county.folder / ABOUT).unlink()
    assert find_snapshot(store, county.county) is None
    assert county.county in take_snapshot(at(units, LATER), COMMAND, store).renewed


def test_a_county_without_households_loses_its_snapshot(units: Units, world: World, store: SnapshotStore) -> None:
    take_snapshot(units, COMMAND, store)
    left_over = store.folder / "99.9999.999999."
    left_over.mkdir()
    take_snapshot(units, COMMAND, store)
    assert not left_over.exists()


def test_a_round_over_snapshots_gives_the_grades_of_the_database(
    units: Units, world: World, store: SnapshotStore
) -> None:
    fast = grade(units, COMMAND)
    columns = grade(units, COMMAND, engine=Engine.DUCKDB, snapshots=store)
    assert columns.households == fast.households
    assert columns.colours == fast.colours
    assert columns.changes == 0
    with units.begin(COMMAND, read_only=True) as unit:
        rows = [
            unit.session.execute(
                select(
                    Grade.household_id, Grade.region_path, Grade.colour, Grade.score, Grade.is_stale,
                    Grade.reasons, Grade.unknowns, Grade.evidence,
                ).where(Grade.round_id == done.round_id).order_by(Grade.household_id)
            ).all()
            for done in (fast, columns)
        ]  # fmt: skip
    assert rows[0]
    assert rows[0] == rows[1]
    assert not list(store.folder.rglob("grades-*"))


def test_rules_over_further_fields_hold_in_a_round_over_snapshots(
    units: Units, world: World, store: SnapshotStore
) -> None:
    poor = world.households["A-001"]
    with units.begin(COMMAND) as unit:
        define_field(unit, GRAIN)
        store_rule_set(unit, OWN)
        unit.session.execute(update(Household).where(Household.id == poor).values(extra={"grain_store": 40.5}))
    grade(units, COMMAND, ruleset="own", scope_path=COUNTY, engine=Engine.DUCKDB, snapshots=store)
    with units.begin(COMMAND, read_only=True) as unit:
        standing = unit.session.get_one(Standing, poor)
        assert standing.colour is Colour.RED and "asks_further" in standing.reasons


def test_changed_households_alone_are_graded_in_the_database_only(
    units: Units, world: World, store: SnapshotStore
) -> None:
    grade(units, COMMAND)
    with pytest.raises(WholeCountiesOnly):
        grade(units, COMMAND, engine=Engine.DUCKDB, extent=RoundExtent.CHANGED, snapshots=store)
