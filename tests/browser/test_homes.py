"""Everybody's first page, and what they open next: it fits the phone and the desk, and it is accessible."""

from collections.abc import Iterator

import pytest
from flask import url_for
from playwright.sync_api import Browser

from tests.browser.conftest import Live, check_axe, check_fit, resize, served_world, shoot
from tests.builders.world import World
from tests.web.busy import fill
from tests.web.whole import PEOPLE, VISITOR

SIZES = (390, 1280)
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def served(
    server_url: str, template: tuple[str, World], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    with served_world(server_url, template, browser, "homes", tmp_path_factory.mktemp("homes")) as live:
        live.ids = fill(live.app, live.world, tmp_path_factory.mktemp("sheets"))
        yield live


@pytest.fixture
def live(served: Live) -> Iterator[Live]:
    """The application that the tests of this file share; none of them changes anything."""
    served.complaints.clear()
    yield served
    served.closing.close()
    assert not served.complaints, "\n".join(served.complaints)


HOME = {VISITOR: "/"}


@pytest.mark.parametrize("person", PEOPLE)
def test_a_home_page_fits_and_is_accessible(live: Live, person: str) -> None:
    page = live.open(person)
    for width in SIZES:
        resize(page, width)
        for language in LANGUAGES:
            page.goto(f"{HOME.get(person, '/account/home')}?lang={language}")
            shoot(page, f"home-{person}")
            check_fit(page)
            check_axe(page)


RECORDS = (
    ("county_officer", "registry.list_households", ()),
    ("county_officer", "registry.show_household", ("household_id",)),
    ("county_officer", "registry.show_upload", ()),
    ("county_officer", "registry.show_import", ("run_id",)),
    ("county_officer", "casework.show_lead", ("lead_id",)),
    ("caseworker", "casework.list_leads", ()),
    ("caseworker", "casework.show_case", ("case_id",)),
    ("caseworker", "casework.show_record_visit", ("case_id",)),
    ("caseworker", "casework.show_add_measure", ("case_id",)),
    ("caseworker", "insurance.show_apply", ("household_id", "product_id")),
    ("caseworker", "marketplace.show_offer", ("offer_id",)),
    ("caseworker", "development.show_enrol", ("household_id",)),
    ("caseworker", "incentives.show_record_entry", ()),
    ("supervisor", "casework.show_run", ("run_id",)),
    ("supervisor", "casework.list_caseloads", ()),
    ("county_officer", "monitoring.list_rounds", ()),
    ("county_officer", "monitoring.list_round_changes", ("round_id",)),
    ("county_officer", "monitoring.show_rules_in_force", ()),
    ("county_officer", "monitoring.show_start_round", ()),
    ("county_officer", "marketplace.list_goods", ()),
    ("county_officer", "development.show_publish_page", ()),
    ("finance_officer", "ledger.list_accounts", ()),
    ("finance_officer", "ledger.show_payment", ("payment_id",)),
    ("finance_officer", "marketplace.list_donations", ()),
    ("insurer", "insurance.show_application", ("application_id",)),
    ("insurer", "insurance.list_products", ()),
    ("insurer", "insurance.show_publish_product", ()),
    ("enterprise", "marketplace.show_request", ("request_id",)),
    ("enterprise", "marketplace.show_post_offer", ()),
    ("enterprise", "marketplace.show_give", ()),
    ("producer", "marketplace.show_own_listing", ("listing_id",)),
    ("producer", "marketplace.show_create_listing", ()),
    ("trainer", "development.show_sheet", ("session_id",)),
    ("trainer", "development.list_courses", ()),
    ("household_member", "incentives.show_own_points", ()),
    ("household_member", "insurance.list_applications", ()),
    ("administrator", "account.show_add_user", ()),
    (VISITOR, "public.show_money", ()),
    (VISITOR, "public.show_page", ("slug",)),
    (VISITOR, "marketplace.show_public_market", ()),
    (VISITOR, "account.show_log_in", ()),
)


@pytest.mark.parametrize(("person", "endpoint", "names"), RECORDS, ids=[endpoint for _, endpoint, _ in RECORDS])
def test_what_they_open_next_fits_and_is_accessible(
    live: Live, person: str, endpoint: str, names: tuple[str, ...]
) -> None:
    with live.app.test_request_context():
        slice_name = endpoint.partition(".")[0]
        address = url_for(endpoint, **{n: live.ids.get(f"{slice_name}.{n}", live.ids.get(n, 1)) for n in names})
    page = live.open(person)
    for width, language in zip(SIZES, LANGUAGES, strict=True):
        resize(page, width)
        answer = page.goto(f"{address}?lang={language}")
        assert answer is not None and answer.status == 200
        shoot(page, endpoint.replace(".", "-"))
        check_fit(page)
        check_axe(page)
