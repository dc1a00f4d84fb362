"""A producer's goods: written down, sent to the county, recommended, read by everybody."""

from typing import Any

from foundation.paging import PageRequest
from foundation.unit_of_work import Units
from marketplace.queries.listings import ListingFilters, get_listing, list_listings
from marketplace.rules.words import ListingState
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.marketplace_samples import SYSTEM, county, grants, rice

FORM: dict[str, Any] = {
    "title_zh": "新米",
    "title_en": "Rice, new harvest",
    "description": "五公斤装",
    "unit": "bag",
    "price": "128",
    "stock": "40",
    "season_from": "2026-06-01",
    "season_until": "2026-11-30",
    "role": "producer",
    "mandate": "",
}


def test_goods_go_from_the_producer_over_the_county_to_the_market(client_as: ClientAs, units: Units) -> None:
    county(units)
    producer, officer, visitor = client_as("producer"), client_as("county_officer"), client_as("visitor")
    assert "You have listed no goods yet." in plain(producer.get("/marketplace/our-goods"))
    producer.get("/marketplace/our-goods/new")
    own = producer.post("/marketplace/our-goods/new", FORM).location
    assert "128.00 yuan for 1 bag" in plain(producer.get(own))
    producer.post(f"{own}/submit")
    assert "Waiting for the county" in plain(producer.get("/marketplace/our-goods"))
    assert "No goods found." in plain(visitor.get("/marketplace/market"))

    goods = own.replace("our-goods", "goods")
    assert "Rice, new harvest" in plain(officer.get("/marketplace/goods?state=waiting"))
    assert "Whose produce it is" in plain(officer.get(goods))
    officer.post(f"{goods}/recommend")

    assert "Rice, new harvest" in plain(visitor.get("/marketplace/market?q=rice"))
    page = plain(visitor.get(own.replace("our-goods", "market/goods")))
    assert "测试producer" in page and "Recommended by its county on 15 June 2026." in page
    assert "On the market" in plain(producer.get(own))


def test_a_producer_of_a_county_that_is_not_listed_is_told_so(client_as: ClientAs) -> None:
    producer = client_as("producer")
    own = producer.post("/marketplace/our-goods/new", FORM).location
    assert "not on the list of counties" in plain(producer.post(f"{own}/submit", status=409))


def test_the_county_sends_back_and_the_producer_mends(client_as: ClientAs, units: Units) -> None:
    county(units)
    producer, officer = client_as("producer"), client_as("county_officer")
    own = producer.post("/marketplace/our-goods/new", FORM).location
    producer.post(f"{own}/submit")
    goods = own.replace("our-goods", "goods")
    officer.post(f"{goods}/send-back", {"reason": ""}, status=422)
    officer.post(f"{goods}/send-back", {"reason": "Add the certificate."})
    assert "Add the certificate." in plain(producer.get(own))
    producer.get(f"{own}/change")
    producer.post(f"{own}/change", {**FORM, "description": "五公斤装，附合格证"})
    producer.post(f"{own}/submit")
    officer.post(f"{goods}/recommend")
    officer.post(f"{goods}/recommend", status=409)


def test_a_new_price_counts_at_once_and_goods_leave_the_market(client_as: ClientAs, units: Units, world: World) -> None:
    listing_id = rice(units, world)
    producer, visitor = client_as("producer"), client_as("visitor")
    shown = producer.get(f"/marketplace/our-goods/{listing_id}/change")
    assert 'value="128.00"' in shown.text
    change = {**FORM, "description": "五公斤装，当年新米。", "price": "130.50", "season_from": "", "season_until": ""}
    producer.post(f"/marketplace/our-goods/{listing_id}/change", change)
    assert "130.50 yuan" in plain(visitor.get(f"/marketplace/market/goods/{listing_id}"))
    producer.post(f"/marketplace/our-goods/{listing_id}/withdraw")
    visitor.get(f"/marketplace/market/goods/{listing_id}", status=404)
    producer.post(f"/marketplace/our-goods/{listing_id}/submit")
    with units.begin(SYSTEM, read_only=True) as unit:
        assert get_listing(unit, listing_id).state is ListingState.PUBLISHED


def test_wrong_goods_keep_what_was_typed(client_as: ClientAs, units: Units) -> None:
    producer = client_as("producer")
    for wrong, said in (
        ({"price": "cheap"}, "is not an amount"),
        ({"price": "0"}, "Give a price above zero"),
        ({"stock": "-1"}, "Number must be between"),
        ({"season_until": ""}, "or neither"),
        ({"unit": "job"}, "Not a valid choice"),
        ({"title_en": ""}, "This field is required"),
    ):
        page = producer.post("/marketplace/our-goods/new", {**FORM, **wrong}, status=422)
        assert said in plain(page), wrong
        assert 'value="新米"' in page.text
    with units.begin(SYSTEM, read_only=True) as unit:
        assert list_listings(unit, ListingFilters(), PageRequest()).total == 0


def test_goods_of_others_are_out_of_reach(client_as: ClientAs, units: Units, world: World) -> None:
    listing_id = rice(units, world)
    client_as("enterprise").get(f"/marketplace/our-goods/{listing_id}", status=403)
    client_as("caseworker").post(f"/marketplace/goods/{listing_id}/recommend", status=403)
    client_as("producer").post(f"/marketplace/goods/{listing_id}/recommend", status=403)


def test_the_administrator_keeps_the_list_of_counties(client_as: ClientAs) -> None:
    administrator = client_as("administrator")
    assert "No county is on the list yet." in plain(administrator.get("/marketplace/counties"))
    form = {"region_code": "360121", "source": "List of 2014", "valid_from": "2026-01-01", "valid_until": ""}
    administrator.post("/marketplace/counties", form)
    assert "List of 2014" in plain(administrator.get("/marketplace/counties"))
    assert "already on the list" in plain(administrator.post("/marketplace/counties", form, status=422))
    unknown = {**form, "region_code": "999999"}
    assert "no region with the code" in plain(administrator.post("/marketplace/counties", unknown, status=422))
    township = {**form, "region_code": "360121100"}
    assert "Choose a county." in plain(administrator.post("/marketplace/counties", township, status=422))
    client_as("county_officer").get("/marketplace/counties", status=403)


def test_the_market_is_the_same_for_everybody(client_as: ClientAs, units: Units, world: World) -> None:
    rice(units, world)
    grants(units, world)
    for login in ("visitor", "caseworker", "household_member", "enterprise"):
        page = plain(client_as(login).get("/marketplace/market"))
        assert "Rice, new harvest" in page and "School grants" in page
        assert "陈" not in page
    assert "新米" in client_as("visitor").get("/marketplace/market?lang=zh").text
    assert "No goods found." in plain(client_as("visitor").get("/marketplace/market?q=nothing"))
