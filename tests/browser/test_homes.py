"""Everybody's first page, on the phone and on the desk, in both languages: it fits, it is accessible, keys suffice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Live, check_axe, check_fit, resize, served_world, shoot
from tests.builders.world import World
from tests.web.whole import PEOPLE, VISITOR

SIZES = (390, 1280)
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def served(
    server_url: str, template: tuple[str, World], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    with served_world(server_url, template, browser, "homes", tmp_path_factory.mktemp("homes")) as live:
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
