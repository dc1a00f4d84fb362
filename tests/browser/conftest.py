"""A real Chromium before the real application: nothing is fetched from outside, and no page may complain."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import make_server

from tests.builders.world import PASSWORD, World
from tests.web.whole import VISITOR, Sessions, whole_app

HERE = Path(__file__).parent
SCREENSHOTS = HERE.parents[1] / "instance" / "screenshots"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HEIGHTS = {390: 844, 1280: 900}
OUTSIDE = re.compile(r"^(?!http://127\.0\.0\.1:|data:|about:|blob:)")
REFUSED = re.compile(r"the server responded with a status of 4\d\d")
# Flask-Compress leaves the files of web/static to the garbage collector.
UNCLOSED = "ignore:unclosed file .*static.*:ResourceWarning"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
OVERFLOW = """() => {
  const scrolls = (one) => one && one !== document.body &&
    (getComputedStyle(one).overflowX !== "visible" || scrolls(one.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1 && !scrolls(one.parentElement))
    .map((one) => `<${one.tagName.toLowerCase()} class="${one.getAttribute("class")}">`);
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings(UNCLOSED))


@dataclass
class Live:
    """The application as it is being served, and what browsers complained about."""

    app: Flask
    url: str
    world: World
    browser: Browser
    sessions: Sessions
    ids: dict[str, int | str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)

    def open(self, person: str = VISITOR, *, language: str = "en", width: int = 1280, javascript: bool = True) -> Page:
        """Open a browser of its own for one person, logged in unless it is the visitor."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
        )
        self.closing.callback(context.close)
        context.set_default_timeout(10_000)
        cookies = {"lang": language, **self.sessions.cookie(person)}
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        context.on("request", self._note_request)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))
        context.route(OUTSIDE, lambda route: route.abort())
        return context.new_page()

    def _note_request(self, request: Request) -> None:
        if OUTSIDE.match(request.url):
            self.complaints.append(f"asks outside: {request.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        is_refusal = REFUSED.search(message.text) and "/static/" not in message.location["url"]
        if message.type in {"error", "warning"} and not is_refusal:
            self.complaints.append(f"console of {message.location['url']}: {message.text}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run; every page gets a context of its own."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of the loopback address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served_world(
    server_url: str, template: tuple[str, World], browser: Browser, name: str, instance: Path
) -> Iterator[Live]:
    """Serve the small world on a database copy of its own."""
    with (
        whole_app(server_url, template[0], name, instance) as app,
        serving(app) as url,
        ExitStack() as closing,
    ):
        yield Live(app, url, template[1], browser, Sessions(app), closing=closing)


@pytest.fixture
def live(
    server_url: str, template: tuple[str, World], browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Live]:
    """The served application of this test alone; at the end no page may have complained."""
    name = f"live_{abs(hash(request.node.nodeid)) % 10**8}"
    with served_world(server_url, template, browser, name, tmp_path) as live:
        yield live
        assert not live.complaints, "\n".join(live.complaints)


def log_in(page: Page, person: str) -> None:
    """Log in as one of the cast, the way people do."""
    page.goto("/account/log-in")
    page.fill("[name=login]", person)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(lambda address: "/account/log-in" not in address)


def resize(page: Page, width: int) -> None:
    """Give the window the size of a phone or of a desk."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def shoot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page in instance/screenshots, named by its language and width."""
    language = (page.get_attribute("html", "lang") or "").split("-")[0]
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = SCREENSHOTS / f"{name}-{language}-{width}.png"
    page.screenshot(path=path, full_page=True)
    return path


TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LAYOUT_TRIES, LAYOUT_PAUSE = 20, 50
"""A page is laid out anew after its window has changed; until then it is as wide as it was."""


def check_axe(page: Page) -> None:
    """Hold a page against WCAG 2.2 AA as far as a program can."""
    found = Axe().run(page, options=RULES).response["violations"]
    told = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        + "\n".join(f"    {' '.join(node['target'])}\n      {node['failureSummary']}" for node in rule["nodes"][:5])
        for rule in found
    ]
    assert not told, f"{page.url}, {page.viewport_size}:\n  " + "\n  ".join(told)


def check_fit(page: Page) -> None:
    """Nothing sticks out to the right: nobody has to scroll sideways."""
    page.wait_for_load_state("load")
    for _ in range(LAYOUT_TRIES):
        if page.evaluate(TOO_WIDE) <= 0:
            return
        page.wait_for_timeout(LAYOUT_PAUSE)
    sticking_out, pixels = page.evaluate(OVERFLOW), page.evaluate(TOO_WIDE)
    raise AssertionError(f"{page.url} at {page.viewport_size} is {pixels} px too wide: {sticking_out[:8]}")
