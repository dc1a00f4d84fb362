"""An insurer offers a product; others read it."""

from collections.abc import Mapping

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from tests.builders.world import World
from tests.rooms.insurance_samples import publish_rice
from tests.web.conftest import ClientAs
from tests.web.lint import plain

RICE: Mapping[str, object] = {
    "name_zh": "水稻保险",
    "name_en": "Rice cover",
    "kind": "crop",
    "causes": ["natural_disaster"],
    "unit": "mu",
    "sum_insured": "1100.00",
    "rate": "4.5",
    "share_central": "45",
    "share_province": "27",
    "share_county": "3",
    "share_household": "25",
    "region": "36.",
    "on_sale_from": "2026-06-01",
    "rice_mu_at_least": "0.5",
}


def test_an_insurer_without_products_is_led_to_the_first_step(client_as: ClientAs) -> None:
    page = client_as("insurer").get("/insurance/")
    assert "You offer no product yet" in plain(page)
    assert "/insurance/products/new" in page.text


def test_an_insurer_offers_a_product_and_sees_its_split(client_as: ClientAs) -> None:
    insurer = client_as("insurer")
    insurer.get("/insurance/products/new")
    answer = insurer.post("/insurance/products/new", RICE)
    page = plain(insurer.get(answer.location))
    for words in (
        "Rice cover",
        "49.50 yuan",
        "22.28 yuan",
        "13.37 yuan",
        "1.49 yuan",
        "12.36 yuan",
        "Natural disaster",
    ):
        assert words in page
    assert "Rice cover" in plain(insurer.get("/insurance/products"))


REFUSED: tuple[tuple[Mapping[str, object], str], ...] = (
    ({"share_county": "4"}, "must add up to 100 %"),
    ({"share_county": "2.995"}, "at most two decimals"),
    ({"rate": "4.50001"}, "at most four decimals"),
    ({"sum_insured": "many"}, "is not an amount"),
    ({"sum_insured": ""}, "required"),
    ({"causes": []}, "required"),
    ({"on_sale_until": "2026-05-01"}, "before the first"),
    ({"region": "51."}, "Not a valid choice"),
)


def test_terms_that_cannot_be_offered_come_back_with_what_is_wrong(client_as: ClientAs) -> None:
    insurer = client_as("insurer")
    for change, sentence in REFUSED:
        page = insurer.post("/insurance/products/new", {**RICE, **change}, status=422)
        assert sentence in plain(page), change
        assert "Rice cover" in page.text
    assert "You offer no product yet" in plain(insurer.get("/insurance/"))


def test_a_product_is_taken_off_sale_by_its_insurer_only(client_as: ClientAs, units: Units, world: World) -> None:
    with units.begin(system_actor("test")) as unit:
        product_id = publish_rice(unit, world)
    address = f"/insurance/products/{product_id}"
    assert "off sale" not in client_as("caseworker").get(address).text
    client_as("caseworker").post(f"{address}/withdraw", status=403)
    insurer = client_as("insurer")
    assert "Take this product off sale" in insurer.get(address).text
    insurer.post(f"{address}/withdraw")
    assert "No longer offered" in plain(insurer.get(address))


def test_staff_read_the_products_of_their_area(client_as: ClientAs, units: Units, world: World) -> None:
    with units.begin(system_actor("test")) as unit:
        publish_rice(unit, world)
        elsewhere = publish_rice(unit, world, region_path="51.")
    for name in ("caseworker", "county_officer", "finance_officer", "auditor", "township_reviewer"):
        assert "Rice, full cost" in plain(client_as(name).get("/insurance/products"))
        client_as(name).get(f"/insurance/products/{elsewhere}", status=404)


ACCESS = (
    ("visitor", "/insurance/", 302),
    ("visitor", "/insurance/products", 302),
    ("caseworker", "/insurance/", 403),
    ("caseworker", "/insurance/products/new", 403),
    ("enterprise", "/insurance/products", 403),
    ("trainer", "/insurance/applications", 403),
    ("household_member", "/insurance/products", 403),
    ("administrator", "/insurance/applications", 403),
    ("household_member", "/insurance/applications", 200),
    ("auditor", "/insurance/applications", 200),
    ("insurer", "/insurance/products/0", 404),
)


def test_who_may_open_what(client_as: ClientAs) -> None:
    for name, url, status in ACCESS:
        client_as(name).get(url, status=status)
