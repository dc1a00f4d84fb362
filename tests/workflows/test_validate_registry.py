"""The validation over the rooms: what casework tells, runs and their repeat, exceptions, one household, days past."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, text, update

from casework.models import PlanMeasure
from casework.operations.cases import agree_plan, close_case
from casework.operations.measures import add_measure
from casework.queries.quality_facts import FACTS, NOT_RECORDED, select_quality_facts
from casework.rules.measures import answers_to
from casework.rules.words import CloseReason, MeasureKind, MeasureState
from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.errors import Forbidden
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork, Units
from registry.errors import HouseholdNotFound
from registry.models import Household, Person, QualityFinding, QualityRun, Spending
from registry.operations.quality.exceptions import end_exception, grant_exception
from registry.operations.quality.runs import open_run, request_run, start_run
from registry.quality import shipped_rules
from registry.queries.quality import list_household_findings
from registry.queries.quality.counts import count_by_rule
from registry.queries.quality.findings import FindingFilters, list_findings
from registry.queries.quality.outside import Outside
from registry.queries.quality.runs import find_last_run
from registry.rules.causes import Cause
from registry.rules.quality.catalogue import HOUSEHOLD, MeasureGroup
from registry.rules.quality.faults import (
    ExceptionInForce,
    ExceptionPast,
    ExceptionTooLong,
    FindingCleared,
    FindingNotFound,
    RuleNotFound,
    RunNotWaiting,
    RunUnderWay,
)
from registry.rules.quality.words import FindingState, RunState
from tests.builders.world import COUNTY, NOW, TODAY, TOWNSHIP_B, World
from tests.rooms.casework_samples import acting, opened_case
from workflows.validate_registry import (
    carry_out,
    know_outside,
    look_back,
    validate_household,
    validate_registry,
)

SYSTEM = system_actor("test")


def break_dwelling(units: Units, world: World, code: str = "A-001", *, is_safe: bool = False) -> None:
    with units.begin(SYSTEM) as unit:
        unit.session.execute(
            update(Household).where(Household.id == world.households[code]).values(is_dwelling_safe=is_safe)
        )


def findings(units: Units, rule_id: str, *, login: str | None = None, world: World | None = None) -> list[Any]:
    with units.begin(SYSTEM, read_only=True) as unit:
        statement = select(QualityFinding).where(QualityFinding.rule_id == rule_id).order_by(QualityFinding.id)
        return list(unit.session.scalars(statement))


def later(units: Units, days: int) -> Units:
    return Units(units.open_session, FixedClock(NOW + timedelta(days=days)))


def test_a_finding_opens_stays_one_and_is_cleared_when_its_cause_is_gone(units: Units, world: World) -> None:
    break_dwelling(units, world)
    first = validate_registry(units, SYSTEM)
    assert first.open_by_rule["1_02_001"] == 1
    again = validate_registry(later(units, 1), SYSTEM)
    assert (again.added, again.cleared) == (0, 0)
    (found,) = findings(units, "1_02_001")
    assert found.first_seen_at == NOW
    assert found.last_seen_at == NOW + timedelta(days=1)
    break_dwelling(units, world, is_safe=True)
    assert validate_registry(later(units, 2), SYSTEM).cleared == 1
    (found,) = findings(units, "1_02_001")
    assert found.cleared_at == NOW + timedelta(days=2)
    break_dwelling(units, world)
    assert validate_registry(later(units, 3), SYSTEM).added == 1
    assert [one.cleared_at is None for one in findings(units, "1_02_001")] == [False, True]


def test_a_run_of_some_rules_leaves_the_others_alone(units: Units, world: World) -> None:
    break_dwelling(units, world)
    validate_registry(units, SYSTEM)
    done = validate_registry(units, SYSTEM, rule_ids=["1_02_009", "5_16_002"])
    assert done.open_by_rule == {}
    assert findings(units, "1_02_001")[0].cleared_at is None
    with pytest.raises(RuleNotFound):
        validate_registry(units, SYSTEM, rule_ids=["9_99"])


def test_a_run_of_a_region_leaves_others_alone(units: Units, world: World) -> None:
    break_dwelling(units, world)
    break_dwelling(units, world, "B-001")
    validate_registry(units, SYSTEM, scope_path=TOWNSHIP_B)
    assert [one.household_id for one in findings(units, "1_02_001")] == [world.households["B-001"]]


def test_many_parts_find_what_one_finds(units: Units, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    break_dwelling(units, world)
    whole = validate_registry(units, SYSTEM)
    monkeypatch.setattr("registry.operations.quality.runs.list_parts", small_parts)
    again = validate_registry(later(units, 1), SYSTEM)
    assert again.open_by_rule == whole.open_by_rule
    assert (again.added, again.cleared) == (0, 0)


def small_parts(unit: UnitOfWork, scope_path: str) -> list[tuple[int, int]]:
    from registry.queries.quality.runs import list_parts  # noqa: PLC0415 - the real one, with small parts

    parts = list_parts(unit, scope_path, 2)
    assert len(parts) == 3
    assert all(one[1] + 1 == other[0] for one, other in pairwise(parts))
    return parts


def test_findings_of_a_closed_household_are_cleared(units: Units, world: World) -> None:
    break_dwelling(units, world)
    validate_registry(units, SYSTEM)
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Household).where(Household.code == "A-001").values(closed_on=TODAY))
    assert validate_registry(units, SYSTEM).cleared == 1


def test_a_second_run_waits_for_the_first_and_a_dead_one_does_not_block(units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        first = open_run(unit, COUNTY)
    with units.begin(SYSTEM) as unit, pytest.raises(RunUnderWay):
        open_run(unit, "")
    with units.begin(SYSTEM) as unit:
        assert start_run(unit, first).run_id == first
    with units.begin(SYSTEM) as unit, pytest.raises(RunNotWaiting):
        start_run(unit, first)
    done = validate_registry(later(units, 1), SYSTEM)
    with units.begin(SYSTEM, read_only=True) as unit:
        states = {row.id: row.state for row in unit.session.execute(select(QualityRun.id, QualityRun.state))}
    assert states == {first: RunState.BROKEN, done.run_id: RunState.FINISHED}


def test_a_run_that_fails_is_marked_and_the_next_one_can_start(
    units: Units, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("workflows.validate_registry.check_run_part", fail)
        with pytest.raises(RuntimeError):
            validate_registry(units, SYSTEM)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert unit.session.scalars(select(QualityRun.state)).all() == [RunState.BROKEN]
        assert find_last_run(unit) is None
    validate_registry(units, SYSTEM)


def test_a_run_is_asked_for_in_ones_own_area_only(unit: UnitOfWork, world: World) -> None:
    with acting(unit, world, "county_officer"):
        run_id = request_run(unit, COUNTY)
        assert [effect.args for effect in unit.effects] == [{"run_id": run_id}]
        with pytest.raises(Forbidden):
            request_run(unit, "")


def test_an_exception_hides_counts_and_ends_by_itself(units: Units, world: World) -> None:
    break_dwelling(units, world)
    validate_registry(units, SYSTEM)
    (found,) = findings(units, "1_02_001")
    until = TODAY + timedelta(days=30)
    with units.begin(SYSTEM) as unit:
        for wrong, refusal in ((TODAY, ExceptionPast), (TODAY + timedelta(days=731), ExceptionTooLong)):
            with pytest.raises(refusal):
                grant_exception(unit, found.id, reason="The survey is under way.", until_on=wrong)
        granted = grant_exception(unit, found.id, reason="The survey is under way.", until_on=until)
        with pytest.raises(ExceptionInForce):
            grant_exception(unit, found.id, reason="Again.", until_on=until)
    done = validate_registry(later(units, 30), SYSTEM)
    assert (done.open_by_rule["1_02_001"], done.excepted) == (0, 1)
    with later(units, 30).begin(SYSTEM, read_only=True) as unit:
        assert count_by_rule(unit, None)["1_02_001"].excepted == 1
        assert not list_findings(unit, FindingFilters(rule_ids=("1_02_001",)), PageRequest()).rows
        hidden = FindingFilters(rule_ids=("1_02_001",), state=FindingState.EXCEPTED)
        assert list_findings(unit, hidden, PageRequest()).rows[0].until_on == until
    assert validate_registry(later(units, 31), SYSTEM).open_by_rule["1_02_001"] == 1
    with units.begin(SYSTEM) as unit:
        end_exception(unit, granted.exception_id)
        end_exception(unit, granted.exception_id)
        assert count_by_rule(unit, None)["1_02_001"].open == 1


def test_what_is_mended_needs_no_exception(units: Units, world: World) -> None:
    break_dwelling(units, world)
    validate_registry(units, SYSTEM)
    break_dwelling(units, world, is_safe=True)
    with units.begin(SYSTEM) as unit:
        assert validate_household(unit, world.households["A-001"]).cleared == 1
        (found,) = unit.session.scalars(select(QualityFinding.id).where(QualityFinding.rule_id == "1_02_001"))
        with pytest.raises(FindingCleared):
            grant_exception(unit, found, reason="No need.", until_on=TODAY + timedelta(days=9))


def test_nobody_sees_or_touches_findings_outside_their_area(units: Units, world: World) -> None:
    break_dwelling(units, world)
    validate_registry(units, SYSTEM)
    (found,) = findings(units, "1_02_001")
    with units.begin(SYSTEM) as unit, acting(unit, world, "other_caseworker"):
        assert not list_findings(unit, FindingFilters(), PageRequest()).total
        assert not list_household_findings(unit, world.households["A-001"])
        assert not count_by_rule(unit, None)
        with pytest.raises(FindingNotFound):
            grant_exception(unit, found.id, reason="Not mine.", until_on=TODAY + timedelta(days=9))
        with pytest.raises(HouseholdNotFound):
            validate_household(unit, world.households["A-001"])
    with units.begin(SYSTEM, read_only=True) as unit, acting(unit, world, "caseworker"):
        assert [row.rule_id for row in list_household_findings(unit, world.households["A-001"])] == ["1_02_001"]


def test_a_case_without_help_is_a_fault_after_a_month(units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        opened_case(unit, world)
    household_id = world.households["A-001"]
    assert "1_11_010" not in rules_of(units, household_id)
    assert "1_11_010" in rules_of(later(units, 30), household_id)
    assert "hf_no_caseworker" in rules_of(later(units, 30), household_id)


def rules_of(units: Units, household_id: int) -> set[str]:
    with units.begin(SYSTEM) as unit:
        validate_household(unit, household_id)
        return {row.rule_id for row in list_household_findings(unit, household_id)}


def facts_of(unit: UnitOfWork, household_id: int, day: date = TODAY) -> dict[str, Any]:
    row = unit.session.execute(select_quality_facts(household_id, household_id, day)).mappings().one_or_none()
    return dict(row) if row else {}


def test_casework_tells_what_it_holds(unit: UnitOfWork, world: World) -> None:
    household_id = world.households["A-001"]
    assert facts_of(unit, household_id) == {}
    opened = opened_case(unit, world, causes=(Cause.ILLNESS, Cause.HOUSING))
    for kind, cause in ((MeasureKind.HEALTH, Cause.ILLNESS), (MeasureKind.HOUSING, None), (MeasureKind.WATER, None)):
        with acting(unit, world, "caseworker"):
            add_measure(unit, opened.case_id, kind=kind, title="Help", cause=cause)
    assert facts_of(unit, household_id)["measures"] == []
    with acting(unit, world, "caseworker"):
        agree_plan(unit, opened.case_id)
    unit.session.execute(
        update(PlanMeasure).where(PlanMeasure.kind == MeasureKind.WATER).values(state=MeasureState.DROPPED)
    )
    facts = facts_of(unit, household_id)
    assert set(facts) == FACTS | {"household_id"}
    assert (facts["is_monitored"], facts["recognised_on"], facts["is_eliminated"]) == (True, TODAY, False)
    assert (set(facts["risks"]), set(facts["measures"])) == ({"illness", "housing"}, {"health", "housing"})
    assert facts["measure_aims"] == ["health:illness"]
    assert facts["has_caseworker"] is False
    assert facts_of(unit, household_id, TODAY - timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (CloseReason.MOVED_AWAY, (False, True, TODAY, "natural")),
        (CloseReason.OPENED_IN_ERROR, None),
    ],
)
def test_a_closed_case_ends_by_itself_or_never_was(
    unit: UnitOfWork, world: World, reason: CloseReason, expected: tuple[Any, ...] | None
) -> None:
    opened = opened_case(unit, world)
    with acting(unit, world, "county_officer"):
        close_case(unit, opened.case_id, reason=reason)
    facts = facts_of(unit, world.households["A-001"])
    names = ("is_monitored", "is_eliminated", "eliminated_on", "elimination")
    assert (tuple(facts[name] for name in names) if facts else None) == expected


def test_the_words_of_casework_and_of_the_rules_are_the_same() -> None:
    assert [word.value for word in MeasureGroup] == [word.value for word in MeasureKind]
    assert FACTS | set(NOT_RECORDED) == {name for name, fact in HOUSEHOLD.items() if fact.source.value == "care"}


@pytest.mark.parametrize("rule", [rule for rule in shipped_rules() if rule.id.startswith(("5_18_00", "hf_cause"))])
def test_a_risk_asks_for_the_measures_that_casework_asks_for(rule: Any) -> None:
    """Nobody is told by the plan that a measure answers a risk and by the validation that it does not."""
    if rule.id == "5_18_008":
        return
    asked = rule.predicate.split("has_risk('")[1].split("'")[0]
    measures = rule.predicate.split("not has_measure(")[1].rstrip(")").replace("'", "").split(", ")
    assert set(measures) == {kind.value for kind in answers_to(Cause(asked), None)}


def test_rules_tell_what_nobody_records_yet(unit: UnitOfWork) -> None:
    outside = know_outside(unit)
    book = {rule.id: rule for rule in shipped_rules()}
    gaps = {rule_id: [fact.name for fact in outside.gaps(rule, TODAY)] for rule_id, rule in book.items()}
    assert {rule_id: names for rule_id, names in gaps.items() if names} == {
        "2_11_005": ["disaster_kind"],
        "5_17_006": ["degree"],
    }
    assert [fact.name for fact, _why in outside.limits_of(book["1_11_009"])] == ["elimination"]
    assert [fact.name for fact in Outside().gaps(book["1_02_001"], TODAY)] == ["is_monitored"]


def test_a_day_past_is_looked_at_and_leaves_the_findings_alone(units: Units, world: World) -> None:
    break_dwelling(units, world)
    validate_registry(units, SYSTEM)
    with units.begin(SYSTEM, read_only=True) as unit:
        book, counts = look_back(unit, day=TODAY - timedelta(days=1))
        assert len(counts) == len(book.rules)
        assert counts["1_02_001"] == 1
        _book, after = look_back(unit, rule_ids=["5_16_002"], day=TODAY + timedelta(days=40))
        assert after == {"5_16_001": 0}
        _book, before = look_back(unit, day=date(2022, 3, 1))
        assert "2_11_002" not in before
    assert findings(units, "1_02_001")[0].last_seen_at == NOW


def test_a_job_does_a_run_once(units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        run_id = request_run(unit, COUNTY)
    carry_out(units, SYSTEM, run_id)
    with pytest.raises(RunNotWaiting):
        carry_out(units, SYSTEM, run_id)


def test_the_years_money_is_asked_for(units: Units, world: World) -> None:
    """Risk of illness without self-paid spending in the last twelve whole months is a fault."""
    with units.begin(SYSTEM) as unit:
        opened_case(unit, world, causes=(Cause.ILLNESS,))
        unit.session.execute(update(Spending).where(Spending.kind == "medical_self_paid").values(kind="other"))
        unit.session.execute(update(Person).values(health="chronic"))
    assert "5_15_020" in rules_of(units, world.households["A-001"])
    with units.begin(SYSTEM) as unit:
        unit.session.execute(text("update spending set kind = 'medical_self_paid' where kind = 'food'"))
    assert "5_15_020" not in rules_of(units, world.households["A-001"])


def test_the_world_of_the_tests_is_free_of_faults(units: Units) -> None:
    assert not {rule_id: count for rule_id, count in validate_registry(units, SYSTEM).open_by_rule.items() if count}
