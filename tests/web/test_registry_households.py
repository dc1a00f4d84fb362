"""The list of households, the household's own page, consents and masked values."""

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.queries.consents import has_consent
from registry.rules.words import ConsentPurpose
from tests.builders.world import VILLAGE_B, World
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import ASKED, sealed_lines


def test_each_person_lists_the_households_of_the_own_area(client_as: ClientAs) -> None:
    assert "1 to 2 of 2" in plain(client_as("caseworker").get("/registry/households"))
    assert "1 to 3 of 3" in plain(client_as("township_reviewer").get("/registry/households"))
    assert "1 to 5 of 5" in plain(client_as("county_officer").get("/registry/households"))


def test_of_a_very_long_list_it_says_that_there_are_more(client_as: ClientAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.queries.households.MOST_COUNTED", 2)
    reviewer = client_as("township_reviewer")
    assert "1 to 3 of more than 2" in plain(reviewer.get("/registry/households"))
    assert "1 to 2 of more than 2" in plain(reviewer.get("/registry/households?size=2"))
    assert "3 to 3 of more than 2" in plain(reviewer.get("/registry/households?size=2&page=2"))


def test_filters_narrow_and_never_widen(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    assert "1 to 1 of 1" in plain(officer.get("/registry/households?q=陈桂"))
    assert "No household fits" in plain(officer.get("/registry/households?colour=red"))
    assert "No household fits" in plain(client_as("caseworker").get(f"/registry/households?region={VILLAGE_B}"))


def test_the_export_is_exactly_what_is_shown_sealed_and_written_down(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    assert "/registry/households/export?q=A-" in officer.get("/registry/households?q=A-&page=1").text
    lines = sealed_lines(officer, "/registry/households/export?q=A-")
    assert lines[0].split(",")[0] == "code"
    assert [line.split(",")[0] for line in lines[1:]] == ["A-001", "A-002", "A-003"]
    assert "the yearly report" in plain(client_as("auditor").get("/account/audit"))


def test_no_list_of_households_leaves_without_a_reason_and_a_password(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    officer.post("/registry/households/export", {**ASKED, "reason": ""}, status=422)
    officer.post("/registry/households/export", {**ASKED, "password": "short", "again": "short"}, status=422)
    assert officer.get("/registry/households?format=csv").mimetype == "text/html"
    client_as("caseworker").get("/registry/households/export", status=403)


def test_whoever_edits_and_sees_forms_is_led_from_a_household_to_its_collection(
    client_as: ClientAs, world: World
) -> None:
    page = f"/registry/households/{world.households['A-001']}"
    officer = client_as("county_officer")
    assert "/collection/forms?state=open" in officer.get(page).text
    officer.get("/collection/forms?state=open")
    for person in ("auditor", "caseworker"):
        assert "/collection/forms" not in client_as(person).get(page).text.split("<main")[1]


def test_a_family_reads_its_own_file_without_a_colour(client_as: ClientAs) -> None:
    page = client_as("household_member").get("/registry/my-file")
    assert "The file of your family" in plain(page)
    assert 'class="risk' not in page.text


def test_a_family_allows_and_changes_its_mind(client_as: ClientAs, units: Units, world: World) -> None:
    member = client_as("household_member")
    purpose = ConsentPurpose.SHARE_WITH_HELPER
    member.post(f"/registry/my-file/consents/{purpose}/give")
    member.post(f"/registry/my-file/consents/{purpose}/give", status=409)
    member.get("/registry/my-file")
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert has_consent(unit, world.households["A-001"], purpose)
    member.post(f"/registry/my-file/consents/{purpose}/withdraw")
    with units.begin(system_actor("test"), read_only=True) as unit:
        assert not has_consent(unit, world.households["A-001"], purpose)


def test_an_unknown_consent_is_not_found(client_as: ClientAs) -> None:
    client_as("household_member").post("/registry/my-file/consents/everything/give", status=404)


def test_what_is_masked_is_shown_with_a_reason_only(client_as: ClientAs, world: World) -> None:
    reviewer = client_as("township_reviewer")
    address = f"/registry/people/{world.heads['A-001']}/reveal"
    assert "13800000000" not in plain(reviewer.get(address))
    reviewer.post(address, {"reason": ""}, status=422)
    assert "13800000000" in plain(reviewer.post(address, {"reason": "to agree the visit"}, status=200))
    reviewer.get(f"/registry/people/{world.heads['B-001']}/reveal", status=404)
    assert "to agree the visit" in plain(client_as("auditor").get("/account/audit"))


def test_the_own_file_prints(client_as: ClientAs) -> None:
    answer = client_as("household_member").get("/reports/my-file.pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
