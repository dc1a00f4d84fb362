"""A change of a family never leaves an open lead or case behind, and a household that was worked for stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.models import CaseFile, Lead
from casework.operations.leads import register_lead
from casework.rules.words import CaseState, CloseReason, LeadChannel
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Standing
from registry.operations.changes import (
    close_household,
    merge_households,
    move_household,
    record_death,
    remove_member,
    split_household,
)
from registry.rules.changes import EndReason
from registry.rules.changes_errors import BuiltUpon
from registry.rules.changes_facts import FamilyChanged
from registry.rules.changes_input import Destination, NewHome, Occasion
from registry.rules.words import Relation
from tests.builders.world import TODAY, VILLAGE_A2, World
from tests.rooms.casework_samples import opened_case
from workflows.restructure_household import (
    BothHaveCases,
    CaseStillOpen,
    LeadStillOpen,
    MergeTheOtherWay,
    restructure,
    take_back,
)

THEN = Occasion(TODAY - timedelta(days=3))


def merge(unit: UnitOfWork, world: World, here: str, there: str) -> FamilyChanged:
    ids = world.households[here], world.households[there]
    return restructure(unit, lambda: merge_households(unit, ids[0], THEN, ids[1], {}), may_close_case=True)


def case_of(unit: UnitOfWork, household_id: int) -> CaseFile:
    statement = select(CaseFile).where(CaseFile.household_id == household_id)
    return unit.session.scalars(statement.execution_options(populate_existing=True)).one()


def test_two_households_with_open_cases_do_not_merge(unit: UnitOfWork, world: World) -> None:
    for code in ("A-001", "A-002"):
        opened_case(unit, world, code)
    with pytest.raises(BothHaveCases, match="A-002"):
        merge(unit, world, "A-001", "A-002")


def test_the_household_with_the_case_is_the_one_that_stays(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-002")
    savepoint = unit.session.begin_nested()
    with pytest.raises(MergeTheOtherWay):
        merge(unit, world, "A-001", "A-002")
    savepoint.rollback()
    merge(unit, world, "A-002", "A-001")
    assert case_of(unit, world.households["A-002"]).state == CaseState.OPEN


@pytest.mark.parametrize(
    ("end", "reason"),
    [(EndReason.MOVED_AWAY, CloseReason.MOVED_AWAY), (EndReason.DIED, CloseReason.DIED)],
)
def test_a_case_closes_with_its_household_by_who_may(
    end: EndReason, reason: CloseReason, unit: UnitOfWork, world: World
) -> None:
    opened_case(unit, world, "A-001")
    household = world.households["A-001"]
    savepoint = unit.session.begin_nested()
    with pytest.raises(CaseStillOpen):
        restructure(unit, lambda: close_household(unit, household, THEN, end), may_close_case=False)
    savepoint.rollback()
    unit.actor = world.actor(unit, "county_officer")
    restructure(unit, lambda: close_household(unit, household, THEN, end), may_close_case=True)
    case = case_of(unit, household)
    assert (case.state, case.close_reason) == (CaseState.CLOSED, reason)
    standing = unit.session.get_one(Standing, household, populate_existing=True)
    assert standing.case_id is None and standing.caseworker_id is None


def test_the_death_of_the_last_member_closes_the_case_too(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    household, head = world.households["A-001"], world.heads["A-001"]
    others = select(Person.id).where(Person.household_id == household, Person.id != head)
    for person in unit.session.scalars(others).all():
        remove_member(unit, household, THEN, person, destination=Destination())
    unit.actor = world.actor(unit, "county_officer")
    restructure(unit, lambda: record_death(unit, household, THEN, head), may_close_case=True)
    assert case_of(unit, household).close_reason == CloseReason.DIED


def test_an_open_lead_is_decided_first(unit: UnitOfWork, world: World) -> None:
    register_lead(unit, world.households["A-002"], channel=LeadChannel.HOTLINE, note="The roof leaks.")
    with pytest.raises(LeadStillOpen):
        merge(unit, world, "A-001", "A-002")


def test_a_case_stays_with_the_household_that_is_split_and_moves_with_the_one_that_moves(
    unit: UnitOfWork, world: World
) -> None:
    opened_case(unit, world, "A-001")
    household = world.households["A-001"]
    parent = unit.session.scalars(select(Person.id).where(Person.household_id == household)).all()[3]
    split_household(unit, household, THEN, {parent: Relation.HEAD}, home=NewHome())
    move_household(unit, household, THEN, village_code="360121100202", address=None)
    assert case_of(unit, household).region_path == VILLAGE_A2


def test_a_household_that_somebody_worked_for_is_no_slip_of_the_pen(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    parent = unit.session.scalars(select(Person.id).where(Person.household_id == household)).all()[3]
    fact = split_household(unit, household, THEN, {parent: Relation.HEAD}, home=NewHome())
    founded = fact.families[1].household_id
    register_lead(unit, founded, channel=LeadChannel.HOTLINE, note="An old man alone.")
    with pytest.raises(BuiltUpon):
        take_back(unit, fact.change_id, "wrong")


def test_what_only_the_machine_made_of_it_does_not_keep_it(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    parent = unit.session.scalars(select(Person.id).where(Person.household_id == household)).all()[3]
    fact = split_household(unit, household, THEN, {parent: Relation.HEAD}, home=NewHome())
    founded = fact.families[1].household_id
    path = unit.session.get_one(Household, founded).region_path
    lead = {"channel": "grading", "state": "open", "colour": "red", "opened_at": unit.now, "due_at": unit.now}
    unit.session.add(Lead(household_id=founded, region_path=path, **lead))
    unit.session.flush()
    take_back(unit, fact.change_id, "wrong")
    assert unit.session.get_one(Household, founded, populate_existing=True).closed_on == THEN.happened_on
    assert not unit.session.scalars(select(Lead).where(Lead.household_id == founded)).all()
