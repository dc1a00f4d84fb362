"""Requests for help: what the organisation reads of a household, how it answers, what stays in stock."""

from datetime import date

import pytest
from sqlalchemy import update

from foundation.money import Money
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import CannotDo, NotDeliveredYet, ReasonMissing, RequestNotFound, SecondPersonNeeded
from marketplace.models import AssistanceRequest
from marketplace.operations.requests import (
    accept_request,
    decline_request,
    link_measure,
    record_delivery,
    withdraw_request,
)
from marketplace.queries.checks import drifted_offers
from marketplace.queries.offers import get_offer, sum_offers
from marketplace.queries.requests import (
    RequestFilters,
    get_request,
    iterate_requests,
    list_household_requests,
    list_requests,
)
from marketplace.rules.words import RequestState
from registry.errors import ConsentMissing
from registry.operations.consents import withdraw_consent
from registry.rules.words import ConsentPurpose
from tests.builders.world import World
from tests.rooms.marketplace_samples import ask, publish_grants


def test_an_enterprise_reads_a_masked_name_and_the_village_and_nothing_else(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    asked = ask(unit, world, offer_id, note="The girl starts school in September.", case_id=7)
    full = get_request(unit, asked.request_id)
    assert (full.household, full.household_id, full.case_id) == ("陈桂英", world.households["A-001"], 7)
    unit.actor = world.actor(unit, "enterprise")
    seen = get_request(unit, asked.request_id)
    assert (seen.household, seen.village) == ("陈○○", "甲一村")
    assert seen.household_id is None and seen.case_id is None
    assert seen.note == "The girl starts school in September."
    assert seen.value == Money(200_000)
    assert "陈桂英" not in repr(list_requests(unit, RequestFilters(), PageRequest()))
    assert "陈桂英" not in repr(iterate_requests(unit, RequestFilters()))


def test_requests_are_read_by_those_they_concern(unit: UnitOfWork, world: World) -> None:
    asked = ask(unit, world, publish_grants(unit, world))
    for login in ("caseworker", "township_reviewer", "county_officer", "enterprise", "household_member"):
        unit.actor = world.actor(unit, login)
        assert get_request(unit, asked.request_id).number == asked.number
    for login in ("other_caseworker", "insurer", "producer"):
        unit.actor = world.actor(unit, login)
        with pytest.raises(RequestNotFound):
            get_request(unit, asked.request_id)
    unit.actor = world.actor(unit, "caseworker")
    assert [row.id for row in list_household_requests(unit, world.households["A-001"])] == [asked.request_id]


def test_an_accepted_request_is_promised_then_delivered(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    asked = ask(unit, world, offer_id)
    link_measure(unit, asked.request_id, 11)
    unit.actor = world.actor(unit, "enterprise")
    accepted = accept_request(unit, asked.request_id)
    assert (accepted.state, accepted.measure_id) == (RequestState.ACCEPTED, 11)
    assert (get_offer(unit, offer_id).promised, get_offer(unit, offer_id).left) == (1, 1)
    assert sum_offers(unit).promised_value == Money(200_000)
    record_delivery(unit, asked.request_id, date(2026, 6, 15))
    figures = sum_offers(unit)
    assert (figures.delivered, figures.delivered_value, figures.promised) == (1, Money(200_000), 0)
    assert get_request(unit, asked.request_id).delivered_on == date(2026, 6, 15)
    assert drifted_offers(unit) == []
    with pytest.raises(CannotDo):
        withdraw_request(unit, asked.request_id)


def test_a_declined_request_frees_its_units_and_says_why(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    asked = ask(unit, world, offer_id, quantity=2)
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(ReasonMissing):
        decline_request(unit, asked.request_id, "  ")
    decline_request(unit, asked.request_id, "This year's grants go to another school.")
    assert get_offer(unit, offer_id).left == 2
    with pytest.raises(CannotDo):
        accept_request(unit, asked.request_id)
    unit.actor = world.actor(unit, "caseworker")
    assert get_request(unit, asked.request_id).reason == "This year's grants go to another school."
    ask(unit, world, offer_id)
    assert drifted_offers(unit) == []


def test_a_household_may_change_its_mind_until_the_help_is_there(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    first, second = ask(unit, world, offer_id, "A-001"), ask(unit, world, offer_id, "A-002")
    unit.actor = world.actor(unit, "enterprise")
    accept_request(unit, second.request_id)
    unit.actor = world.actor(unit, "caseworker")
    withdraw_request(unit, first.request_id, "Found another grant.")
    withdraw_request(unit, second.request_id)
    assert get_offer(unit, offer_id).left == 2
    assert drifted_offers(unit) == []


def test_only_the_organisation_answers_and_never_who_asked(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    asked = ask(unit, world, offer_id)
    with pytest.raises(RequestNotFound):
        accept_request(unit, asked.request_id)
    unit.actor = world.actor(unit, "insurer")
    with pytest.raises(RequestNotFound):
        accept_request(unit, asked.request_id)
    unit.session.execute(
        update(AssistanceRequest)
        .where(AssistanceRequest.id == asked.request_id)
        .values(requested_by_id=world.users["enterprise"])
    )
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(SecondPersonNeeded):
        accept_request(unit, asked.request_id)


def test_nothing_is_promised_once_the_household_took_its_consent_back(unit: UnitOfWork, world: World) -> None:
    asked = ask(unit, world, publish_grants(unit, world))
    withdraw_consent(unit, world.households["A-001"], ConsentPurpose.SHARE_WITH_HELPER)
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(ConsentMissing):
        accept_request(unit, asked.request_id)


def test_a_delivery_is_not_recorded_ahead_of_time_or_without_a_promise(unit: UnitOfWork, world: World) -> None:
    asked = ask(unit, world, publish_grants(unit, world))
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(CannotDo):
        record_delivery(unit, asked.request_id, date(2026, 6, 15))
    accept_request(unit, asked.request_id)
    for wrong in (date(2026, 6, 14), date(2026, 6, 16)):
        with pytest.raises(NotDeliveredYet):
            record_delivery(unit, asked.request_id, wrong)


def test_lists_are_narrowed_by_state_offer_and_words(unit: UnitOfWork, world: World) -> None:
    one, other = publish_grants(unit, world), publish_grants(unit, world, title_en="Winter coats", title_zh="冬衣")
    asked, _also = ask(unit, world, one), ask(unit, world, other)
    unit.actor = world.actor(unit, "enterprise")

    def numbers(**filters: object) -> list[str]:
        return [row.number for row in list_requests(unit, RequestFilters(**filters), PageRequest()).rows]

    assert numbers(offer_id=one) == numbers(words=asked.number) == numbers(words="助学") == [asked.number]
    assert len(numbers(state="requested")) == 2
    assert numbers(state="accepted") == []
