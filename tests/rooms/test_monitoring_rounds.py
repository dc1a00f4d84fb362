"""Rounds: started, graded part by part, finished at once; what broke off leaves nothing behind."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from foundation.actor import Actor, system_actor
from foundation.audit import AuditEntry
from foundation.clock import FixedClock
from foundation.errors import Forbidden
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork, Units
from monitoring.errors import (
    NothingToCompare,
    RoundFinishedAlready,
    RoundIncomplete,
    RoundNotFound,
    RoundNotRunning,
    RoundOvertaken,
    RulesChangedSince,
)
from monitoring.grading_run import grade
from monitoring.models import Grade, GradeChange, GradingRound
from monitoring.operations import rounds
from monitoring.operations.parts import grade_part
from monitoring.operations.rounds import finish_round, remove_round, start_round
from monitoring.operations.rulesets import store_rule_set
from monitoring.queries.changes import ChangeFilters, list_changes
from monitoring.queries.rounds import get_round, list_latest_rounds, list_rounds
from monitoring.rules.facts import RoundFinished, RoundStarted
from monitoring.rules.words import Engine, RoundExtent
from monitoring.rulesets import shipped_source
from registry.models import Household, Income, Person, Standing
from tests.builders.world import COUNTY, NOW, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World

COMMAND = system_actor("command grade")


@pytest.fixture(autouse=True)
def _calm(request: pytest.FixtureRequest) -> None:
    """Give every household three times the income and an old change, so that each is green until a test spoils it."""
    if "unit" in request.fixturenames:
        calm(request.getfixturevalue("unit"))
    if "units" in request.fixturenames:
        with request.getfixturevalue("units").begin(COMMAND) as unit:
            calm(unit)


def calm(unit: UnitOfWork) -> None:
    unit.session.execute(update(Income).values(amount_minor=Income.amount_minor * 3))
    unit.session.execute(update(Household).values(changed_at=NOW - timedelta(days=30)))


def run(unit: UnitOfWork, **values: object) -> RoundFinished:
    """Run a whole round inside one unit."""
    started = start_round(unit, **values)  # type: ignore[arg-type]
    grade_parts(unit, started)
    return finish_round(unit, started.round_id)


def grade_parts(unit: UnitOfWork, started: RoundStarted) -> None:
    for part in started.parts:
        grade_part(unit, started.round_id, part.first_id, part.last_id)


def spoil(unit: UnitOfWork, household_id: int) -> None:
    """Make a household's dwelling unsafe."""
    unit.session.execute(
        update(Household).where(Household.id == household_id).values(is_dwelling_safe=False, changed_at=unit.now)
    )


def standing(unit: UnitOfWork, household_id: int) -> Standing:
    return unit.session.scalars(
        select(Standing).where(Standing.household_id == household_id).execution_options(populate_existing=True)
    ).one()


def later(unit: UnitOfWork, **delta: float) -> UnitOfWork:
    """Return the unit at a later time."""
    unit.now += timedelta(**delta)
    return unit


def test_a_safe_register_is_green_and_a_first_green_is_no_change(unit: UnitOfWork, world: World) -> None:
    finished = run(unit)
    assert finished.households == len(world.households)
    assert finished.colours == {"green": len(world.households)}
    assert finished.changes == 0
    assert standing(unit, world.households["A-001"]).colour == "green"


def test_a_household_that_turns_red_is_a_change_with_its_rule_and_the_way_back(unit: UnitOfWork, world: World) -> None:
    run(unit)
    household_id = world.households["A-001"]
    spoil(unit, household_id)
    finished = run(unit)
    assert finished.changes == 1
    change = unit.session.scalars(select(GradeChange).where(GradeChange.round_id == finished.round_id)).one()
    assert (change.household_id, change.from_colour, change.to_colour) == (household_id, "green", "red")
    assert change.reasons == ["unsafe_dwelling"]
    assert change.evidence == {"dwelling_safe": False}
    assert change.fired == [
        {
            "rule": "unsafe_dwelling",
            "colour": "red",
            "held_against": [{"indicator": "dwelling_safe", "is": False}],
            "back": [{"indicator": "dwelling_safe", "is": True}],
        }
    ]


def test_a_first_grade_that_is_not_green_is_a_change_from_nothing(unit: UnitOfWork, world: World) -> None:
    spoil(unit, world.households["A-001"])
    finished = run(unit)
    change = unit.session.scalars(select(GradeChange).where(GradeChange.round_id == finished.round_id)).one()
    assert (change.from_colour, change.to_colour) == (None, "red")


def test_a_repeated_round_changes_nothing(unit: UnitOfWork, world: World) -> None:
    spoil(unit, world.households["A-001"])
    first = run(unit)
    before = standing(unit, world.households["A-001"])
    kept = (before.colour, before.score, before.colour_since_on, before.round_id)
    second = run(later(unit, days=1), as_of=unit.today)
    after = standing(unit, world.households["A-001"])
    assert (second.changes, second.colours) == (0, first.colours)
    assert (after.colour, after.score, after.colour_since_on, after.round_id) == kept


def test_the_colour_since_date_moves_only_with_the_colour(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    run(unit)
    green_since = standing(unit, household_id).colour_since_on
    spoil(later(unit, days=3), household_id)
    run(unit)
    assert standing(unit, household_id).colour_since_on == green_since + timedelta(days=3)


def test_the_standing_keeps_its_case_and_caseworker(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    unit.session.execute(
        update(Standing)
        .where(Standing.household_id == household_id)
        .values(case_id=7, case_state="paired", caseworker_id=world.users["caseworker"])
    )
    run(unit)
    found = standing(unit, household_id)
    assert (found.colour, found.reasons) == ("orange", ["under_assistance"])
    assert (found.case_id, found.caseworker_id) == (7, world.users["caseworker"])


def test_missing_facts_make_a_household_unknown_and_never_green(unit: UnitOfWork, world: World) -> None:
    no_income, no_water, nobody, no_school = (world.households[code] for code in ("A-001", "A-002", "A-003", "B-001"))
    session = unit.session
    session.execute(Income.__table__.delete().where(Income.household_id == no_income))
    session.execute(update(Household).where(Household.id == no_water).values(is_water_safe=None))
    session.execute(update(Person).where(Person.household_id == nobody).values(left_on=date(2026, 1, 1)))
    session.execute(
        update(Person)
        .where(Person.household_id == no_school, Person.school_status == "in_school")
        .values(school_status=None)
    )
    finished = run(unit)
    assert finished.colours == {"unknown": 4, "green": 1}
    rows = session.scalars(select(Grade).where(Grade.round_id == finished.round_id)).all()
    unknowns = {row.household_id: row.unknowns for row in rows}
    assert "income_to_line" in unknowns[no_income]
    assert unknowns[no_water] == ["water_safe"]
    assert "members" in unknowns[nobody]
    assert unknowns[no_school] == ["children_out_of_school"]


def test_stale_facts_are_shown_as_stale_and_do_not_change_the_colour(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    unit.session.execute(
        update(Household).where(Household.id == household_id).values(surveyed_on=unit.today - timedelta(days=401))
    )
    finished = run(unit)
    row = unit.session.get_one(Grade, (finished.round_id, household_id))
    assert (row.colour, row.is_stale, row.unknowns) == ("green", True, [])
    edge = unit.today - timedelta(days=400)
    unit.session.execute(update(Household).where(Household.id == household_id).values(surveyed_on=edge))
    assert unit.session.get_one(Grade, (run(unit).round_id, household_id)).is_stale is False


def test_closed_and_later_registered_households_are_left_out(unit: UnitOfWork, world: World) -> None:
    closed, future = world.households["A-001"], world.households["A-002"]
    unit.session.execute(update(Household).where(Household.id == closed).values(closed_on=unit.today))
    tomorrow = unit.today + timedelta(days=1)
    unit.session.execute(update(Household).where(Household.id == future).values(registered_on=tomorrow))
    assert run(unit).households == len(world.households) - 2


def test_nobody_sees_a_round_before_it_is_finished(unit: UnitOfWork, world: World) -> None:
    spoil(unit, world.households["A-001"])
    started = start_round(unit)
    grade_parts(unit, started)
    assert standing(unit, world.households["A-001"]).round_id is None
    assert list_latest_rounds(unit, 5) == []
    assert list_changes(unit, started.round_id, ChangeFilters(), PageRequest()).total == 0
    finish_round(unit, started.round_id)
    assert [row.id for row in list_latest_rounds(unit, 5)] == [started.round_id]


def test_a_round_with_a_missing_part_is_not_finished(unit: UnitOfWork, world: World) -> None:
    started = start_round(unit)
    with pytest.raises(RoundIncomplete):
        finish_round(unit, started.round_id)


def test_a_part_is_graded_once(unit: UnitOfWork, world: World) -> None:
    started = start_round(unit)
    grade_parts(unit, started)
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        grade_parts(unit, started)


def test_a_finished_round_goes_no_further_and_is_not_removed(unit: UnitOfWork, world: World) -> None:
    finished = run(unit)
    with pytest.raises(RoundNotRunning):
        finish_round(unit, finished.round_id)
    with pytest.raises(RoundNotRunning):
        grade_part(unit, finished.round_id, 1, 2)
    with pytest.raises(RoundFinishedAlready):
        remove_round(unit, finished.round_id)


def test_a_round_that_broke_off_is_removed_with_its_grades(unit: UnitOfWork, world: World) -> None:
    started = start_round(unit)
    grade_parts(unit, started)
    assert remove_round(unit, started.round_id).grades == len(world.households)
    assert unit.session.scalar(select(func.count()).select_from(Grade)) == 0
    with pytest.raises(RoundNotFound):
        get_round(unit, started.round_id)


def test_an_older_round_does_not_overwrite_a_newer_one(unit: UnitOfWork, world: World) -> None:
    slow = start_round(unit)
    grade_parts(unit, slow)
    newer = run(unit, scope_path=TOWNSHIP_A)
    with pytest.raises(RoundOvertaken, match=str(newer.round_id)):
        finish_round(unit, slow.round_id)


def test_rounds_of_different_townships_do_not_overtake_one_another(unit: UnitOfWork, world: World) -> None:
    slow = start_round(unit, scope_path=TOWNSHIP_B)
    grade_parts(unit, slow)
    run(unit, scope_path=TOWNSHIP_A)
    assert finish_round(unit, slow.round_id).households == 2


def test_a_round_of_a_region_touches_no_other_household(unit: UnitOfWork, world: World) -> None:
    assert run(unit, scope_path=VILLAGE_A).households == 2
    assert standing(unit, world.households["B-001"]).round_id is None


def test_an_officer_grades_the_own_area_only(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    assert run(unit, scope_path=TOWNSHIP_A).households == 3
    for outside in ("", COUNTY, TOWNSHIP_B):
        with pytest.raises(Forbidden):
            start_round(unit, scope_path=outside)


def test_an_officer_of_the_next_township_cannot_touch_a_running_round(unit: UnitOfWork, world: World) -> None:
    started = start_round(unit, scope_path=TOWNSHIP_B)
    unit.actor = world.actor(unit, "township_reviewer")
    for act in (finish_round, remove_round):
        with pytest.raises(RoundNotFound):
            act(unit, started.round_id)


def test_a_household_that_moves_before_the_finish_keeps_a_true_path(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    spoil(unit, household_id)
    started = start_round(unit)
    grade_parts(unit, started)
    path = VILLAGE_A.replace("201.", "202.")
    moved = {"village_code": "360121100202", "region_path": path}
    unit.session.execute(update(Household).where(Household.id == household_id).values(moved))
    finish_round(unit, started.round_id)
    change = unit.session.scalars(select(GradeChange)).one()
    assert change.region_path == path == standing(unit, household_id).region_path


def test_only_changed_households_are_graded_again_with_the_result_of_a_whole_round(
    unit: UnitOfWork, world: World
) -> None:
    run(unit)
    spoil(later(unit, hours=3), world.households["A-002"])
    changed = run(unit, extent=RoundExtent.CHANGED)
    assert (changed.households, changed.changes, changed.colours) == (1, 1, {"red": 1})
    assert standing(unit, world.households["A-002"]).colour == "red"
    assert standing(unit, world.households["A-001"]).colour == "green"
    assert run(later(unit, hours=3)).changes == 0
    assert run(later(unit, hours=3), extent=RoundExtent.CHANGED).households == 0


def test_a_change_that_was_under_way_when_the_last_round_began_is_graded(unit: UnitOfWork, world: World) -> None:
    stamped = unit.now
    run(later(unit, minutes=30))
    unit.session.execute(update(Household).values(changed_at=stamped - timedelta(days=9)))
    unit.session.execute(update(Household).where(Household.id == world.households["A-003"]).values(changed_at=stamped))
    assert run(later(unit, minutes=5), extent=RoundExtent.CHANGED).households == 1


def test_without_a_round_before_there_is_nothing_to_compare(unit: UnitOfWork, world: World) -> None:
    run(unit, scope_path=TOWNSHIP_A)
    with pytest.raises(NothingToCompare):
        start_round(unit, extent=RoundExtent.CHANGED)
    assert start_round(unit, scope_path=VILLAGE_A, extent=RoundExtent.CHANGED).parts == ()


def test_new_rules_ask_for_a_whole_round(unit: UnitOfWork, world: World) -> None:
    run(unit)
    store_rule_set(unit, (shipped_source("default") or "").replace("version = 1", "version = 2", 1))
    with pytest.raises(RulesChangedSince):
        start_round(unit, extent=RoundExtent.CHANGED)
    assert run(unit).households == len(world.households)


def test_rounds_are_listed_for_those_whose_households_they_graded(unit: UnitOfWork, world: World) -> None:
    whole, in_a = run(unit), run(unit, scope_path=VILLAGE_A)
    in_b = run(unit, scope_path=TOWNSHIP_B)
    unit.actor = world.actor(unit, "caseworker")
    assert [row.id for row in list_rounds(unit, PageRequest()).rows] == [in_a.round_id, whole.round_id]
    with pytest.raises(RoundNotFound):
        get_round(unit, in_b.round_id)
    unit.actor = replace(unit.actor, areas=())
    assert list_rounds(unit, PageRequest()).total == 0


def test_a_round_is_audited_at_its_start_and_end(units: Units, world: World) -> None:
    with units.begin(COMMAND) as unit:
        run(unit, scope_path=TOWNSHIP_A)
    with units.begin(COMMAND, read_only=True) as unit:
        entries = unit.session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "grading_round")).all()
        assert [entry.action for entry in entries] == ["start_round", "finish_round"]
        assert {entry.region_path for entry in entries} == {TOWNSHIP_A}


def with_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PART_SIZE", 2)
    monkeypatch.setattr(rounds, "CHANGED_PART_SIZE", 2)


def rows_of(units: Units, round_id: int) -> list[tuple[object, ...]]:
    with units.begin(COMMAND, read_only=True) as unit:
        columns = [column for column in Grade.__table__.columns if column.name != "round_id"]
        statement = select(*columns).where(Grade.round_id == round_id).order_by(Grade.household_id)
        return [tuple(row) for row in unit.session.execute(statement)]


def test_a_run_grades_in_parts_on_two_connections(units: Units, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch)
    seen: list[int] = []
    finished = grade(units, COMMAND, on_start=seen.append)
    assert seen == [finished.round_id]
    assert finished.households == len(world.households)
    with units.begin(COMMAND, read_only=True) as unit:
        row = get_round(unit, finished.round_id)
        assert (row.parts_done, row.parts_total, row.household_count) == (3, 3, len(world.households))


def test_the_reference_engine_writes_the_same_rows(units: Units, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch)
    with units.begin(COMMAND) as unit:
        spoil(unit, world.households["A-001"])
        unit.session.execute(
            update(Household).where(Household.id == world.households["B-001"]).values(is_water_safe=None)
        )
    fast, slow = grade(units, COMMAND), grade(units, COMMAND, engine=Engine.REFERENCE)
    assert rows_of(units, fast.round_id) == rows_of(units, slow.round_id)
    assert slow.changes == 0


def test_a_run_that_fails_leaves_no_round_behind(units: Units, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_small_parts(monkeypatch)
    first = grade(units, COMMAND)
    before = rows_of(units, first.round_id)

    def fail(*_: object) -> int:
        raise RuntimeError("the connection broke")

    monkeypatch.setattr("monitoring.operations.parts.count_part", fail)
    with pytest.raises(RuntimeError, match="broke"):
        grade(units, COMMAND)
    with units.begin(COMMAND, read_only=True) as unit:
        assert unit.session.scalars(select(GradingRound.id)).all() == [first.round_id]
        assert unit.session.scalar(select(func.count()).select_from(Grade)) == len(before)


def test_a_round_left_by_a_crash_is_invisible_and_can_be_removed(units: Units, world: World) -> None:
    first = grade(units, COMMAND)
    with units.begin(COMMAND) as unit:
        crashed = start_round(unit)
        grade_part(unit, crashed.round_id, crashed.parts[0].first_id, crashed.parts[0].last_id)
    with units.begin(COMMAND, read_only=True) as unit:
        assert [row.id for row in list_latest_rounds(unit, 5)] == [first.round_id]
        assert standing(unit, world.households["A-001"]).round_id == first.round_id
    with units.begin(COMMAND) as unit:
        remove_round(unit, crashed.round_id)
    assert grade(units, COMMAND).changes == 0


def test_what_a_dead_process_left_is_removed_by_a_run_a_day_later(units: Units, world: World) -> None:
    with units.begin(COMMAND) as unit:
        crashed = start_round(unit).round_id
    grade(units, COMMAND)
    next_day = Units(units.open_session, FixedClock(NOW + timedelta(hours=25)))
    with next_day.begin(COMMAND) as unit:
        assert get_round(unit, crashed).state == "running"
    grade(next_day, COMMAND)
    with next_day.begin(COMMAND, read_only=True) as unit, pytest.raises(RoundNotFound):
        get_round(unit, crashed)


def test_an_incremental_run_writes_what_a_whole_run_would_write(
    units: Units, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_small_parts(monkeypatch)
    grade(units, COMMAND)
    later_units = Units(units.open_session, FixedClock(NOW + timedelta(hours=5)))
    with later_units.begin(COMMAND) as unit:
        for code in ("A-001", "A-003", "B-002"):
            spoil(unit, world.households[code])
    changed = grade(later_units, COMMAND, extent=RoundExtent.CHANGED)
    assert (changed.households, changed.changes) == (3, 3)
    whole = grade(later_units, COMMAND)
    all_rows = rows_of(units, whole.round_id)
    assert all(row in all_rows for row in rows_of(units, changed.round_id))
    assert whole.changes == 0


def test_an_actor_without_areas_grades_nothing(units: Units, world: World) -> None:
    with pytest.raises(Forbidden):
        grade(units, Actor(user_id=None, name="nobody"))
