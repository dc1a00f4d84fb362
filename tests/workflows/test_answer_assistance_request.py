"""An enterprise answers: its promise carries the measure on, its refusal drops it with the reason."""

from datetime import date

import pytest

from casework.operations.measures import change_measure_state
from casework.rules.words import MeasureState
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import CannotDo, ReasonMissing, RequestNotFound
from marketplace.queries.offers import get_offer
from marketplace.queries.requests import get_request
from marketplace.rules.words import RequestState
from tests.builders.world import World
from tests.workflows.help_samples import measure_of, plan_grant
from workflows.answer_assistance_request import answer_assistance_request, record_help_delivered


def test_promised_help_is_under_way_and_delivered_help_is_done(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world)
    request_id = planned.request.request_id
    unit.actor = world.actor(unit, "enterprise")
    moved = answer_assistance_request(unit, request_id, is_accepted=True)
    assert (moved.state, moved.measure_id) == (RequestState.ACCEPTED, planned.measure.measure_id)
    assert measure_of(unit, planned).state is MeasureState.UNDER_WAY
    record_help_delivered(unit, request_id, date(2026, 6, 15))
    assert measure_of(unit, planned).state is MeasureState.DONE
    with pytest.raises(CannotDo):
        record_help_delivered(unit, request_id, date(2026, 6, 15))


def test_a_refusal_says_why_in_the_plan_and_frees_the_units(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world, quantity=2)
    request_id = planned.request.request_id
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(ReasonMissing):
        answer_assistance_request(unit, request_id, is_accepted=False)
    answer_assistance_request(unit, request_id, is_accepted=False, reason="The fund is spent.")
    measure = measure_of(unit, planned)
    assert (measure.state, measure.outcome) == (MeasureState.DROPPED, "The fund is spent.")
    assert get_offer(unit, planned.request.offer_id).left == 2
    with pytest.raises(CannotDo):
        answer_assistance_request(unit, request_id, is_accepted=True)


def test_only_the_enterprise_that_was_asked_answers(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world)
    for login in ("insurer", "producer", "caseworker"):
        unit.actor = world.actor(unit, login)
        with pytest.raises(RequestNotFound):
            answer_assistance_request(unit, planned.request.request_id, is_accepted=True)


def test_an_answer_still_counts_when_the_caseworker_dropped_the_measure(unit: UnitOfWork, world: World) -> None:
    planned = plan_grant(unit, world)
    change_measure_state(unit, planned.measure.measure_id, MeasureState.DROPPED)
    unit.actor = world.actor(unit, "enterprise")
    answer_assistance_request(unit, planned.request.request_id, is_accepted=True)
    assert measure_of(unit, planned).state is MeasureState.DROPPED
    assert get_request(unit, planned.request.request_id).state is RequestState.ACCEPTED
