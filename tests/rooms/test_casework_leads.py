"""Leads: one open at a time, checked by one person and decided by another, never undone by a batch."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from casework.errors import (
    CauseMissing,
    DataCheckWithoutConsent,
    LeadAlreadyOpen,
    LeadNotFound,
    PersonRequired,
    ReasonMissing,
    SamePersonChecksAgain,
    SamePersonDecides,
    StepRefused,
)
from casework.models import CaseNote, Lead
from casework.operations.flagging import open_leads
from casework.operations.leads import (
    decide_lead,
    record_objection,
    register_lead,
    start_check,
    verify_lead,
    withdraw_lead,
)
from casework.queries.leads import LeadFilters, find_open_lead_id, get_lead, get_lead_page, list_leads
from casework.rules.facts import FlaggedHousehold, LeadsOpened
from casework.rules.words import LeadChannel, LeadState
from foundation.actor import system_actor
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.models import Household
from registry.operations.consents import give_consent
from registry.rules.causes import Cause
from registry.rules.words import Colour, ConsentPurpose
from tests.builders.world import NOW, VILLAGE_A, World
from tests.rooms.casework_samples import (
    acting,
    checked_lead,
    colour_household,
    counted,
    lead_under_check,
    opened_case,
)


def flagged(unit: UnitOfWork, world: World, code: str, colour: Colour, *causes: Cause) -> FlaggedHousehold:
    household_id = world.households[code]
    path = unit.session.scalar(select(Household.region_path).where(Household.id == household_id))
    assert path is not None
    return FlaggedHousehold(household_id, path, colour, causes)


def test_a_report_opens_a_lead_with_the_clock_of_the_households_colour(unit: UnitOfWork, world: World) -> None:
    colour_household(unit, world.households["A-001"], Colour.ORANGE)
    with acting(unit, world, "caseworker"):
        fact = register_lead(unit, world.households["A-001"], channel=LeadChannel.HOTLINE, note=" A neighbour called. ")
        lead = get_lead(unit, fact.lead_id or 0)
    assert (lead.state, lead.colour, lead.note) == (LeadState.OPEN, Colour.ORANGE, "A neighbour called.")
    assert lead.due_at == NOW + timedelta(days=3)
    assert lead.opened_by_id == world.users["caseworker"]


def test_a_household_has_one_open_lead_at_a_time(unit: UnitOfWork, world: World) -> None:
    lead_under_check(unit, world)
    with pytest.raises(LeadAlreadyOpen), acting(unit, world, "caseworker"):
        register_lead(unit, world.households["A-001"], channel=LeadChannel.VISIT, note="Again.")


def test_a_report_on_a_household_with_a_case_becomes_a_note_there(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    with acting(unit, world, "caseworker"):
        fact = register_lead(unit, case.household_id, channel=LeadChannel.HOTLINE, note="The well is dry.")
    assert (fact.lead_id, fact.case_id) == (None, case.case_id)
    assert unit.session.scalar(select(CaseNote.text).where(CaseNote.case_id == case.case_id)) == "The well is dry."


def test_a_lead_outside_the_area_is_not_there(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world, "A-001")
    with pytest.raises(LeadNotFound), acting(unit, world, "other_caseworker"):
        get_lead(unit, lead_id)
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(LeadNotFound):
        get_lead_page(unit, lead_id)
    assert list_leads(unit, LeadFilters(), PageRequest()).total == 0


def test_the_check_records_what_was_found_and_by_whom(unit: UnitOfWork, world: World) -> None:
    lead = get_lead(unit, checked_lead(unit, world, causes=(Cause.HOUSING, Cause.WATER, Cause.HOUSING)))
    assert (lead.state, lead.verified_by_id) == (LeadState.VERIFIED, world.users["caseworker"])
    assert lead.found_causes == ["housing", "water"]
    assert not lead.is_data_checked


def test_a_check_with_other_departments_needs_the_households_consent(unit: UnitOfWork, world: World) -> None:
    lead_id = lead_under_check(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(DataCheckWithoutConsent):
        verify_lead(unit, lead_id, finding="Two cars.", is_data_checked=True)
    give_consent(unit, world.households["A-001"], ConsentPurpose.DATA_CHECK, "陈桂英")
    verify_lead(unit, lead_id, finding="Two cars.", is_data_checked=True)
    assert get_lead(unit, lead_id).is_data_checked


def test_a_second_person_must_decide(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(SamePersonDecides):
        decide_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING])
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(CauseMissing):
        decide_lead(unit, lead_id, is_confirmed=True, reason="", causes=[])
    fact = decide_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING])
    assert (fact.state, fact.causes) == (LeadState.CONFIRMED, (Cause.HOUSING,))
    with pytest.raises(StepRefused):
        decide_lead(unit, lead_id, is_confirmed=False, reason="After all not.")


def test_a_program_cannot_check_or_decide(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    unit.actor = system_actor("round")
    with pytest.raises(PersonRequired):
        decide_lead(unit, lead_id, is_confirmed=False, reason="Computed.")
    with pytest.raises(PersonRequired):
        start_check(unit, lead_id)


def test_a_refusal_tells_its_reason(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(ReasonMissing):
        decide_lead(unit, lead_id, is_confirmed=False, reason=" ")
    decide_lead(unit, lead_id, is_confirmed=False, reason="The roof was mended.")
    row = get_lead_page(unit, lead_id)
    assert (row.state, row.Lead.decision_reason) == (LeadState.NOT_CONFIRMED, "The roof was mended.")
    assert (row.verified_by, row.decided_by) == ("Caseworker", "Township Reviewer")


def test_after_an_objection_somebody_else_checks(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    with acting(unit, world, "township_reviewer"):
        decide_lead(unit, lead_id, is_confirmed=False, reason="No risk seen.")
        record_objection(unit, lead_id, objection="Nobody looked at the back room.")
    lead = get_lead(unit, lead_id)
    assert (lead.state, lead.decided_at, lead.verified_by_id) == (LeadState.VERIFYING, None, None)
    with acting(unit, world, "caseworker"), pytest.raises(SamePersonChecksAgain):
        verify_lead(unit, lead_id, finding="Still nothing.")
    with acting(unit, world, "county_officer"):
        verify_lead(unit, lead_id, finding="The back room is open to the sky.", causes=[Cause.HOUSING])
    with acting(unit, world, "township_reviewer"):
        assert decide_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING]).state == "confirmed"


def test_an_objection_cannot_make_a_second_open_lead(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    with acting(unit, world, "township_reviewer"):
        decide_lead(unit, lead_id, is_confirmed=False, reason="No risk seen.")
    lead_under_check(unit, world)
    with acting(unit, world, "township_reviewer"), pytest.raises(LeadAlreadyOpen):
        record_objection(unit, lead_id, objection="We object.")


def test_a_household_can_withdraw_at_any_step_before_the_decision(unit: UnitOfWork, world: World) -> None:
    lead_id = lead_under_check(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(ReasonMissing):
        withdraw_lead(unit, lead_id, reason="")
    withdraw_lead(unit, lead_id, reason="The family does not want the check.")
    assert get_lead(unit, lead_id).state == LeadState.WITHDRAWN
    assert find_open_lead_id(unit, world.households["A-001"]) is None


def test_a_round_opens_leads_set_by_set_and_repeating_it_changes_nothing(unit: UnitOfWork, world: World) -> None:
    rows = [
        flagged(unit, world, "A-001", Colour.RED, Cause.HOUSING, Cause.WATER),
        flagged(unit, world, "B-001", Colour.YELLOW),
    ]
    with counted(unit) as statements:
        first = open_leads(unit, rows, round_id=7)
    assert first == LeadsOpened(flagged=2, opened=2, raised=0, noted=0, held_back=0)
    assert len(statements) == 1
    lead = unit.session.scalars(select(Lead).where(Lead.household_id == world.households["A-001"])).one()
    assert (lead.channel, lead.colour, lead.round_id, lead.state) == ("grading", Colour.RED, 7, LeadState.OPEN)
    assert lead.proposed_causes == ["housing", "water"]
    assert lead.due_at == NOW + timedelta(hours=24)
    assert open_leads(unit, rows, round_id=7) == LeadsOpened(flagged=2, opened=0, raised=0, noted=0, held_back=0)


def test_a_worse_colour_shortens_the_clock_of_the_open_lead_and_a_better_one_does_not(
    unit: UnitOfWork, world: World
) -> None:
    open_leads(unit, [flagged(unit, world, "A-001", Colour.YELLOW)], round_id=1)
    worse = open_leads(unit, [flagged(unit, world, "A-001", Colour.RED)], round_id=2)
    assert (worse.opened, worse.raised) == (0, 1)
    better = open_leads(unit, [flagged(unit, world, "A-001", Colour.ORANGE)], round_id=3)
    assert (better.opened, better.raised) == (0, 0)
    lead = unit.session.scalars(select(Lead)).one()
    unit.session.refresh(lead)
    assert (lead.colour, lead.due_at) == (Colour.RED, NOW + timedelta(hours=24))


def test_a_household_with_a_case_gets_a_note_once_a_round_and_no_lead(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world)
    rows = [flagged(unit, world, "A-001", Colour.RED)]
    assert open_leads(unit, rows, round_id=8).noted == 1
    assert open_leads(unit, rows, round_id=8) == LeadsOpened(flagged=1, opened=0, raised=0, noted=0, held_back=0)
    note = unit.session.scalars(select(CaseNote).where(CaseNote.case_id == case.case_id)).one()
    assert (note.colour, note.round_id) == (Colour.RED, 8)
    assert find_open_lead_id(unit, case.household_id) is None


@pytest.mark.parametrize(("later", "opened"), [(Colour.YELLOW, 0), (Colour.ORANGE, 0), (Colour.RED, 1)])
def test_no_round_undoes_what_people_decided_unless_it_got_worse(
    unit: UnitOfWork, world: World, later: Colour, opened: int
) -> None:
    colour_household(unit, world.households["A-001"], Colour.ORANGE)
    lead_id = checked_lead(unit, world)
    with acting(unit, world, "township_reviewer"):
        decide_lead(unit, lead_id, is_confirmed=False, reason="Entered twice.")
    found = open_leads(unit, [flagged(unit, world, "A-001", later)], round_id=9)
    assert (found.opened, found.held_back) == (opened, 1 - opened)


def test_after_the_quiet_days_the_same_colour_opens_a_lead_again(unit: UnitOfWork, world: World) -> None:
    lead_id = checked_lead(unit, world)
    with acting(unit, world, "township_reviewer"):
        decide_lead(unit, lead_id, is_confirmed=False, reason="Entered twice.")
    rows = [flagged(unit, world, "A-001", Colour.UNKNOWN)]
    unit.now += timedelta(days=89)
    assert open_leads(unit, rows, round_id=9).opened == 0
    unit.now += timedelta(days=2)
    assert open_leads(unit, rows, round_id=10).opened == 1


def test_the_list_is_filtered_and_overdue_comes_first(unit: UnitOfWork, world: World) -> None:
    open_leads(
        unit,
        [flagged(unit, world, "A-001", Colour.YELLOW), flagged(unit, world, "A-002", Colour.RED)],
        round_id=1,
    )
    unit.now += timedelta(days=2)
    unit.actor = world.actor(unit, "township_reviewer")
    everything = list_leads(unit, LeadFilters(is_open=True), PageRequest())
    assert [row.code for row in everything.rows] == ["A-002", "A-001"]
    assert [row.code for row in list_leads(unit, LeadFilters(is_overdue=True), PageRequest()).rows] == ["A-002"]
    for filters, total in (
        (LeadFilters(colour="yellow"), 1),
        (LeadFilters(channel="hotline"), 0),
        (LeadFilters(state="open"), 2),
        (LeadFilters(words="刘建"), 1),
        (LeadFilters(words="A-00"), 2),
        (LeadFilters(words="%"), 0),
        (LeadFilters(region_path=VILLAGE_A), 2),
    ):
        assert list_leads(unit, filters, PageRequest()).total == total, filters


def test_a_thousand_households_are_flagged_in_one_statement(unit: UnitOfWork, world: World) -> None:
    unit.session.execute(
        Household.__table__.insert().from_select(  # type: ignore[attr-defined]
            ["code", "village_code", "region_path", "household_class", "registered_on", "changed_at"],
            select(
                func.concat("T-", func.generate_series(1, 1000)),
                Household.village_code,
                Household.region_path,
                Household.household_class,
                Household.registered_on,
                Household.changed_at,
            ).where(Household.id == world.households["A-001"]),
        )
    )
    every = unit.session.execute(select(Household.id, Household.region_path).where(Household.code.like("T-%"))).all()
    with counted(unit) as statements:
        fact = open_leads(unit, [FlaggedHousehold(row[0], row[1], Colour.RED) for row in every], round_id=1)
    assert (fact.opened, len(statements)) == (1000, 1)
