"""A round flags a household, a lead opens; what people decided afterwards stands."""

from sqlalchemy import select, update

from casework.models import Lead
from casework.operations.leads import decide_lead, start_check, verify_lead
from casework.rules.words import LeadChannel, LeadState
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from monitoring.grading_run import grade
from registry.models import Household
from registry.rules.words import Colour
from tests.builders.world import World
from workflows.flag_opens_lead import flag_opens_lead

ROUND = system_actor("round")


def make_unsafe(units: Units, household_id: int, is_safe: bool = False) -> None:
    with units.begin(ROUND) as unit:
        unit.session.execute(update(Household).where(Household.id == household_id).values(is_dwelling_safe=is_safe))


def test_an_unsafe_dwelling_opens_a_lead_that_names_the_cause(units: Units, world: World) -> None:
    make_unsafe(units, world.households["A-001"])
    finished = grade(units, ROUND, workers=1)
    with units.begin(ROUND) as unit:
        fact = flag_opens_lead(unit, finished.round_id)
    assert fact.opened >= 1
    with units.begin(ROUND) as unit:
        lead = unit.session.scalars(select(Lead).where(Lead.household_id == world.households["A-001"])).one()
        assert (lead.channel, lead.state, lead.colour) == (LeadChannel.GRADING, LeadState.OPEN, Colour.RED)
        assert lead.round_id == finished.round_id
        assert "housing" in lead.proposed_causes
        assert flag_opens_lead(unit, finished.round_id).opened == 0


def test_a_decision_holds_against_the_next_round(units: Units, world: World) -> None:
    household_id = world.households["A-001"]
    make_unsafe(units, household_id)
    finished = grade(units, ROUND, workers=1)
    with units.begin(ROUND) as unit:
        flag_opens_lead(unit, finished.round_id)
        lead_id = unit.session.scalars(select(Lead.id).where(Lead.household_id == household_id)).one()
        unit.actor = world.actor(unit, "caseworker")
        start_check(unit, lead_id)
        verify_lead(unit, lead_id, finding="The entry is wrong, the house is new.")
        unit.actor = world.actor(unit, "township_reviewer")
        decide_lead(unit, lead_id, is_confirmed=False, reason="A wrong entry.")
        unit.actor = ROUND
    make_unsafe(units, household_id, is_safe=True)
    grade(units, ROUND, workers=1)
    make_unsafe(units, household_id)
    again = grade(units, ROUND, workers=1)
    with units.begin(ROUND) as unit:
        fact = flag_opens_lead(unit, again.round_id)
    assert (fact.opened, fact.held_back) == (0, 1)
