"""A household gets insurance: application, measure, answer, each with its failing half and its repeat."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from casework.errors import CaseNotFound
from casework.models import PlanMeasure
from casework.operations.cases import open_case
from casework.operations.leads import decide_lead, register_lead, start_check, verify_lead
from casework.rules.words import LeadChannel, MeasureState
from foundation.unit_of_work import UnitOfWork
from insurance.errors import AlreadyApplied, CannotDo, DoesNotFit, ReasonMissing
from insurance.models import CoverApplication
from insurance.rules.words import CoverState
from registry.errors import ConsentMissing
from registry.operations.consents import give_consent
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from tests.builders.world import NOW, World
from tests.rooms.insurance_samples import publish_rice
from workflows.apply_for_cover import CoverPlanned, accept_cover, apply_for_cover, decline_cover, withdraw_cover


def open_a_case(unit: UnitOfWork, world: World, *causes: Cause) -> int:
    """Open a case of household A-001 as the cast would; return its id and leave the caseworker acting."""
    unit.actor = world.actor(unit, "caseworker")
    lead_id = register_lead(
        unit, world.households["A-001"], channel=LeadChannel.VISIT, note="The flood took the harvest"
    ).lead_id
    assert lead_id is not None
    start_check(unit, lead_id)
    verify_lead(unit, lead_id, finding="Four mu of rice lost", causes=causes)
    unit.actor = world.actor(unit, "county_officer")
    decided = decide_lead(unit, lead_id, is_confirmed=True, reason="Confirmed", causes=causes)
    case_id = open_case(unit, lead_id, decided.causes).case_id
    unit.actor = world.actor(unit, "caseworker")
    return case_id


def planned(unit: UnitOfWork, world: World, *, is_consented: bool = True) -> CoverPlanned:
    """Apply for rice cover of four mu for the flooded household A-001."""
    product_id = publish_rice(unit, world)
    case_id = open_a_case(unit, world, Cause.LOW_INCOME, Cause.NATURAL_DISASTER)
    give_consent(unit, world.households["A-001"], ConsentPurpose.SHARE_WITH_HELPER, "陈桂英")
    return apply_for_cover(
        unit,
        household_id=world.households["A-001"],
        case_id=case_id,
        product_id=product_id,
        units=Decimal(4),
        household_consented_at=NOW if is_consented else None,
    )


def measure_of(unit: UnitOfWork, plan: CoverPlanned) -> PlanMeasure:
    measure = unit.session.get(PlanMeasure, plan.measure.measure_id)
    assert measure is not None
    return measure


def test_an_application_becomes_a_measure_against_the_cause_it_covers(unit: UnitOfWork, world: World) -> None:
    plan = planned(unit, world)
    measure = measure_of(unit, plan)
    assert (plan.cover.premium.minor, plan.cover.household_part.minor) == (19_800, 4950)
    assert plan.cover.state is CoverState.SUBMITTED
    assert (measure.cause, measure.source_id) == (Cause.NATURAL_DISASTER, plan.cover.application_id)
    assert (measure.state, measure.title) == (MeasureState.PROPOSED, "水稻完全成本保险 · Rice, full cost")


def test_the_insurer_s_yes_sets_the_measure_going(unit: UnitOfWork, world: World) -> None:
    plan = planned(unit, world)
    unit.actor = world.actor(unit, "insurer")
    assert accept_cover(unit, plan.cover.application_id).state is CoverState.ACCEPTED
    assert measure_of(unit, plan).state is MeasureState.UNDER_WAY
    with pytest.raises(CannotDo):
        accept_cover(unit, plan.cover.application_id)


def test_the_insurer_s_no_drops_the_measure_with_its_reason(unit: UnitOfWork, world: World) -> None:
    plan = planned(unit, world)
    unit.actor = world.actor(unit, "insurer")
    with pytest.raises(ReasonMissing):
        decline_cover(unit, plan.cover.application_id, "")
    assert measure_of(unit, plan).state is MeasureState.PROPOSED
    decline_cover(unit, plan.cover.application_id, "The field lies in the flood basin")
    measure = measure_of(unit, plan)
    assert (measure.state, measure.outcome) == (MeasureState.DROPPED, "The field lies in the flood basin")


def test_an_application_taken_back_drops_its_measure(unit: UnitOfWork, world: World) -> None:
    plan = planned(unit, world, is_consented=False)
    assert plan.cover.state is CoverState.DRAFTED
    withdraw_cover(unit, plan.cover.application_id, "The family thought again")
    assert measure_of(unit, plan).state is MeasureState.DROPPED


def test_applying_again_while_one_is_open_changes_nothing(unit: UnitOfWork, world: World) -> None:
    plan = planned(unit, world)
    product_id = unit.session.scalar(
        select(CoverApplication.product_id).where(CoverApplication.id == plan.cover.application_id)
    )
    assert product_id is not None
    with pytest.raises(AlreadyApplied):
        apply_for_cover(
            unit,
            household_id=plan.cover.household_id,
            case_id=plan.measure.case_id,
            product_id=product_id,
            units=Decimal(1),
            household_consented_at=NOW,
        )
    assert unit.session.scalar(select(func.count()).select_from(PlanMeasure)) == 1


def test_without_consent_to_sharing_nothing_reaches_the_insurer(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    case_id = open_a_case(unit, world, Cause.NATURAL_DISASTER)
    with pytest.raises(ConsentMissing):
        apply_for_cover(
            unit,
            household_id=world.households["A-001"],
            case_id=case_id,
            product_id=product_id,
            units=Decimal(4),
            household_consented_at=NOW,
        )


def test_a_product_against_other_causes_is_refused(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    case_id = open_a_case(unit, world, Cause.ILLNESS)
    with pytest.raises(DoesNotFit):
        apply_for_cover(
            unit, household_id=world.households["A-001"], case_id=case_id, product_id=product_id, units=Decimal(4)
        )


def test_a_case_of_another_household_is_not_found(unit: UnitOfWork, world: World) -> None:
    product_id = publish_rice(unit, world)
    case_id = open_a_case(unit, world, Cause.NATURAL_DISASTER)
    with pytest.raises(CaseNotFound):
        apply_for_cover(
            unit, household_id=world.households["A-002"], case_id=case_id, product_id=product_id, units=Decimal(4)
        )
