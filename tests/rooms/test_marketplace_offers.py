"""Offers of help: posted by an organisation, seen by those they are for, drawn on without being oversold."""

from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from foundation.actor import VISITOR, system_actor
from foundation.errors import HoldfastError
from foundation.money import Money
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork, Units
from marketplace.errors import (
    AlreadyRequested,
    BadOffer,
    BadQuantity,
    BelowPromised,
    CannotDo,
    DoesNotFit,
    NotAGiver,
    NotEnoughLeft,
    OfferFixed,
    OfferNotFound,
    OfferNotOpen,
    TermsFixed,
)
from marketplace.operations.offers import change_offer, close_offer, pause_offer, post_offer, publish_offer
from marketplace.operations.requests import request_help
from marketplace.queries.checks import drifted_offers
from marketplace.queries.documents import iterate_offer_documents
from marketplace.queries.offers import (
    OfferFilters,
    get_offer,
    get_public_offer,
    list_fitting_offers,
    list_offers,
    list_public_offers,
    sum_offers,
)
from marketplace.rules.words import OfferState
from registry.errors import ConsentMissing, HouseholdNotFound
from registry.operations.users import add_organisation
from registry.queries.needs import get_needs
from registry.rules.causes import Cause
from registry.rules.words import OrganisationKind
from tests.builders.world import COUNTY, VILLAGE_A, VILLAGE_B, World
from tests.rooms.marketplace_samples import GRANTS, ask, consent, publish_grants

SCHOOLING = {Cause.SCHOOLING}


def test_a_draft_is_seen_by_its_own_organisation_only(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    offer_id = post_offer(unit, GRANTS).offer_id
    assert get_offer(unit, offer_id).state is OfferState.DRAFT
    for login in ("county_officer", "caseworker", "insurer"):
        unit.actor = world.actor(unit, login)
        with pytest.raises(OfferNotFound):
            get_offer(unit, offer_id)
    with pytest.raises(OfferNotFound):
        get_public_offer(unit, offer_id)
    assert list(iterate_offer_documents(unit)) == []


def test_a_published_offer_is_seen_where_it_holds(unit: UnitOfWork, world: World) -> None:
    here = publish_grants(unit, world, region_path=VILLAGE_A)
    there = publish_grants(unit, world, region_path=VILLAGE_B)
    everywhere = publish_grants(unit, world, region_path="")
    for login, seen in (
        ("caseworker", {here, everywhere}),
        ("other_caseworker", {there, everywhere}),
        ("county_officer", {here, there, everywhere}),
        ("enterprise", {here, there, everywhere}),
        ("insurer", set()),
        ("household_member", set()),
    ):
        unit.actor = world.actor(unit, login)
        assert {row.id for row in list_offers(unit, OfferFilters(), PageRequest()).rows} == seen
    unit.actor = VISITOR
    assert {row.id for row in list_public_offers(unit, OfferFilters(), PageRequest()).rows} == {here, there, everywhere}


def test_publishing_puts_the_offer_into_the_index_and_takes_it_out_after_its_last_day(
    unit: UnitOfWork, world: World
) -> None:
    offer_id = publish_grants(unit, world)
    now, later = (effect for effect in unit.effects if effect.task == "index_document")
    assert (now.queue, now.lock, now.args) == ("index", "index", {"kind": "offer", "key": offer_id})
    assert later.at is not None and later.at.date() == date(2027, 1, 1)
    (document,) = iterate_offer_documents(unit, [offer_id])
    assert document.is_public and document.title == "助学金 · School grants"
    assert "测试enterprise" in document.body
    unit.actor = world.actor(unit, "enterprise")
    pause_offer(unit, offer_id)
    assert list(iterate_offer_documents(unit, [offer_id])) == []
    assert len(unit.effects) == 3


def test_an_offer_of_another_organisation_cannot_be_touched(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "insurer")
    for act in (pause_offer, close_offer, publish_offer):
        with pytest.raises(OfferNotFound):
            act(unit, offer_id)
    with pytest.raises(OfferNotFound):
        change_offer(unit, offer_id, GRANTS)


def test_somebody_without_an_organisation_offers_nothing(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "county_officer")
    with pytest.raises(NotAGiver):
        post_offer(unit, GRANTS)


def test_an_open_offer_is_paused_before_it_is_changed_and_keeps_what_was_promised(
    unit: UnitOfWork, world: World
) -> None:
    offer_id = publish_grants(unit, world)
    ask(unit, world, offer_id)
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(OfferFixed):
        change_offer(unit, offer_id, GRANTS)
    pause_offer(unit, offer_id)
    with pytest.raises(CannotDo):
        pause_offer(unit, offer_id)
    with pytest.raises(TermsFixed):
        change_offer(unit, offer_id, replace(GRANTS, unit_value=Money(100)))
    with pytest.raises(BelowPromised):
        unit.session.execute(text("update assistance_offer set reserved = 2 where id = :id"), {"id": offer_id})
        change_offer(unit, offer_id, replace(GRANTS, quantity=1))
    change_offer(unit, offer_id, replace(GRANTS, quantity=5, title_en="More school grants"))
    publish_offer(unit, offer_id)
    assert get_offer(unit, offer_id).title_en == "More school grants"


def test_a_draft_may_still_become_something_else(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    offer_id = post_offer(unit, GRANTS).offer_id
    change_offer(unit, offer_id, replace(GRANTS, unit_value=Money(100), quantity=1))
    assert get_offer(unit, offer_id).unit_value == Money(100)


def test_a_closed_offer_stays_closed_and_an_expired_one_is_not_opened(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "enterprise")
    close_offer(unit, offer_id)
    with pytest.raises(CannotDo):
        publish_offer(unit, offer_id)
    expired = post_offer(unit, replace(GRANTS, valid_until=date(2026, 6, 14))).offer_id
    with pytest.raises(BadOffer, match="last day has passed"):
        publish_offer(unit, expired)


def test_fitting_offers_come_with_their_reasons_and_without_those_already_asked_for(
    unit: UnitOfWork, world: World
) -> None:
    fits = publish_grants(unit, world)
    publish_grants(unit, world, causes=frozenset({Cause.ILLNESS}))
    publish_grants(unit, world, region_path=VILLAGE_B)
    publish_grants(unit, world, valid_from=date(2026, 6, 16))
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], SCHOOLING)
    ((offer, fit),) = list_fitting_offers(unit, needs, unit.today)
    assert (offer.id, offer.left, fit.fits) == (fits, 2, True)
    assert [reason.speaks_for for reason in fit.reasons] == [True, True]
    ask(unit, world, fits)
    assert list_fitting_offers(unit, needs, unit.today) == ()


def test_a_request_holds_its_units_until_it_is_answered(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    asked = ask(unit, world, offer_id, quantity=2)
    assert asked.number.startswith("R-2026-")
    assert get_offer(unit, offer_id).left == 0
    with pytest.raises(NotEnoughLeft, match="Only 0"):
        ask(unit, world, offer_id, code="A-002")
    assert drifted_offers(unit) == []


def test_the_same_household_asks_once_at_a_time(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    asked = ask(unit, world, offer_id)
    with pytest.raises(AlreadyRequested, match=asked.number):
        ask(unit, world, offer_id)


def test_help_is_not_asked_for_without_the_households_consent(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    needs = get_needs(unit, world.households["A-001"], SCHOOLING)
    with pytest.raises(ConsentMissing):
        request_help(unit, needs, offer_id, 1)


def test_help_is_asked_for_only_where_it_fits_and_is_open(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world, conditions=replace(GRANTS.conditions, members_at_least=9))
    elsewhere = publish_grants(unit, world, region_path=VILLAGE_B)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(DoesNotFit):
        ask(unit, world, offer_id)
    with pytest.raises(OfferNotFound):
        ask(unit, world, elsewhere)
    with pytest.raises(BadQuantity):
        ask(unit, world, offer_id, quantity=0)
    paused = publish_grants(unit, world)
    unit.actor = world.actor(unit, "enterprise")
    pause_offer(unit, paused)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(OfferNotOpen):
        ask(unit, world, paused)


def test_a_caseworker_asks_for_households_of_the_own_area_only(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    needs = get_needs(unit, consent(unit, world, "B-001"), SCHOOLING)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(HouseholdNotFound):
        request_help(unit, needs, offer_id, 1)


def test_counts_stop_at_the_readers_area(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    ask(unit, world, offer_id, "A-001")
    ask(unit, world, offer_id, "B-001")
    for login, asked in (("caseworker", 1), ("other_caseworker", 1), ("county_officer", 2), ("enterprise", 2)):
        unit.actor = world.actor(unit, login)
        assert get_offer(unit, offer_id).asked == asked
    assert sum_offers(unit).waiting == 2
    unit.actor = VISITOR
    assert get_public_offer(unit, offer_id).asked == 0


def test_the_database_itself_refuses_an_oversold_offer(unit: UnitOfWork, world: World) -> None:
    offer_id = publish_grants(unit, world)
    with pytest.raises(IntegrityError, match="ck_assistance_offer_stock"):
        unit.session.execute(text("update assistance_offer set taken = 3 where id = :id"), {"id": offer_id})


def test_a_list_costs_two_statements(unit: UnitOfWork, world: World) -> None:
    for _number in range(3):
        publish_grants(unit, world)
    unit.actor = world.actor(unit, "county_officer")
    seen: list[str] = []
    connection = unit.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
    list_offers(unit, OfferFilters(words="助学", kind="money", state="open", cause="schooling"), PageRequest())
    assert len(seen) == 2


def test_two_requests_for_the_last_unit_give_it_to_one(units: Units, world: World) -> None:
    with units.begin(system_actor("test")) as unit:
        offer_id = publish_grants(unit, world, quantity=1)
        caseworkers = [world.actor(unit, "caseworker"), world.actor(unit, "other_caseworker")]
        asks = [(consent(unit, world, "A-001"), caseworkers[0]), (consent(unit, world, "B-001"), caseworkers[1])]
    together = Barrier(2)
    outcomes: list[object] = []

    def draw(household_id: int, actor: object) -> None:
        try:
            with units.begin(actor) as unit:  # type: ignore[arg-type]
                needs = get_needs(unit, household_id, SCHOOLING)
                together.wait(10)
                outcomes.append(request_help(unit, needs, offer_id, 1).number)
        except HoldfastError as error:
            outcomes.append(type(error))

    threads = [Thread(target=draw, args=one) for one in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == 2
    assert NotEnoughLeft in outcomes
    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert get_offer(unit, offer_id).left == 0
        assert drifted_offers(unit) == []


def test_an_organisation_that_was_closed_offers_nothing(unit: UnitOfWork) -> None:
    closed = add_organisation(unit, kind=OrganisationKind.ENTERPRISE, name="已注销企业", region_path=COUNTY)
    closed.is_active = False
    with pytest.raises(NotAGiver):
        post_offer(unit, replace(GRANTS, organisation_id=closed.id))
