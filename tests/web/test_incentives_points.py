"""Points on screen: joining, recording, confirming, and the household's own page."""

from datetime import timedelta

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from incentives.operations.participation import join_scheme
from incentives.operations.schedule import load_schedule
from tests.builders.world import NOW, World
from tests.web.conftest import ClientAs
from tests.web.lint import plain

WORK = {"item_code": "village_work_day", "occurred_on": "2026-06-15", "note": "清理水渠"}


@pytest.fixture
def joined(units: Units, world: World) -> None:
    """The schedule is in force and household A-001 takes part since ten days ago."""
    with units.begin(system_actor("test")) as unit:
        unit.now = NOW - timedelta(days=10)
        load_schedule(unit)
        join_scheme(unit, world.households["A-001"], "陈桂英")


def test_a_work_day_is_recorded_by_one_and_confirmed_by_another(
    client_as: ClientAs, joined: None, world: World
) -> None:
    caseworker, reviewer = client_as("caseworker"), client_as("township_reviewer")
    assert "陈桂英" in caseworker.get("/incentives/entries/new").text
    caseworker.post("/incentives/entries/new", {**WORK, "person_id": world.heads["A-001"]})
    assert "清理水渠" in plain(caseworker.get("/incentives/entries"))
    caseworker.post("/incentives/entries/confirm", {"selected": "1"}, status=403)
    page = reviewer.get("/incentives/entries?state=recorded")
    assert 'name="selected" value="1"' in page.text
    reviewer.post("/incentives/entries/confirm", {"selected": ["1", "999"]})
    shown = plain(reviewer.get("/incentives/entries"))
    assert "1 entry is confirmed" in shown and "There is no such entry" in shown and "Confirmed" in shown
    own = plain(client_as("household_member").get("/incentives/my-points"))
    assert "清理水渠" not in own and "Confirmed" in own and "Still possible this year 45" in own


def test_an_entry_that_cannot_be_taken_comes_back_with_the_other_way(
    client_as: ClientAs, joined: None, world: World
) -> None:
    caseworker = client_as("caseworker")
    form = caseworker.get("/incentives/entries/new").text
    assert "exempt from labour (Under 16)" in form
    child = world.heads["A-001"] + 2
    page = plain(caseworker.post("/incentives/entries/new", {**WORK, "person_id": child}, status=422))
    assert "exempt from labour" in page and "传授技艺" in page
    for change, sentence in (
        ({"occurred_on": "2026-06-16"}, "future"),
        ({"note": ""}, "required"),
        ({"occurred_on": "2026-06-01"}, "does not take part"),
        ({"person_id": world.heads["A-002"]}, "valid choice"),
    ):
        values = {**WORK, "person_id": world.heads["A-001"], **change}
        assert sentence in plain(caseworker.post("/incentives/entries/new", values, status=422)), change


def test_an_entry_that_is_not_confirmed_tells_the_household_why(
    client_as: ClientAs, joined: None, world: World
) -> None:
    client_as("caseworker").post("/incentives/entries/new", {**WORK, "person_id": world.heads["A-001"]})
    reviewer = client_as("township_reviewer")
    reviewer.get("/incentives/entries/1/reject")
    reviewer.post("/incentives/entries/1/reject", {"reason": ""}, status=422)
    reviewer.post("/incentives/entries/1/reject", {"reason": "It rained all day"})
    reviewer.post("/incentives/entries/1/reject", {"reason": "Again"}, status=409)
    assert "It rained all day" in plain(client_as("household_member").get("/incentives/my-points"))
    client_as("other_caseworker").get("/incentives/entries")
    client_as("county_officer").get("/incentives/entries/0/reject", status=404)


def test_a_household_joins_and_leaves_by_itself(client_as: ClientAs) -> None:
    member = client_as("household_member")
    assert "does not take part" in plain(member.get("/incentives/my-points"))
    member.post("/incentives/my-points/join")
    assert "takes part since" in plain(member.get("/incentives/my-points"))
    member.post("/incentives/my-points/join", status=409)
    member.post("/incentives/my-points/leave")
    assert "does not take part" in plain(member.get("/incentives/my-points"))


def test_a_caseworker_records_that_a_household_joins_and_leaves(client_as: ClientAs, world: World) -> None:
    caseworker, address = client_as("caseworker"), f"/incentives/households/{world.households['A-001']}"
    caseworker.get(f"{address}/join")
    caseworker.post(f"{address}/join", {"given_by": ""}, status=422)
    caseworker.post(f"{address}/join", {"given_by": "陈桂英"})
    assert "already takes part" in plain(caseworker.post(f"{address}/join", {"given_by": "陈桂英"}, status=422))
    caseworker.post(f"{address}/leave")
    client_as("other_caseworker").get(f"{address}/join", status=404)


def test_the_county_puts_the_schedule_into_force(client_as: ClientAs, world: World) -> None:
    officer = client_as("county_officer")
    assert "No schedule is in force" in plain(officer.get("/incentives/schedule"))
    client_as("caseworker").post("/incentives/schedule/load", status=403)
    officer.post("/incentives/schedule/load")
    assert "A day of work for the village" in plain(officer.get("/incentives/schedule"))
    assert "takes part yet" in plain(client_as("caseworker").get("/incentives/entries/new"))


ACCESS = (
    ("visitor", "/incentives/entries", 302),
    ("township_reviewer", "/incentives/entries", 200),
    ("auditor", "/incentives/entries", 200),
    ("auditor", "/incentives/entries/new", 403),
    ("insurer", "/incentives/entries", 403),
    ("enterprise", "/incentives/schedule", 403),
    ("household_member", "/incentives/entries", 403),
    ("household_member", "/incentives/schedule", 200),
    ("caseworker", "/incentives/my-points", 403),
    ("analyst", "/incentives/entries", 403),
)


def test_who_may_open_what(client_as: ClientAs) -> None:
    for name, url, status in ACCESS:
        client_as(name).get(url, status=status)
