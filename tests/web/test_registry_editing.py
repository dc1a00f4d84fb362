"""Editing a household and its members on screen, also by two people at once."""

import re
from datetime import date

from sqlalchemy import select

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household, Observation, Person
from registry.operations.editing import edit_household
from registry.rules.edits import Edit
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import LintClient, plain

BORN = date(2020, 3, 4)


def fields_of(client: LintClient, url: str) -> dict[str, str]:
    """What the form on a page would send when nothing was touched."""
    text = client.get(url).text
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_choice = kind is not None and kind.group(1) in ("radio", "checkbox")
        if name and value and (not is_choice or "checked" in tag) and name.group(1) != "csrf_token":
            values[name.group(1)] = value.group(1)
    for name_, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'<option selected[^>]*value="([^"]*)"', body) or re.search(r'value="([^"]*)"', body)
        values[name_] = chosen.group(1) if chosen else ""
    values.pop("q", None)
    return values


def test_a_caseworker_edits_a_household_and_the_history_tells_it(client_as: ClientAs, world: World) -> None:
    caseworker, household = client_as("caseworker"), world.households["A-001"]
    url = f"/registry/households/{household}/edit"
    page = caseworker.get(url)
    assert 'value="6"' in page.text and "Since when does the new value hold?" in plain(page)
    sent = {**fields_of(caseworker, url), "land_mu": "4.5", "debt_minor": "1,250.50", "valid_from": "2026-05-01"}
    caseworker.post(url, sent)
    file = plain(caseworker.get(f"/registry/households/{household}"))
    assert "2 values are saved" in file and "4.5 mu" in file and "1,250.50 yuan" in file
    history = plain(caseworker.get(f"/registry/households/{household}/history"))
    assert "Land 6 mu 4.5 mu 1 May 2026" in history and "edited on screen" in history
    assert "Land" in plain(caseworker.get(f"/registry/households/{household}/history?field=land_mu"))


def test_sending_the_form_untouched_changes_nothing(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    for url in (
        f"/registry/households/{world.households['A-001']}/edit",
        f"/registry/people/{world.heads['A-001']}/edit",
    ):
        officer.post(url, fields_of(officer, url))
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert not unit.session.scalars(select(Observation)).all()


def test_what_cannot_be_is_told_beside_its_field(client_as: ClientAs, world: World) -> None:
    officer = client_as("county_officer")
    url = f"/registry/households/{world.households['A-001']}/edit"
    kept = fields_of(officer, url)
    page = plain(officer.post(url, {**kept, "land_mu": "-1", "address": "桥头 3 号"}, status=422))
    assert "Give a value from 0 to 100,000" in page
    assert "桥头 3 号" in officer.post(url, {**kept, "debt_minor": "much", "address": "桥头 3 号"}, status=422).text
    assert "The day lies in the future" in plain(
        officer.post(url, {**kept, "land_mu": "5", "valid_from": "2030-01-01"}, status=422)
    )


def test_two_editors_see_each_other_and_nothing_is_lost(client_as: ClientAs, units: Units, world: World) -> None:
    officer, household = client_as("county_officer"), world.households["A-001"]
    url = f"/registry/households/{household}/edit"
    mine = {**fields_of(officer, url), "land_mu": "2", "road_km": "9"}
    with units.begin(system_actor("field survey")) as unit:
        edit_household(unit, household, Edit({"land_mu": 4.0, "livestock_count": 7}))
    page = officer.post(url, mine, status=409)
    assert "Two people changed the same" in plain(page) and "Land 4 mu field survey" in plain(page)
    assert 'value="2"' in page.text and 'value="7"' in page.text and 'value="9"' in page.text
    again = re.search(r'name="seen_at"[^>]*value="([^"]+)"', page.text)
    assert again is not None
    officer.post(url, {**mine, "livestock_count": "7", "seen_at": again.group(1)})
    with units.begin(system_actor("test"), read_only=True) as unit:
        now = unit.session.get_one(Household, household)
        assert (now.land_mu, now.livestock_count, now.road_km) == (2.0, 7, 9.0)


def test_a_form_that_lost_its_mark_overwrites_nothing_unseen(client_as: ClientAs, units: Units, world: World) -> None:
    officer, household = client_as("county_officer"), world.households["A-001"]
    url = f"/registry/households/{household}/edit"
    mine = {**fields_of(officer, url), "land_mu": "2", "seen_at": "yesterday"}
    with units.begin(system_actor("field survey")) as unit:
        edit_household(unit, household, Edit({"land_mu": 4.0}))
    officer.post(url, mine, status=409)


def test_masked_values_are_typed_anew_or_stay(client_as: ClientAs, units: Units, world: World) -> None:
    caseworker, person_id = client_as("caseworker"), world.heads["A-001"]
    url = f"/registry/people/{person_id}/edit"
    page = caseworker.get(url)
    assert "13800000000" not in page.text and "•••••••0000" in page.text
    kept = fields_of(caseworker, url)
    assert kept["health"] == "" and kept["phone"] == ""
    caseworker.post(url, {**kept, "ethnicity": "畲族"})
    with units.begin(system_actor("test"), read_only=True) as unit:
        person = unit.session.get_one(Person, person_id)
        assert (person.health, person.phone, person.ethnicity) == ("healthy", "13800000000", "畲族")
    caseworker.post(url, {**kept, "ethnicity": "畲族", "health": "serious", "phone": "139 1234 5678"})
    history = plain(caseworker.get(f"/registry/households/{world.households['A-001']}/history"))
    assert "Health 陈桂英 hidden hidden" in history and "•••••••5678" in history
    seen = plain(client_as("township_reviewer").get(f"/registry/households/{world.households['A-001']}/history"))
    assert "Health 陈桂英 hidden hidden" in seen  # only with a reason, which the page of a person asks for
    caseworker.post(url, {**fields_of(caseworker, url), "remove_phone": "y"})
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert unit.session.get_one(Person, person_id).phone is None


def test_a_correction_is_told_as_one(client_as: ClientAs, world: World) -> None:
    officer, household = client_as("county_officer"), world.households["A-001"]
    url = f"/registry/households/{household}/edit"
    officer.post(url, {**fields_of(officer, url), "land_mu": "5", "why": "wrong"})
    assert "the beginning corrected" in plain(officer.get(f"/registry/households/{household}/history"))


def test_nobody_edits_outside_the_own_area(client_as: ClientAs, world: World) -> None:
    other = client_as("other_caseworker")
    other.get(f"/registry/households/{world.households['A-001']}/edit", status=404)
    other.get(f"/registry/people/{world.heads['A-001']}/edit", status=404)
    other.get(f"/registry/households/{world.households['A-001']}/history", status=404)


def test_whoever_may_only_ask_to_see_health_edits_without_seeing_it(
    client_as: ClientAs, units: Units, world: World
) -> None:
    officer, person_id = client_as("county_officer"), world.heads["A-001"]
    with units.begin(system_actor("test")) as unit:
        unit.session.get_one(Person, person_id).disability_grade = 2
    url = f"/registry/people/{person_id}/edit"
    page = officer.get(url)
    assert "Your role does not see it. Leave it empty to keep what is recorded." in plain(page)
    kept = fields_of(officer, url)
    assert kept["health"] == "" and kept["disability_grade"] == ""
    officer.post(url, {**kept, "ethnicity": "畲族"})
    with units.begin(system_actor("test"), read_only=True) as unit:
        person = unit.session.get_one(Person, person_id)
        assert (person.health, person.disability_grade, person.ethnicity) == ("healthy", 2, "畲族")


def test_of_a_child_a_caseworker_edits_only_what_is_shown(client_as: ClientAs, units: Units, world: World) -> None:
    caseworker, person_id = client_as("caseworker"), world.heads["A-001"]
    with units.begin(system_actor("test")) as unit:
        unit.session.get_one(Person, person_id).born_on = BORN
    url = f"/registry/people/{person_id}/edit"
    kept = fields_of(caseworker, url)
    assert kept.get("born_on", "") == "" and kept["labour_status"] == "" and BORN.isoformat() not in str(kept)
    caseworker.post(url, {**kept, "name": "陈小英"})
    with units.begin(system_actor("test"), read_only=True) as unit:
        person = unit.session.get_one(Person, person_id)
        assert (person.name, person.born_on, person.labour_status) == ("陈小英", BORN, "ordinary")
    assert BORN.isoformat() in client_as("county_officer").get(url).text
