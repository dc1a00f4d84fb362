"""Regions change, and everything that hangs on them changes with them; what was before can still be told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from foundation.actor import system_actor
from foundation.audit import AuditEntry
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork, Units
from monitoring.queries.cockpit import list_region_colours
from registry.errors import RegionNotFound
from registry.models import Appointment, Household, ImportRun, Observation, Person, Region, RegionChange, StaffProfile
from registry.operations import region_changes as changes
from registry.operations.region_rows import HISTORY, SEATS, path_columns
from registry.operations.regions import RegionLine, load_regions
from registry.queries.audit import AuditFilters, list_audit_entries
from registry.queries.households import HouseholdFilters
from registry.queries.past import list_past_households
from registry.queries.region_changes import list_history, weigh_region
from registry.queries.regions import (
    current_codes,
    former_paths,
    get_region,
    list_regions_below,
    name_trail,
    names_on,
    regions_as_of,
    resolve_code,
)
from registry.rules.region_changes import RegionChangeKind
from registry.rules.region_errors import (
    ChangeBeforeLast,
    ImportWaiting,
    LevelsDiffer,
    MovedIntoItself,
    NothingRenamed,
    NothingSplitOff,
    NotInRegion,
    ParentTooLow,
    RegionChangeInFuture,
    RegionClosed,
    RegionCodeRefused,
    RegionCodeTaken,
    RegionNameRefused,
    RegionNotEmpty,
    RegionOutsideArea,
    RegionParentDiffers,
    SameParent,
    SameRegion,
)
from registry.rules.words import RegionLevel
from reports.household_file.past import read_past_file
from tests.builders.world import COUNTY, NOW, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, VILLAGE_A2, VILLAGE_B, World

A, A2, B = "360121100201", "360121100202", "360121101201"
TOWN_A, TOWN_B, THE_COUNTY, PREFECTURE = "360121100", "360121101", "360121", "3601"
FIRST = TODAY - timedelta(days=100)
SECOND = TODAY - timedelta(days=50)
GROUP = A + "01"


def household(unit: UnitOfWork, world: World, code: str) -> Household:
    found = unit.session.get(Household, world.households[code], populate_existing=True)
    assert found is not None
    return found


def add_group(unit: UnitOfWork) -> None:
    changes.add_region(unit, code=GROUP, name="甲一组", level=RegionLevel.GROUP, parent=A, on=FIRST)


def trail(unit: UnitOfWork, path: str, on: date | None = None) -> list[str]:
    return name_trail(unit, path, on)


def test_a_renamed_village_keeps_its_old_name_for_earlier_days(unit: UnitOfWork) -> None:
    changes.rename_region(unit, A, name="  甲新村 ", on=FIRST, document="县府发〔2026〕1号")
    changes.rename_region(unit, A, name="甲更新村", name_en="Newer", on=SECOND)
    assert get_region(unit, A).name == "甲更新村"
    assert [names_on(unit, [A], day)[A] for day in (FIRST - timedelta(days=1), FIRST, SECOND, None)] == [
        "甲一村", "甲新村", "甲更新村", "甲更新村",
    ]  # fmt: skip
    assert trail(unit, VILLAGE_A, FIRST) == ["试验县", "甲镇", "甲新村"]
    first = list_history(unit, A)[-1]
    assert (first.old, first.new, first.document) == ("甲一村", "甲新村", "县府发〔2026〕1号")


def test_an_english_name_that_was_not_there_is_not_there_on_earlier_days(unit: UnitOfWork) -> None:
    changes.rename_region(unit, A, name="甲一村", name_en="Village One", on=FIRST)
    then = regions_as_of(FIRST - timedelta(days=1)).c
    assert unit.session.scalar(select(then.name_en).where(then.code == A)) is None


def test_households_of_a_merged_village_move_with_all_that_is_theirs(unit: UnitOfWork, world: World) -> None:
    done = changes.merge_regions(unit, A, into=A2, on=SECOND)
    assert (done.code, done.households, done.people) == (A2, 2, 8)
    for code in ("A-001", "A-002"):
        assert (household(unit, world, code).village_code, household(unit, world, code).region_path) == (A2, VILLAGE_A2)
    paths = set(unit.session.scalars(select(Person.region_path).where(Person.id == world.heads["A-001"])))
    assert paths == {VILLAGE_A2}
    assert household(unit, world, "A-003").changed_at <= NOW


def test_a_household_remembers_where_it_was_registered(unit: UnitOfWork, world: World) -> None:
    unit.session.execute(update(Household).values(registered_on=date(2020, 1, 1)))
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    told = unit.session.execute(
        select(Observation.field, Observation.old_value, Observation.new_value, Observation.effective_on)
        .where(Observation.household_id == world.households["A-001"], Observation.source == "region_change")
        .order_by(Observation.field)
    ).all()
    assert [tuple(row) for row in told] == [
        ("region_path", VILLAGE_A, VILLAGE_A2, SECOND),
        ("village_code", A, A2, SECOND),
    ]


def test_a_household_that_moved_in_after_the_day_is_told_from_its_own_day(unit: UnitOfWork, world: World) -> None:
    moved_on = TODAY - timedelta(days=10)
    unit.session.execute(
        insert(Observation).values(
            household_id=world.households["A-001"], region_path=VILLAGE_A, field="village_code", old_value=B,
            new_value=A, observed_at=NOW, valid_from=moved_on, source="test", actor_name="test",
        )
    )  # fmt: skip
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    told = select(Observation.effective_on).where(
        Observation.household_id == world.households["A-001"],
        Observation.field == "village_code",
        Observation.old_value == A,
    )
    assert unit.session.scalars(told).one() == moved_on


def test_an_old_code_finds_todays_village_through_several_changes(unit: UnitOfWork) -> None:
    changes.merge_regions(unit, A, into=A2, on=FIRST)
    changes.recode_region(unit, A2, new_code="360121100999", on=SECOND)
    codes = current_codes().c
    found = {row.code: row for row in unit.session.execute(select(codes).where(codes.code.in_((A, A2, B))))}
    assert {code: row.present_code for code, row in found.items()} == {A: "360121100999", A2: "360121100999", B: B}
    assert found[A].path == TOWNSHIP_A + "360121100999."
    assert resolve_code(unit, A).code == "360121100999"
    assert resolve_code(unit, A, FIRST).code == A2
    assert resolve_code(unit, A, FIRST - timedelta(days=1)).code == A
    with pytest.raises(RegionNotFound):
        resolve_code(unit, "123456")


def test_a_merged_township_takes_its_villages_along(unit: UnitOfWork, world: World) -> None:
    done = changes.merge_regions(unit, TOWN_B, into=TOWN_A, on=SECOND)
    assert (done.households, done.regions) == (2, 2)
    village = get_region(unit, B)
    assert (village.parent_code, village.path) == (TOWN_A, f"{TOWNSHIP_A}{B}.")
    assert household(unit, world, "B-001").region_path == village.path
    assert [region.code for region in list_regions_below(unit, "township")] == [TOWN_A]
    assert list_history(unit, B)[0].because == (RegionChangeKind.MERGED, f"乙镇 ({TOWN_B})")
    then = regions_as_of(FIRST).c
    assert unit.session.execute(select(then.parent_code, then.path).where(then.code == B)).one() == (TOWN_B, VILLAGE_B)


def test_a_moved_township_rewrites_its_whole_subtree(unit: UnitOfWork, world: World) -> None:
    load_regions(unit, [RegionLine("360199", "邻县", RegionLevel.COUNTY, PREFECTURE)])
    add_group(unit)
    changes.move_region(unit, TOWN_A, parent="360199", on=SECOND)
    path = "36.3601.360199.360121100."
    assert get_region(unit, TOWN_A).path == path
    assert get_region(unit, GROUP).path == f"{path}{A}.{GROUP}."
    assert get_region(unit, GROUP).parent_code == A
    assert household(unit, world, "A-001").region_path == f"{path}{A}."
    reviewer = select(Appointment.region_path).where(Appointment.user_id == world.users["township_reviewer"])
    assert unit.session.scalars(reviewer).one() == path
    seat = select(StaffProfile.region_path).where(StaffProfile.user_id == world.users["caseworker"])
    assert unit.session.scalars(seat).one() == f"{path}{A}."
    assert trail(unit, VILLAGE_A, FIRST) == ["试验县", "甲镇", "甲一村"]
    assert trail(unit, f"{path}{A}.") == ["邻县", "甲镇", "甲一村"]


def test_whoever_was_appointed_for_a_moved_region_still_reads_it(unit: UnitOfWork, world: World) -> None:
    changes.move_region(unit, A, parent=TOWN_B, on=SECOND)
    assert world.actor(unit, "caseworker").areas == (f"{TOWNSHIP_B}{A}.",)


def test_who_was_appointed_for_a_merged_region_is_appointed_for_the_other(unit: UnitOfWork, world: World) -> None:
    done = changes.merge_regions(unit, A, into=A2, on=SECOND)
    assert done.appointments == 1
    assert world.actor(unit, "caseworker").areas == (VILLAGE_A2,)
    held = select(Appointment.region_path, Appointment.ends_on).where(Appointment.user_id == world.users["caseworker"])
    assert set(map(tuple, unit.session.execute(held))) == {
        (VILLAGE_A, TODAY - timedelta(days=1)),
        (VILLAGE_A2, None),
    }
    assert {note.action for note in unit.notes} >= {"appoint", "end_appointment", "merge_regions"}


def test_a_split_village_gives_households_and_groups_to_the_new_one(unit: UnitOfWork, world: World) -> None:
    add_group(unit)
    done = changes.split_region(
        unit, A, new_code="360121100203", name="甲三村", on=SECOND, regions=[GROUP], households=["A-002", "A-002"]
    )
    assert (done.households, done.regions) == (1, 1)
    assert household(unit, world, "A-002").region_path == f"{TOWNSHIP_A}360121100203."
    assert household(unit, world, "A-001").region_path == VILLAGE_A
    assert get_region(unit, GROUP).parent_code == "360121100203"
    assert resolve_code(unit, A).code == A
    assert [event.kind for event in list_history(unit, "360121100203")] == [RegionChangeKind.SPLIT]


def test_a_new_code_keeps_the_history_of_the_old_one(unit: UnitOfWork) -> None:
    changes.rename_region(unit, A, name="甲新村", on=FIRST)
    changes.recode_region(unit, A, new_code="360121100888", on=SECOND)
    assert [event.kind for event in list_history(unit, "360121100888")] == [
        RegionChangeKind.RECODED,
        RegionChangeKind.RENAMED,
    ]
    assert get_region(unit, A).valid_to == SECOND
    assert get_region(unit, "360121100888").name == "甲新村"


def test_only_an_empty_region_closes(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(RegionNotEmpty):
        changes.close_region(unit, A, on=SECOND)
    unit.session.execute(update(Household).where(Household.village_code == A).values(closed_on=SECOND))
    changes.close_region(unit, A, on=SECOND)
    with pytest.raises(RegionClosed):
        resolve_code(unit, A)
    codes = current_codes().c
    assert unit.session.scalar(select(codes.present_code).where(codes.code == A)) is None
    assert world.actor(unit, "caseworker").areas == ()


def test_the_map_of_a_day_has_what_was_there(unit: UnitOfWork) -> None:
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    changes.add_region(unit, code="360121100777", name="丙村", level=RegionLevel.VILLAGE, parent=TOWN_A, on=TODAY)

    def villages(day: date) -> set[str]:
        then = regions_as_of(day).c
        return set(unit.session.scalars(select(then.code).where(then.parent_code == TOWN_A)))

    assert villages(SECOND - timedelta(days=1)) == {A, A2}
    assert villages(SECOND) == {A2}
    assert villages(TODAY) == {A2, "360121100777"}


def test_what_was_done_for_the_merged_region_alone_is_not_done_for_the_other(unit: UnitOfWork, world: World) -> None:
    tables = {table for table, _ in path_columns(unit)}
    assert set(SEATS) <= tables and "appointment" in tables and "extra_field" in tables
    assert not tables & HISTORY
    assert not tables & {"household", "region", "person", "standing", "observation"}


def act_merge(unit: UnitOfWork, **other: Any) -> object:
    return changes.merge_regions(unit, A, **{"into": A2, "on": SECOND, **other})


REFUSED: list[tuple[Callable[[UnitOfWork], object], type[Exception]]] = [
    (lambda unit: act_merge(unit, into=A), SameRegion),
    (lambda unit: act_merge(unit, into=TOWN_A), LevelsDiffer),
    (lambda unit: act_merge(unit, into="1"), RegionNotFound),
    (lambda unit: act_merge(unit, on=TODAY + timedelta(days=1)), RegionChangeInFuture),
    (lambda unit: changes.move_region(unit, A, parent=TOWN_A, on=SECOND), SameParent),
    (lambda unit: changes.move_region(unit, TOWN_A, parent=A, on=SECOND), ParentTooLow),
    (lambda unit: changes.rename_region(unit, A, name="甲一村", on=SECOND), NothingRenamed),
    (lambda unit: changes.rename_region(unit, A, name=" \u200b ", on=SECOND), RegionNameRefused),
    (lambda unit: changes.rename_region(unit, A, name="x" * 81, on=SECOND), RegionNameRefused),
    (lambda unit: changes.recode_region(unit, A, new_code="36012110020x", on=SECOND), RegionCodeRefused),
    (lambda unit: changes.recode_region(unit, A, new_code=B, on=SECOND), RegionCodeTaken),
    (lambda unit: changes.split_region(unit, A, new_code="9999", name="x", on=SECOND), NothingSplitOff),
    (
        lambda unit: changes.split_region(unit, A, new_code="9999", name="x", on=SECOND, households=["B-001"]),
        NotInRegion,
    ),
    (lambda unit: changes.split_region(unit, A, new_code="9999", name="x", on=SECOND, regions=[A2]), NotInRegion),
]


@pytest.mark.parametrize(("act", "error"), REFUSED)
def test_what_cannot_be_is_refused(unit: UnitOfWork, act: Callable[[UnitOfWork], object], error: type[Exception]):
    with pytest.raises(error):
        act(unit)
    assert unit.session.scalars(select(RegionChange)).all() == []


def test_a_code_that_was_ever_given_is_never_given_again(unit: UnitOfWork) -> None:
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    with pytest.raises(RegionCodeTaken):
        changes.add_region(unit, code=A, name="x", level=RegionLevel.VILLAGE, parent=TOWN_B, on=TODAY)
    with pytest.raises(RegionClosed):
        changes.rename_region(unit, A, name="x", on=TODAY)


def test_changes_are_recorded_in_their_order(unit: UnitOfWork) -> None:
    changes.rename_region(unit, A, name="甲新村", on=SECOND)
    with pytest.raises(ChangeBeforeLast):
        changes.move_region(unit, TOWN_A, parent=THE_COUNTY, on=FIRST)


def test_a_region_never_lies_inside_itself(unit: UnitOfWork) -> None:
    load_regions(unit, [RegionLine("99", "省", RegionLevel.PROVINCE, None)])
    with pytest.raises((ParentTooLow, MovedIntoItself)):
        changes.move_region(unit, THE_COUNTY, parent=A, on=SECOND)


def test_nobody_changes_what_lies_outside_their_area(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "county_officer")
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    with pytest.raises(RegionOutsideArea):
        changes.move_region(unit, THE_COUNTY, parent=PREFECTURE, on=SECOND)
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(RegionOutsideArea):
        changes.move_region(unit, A2, parent=TOWN_B, on=SECOND)


@pytest.mark.parametrize(("state", "path"), [("staged", VILLAGE_A), ("staged", COUNTY), ("staging", None)])
def test_an_import_that_waits_goes_first(unit: UnitOfWork, state: str, path: str | None) -> None:
    run = {"profile": "county", "files": [], "region_path": path, "state": state, "on_duplicate": "error"}
    unit.session.execute(insert(ImportRun).values(**run, started_at=NOW, started_by="test"))
    with pytest.raises(ImportWaiting):
        changes.merge_regions(unit, A, into=A2, on=SECOND)
    unit.session.execute(update(ImportRun).values(state="committed"))
    changes.merge_regions(unit, A, into=A2, on=SECOND)


def test_a_merger_is_done_once(unit: UnitOfWork) -> None:
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    with pytest.raises(RegionClosed):
        changes.merge_regions(unit, A, into=A2, on=SECOND)


def test_the_trail_names_the_change(units: Units, world: World) -> None:
    with units.begin(system_actor("test")) as unit:
        changes.merge_regions(unit, A, into=A2, on=SECOND, document="文件")
    with units.begin(system_actor("test"), read_only=True) as unit:
        entry = unit.session.scalars(select(AuditEntry).where(AuditEntry.action == "merge_regions")).one()
    assert (entry.detail["households"], entry.detail["other"], entry.detail["document"]) == (2, A2, "文件")


def test_a_change_that_fails_leaves_nothing_behind(units: Units, world: World) -> None:
    with pytest.raises(RuntimeError), units.begin(system_actor("test")) as unit:
        changes.merge_regions(unit, A, into=A2, on=SECOND)
        raise RuntimeError
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert get_region(unit, A).valid_to is None
        assert household(unit, world, "A-001").village_code == A
        assert unit.session.scalars(select(RegionChange)).all() == []


def test_the_weight_of_a_region_counts_only_what_is_seen(unit: UnitOfWork, world: World) -> None:
    county = get_region(unit, THE_COUNTY)
    assert weigh_region(unit, county).households == 5
    assert weigh_region(unit, county).regions == 6
    unit.actor = world.actor(unit, "township_reviewer")
    assert weigh_region(unit, county).households == 3


def test_the_database_refuses_a_household_outside_its_village(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(Exception, match="fk_household_village_code_region_path_region"):
        unit.session.execute(
            text("update household set region_path = :path where id = :id"),
            {"path": VILLAGE_B, "id": world.households["A-001"]},
        )


def test_a_file_renames_with_history_and_moves_nothing(unit: UnitOfWork) -> None:
    load_regions(unit, [RegionLine(A, "甲新村", RegionLevel.VILLAGE, TOWN_A)])
    assert names_on(unit, [A], TODAY - timedelta(days=1))[A] == "甲一村"
    with pytest.raises(RegionParentDiffers):
        load_regions(unit, [RegionLine(A, "甲新村", RegionLevel.VILLAGE, TOWN_B)])


def test_a_file_leaves_ended_regions_alone(unit: UnitOfWork) -> None:
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    load_regions(unit, [RegionLine(A, "旧名", RegionLevel.VILLAGE, TOWN_A)])
    assert get_region(unit, A).name == "甲一村"
    assert unit.session.scalar(select(Region.valid_to).where(Region.code == A)) == SECOND


def test_two_people_never_half_apply_a_change(units: Units) -> None:
    def act(into: str) -> str:
        try:
            with units.begin(system_actor(into)) as unit:
                changes.merge_regions(unit, A, into=into, on=SECOND)
            return into
        except RegionClosed:
            return "refused"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(act, (A2, B)))
    assert outcomes[1] == "refused"
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert get_region(unit, A).successor_code == outcomes[0]
        villages = select(Household.village_code).where(Household.code.in_(("A-001", "A-002")))
        assert set(unit.session.scalars(villages)) == {outcomes[0]}


def test_a_change_waits_for_an_import_that_is_being_read(units: Units) -> None:
    reading, released = Event(), Event()

    def read_import() -> None:
        with units.begin(system_actor("import")) as unit:
            run = {"profile": "county", "files": [], "state": "staged", "on_duplicate": "error"}
            unit.session.execute(insert(ImportRun).values(**run, started_at=NOW, started_by="test"))
            reading.set()
            released.wait(10)

    with ThreadPoolExecutor(2) as pool:
        pool.submit(read_import)
        reading.wait(10)
        merging = pool.submit(lambda: _merge_in_own_unit(units))
        released.set()
        with pytest.raises(ImportWaiting):
            merging.result(30)


def _merge_in_own_unit(units: Units) -> None:
    with units.begin(system_actor("test")) as unit:
        changes.merge_regions(unit, A, into=A2, on=SECOND)


def test_lists_and_files_of_an_earlier_day_show_the_places_of_that_day(unit: UnitOfWork, world: World) -> None:
    unit.session.execute(update(Household).values(registered_on=date(2020, 1, 1)))
    changes.rename_region(unit, A, name="甲新村", on=FIRST)
    changes.merge_regions(unit, A, into=A2, on=SECOND)

    def village_on(day: date) -> str:
        page = list_past_households(unit, day, HouseholdFilters(words="A-001"), PageRequest())
        (row,) = page.rows
        file = read_past_file(unit, world.households["A-001"], day)
        assert file.places[-1] == row.village
        return row.village

    days = (FIRST - timedelta(days=1), FIRST, SECOND)
    assert [village_on(day) for day in days] == ["甲一村", "甲新村", "甲二村"]


def test_what_was_done_before_a_move_is_still_read_in_the_trail(units: Units, world: World) -> None:
    load = [RegionLine("360199", "邻县", RegionLevel.COUNTY, PREFECTURE)]
    with units.begin(system_actor("test")) as unit:
        load_regions(unit, load)
        changes.rename_region(unit, A, name="甲新村", on=FIRST)
        changes.move_region(unit, TOWN_A, parent="360199", on=FIRST)
        changes.recode_region(unit, TOWN_A, new_code="360199100", on=SECOND)
    with units.begin(system_actor("test"), read_only=True) as unit:
        area = "36.3601.360199.360199100."
        assert set(former_paths(unit, [area])) >= {TOWNSHIP_A, "36.3601.360199.360121100."}
        unit.actor = replace(world.actor(unit, "auditor"), areas=(area,))
        actions = [row.action for row in list_audit_entries(unit, AuditFilters(), PageRequest()).rows]
        assert "rename_region" in actions
        unit.actor = replace(unit.actor, areas=(TOWNSHIP_B,))
        assert "rename_region" not in [
            row.action for row in list_audit_entries(unit, AuditFilters(), PageRequest()).rows
        ]


def test_a_region_that_ended_is_offered_nowhere(unit: UnitOfWork, world: World) -> None:
    changes.merge_regions(unit, A, into=A2, on=SECOND)
    unit.actor = world.actor(unit, "county_officer")
    assert A not in [colours.code for colours in list_region_colours(unit, TOWN_A)]
    assert A not in [region.code for region in list_regions_below(unit, "village")]
