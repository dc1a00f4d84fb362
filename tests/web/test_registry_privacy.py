"""Posted lists, corrections, copies of one's own file and retention, on the pages."""

import io
import json
from datetime import timedelta

import pytest
import pyzipper

from tests.builders.world import TODAY
from tests.web.lint import plain

PASSWORD = "a password for the file"


@pytest.fixture
def draft(client_as):
    """A prepared list, and its address."""
    reviewer = client_as("township_reviewer")
    page = reviewer.get("/registry/postings/new").text
    village = page.split('name="village_code"')[1].split('<option value="')[1].split('"')[0]
    villages = [part.split('"')[0] for part in page.split('<option value="')[1:]]

    def prepare(**changes):
        data = {
            "village_code": village,
            "kind": "recognition",
            "codes": "A-001\nA-002",
            "category": "to be monitored, 2026",
            "note": "",
            "contact": "Village office 0791-8812345",
            "starts_on": TODAY.isoformat(),
            "ends_on": (TODAY + timedelta(days=5)).isoformat(),
            **changes,
        }
        for code in villages:  # the reviewer has several; A-001 lives in one of them
            answer = reviewer.post("/registry/postings/new", {**data, "village_code": code}, status=None)
            if answer.status_code == 302:
                return answer.location
        return answer

    return prepare


def test_a_list_is_prepared_published_by_another_seen_by_all_and_taken_down(client_as, draft):
    place = draft()
    officer = client_as("county_officer")
    shown = plain(officer.get(place))
    assert "○" in shown and "Publish the list" in shown
    assert "become public" in plain(officer.get(f"{place}/publish"))
    officer.post(f"{place}/publish", {})
    page = officer.get(place)
    address = page.text.split('<a href="http://localhost')[1].split('"')[0]
    visitor = client_as("visitor")
    public = visitor.get(address)
    assert "○" in plain(public) and "0791-8812345" in plain(public)
    assert public.headers["X-Robots-Tag"].startswith("noindex")
    assert visitor.client.get(f"{address}.pdf").data.startswith(b"%PDF")
    assert "A-001" not in public.text
    officer.post(f"{place}/take-down", {"reason": "an objection was right"})
    visitor.get(address, status=404)


def test_what_may_never_be_public_is_shown_to_the_officer_and_not_published(client_as, draft):
    place = draft(note="13812345678")
    officer = client_as("county_officer")
    shown = plain(officer.get(place))
    assert "The publisher refuses this list" in shown and "a mobile telephone number" in shown
    assert "Publish the list" not in shown
    officer.post(f"{place}/publish", {}, status=422)


def test_a_wrong_household_number_is_named_and_nothing_typed_is_lost(client_as, draft):
    answer = draft(codes="A-001\nX-999")
    assert answer.status_code == 422
    assert "X-999" in plain(answer) and "to be monitored, 2026" in answer.text


def test_a_family_asks_for_a_correction_and_reads_the_answer(client_as):
    member, reviewer = client_as("household_member"), client_as("township_reviewer")
    data = {"about": "income", "wrong": "The wage of May is too high.", "right": "1,200 yuan"}
    member.post("/registry/my-file/corrections", {**data, "wrong": ""}, status=422)
    member.post("/registry/my-file/corrections", data)
    desk = reviewer.get("/registry/corrections?state=asked")
    assert "The wage of May" in plain(desk)
    place = desk.text.split('href="/registry/corrections/')[1].split('"')[0]
    reviewer.post(f"/registry/corrections/{place}", {"state": "corrected", "answer": "May is put right now."})
    assert "May is put right now." in plain(member.get("/registry/my-file/corrections"))
    reviewer.post(f"/registry/corrections/{place}", {"state": "refused", "answer": "and again"}, status=409)


def opened(answer, password=PASSWORD):
    with pyzipper.AESZipFile(io.BytesIO(answer.data)) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_family_gets_a_copy_that_only_its_password_opens(client_as):
    member = client_as("household_member")
    seal = {"password": PASSWORD, "again": PASSWORD}
    member.post("/registry/my-file/copy", {**seal, "again": "another password"}, status=422)
    member.post("/registry/my-file/copy", {"password": "short", "again": "short"}, status=422)
    answer = member.post("/registry/my-file/copy", seal, status=200)
    files = opened(answer)
    assert files["file.pdf"].startswith(b"%PDF")
    assert json.loads(files["data.json"])["tables"]["household"][0]["code"] == "A-001"
    with pytest.raises(RuntimeError):
        opened(answer, "not the password")


def test_an_office_makes_the_copy_with_a_reason(client_as, world):
    officer = client_as("county_officer")
    place = f"/registry/households/{world.households['A-001']}/copy"
    officer.get(place)
    data = {"password": PASSWORD, "again": PASSWORD, "reason": "the family asked at the counter"}
    officer.post(place, {**data, "reason": ""}, status=422)
    assert "data.json" in opened(officer.post(place, data, status=200))
    audit = plain(client_as("auditor").get("/account/audit"))
    assert "the family asked at the counter" in audit


def test_retention_is_shown_and_erasing_needs_a_choice(client_as):
    administrator = client_as("administrator")
    assert "Messages that were read" in plain(administrator.get("/registry/retention"))
    administrator.post("/registry/retention", {}, status=422)
    administrator.post("/registry/retention", {"rules": ["read_messages"]})
    assert "Erase now" not in plain(client_as("auditor").get("/registry/retention"))
