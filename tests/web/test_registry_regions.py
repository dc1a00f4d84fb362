"""Regions on screen: the tree, a region's history, and each change with its confirmation."""

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household
from registry.queries.regions import get_region
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import plain

A, A2, TOWN_A, TOWN_B = "360121100201", "360121100202", "360121100", "360121101"
URL = "/registry/regions"


def test_the_tree_begins_at_the_own_area(client_as: ClientAs) -> None:
    page = plain(client_as("county_officer").get(URL))
    assert "Regions in 试验县" in page and "甲镇" in page and "甲一村" not in page
    assert "甲一村" in plain(client_as("township_reviewer").get(URL))
    whole = plain(client_as("county_officer").get(f"{URL}?under="))
    assert "江西省" in whole and "试验县" not in whole


def test_a_search_finds_regions_at_any_depth(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    assert "1 to 2 of 2" in plain(officer.get(f"{URL}?q=甲%25")) or "No region fits" in plain(
        officer.get(f"{URL}?q=甲%25")
    )
    assert "1 to 3 of 3" in plain(officer.get(f"{URL}?q=甲"))
    assert "1 to 4 of 4" in plain(officer.get(f"{URL}?level=village&sort=-name"))
    assert "No region fits" in plain(officer.get(f"{URL}?q=丙"))


def test_the_export_is_what_is_shown_and_counts_no_household_for_who_may_see_none(client_as: ClientAs) -> None:
    lines = client_as("county_officer").get(f"{URL}?level=village&format=csv").text.strip().splitlines()
    assert lines[0].endswith("regions,households") and len(lines) == 5
    assert lines[1].startswith(f"{A},甲一村") and lines[1].endswith(",0,2")
    assert "households" not in client_as("administrator").get(f"{URL}?format=csv").text
    assert (
        "Households"
        not in plain(client_as("administrator").get(f"{URL}/{A}")).split("History")[0].split("What it is")[1]
    )


def test_a_region_shows_what_hangs_on_it_and_what_may_happen(client_as: ClientAs) -> None:
    page = plain(client_as("county_officer").get(f"{URL}/{A}"))
    assert "Merge into another" in page and "Appointed for it Caseworker" in page and "Nothing has changed" in page
    auditor = plain(client_as("auditor").get(f"{URL}/{A}"))
    assert "Merge into another" not in auditor and "Appointed" not in auditor
    client_as("county_officer").get(f"{URL}/1234", status=404)


def test_a_merger_is_confirmed_with_the_number_of_households(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    assert "甲二村" in officer.get(f"{URL}/{A}/merge").text
    form = {"into": A2, "on": "2026-05-01", "document": "县府发〔2026〕1号"}
    page = officer.post(f"{URL}/{A}/merge", form, status=200)
    words = plain(page)
    assert "Merge 甲一村 into 甲二村 from 1 May 2026" in words and "2 households with 8 people" in words
    assert "Caseworker" in words
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert get_region(unit, A).valid_to is None
    officer.post(f"{URL}/{A}/merge", {**form, "confirmed": "yes"})
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert unit.session.get_one(Household, world.households["A-001"]).village_code == A2
    assert "甲一村 (360121100201) was merged into it" in plain(officer.get(f"{URL}/{A2}"))
    ended = plain(officer.get(f"{URL}/{A}"))
    assert "It ended on 1 May 2026" in ended and "甲二村 (360121100202)" in ended and "Record a change" not in ended
    then = plain(officer.get(f"{URL}?under=360121&level=village&on=2026-04-30"))
    assert "甲一村" in then
    assert "县府发〔2026〕1号" in plain(officer.get(f"{URL}/{A2}"))


@pytest.mark.parametrize(
    ("kind", "form", "says"),
    [
        ("rename", {"name": "甲新村"}, "Rename 甲一村 to 甲新村"),
        ("move", {"parent": TOWN_B}, "Move 甲一村 under 乙镇"),
        ("recode", {"new_code": "360121100299"}, "Give 甲一村 the code 360121100299"),
        ("split", {"name": "甲三村", "new_code": "360121100298", "households": "A-001, A-002"}, "2 households"),
        ("add", {"name": "甲一组", "new_code": "3601211002011", "level": "group"}, "Add 甲一组 in 甲一村"),
    ],
)
def test_each_change_is_asked_confirmed_and_told(
    client_as: ClientAs, kind: str, form: dict[str, str], says: str
) -> None:
    officer = client_as("county_officer")
    officer.get(f"{URL}/{A}/{kind}")
    values = {**form, "on": "2026-05-01"}
    assert says in plain(officer.post(f"{URL}/{A}/{kind}", values, status=200))
    done = officer.post(f"{URL}/{A}/{kind}", {**values, "confirmed": "yes"})
    page = plain(officer.get(done.headers["Location"]))
    assert "The change is recorded" in page
    officer.post(f"{URL}/{A}/{kind}", {**values, "confirmed": "yes"}, status=422)


def test_an_empty_region_is_closed(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    refused = plain(officer.post(f"{URL}/{A}/close", {"on": "2026-05-01"}, status=422))
    assert "still has 0 regions and 2 households" in refused
    form = {"name": "丙村", "new_code": "360121100297", "level": "village", "on": "2026-05-01", "confirmed": "yes"}
    officer.post(f"{URL}/{TOWN_A}/add", form)
    officer.post(f"{URL}/360121100297/close", {"on": "2026-06-01", "confirmed": "yes"})
    assert "Nothing took its place" in plain(officer.get(f"{URL}/360121100297"))


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    page = officer.post(f"{URL}/{A}/recode", {"new_code": A2, "on": "2026-05-01"}, status=422)
    assert "A code is never given twice" in plain(page) and f'value="{A2}"' in page.text
    page = officer.post(f"{URL}/{A}/rename", {"name": "x", "on": "2999-01-01"}, status=422)
    assert "lies in the future" in plain(page)
    officer.post(f"{URL}/{A}/merge", {"into": "", "on": ""}, status=422)
    officer.post(f"{URL}/3601/rename", {"name": "x", "on": "2026-05-01"}, status=422)
    officer.get(f"{URL}/{A}/burn", status=404)


def test_names_are_data_and_stay_harmless(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    name = '<b onmouseover="x">=1+1</b>'
    officer.post(f"{URL}/{A}/rename", {"name": name, "on": "2026-05-01", "confirmed": "yes"})
    assert "<b onmouseover" not in officer.get(f"{URL}/{A}").text
    assert name in officer.get(f"{URL}?under={TOWN_A}&format=csv").text.replace('""', '"')
