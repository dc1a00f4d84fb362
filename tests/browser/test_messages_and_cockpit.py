"""Messages, what comes and the cockpit, on the phone and at the desk, in both languages, hidden numbers included."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from foundation.actor import system_actor
from registry.models import Household
from registry.operations.messages import subscribe
from registry.operations.statistics import request_round
from registry.rules.messages import Cadence, Topic
from reports.bulletin.figures import count_figures
from reports.bulletin.tables import place_tables
from reports.pushed_figures.rows import read_topic
from tests.browser.conftest import Live, check_axe, check_fit, resize, served_world, shoot
from tests.builders.world import COUNTY, TODAY, VILLAGE_A, World
from tests.rooms.statistics_samples import people_county
from web.letters import compose_digest
from workflows.freeze_statistics import freeze_statistics
from workflows.grade_registry import grade_registry
from workflows.push_figures import push_figures

ACTOR = system_actor("test")
PAGES = (
    ("county_officer", "messages", "/account/messages"),
    ("county_officer", "subscriptions", "/account/subscriptions"),
    ("county_officer", "role-subscriptions", "/account/role-subscriptions"),
    ("county_officer", "cockpit", "/monitoring/"),
    ("analyst", "messages-analyst", "/account/messages"),
    ("analyst", "cockpit-analyst", "/monitoring/"),
)


@pytest.fixture(scope="module")
def served(
    server_url: str, template: tuple[str, World], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    with served_world(server_url, template, browser, "cockpit", tmp_path_factory.mktemp("cockpit")) as live:
        fill(live)
        yield live


@pytest.fixture
def live(served: Live) -> Iterator[Live]:
    """The application that the tests of this file share; none of them changes anything."""
    served.complaints.clear()
    yield served
    served.closing.close()
    assert not served.complaints, "\n".join(served.complaints)


def fill(live: Live) -> None:
    """Grade a county twice, freeze its figures, and let both readers be told."""
    units, world = live.app.extensions["holdfast"].units, live.world
    for login, role in (("county_officer", "county_officer"), ("analyst", None)):
        for topic in (Topic.COLOURS, Topic.REGISTER, Topic.ROUNDS):
            with units.begin(ACTOR) as unit:
                unit.actor = world.actor(unit, login)
                subscribe(unit, topic, COUNTY, Cadence.DAILY, by_mail=False, role_name=role)
    with units.begin(ACTOR) as unit:
        people_county(unit, world, is_dwelling_safe=True, is_water_safe=True, surveyed_on=TODAY - timedelta(days=9))
    grade_registry(units, ACTOR)
    with units.begin(ACTOR) as unit:
        lives_in_a = (Household.region_path == VILLAGE_A, Household.closed_on.is_(None))
        for household in unit.session.scalars(select(Household).where(*lives_in_a).limit(7)):
            household.is_dwelling_safe = False
    grade_registry(units, ACTOR)
    with units.begin(ACTOR) as unit:
        unit.actor = world.actor(unit, "county_officer")
        told = {
            "name": "年中统计 / Half-yearly figures",
            "reason": "report",
            "tables": place_tables(["class"], "county"),
        }
        round_id = request_round(unit, region_path=COUNTY, as_of=TODAY, with_measures=False, **told).round_id
    freeze_statistics(units, ACTOR, round_id, count_figures)
    push_figures(units, ACTOR, read_topic, compose_digest(""))


@pytest.mark.parametrize(("person", "name", "address"), PAGES, ids=[name for _, name, _ in PAGES])
def test_it_fits_and_is_accessible(live: Live, person: str, name: str, address: str) -> None:
    page = live.open(person)
    for language, widths in (("zh", (1280, 390)), ("en", (390, 1280))):
        page.goto(f"{address}?lang={language}")
        for width in widths:
            resize(page, width)
            shoot(page, name)
            check_fit(page)
        check_axe(page)


def test_an_officer_follows_a_message_to_the_round(live: Live) -> None:
    page = live.open("county_officer", width=390)
    page.goto("/account/messages?topic=rounds")
    page.get_by_role("link", name="See it as it is now").click()
    page.wait_for_url("**/statistics/rounds/*")
    assert "Half-yearly figures" in page.inner_text("h1")
