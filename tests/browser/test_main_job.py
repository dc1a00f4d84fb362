"""The main job in a real browser: each person does their own step, and the family's file shows it all."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live, check_axe, check_fit, resize, shoot
from tests.builders.effects import carry_out
from tests.builders.main_job import SPEAKER, MainJob


@pytest.fixture
def job(live: Live, tmp_path: Path) -> MainJob:
    """The family is in the register, and partners offer what could help."""
    job = MainJob(live.app.extensions["holdfast"].units, live.world)
    job.partners_offer()
    job.import_sheets(tmp_path)
    return job


def test_a_family_is_seen_helped_and_insured_by_people_at_their_screens(live: Live, job: MainJob) -> None:
    officer_grades(live)
    find_lead(job)
    caseworker_checks(live, job)
    reviewer_confirms(live, job)
    supervisor_pairs(live)
    caseworker_draws_on_help(live, job)
    caseworker_applies_for_cover(live, job)
    enterprise_promises(live)
    insurer_insures(live)
    job.train()
    caseworker_records_a_work_day(live, job)
    reviewer_confirms_the_work_day(live)
    file_shows_it_all(live, job)
    family_reads_the_same_in_plain_words(live)


def find_lead(job: MainJob) -> None:
    """A round repeated finds nothing new; it tells the steps below which lead is theirs."""
    assert job.grade().leads.opened == 0


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def tick(page: Page, field: str) -> None:
    """Tick a box or choose a button; its label lies over it and takes the click."""
    page.locator(field).first.press("Space")
    expect(page.locator(field).first).to_be_checked()


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def officer_grades(live: Live) -> None:
    page = live.open("county_officer")
    page.goto("/monitoring/rounds/new")
    press(page, "Grade now")
    carry_out(live.app.extensions["holdfast"])
    page.goto("/monitoring/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Early warning")
    expect(page.get_by_role("link", name=SPEAKER)).to_be_visible()
    keep(page, "main-job-1-cockpit")


def caseworker_checks(live: Live, job: MainJob) -> None:
    page = live.open("caseworker", width=390)
    page.goto(f"/registry/households/{job.household_id}")
    for purpose in ("data_check", "share_with_helper"):
        page.get_by_text("Record a consent").click()
        page.select_option("[name=purpose]", purpose)
        page.fill("[name=given_by]", SPEAKER)
        press(page, "Record the consent")
    follow(page, "Look at the lead")
    press(page, "Start the check")
    page.fill("[name=finding]", "The flood cracked two walls and took the rice.")
    page.select_option("[name=main_cause]", "housing")
    for cause in ("natural_disaster", "lack_of_skill"):
        tick(page, f"[name=other_causes][value={cause}]")
    tick(page, "[name=is_data_checked]")
    press(page, "Record the check")
    expect(page.get_by_text("Another person decides.")).to_be_visible()
    expect(page.get_by_role("link", name="Decide", exact=True)).to_have_count(0)
    keep(page, "main-job-2-lead")


def reviewer_confirms(live: Live, job: MainJob) -> None:
    page = live.open("township_reviewer")
    page.goto(f"/casework/leads/{job.lead_id}")
    follow(page, "Decide")
    tick(page, "[name=outcome][value=confirm]")
    page.fill("[name=reason]", "Seen and shared.")
    press(page, "Record the decision")
    page.wait_for_url("**/casework/cases/*")
    job.case_id = int(page.url.rstrip("/").split("/")[-1])
    keep(page, "main-job-3-case")


def supervisor_pairs(live: Live) -> None:
    page = live.open("supervisor")
    page.goto("/casework/pairing")
    press(page, "Propose pairs for the cases that wait")
    expect(page.get_by_text("1 of 1 cases have a proposal.")).to_be_visible()
    keep(page, "main-job-4-pairing")
    follow(page, "Confirm 1 pair")
    press(page, "Confirm 1 pair")
    expect(page.locator("main .pill", has_text="Confirmed").first).to_be_visible()


def caseworker_draws_on_help(live: Live, job: MainJob) -> None:
    page = live.open("caseworker", width=390)
    page.goto("/casework/today")
    follow(page, SPEAKER)
    page.get_by_role("link", name=re.compile("Ask for it.*Bamboo craft")).click()
    page.fill("[name=note]", "for the mother")
    press(page, "Ask for it and put it into the plan")
    page.goto(f"/casework/cases/{job.case_id}")
    expect(page.get_by_text("Bamboo craft training with a job").first).to_be_visible()


def caseworker_applies_for_cover(live: Live, job: MainJob) -> None:
    page = live.open("caseworker", width=390)
    page.goto(f"/registry/households/{job.household_id}")
    page.get_by_role("link", name=re.compile("Apply.*Rice, full cost")).click()
    expect(page.get_by_text("92.81 yuan").first).to_be_visible()
    tick(page, "[name=is_consented]")
    keep(page, "main-job-5-premium")
    press(page, "Apply and put it into the plan")


def enterprise_promises(live: Live) -> None:
    page = live.open("enterprise")
    page.goto("/account/home")
    page.get_by_role("main").get_by_role("link", name="Bamboo craft training with a job").first.click()
    expect(page.get_by_text("何○○").first).to_be_visible()
    expect(page.get_by_text(SPEAKER)).to_have_count(0)
    keep(page, "main-job-6-request")
    press(page, "Promise 1 place")


def insurer_insures(live: Live) -> None:
    page = live.open("insurer")
    page.goto("/account/home")
    page.get_by_role("main").get_by_role("link", name="Rice, full cost").first.click()
    keep(page, "main-job-7-application")
    press(page, "Insure for 8,250.00 yuan")


def caseworker_records_a_work_day(live: Live, job: MainJob) -> None:
    page = live.open("caseworker", width=390)
    page.goto(f"/incentives/households/{job.household_id}/join")
    page.fill("[name=given_by]", SPEAKER)
    page.locator("main form button[type=submit]").first.click()
    page.goto("/incentives/entries/new")
    page.select_option("[name=person_id]", str(job.people[1]))
    page.select_option("[name=item_code]", "village_work_day")
    page.fill("[name=note]", "Cleared the village ditch.")
    press(page, "Record it")
    expect(page.get_by_text("罗春梅").first).to_be_visible()


def reviewer_confirms_the_work_day(live: Live) -> None:
    page = live.open("township_reviewer")
    page.goto("/incentives/entries")
    tick(page, "main table [name=selected]")
    page.locator(".bulk-bar button[type=submit]").first.click()
    expect(page.locator("main .pill", has_text="Confirmed").first).to_be_visible()


def file_shows_it_all(live: Live, job: MainJob) -> None:
    page = live.open("caseworker")
    for language in ("en", "zh"):
        page.goto(f"/registry/households/{job.household_id}?lang={language}")
        for words in (SPEAKER, "92.81", "罗春梅", "C-2026-000001"):
            expect(page.get_by_text(words).first).to_be_visible()
        keep(page, "main-job-8-file")
    answer = page.request.get(f"/reports/households/{job.household_id}/file.pdf")
    assert answer.status == 200 and answer.body().startswith(b"%PDF")


def family_reads_the_same_in_plain_words(live: Live) -> None:
    page = live.open("household_member", width=390, language="zh")
    page.goto("/registry/my-file")
    keep(page, "main-job-9-family")


def keep(page: Page, name: str) -> None:
    """Hold a page against axe at both widths and keep its pictures."""
    before = page.viewport_size
    for width in (390, 1280):
        resize(page, width)
        check_fit(page)
        shoot(page, name)
    check_axe(page)
    resize(page, before["width"] if before else 1280)
