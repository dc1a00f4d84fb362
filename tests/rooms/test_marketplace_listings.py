"""Goods: described by a producer, recommended by its county, read by everybody."""

from dataclasses import replace
from datetime import date

import pytest

from foundation.actor import VISITOR
from foundation.money import Money
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from marketplace.errors import (
    BadCounty,
    CannotDo,
    CountyListed,
    ListingNotFound,
    MandateMissing,
    NotASeller,
    OutsideCountyList,
    ReasonMissing,
)
from marketplace.operations.listings import (
    admit_county,
    change_listing,
    create_listing,
    recommend_listing,
    send_listing_back,
    submit_listing,
    withdraw_listing,
)
from marketplace.queries.documents import iterate_listing_documents
from marketplace.queries.listings import (
    ListingFilters,
    get_listing,
    get_public_listing,
    iterate_listings,
    list_counties,
    list_listings,
    list_public_listings,
)
from marketplace.rules.words import ListingState, SellerRole
from tests.builders.world import COUNTY, TOWNSHIP_A, World
from tests.rooms.marketplace_samples import RICE, list_county, publish_rice


def test_goods_reach_the_market_by_the_producer_and_the_county(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    unit.actor = world.actor(unit, "producer")
    listing_id = create_listing(unit, RICE).listing_id
    assert submit_listing(unit, listing_id).state is ListingState.WAITING
    with pytest.raises(CannotDo):
        submit_listing(unit, listing_id)
    unit.actor = VISITOR
    with pytest.raises(ListingNotFound):
        get_public_listing(unit, listing_id)
    unit.actor = world.actor(unit, "county_officer")
    assert recommend_listing(unit, listing_id).state is ListingState.PUBLISHED
    with pytest.raises(CannotDo):
        recommend_listing(unit, listing_id)
    unit.actor = VISITOR
    shown = get_public_listing(unit, listing_id)
    assert (shown.price, shown.seller, shown.place) == (Money(12_800), "测试producer", "试验县")
    (document,) = iterate_listing_documents(unit, [listing_id])
    assert document.is_public and document.title == "新米 · Rice, new harvest"
    assert {effect.args["key"] for effect in unit.effects} == {listing_id}


def test_a_producer_outside_the_county_list_is_refused(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "producer")
    listing_id = create_listing(unit, RICE).listing_id
    with pytest.raises(OutsideCountyList):
        submit_listing(unit, listing_id)
    assert get_listing(unit, listing_id).state is ListingState.DRAFT


def test_a_county_whose_time_on_the_list_is_over_counts_no_more(unit: UnitOfWork, world: World) -> None:
    admit_county(unit, COUNTY, date(2021, 1, 1), "List of 2021", date(2026, 6, 14))
    unit.actor = world.actor(unit, "producer")
    with pytest.raises(OutsideCountyList):
        submit_listing(unit, create_listing(unit, RICE).listing_id)


def test_a_trader_needs_a_producers_mandate(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    unit.actor = world.actor(unit, "producer")
    trade = replace(RICE, role=SellerRole.TRADER)
    listing_id = create_listing(unit, trade).listing_id
    with pytest.raises(MandateMissing):
        submit_listing(unit, listing_id)
    change_listing(unit, listing_id, replace(trade, mandate="乙镇合作社, 1 May 2026"))
    assert submit_listing(unit, listing_id).state is ListingState.WAITING


def test_the_county_sends_goods_back_with_what_to_mend(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    unit.actor = world.actor(unit, "producer")
    listing_id = create_listing(unit, RICE).listing_id
    submit_listing(unit, listing_id)
    unit.actor = world.actor(unit, "county_officer")
    with pytest.raises(ReasonMissing):
        send_listing_back(unit, listing_id, " ")
    send_listing_back(unit, listing_id, "Add the quality certificate.")
    unit.actor = world.actor(unit, "producer")
    shown = get_listing(unit, listing_id)
    assert (shown.state, shown.county_note) == (ListingState.DRAFT, "Add the quality certificate.")
    submit_listing(unit, listing_id)
    assert get_listing(unit, listing_id).county_note == ""


def test_a_new_price_stays_on_the_market_but_other_goods_go_back_to_the_county(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    listing_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "producer")
    dearer = replace(RICE, price=Money(13_000), stock=10)
    assert change_listing(unit, listing_id, dearer).state is ListingState.PUBLISHED
    saved = change_listing(unit, listing_id, replace(dearer, title_en="Tea", title_zh="茶叶"))
    assert (saved.state, saved.needs_recommendation) == (ListingState.WAITING, True)
    assert get_listing(unit, listing_id).recommended_by is None


def test_withdrawn_goods_return_without_asking_the_county_again(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    listing_id = publish_rice(unit, world)
    unit.actor = world.actor(unit, "producer")
    assert withdraw_listing(unit, listing_id).state is ListingState.WITHDRAWN
    with pytest.raises(CannotDo):
        withdraw_listing(unit, listing_id)
    assert list(iterate_listing_documents(unit, [listing_id])) == []
    assert submit_listing(unit, listing_id).state is ListingState.PUBLISHED


def test_goods_are_changed_by_their_seller_and_read_by_their_county(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    listing_id = publish_rice(unit, world)
    for login in ("producer", "county_officer"):
        unit.actor = world.actor(unit, login)
        assert [row.id for row in list_listings(unit, ListingFilters(state="published"), PageRequest()).rows] == [
            listing_id
        ]
        assert [row.id for row in iterate_listings(unit, ListingFilters(words="新米"))] == [listing_id]
    for login in ("enterprise", "caseworker"):
        unit.actor = world.actor(unit, login)
        assert list_listings(unit, ListingFilters(), PageRequest()).total == 0
        with pytest.raises(ListingNotFound):
            withdraw_listing(unit, listing_id)
    with pytest.raises(NotASeller):
        create_listing(unit, RICE)


def test_on_the_market_what_is_in_season_comes_first(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    later = publish_rice(unit, world, season_from=date(2026, 9, 1), season_until=date(2026, 11, 1))
    sold_out = publish_rice(unit, world, stock=0)
    now = publish_rice(unit, world, season_from=date(2026, 6, 1), season_until=date(2026, 6, 15))
    unit.actor = VISITOR
    page = list_public_listings(unit, ListingFilters(words="rice"), PageRequest())
    assert page.rows[0].id == now
    assert {row.id for row in page.rows[1:]} == {later, sold_out}


def test_a_county_is_listed_once_with_its_source(unit: UnitOfWork, world: World) -> None:
    list_county(unit)
    with pytest.raises(CountyListed):
        list_county(unit)
    with pytest.raises(BadCounty, match="Choose a county"):
        admit_county(unit, TOWNSHIP_A, date(2026, 1, 1), "x")
    with pytest.raises(BadCounty):
        admit_county(unit, "99.", date(2026, 1, 1), "x")
    unit.actor = VISITOR
    (county,) = list_counties(unit)
    assert (county.name, county.source) == ("试验县", "Test list of 2026")
