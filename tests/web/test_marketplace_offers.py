"""An enterprise posts, publishes, pauses and closes; staff browse; everybody reads what is open."""

from typing import Any

from foundation.actor import system_actor
from foundation.paging import PageRequest
from foundation.unit_of_work import Units
from marketplace.operations.offers import post_offer
from marketplace.queries.offers import OfferFilters, OfferRow, get_offer, list_offers
from marketplace.rules.words import OfferState
from tests.builders.world import COUNTY, World
from tests.rooms.marketplace_samples import GRANTS
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.marketplace_samples import asked_grant, grants

FORM: dict[str, Any] = {
    "kind": "jobs",
    "title_zh": "缝纫岗位",
    "title_en": "Sewing jobs",
    "description": "Six months and longer.",
    "unit": "",
    "quantity": "5",
    "unit_value": "",
    "causes": ["unstable_work", "low_income"],
    "region": COUNTY,
    "valid_from": "2026-06-15",
    "valid_until": "",
    "needs_worker": "y",
    "members_at_least": "2",
}
SYSTEM = system_actor("test")


def only_offer(units: Units) -> OfferRow:
    with units.begin(SYSTEM, read_only=True) as unit:
        (row,) = list_offers(unit, OfferFilters(), PageRequest()).rows
        return row


def test_an_empty_home_says_what_to_do_first(client_as: ClientAs) -> None:
    page = plain(client_as("enterprise").get("/marketplace/our-offers"))
    assert "Nothing waits for you." in page and "You have posted no offer yet." in page
    assert client_as("enterprise").get("/account/home", status=302).location == "/marketplace/our-offers"


def test_an_offer_is_written_looked_at_once_more_and_published(client_as: ClientAs, units: Units) -> None:
    enterprise = client_as("enterprise")
    enterprise.get("/marketplace/offers/new")
    answer = enterprise.post("/marketplace/offers/new", FORM)
    preview = plain(enterprise.get(answer.location))
    assert "Only your organisation sees this draft" in preview and "5 jobs" in preview
    client_as("caseworker").get(answer.location, status=404)

    enterprise.post(f"{answer.location}/publish")

    offer = only_offer(units)
    assert offer.state is OfferState.OPEN and offer.conditions.members_at_least == 2
    assert "Sewing jobs" in plain(client_as("caseworker").get("/marketplace/offers"))
    assert "Sewing jobs" in plain(enterprise.get("/marketplace/our-offers"))
    public = plain(client_as("visitor").get(f"/marketplace/market/offers/{offer.id}"))
    assert "have a member who can work" in public and "Unstable work" in public


def test_a_wrong_form_keeps_what_was_typed_and_names_the_fields(client_as: ClientAs, units: Units) -> None:
    enterprise = client_as("enterprise")
    wrong = {**FORM, "title_zh": "", "causes": [], "quantity": "many"}
    page = enterprise.post("/marketplace/offers/new", wrong, status=422)
    assert 'value="Sewing jobs"' in page.text and 'value="many"' in page.text
    money = {**FORM, "kind": "money"}
    assert "Say how much one grant is." in plain(enterprise.post("/marketplace/offers/new", money, status=422))
    bags = {**FORM, "unit": "bag"}
    assert "not counted in this unit" in plain(enterprise.post("/marketplace/offers/new", bags, status=422))
    ended = {**FORM, "valid_until": "2026-06-01"}
    assert "lies before the first" in plain(enterprise.post("/marketplace/offers/new", ended, status=422))
    with units.begin(SYSTEM, read_only=True) as unit:
        assert list_offers(unit, OfferFilters(), PageRequest()).total == 0


def test_a_paused_offer_is_changed_but_not_its_terms(client_as: ClientAs, units: Units, world: World) -> None:
    offer_id = grants(units, world)
    enterprise = client_as("enterprise")
    enterprise.post(f"/marketplace/offers/{offer_id}/pause")
    client_as("visitor").get(f"/marketplace/market/offers/{offer_id}", status=404)
    form = enterprise.get(f"/marketplace/offers/{offer_id}/change")
    assert 'value="2,000.00"' in form.text and 'value="School grants"' in form.text
    change = {**FORM, "kind": "money", "unit": "grant", "unit_value": "2,000.00", "causes": ["schooling"]}
    other = {**change, "unit_value": "10"}
    page = enterprise.post(f"/marketplace/offers/{offer_id}/change", other, status=422)
    assert "stay as they were" in plain(page)
    enterprise.post(f"/marketplace/offers/{offer_id}/change", change)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert get_offer(unit, offer_id).quantity == 5
    enterprise.post(f"/marketplace/offers/{offer_id}/publish")


def test_closing_names_its_consequence_and_is_final(client_as: ClientAs, units: Units, world: World) -> None:
    offer_id = grants(units, world)
    enterprise = client_as("enterprise")
    assert "cannot be opened again" in plain(enterprise.get(f"/marketplace/offers/{offer_id}/close"))
    enterprise.post(f"/marketplace/offers/{offer_id}/close")
    enterprise.post(f"/marketplace/offers/{offer_id}/publish", status=409)
    assert "Closed" in plain(enterprise.get(f"/marketplace/offers/{offer_id}"))


def test_nobody_else_changes_an_offer(client_as: ClientAs, units: Units, world: World) -> None:
    offer_id = grants(units, world)
    for login in ("caseworker", "county_officer", "producer"):
        client_as(login).post(f"/marketplace/offers/{offer_id}/pause", status=403)
    client_as("insurer").get(f"/marketplace/offers/{offer_id}", status=403)


def test_an_enterprise_sees_no_offer_of_another(client_as: ClientAs, units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        unit.actor = world.actor(unit, "producer")
        other = post_offer(unit, GRANTS).offer_id
    client_as("enterprise").get(f"/marketplace/offers/{other}", status=404)
    client_as("enterprise").post(f"/marketplace/offers/{other}/publish", status=404)


def test_staff_filter_sort_and_export_what_is_shown(client_as: ClientAs, units: Units, world: World) -> None:
    grants(units, world)
    officer = client_as("county_officer")
    assert "School grants" in plain(officer.get("/marketplace/offers?kind=money&cause=schooling&q=school&sort=-left"))
    assert "No offer fits" in plain(officer.get("/marketplace/offers?kind=jobs"))
    sheet = officer.get("/marketplace/offers?kind=money&format=csv")
    assert sheet.mimetype == "text/csv" and "School grants" in sheet.text and "测试enterprise" in sheet.text
    officer.get("/marketplace/offers?kind=nonsense&sort=nonsense&page=99")


def test_pages_read_in_chinese_too(client_as: ClientAs, units: Units, world: World) -> None:
    asked = asked_grant(units, world)
    for url in (
        f"/marketplace/offers/{asked.offer_id}",
        "/marketplace/our-offers",
        f"/marketplace/requests/{asked.id}",
    ):
        assert "助学金" in client_as("enterprise").get(f"{url}?lang=zh").text
