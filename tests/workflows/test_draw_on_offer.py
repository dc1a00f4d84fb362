"""A household draws on an offer: request and measure come together or not at all, and know each other."""

import pytest
from sqlalchemy import func, select

from casework.errors import CaseNotFound, StepRefused
from casework.models import PlanMeasure
from casework.operations.cases import close_case
from casework.rules.words import CloseReason, MeasureKind, MeasureSource, MeasureState
from foundation.actor import system_actor
from foundation.unit_of_work import UnitOfWork, Units
from marketplace.errors import AlreadyRequested, DoesNotFit, NotEnoughLeft
from marketplace.models import AssistanceRequest
from marketplace.queries.checks import drifted_offers
from marketplace.queries.offers import get_offer
from marketplace.queries.requests import get_request
from marketplace.rules.words import OfferKind, RequestState
from registry.errors import ConsentMissing
from registry.operations.consents import withdraw_consent
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from tests.builders.world import World
from tests.rooms.marketplace_samples import consent, publish_grants
from tests.workflows.help_samples import measure_of, open_school_case, plan_grant
from workflows.draw_on_offer import draw_on_offer, measure_kind, withdraw_from_offer


def test_request_and_measure_are_made_together_and_name_each_other(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world)
    measure = measure_of(unit, planned)
    asked = unit.session.get_one(AssistanceRequest, planned.request.request_id)
    assert (asked.measure_id, asked.case_id) == (measure.id, measure.case_id)
    assert (measure.source_kind, measure.source_id) == (MeasureSource.ASSISTANCE_REQUEST, asked.id)
    assert (measure.cause, measure.kind) == (Cause.SCHOOLING, MeasureKind.SOCIETY)
    assert measure.title == "助学金 · School grants"
    assert measure.state is MeasureState.PROPOSED


def test_drawing_twice_is_refused_and_changes_nothing(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world)
    request = planned.request
    with pytest.raises(AlreadyRequested):
        draw_on_offer(unit, request.household_id, planned.measure.case_id, request.offer_id)
    assert unit.session.scalar(select(func.count()).select_from(PlanMeasure)) == 1
    assert get_offer(unit, request.offer_id).left == 1


def test_a_case_of_another_household_does_not_draw(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    case_id = open_school_case(unit, world)
    with pytest.raises(CaseNotFound):
        draw_on_offer(unit, consent(unit, world, "A-002"), case_id, offer_id)
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(CaseNotFound):
        draw_on_offer(unit, world.households["A-001"], case_id, offer_id)


def test_an_offer_against_other_causes_is_not_drawn_on(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(DoesNotFit):
        plan_grant(unit, world, causes=frozenset({Cause.ILLNESS}))


def test_without_consent_nothing_is_asked_for(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    case_id = open_school_case(unit, world)
    consent(unit, world, "A-001")
    withdraw_consent(unit, world.households["A-001"], ConsentPurpose.SHARE_WITH_HELPER)
    with pytest.raises(ConsentMissing):
        draw_on_offer(unit, world.households["A-001"], case_id, offer_id)


def test_a_draw_that_fails_half_way_leaves_nothing(units: Units, world: World) -> None:
    with units.begin(system_actor("test")) as unit:
        offer_id = publish_grants(unit, world)
        case_id = open_school_case(unit, world)
        household_id = consent(unit, world, "A-001")
        unit.actor = world.actor(unit, "county_officer")
        close_case(unit, case_id, reason=CloseReason.OPENED_IN_ERROR)
        caseworker = world.actor(unit, "caseworker")
    with pytest.raises(StepRefused), units.begin(caseworker) as unit:
        draw_on_offer(unit, household_id, case_id, offer_id)
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert unit.session.scalar(select(func.count()).select_from(AssistanceRequest)) == 0
        assert get_offer(unit, offer_id).left == 2
        assert drifted_offers(unit) == []


def test_more_than_is_left_is_not_drawn(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(NotEnoughLeft):
        plan_grant(unit, world, quantity=3)


def test_taking_back_frees_the_units_and_drops_the_measure(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world, quantity=2)
    withdraw_from_offer(unit, planned.request.request_id, "The county pays the fees.")
    measure = measure_of(unit, planned)
    assert (measure.state, measure.outcome) == (MeasureState.DROPPED, "The county pays the fees.")
    assert get_request(unit, planned.request.request_id).state is RequestState.WITHDRAWN
    assert get_offer(unit, planned.request.offer_id).left == 2
    again = draw_on_offer(unit, planned.request.household_id, planned.measure.case_id, planned.request.offer_id)
    assert again.request.request_id != planned.request.request_id


@pytest.mark.parametrize(
    ("kind", "cause", "expected"),
    [
        (OfferKind.MONEY, Cause.LACK_OF_FUNDS, MeasureKind.FINANCE),
        (OfferKind.MONEY, Cause.ILLNESS, MeasureKind.SOCIETY),
        (OfferKind.GOODS, Cause.BUSINESS_FAILURE, MeasureKind.INDUSTRY),
        (OfferKind.GOODS, Cause.HOUSING, MeasureKind.HOUSING),
        (OfferKind.GOODS, None, MeasureKind.SOCIETY),
        (OfferKind.JOBS, Cause.UNSTABLE_WORK, MeasureKind.EMPLOYMENT),
        (OfferKind.TRAINING, Cause.ILLNESS, MeasureKind.EMPLOYMENT),
        (OfferKind.TECHNOLOGY, Cause.LACK_OF_SKILL, MeasureKind.INDUSTRY),
    ],
)
def test_help_stands_in_the_group_that_answers_the_cause(
    kind: OfferKind, cause: Cause | None, expected: MeasureKind
) -> None:
    assert measure_kind(kind, cause) is expected
