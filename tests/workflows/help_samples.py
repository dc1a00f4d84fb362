"""A case whose household draws on an offer."""

from casework.models import PlanMeasure
from casework.operations.cases import open_case
from casework.operations.leads import decide_lead, register_lead, start_check, verify_lead
from casework.rules.words import LeadChannel
from foundation.unit_of_work import UnitOfWork
from registry.rules.causes import Cause
from tests.builders.world import World
from tests.rooms.marketplace_samples import consent, publish_grants
from workflows.draw_on_offer import HelpPlanned, draw_on_offer


def open_school_case(unit: UnitOfWork, world: World, code: str = "A-001") -> int:
    """Open a case for a household that cannot pay for school; return its id and leave the caseworker acting."""
    causes = (Cause.SCHOOLING, Cause.LOW_INCOME)
    unit.actor = world.actor(unit, "caseworker")
    lead_id = register_lead(unit, world.households[code], channel=LeadChannel.VISIT, note="School fees are due").lead_id
    assert lead_id is not None
    start_check(unit, lead_id)
    verify_lead(unit, lead_id, finding="Two years of fees are open", causes=causes)
    unit.actor = world.actor(unit, "county_officer")
    decided = decide_lead(unit, lead_id, is_confirmed=True, reason="Confirmed", causes=causes)
    case_id = open_case(unit, lead_id, decided.causes).case_id
    unit.actor = world.actor(unit, "caseworker")
    return case_id


def plan_grant(unit: UnitOfWork, world: World, quantity: int = 1, **changes: object) -> HelpPlanned:
    """Let household A-001 draw on school grants, as its caseworker."""
    offer_id = publish_grants(unit, world, **changes)
    case_id = open_school_case(unit, world)
    household_id = consent(unit, world, "A-001")
    return draw_on_offer(unit, household_id, case_id, offer_id, quantity, "She starts school in September.")


def measure_of(unit: UnitOfWork, planned: HelpPlanned) -> PlanMeasure:
    return unit.session.get_one(PlanMeasure, planned.measure.measure_id)
