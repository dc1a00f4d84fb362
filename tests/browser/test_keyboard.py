"""Keys are enough: the content is one step away, the eye sees where it is, and every way is open."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live
from tests.builders.world import PASSWORD
from tests.web.whole import VISITOR

FOCUSED = """() => {
  const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    name: `${one.tagName} ${one.textContent.trim().slice(0, 40)} ${one.id}`,
    isPage: one === document.body,
    isMarked: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== "none",
    isSeen: box.width > 0 && box.bottom > 0 && box.top < window.innerHeight,
  };
}"""


def step(page: Page, times: int = 1) -> dict[str, object]:
    """Press Tab and return what has the focus then."""
    for _time in range(times):
        page.keyboard.press("Tab")
    found: dict[str, object] = page.evaluate(FOCUSED)
    return found


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("person", "address"), [(VISITOR, "/"), (VISITOR, "/account/log-in"), ("county_officer", "/registry/households")]
)
def test_every_stop_can_be_seen(live: Live, person: str, address: str, width: int) -> None:
    page = live.open(person, width=width)
    page.goto(address)
    hidden, stops = [], 0
    while not (stop := step(page))["isPage"] and stops < 60:
        stops += 1
        if not (stop["isMarked"] and stop["isSeen"]):
            hidden.append(stop["name"])
    assert stops >= 5
    assert not hidden, f"the focus cannot be seen on: {hidden}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_step_leads_past_the_menu(live: Live, language: str) -> None:
    page = live.open("county_officer", language=language)
    page.goto("/registry/households")
    step(page)
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    step(page)
    assert page.evaluate("() => document.querySelector('#content').contains(document.activeElement)")


def test_the_menu_of_the_phone_opens_and_leads_on(live: Live) -> None:
    page = live.open("county_officer", width=390)
    page.goto("/account/")
    menu = page.locator("details.menu")
    for _stop in range(12):
        step(page)
        if page.evaluate("() => document.activeElement.matches('details.menu > summary')"):
            break
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    for _stop in range(20):
        step(page)
        if page.evaluate("() => (document.activeElement.getAttribute('href') || '') === '/registry/households'"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/registry/households")


def test_logging_in_and_out_takes_no_mouse(live: Live) -> None:
    page = live.open()
    page.goto("/account/log-in")
    page.focus("[name=login]")
    page.keyboard.type("auditor")
    step(page)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/audit")
    page.locator(".masthead-tools form:not(.search) button:visible").focus()
    page.keyboard.press("Space")
    page.wait_for_url(live.url + "/")


def test_an_error_takes_the_focus_and_leads_to_its_field(live: Live) -> None:
    page = live.open("administrator")
    page.goto("/account/users/new")
    page.fill("[name=login]", "kept.as.typed")
    page.locator("main form button[type=submit]").last.focus()
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    step(page)
    page.keyboard.press("Enter")
    expect(page.locator("[name=name]")).to_be_focused()
    expect(page.locator("[name=login]")).to_have_value("kept.as.typed")
