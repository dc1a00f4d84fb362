"""Everything works where no script runs: old phones, strict offices, a file that did not arrive."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, check_fit, log_in


def open_plain(live: Live, width: int = 1280) -> Page:
    return live.open(javascript=False, width=width)


def test_logging_in_switching_the_language_and_leaving(live: Live) -> None:
    page = open_plain(live)
    log_in(page, "auditor")
    page.locator(".languages a[hreflang=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator(".languages a[hreflang=en]").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url(live.url + "/")


def test_filtering_sorting_and_taking_the_filter_away(live: Live) -> None:
    page = open_plain(live)
    log_in(page, "administrator")
    page.goto("/account/users")
    rows = page.locator("main table tbody tr")
    everybody = rows.count()
    page.fill(".filter-fields [name=q]", "insurer")
    page.get_by_role("button", name="Show").click()
    expect(rows).to_have_count(1)
    page.locator(".chips a").first.click()
    expect(rows).to_have_count(everybody)
    page.locator("main table thead a").first.click()
    assert "sort=" in page.url


def test_sending_a_form_with_a_mistake_and_then_without(live: Live) -> None:
    page = open_plain(live)
    log_in(page, "administrator")
    page.goto("/account/users/new")
    page.fill("[name=login]", "new.one")
    page.fill("[name=password]", "a-first-password")
    send = page.locator("main form button[type=submit]").last
    send.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("new.one")
    page.fill("[name=name]", "New One")
    page.fill("[name=region_code]", "360121100201")
    page.fill("[name=password]", "a-first-password")
    page.select_option("[name=role]", "caseworker")
    send.click()
    page.wait_for_url("**/account/users")
    expect(page.get_by_role("cell", name="new.one").or_(page.get_by_role("rowheader", name="new.one"))).to_be_visible()


def test_a_family_changes_its_mind_about_a_consent(live: Live) -> None:
    page = open_plain(live, width=390)
    log_in(page, "household_member")
    page.goto("/registry/my-file")
    page.get_by_role("button", name="Allow: Publication of a story").click()
    expect(page.locator("main")).to_contain_text("You agreed")
    page.get_by_role("button", name="Publication of a story").click()
    expect(page.locator("main")).to_contain_text("This has no effect on your other help")
    check_fit(page)


def test_the_menu_of_the_phone_opens(live: Live) -> None:
    page = open_plain(live, width=390)
    log_in(page, "county_officer")
    page.goto("/account/")
    page.locator("details.menu summary").click()
    page.locator("details.menu a[href='/registry/households']").click()
    page.wait_for_url("**/registry/households")
