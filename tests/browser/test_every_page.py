"""Every page of the house with much to show: it fits a phone and a desk in both languages, and all can use it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Live, check_axe, check_fit, resize, served_world, shoot
from tests.builders.world import World
from tests.web.access_table import Row
from tests.web.busy import fill
from tests.web.test_pages import READ, address, people_of

SEEN = (("zh", 390, 1280), ("en", 1280, 390))
"""Each language with the width at which the page is held against WCAG, and the other one."""
ASKED = [row for row in READ if not row.url.endswith(".pdf")]


@pytest.fixture(scope="module")
def served(
    server_url: str, template: tuple[str, World], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    with served_world(server_url, template, browser, "every_page", tmp_path_factory.mktemp("every_page")) as live:
        live.ids = fill(live.app, live.world, tmp_path_factory.mktemp("sheets"))
        yield live


@pytest.fixture
def live(served: Live) -> Iterator[Live]:
    """The application that the tests of this file share; none of them changes anything."""
    served.complaints.clear()
    yield served
    served.closing.close()
    assert not served.complaints, "\n".join(served.complaints)


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.endpoint)
def test_a_page_fits_and_all_can_use_it(live: Live, row: Row) -> None:
    url = address(live.app, row, live.ids)
    person = reader_of(live, row, url)
    if person is None:
        return  # A file, or a way to another page.
    for language, width, other in SEEN:
        page = live.open(person, language=language, width=width)
        page.goto(url)
        shoot(page, f"every/{row.endpoint}")
        check_axe(page)
        check_fit(page)
        resize(page, other)
        check_fit(page)


def reader_of(live: Live, row: Row, url: str) -> str | None:
    """Return the first who opens the address as a page."""
    for person in people_of(row):
        answer = live.sessions.client(person).get(url)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            return person
    return None
