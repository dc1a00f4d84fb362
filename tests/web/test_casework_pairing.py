"""The pairing board: proposals with their reasons, confirmed together, turned down one by one."""

import pytest
from sqlalchemy import update

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import StaffProfile
from registry.rules.words import Colour
from tests.builders.world import COUNTY, World
from tests.rooms.casework_samples import colour_household, opened_case, place_household
from tests.web.conftest import ClientAs
from tests.web.lint import LintClient, plain
from tests.web.sealed import sealed_lines

SYSTEM = system_actor("test")
WEIGHTS = {"region": COUNTY, "no_skill": "5", "changed_helper": "8", "other_village": "2"}


@pytest.fixture
def cases(units: Units, world: World) -> dict[str, int]:
    """Three cases wait: two in the caseworker's village, one in the other's; by household code."""
    with units.begin(SYSTEM) as unit:
        colour_household(unit, world.households["A-001"], Colour.RED)
        place_household(unit, world.households["B-001"], latitude=28.601, longitude=116.001)
        return {code: opened_case(unit, world, code).case_id for code in ("A-001", "A-002", "B-001")}


def propose(supervisor: LintClient, **changes: str) -> str:
    """Make a run and return its address."""
    return str(supervisor.post("/casework/pairing", {**WEIGHTS, **changes}).location)


def boxes(page: str) -> list[str]:
    """Return the values of the boxes that select proposals."""
    return [part.split('"')[0] for part in page.split('name="selected" value="')[1:]]


def test_home_leads_the_supervisor_to_the_board(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    assert supervisor.get("/account/home", status=302).location == "/casework/pairing"
    words = plain(supervisor.get("/casework/pairing"))
    assert "Cases without a caseworker 3" in words and "Free places 16" in words
    assert "No run yet" in words


def test_a_run_is_proposed_explained_and_confirmed_as_a_whole(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    run = propose(supervisor)
    words = plain(supervisor.get(run))
    assert "Confirm all 3 pairs" in words
    assert words.index("陈桂英") < words.index("刘建国"), "the red one stands first"
    assert "no matching skill (+5 km)" in words
    assert "Second: Other Caseworker at" in words and "Costs more" in words
    confirm = plain(supervisor.get(f"{run}/confirm"))
    assert "Give 3 households their caseworkers" in confirm
    supervisor.post(f"{run}/confirm", {"all": "1"})
    words = plain(supervisor.get(run))
    assert "3 households have a caseworker now." in words
    assert "Confirm all" not in words
    assert "陈桂英" in plain(client_as("caseworker").get("/casework/today"))
    supervisor.post(f"{run}/confirm", {"all": "1"}, status=409)
    assert "Caseworker: Other Caseworker" in plain(supervisor.get(f"/casework/cases/{cases['B-001']}"))


def test_selected_pairs_are_reviewed_and_confirmed(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    run = propose(supervisor)
    selected = boxes(supervisor.get(run).text)
    assert len(selected) == 3
    assert supervisor.post(f"{run}/review", {}).location == run
    review = supervisor.post(f"{run}/review", {"selected": selected[:2]}, status=200)
    assert "Confirm 2 pairs" in plain(review)
    supervisor.post(f"{run}/confirm", {"proposals": ",".join(selected[:2])})
    assert len(boxes(supervisor.get(run).text)) == 1


def test_confirming_nothing_confirms_nothing(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    run = propose(supervisor)
    supervisor.post(f"{run}/confirm", {}, status=409)
    supervisor.post(f"{run}/confirm", {"proposals": "no numbers"}, status=409)
    assert len(boxes(supervisor.get(run).text)) == 3


def test_a_pair_is_turned_down_with_a_reason(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    run = propose(supervisor)
    address = f"/casework/pairing/proposals/{boxes(supervisor.get(run).text)[0]}/reject"
    assert "陈桂英" in plain(supervisor.get(address))
    supervisor.post(address, {"reason": "kin", "note": ""}, status=422)
    assert supervisor.post(address, {"reason": "kin", "note": "They are cousins."}).location == run
    assert "They are cousins." in plain(supervisor.get(run))
    supervisor.post(address, {"reason": "kin", "note": "Again."}, status=409)
    again = plain(supervisor.get(propose(supervisor) + "?q=A-001"))
    assert "Other Caseworker 11.2 km away" in again


def test_a_shortage_is_shown_by_village(client_as: ClientAs, cases: dict[str, int], units: Units) -> None:
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(StaffProfile).values(capacity=1))
    supervisor = client_as("supervisor")
    assert "1 place is missing" in plain(supervisor.get("/casework/pairing"))
    words = plain(supervisor.get(propose(supervisor)))
    assert "Where help is short" in words and "Caseworkers’ capacity" in words
    assert "Left without anybody 1" in words


def test_proposals_are_filtered_sorted_and_exported(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    run = propose(supervisor)
    assert "刘建国" not in plain(supervisor.get(f"{run}?colour=red"))
    assert "No pair fits this filter" in plain(supervisor.get(f"{run}?has_language_gap=y"))
    supervisor.get(f"{run}?sort=-cost")
    lines = sealed_lines(supervisor, f"{run}/export?colour=red")
    assert [line.split(",")[0] for line in lines[1:]] == ["A-001"]


@pytest.mark.parametrize("changed", [{"no_skill": "-1"}, {"no_skill": "far"}, {"region": "51."}, {"region": ""}])
def test_a_run_that_cannot_be_made_comes_back(
    client_as: ClientAs, cases: dict[str, int], changed: dict[str, str]
) -> None:
    client_as("supervisor").post("/casework/pairing", {**WEIGHTS, **changed}, status=422)


def test_where_nobody_waits_there_is_no_run_to_look_at(client_as: ClientAs) -> None:
    supervisor = client_as("supervisor")
    assert propose(supervisor) == "/casework/pairing"
    assert "No case waits for a caseworker there." in plain(supervisor.get("/casework/pairing"))


def test_readers_see_runs_but_cannot_decide(client_as: ClientAs, cases: dict[str, int]) -> None:
    run = propose(client_as("supervisor"))
    auditor = client_as("auditor")
    words = plain(auditor.get(run))
    assert "陈桂英" in words and "Turn down" not in words and "Confirm all" not in words
    auditor.post(f"{run}/confirm", {"all": "1"}, status=403)
    assert "Propose pairs" not in plain(auditor.get("/casework/pairing"))


def test_caseloads_and_the_end_of_an_assignment(client_as: ClientAs, cases: dict[str, int]) -> None:
    supervisor = client_as("supervisor")
    supervisor.post(f"{propose(supervisor)}/confirm", {"all": "1"})
    words = plain(supervisor.get("/casework/caseloads?sort=-held"))
    assert words.index("Caseworker 甲一村 2 8 6") < words.index("Other Caseworker 乙一村 1 8 7")
    assert any("Caseworker,甲一村,8,2,6,1" in line for line in sealed_lines(supervisor, "/casework/caseloads/export"))
    case = f"/casework/cases/{cases['A-001']}"
    supervisor.get(f"{case}/assignment/end")
    supervisor.post(f"{case}/assignment/end", {"reason": ""}, status=422)
    supervisor.post(f"{case}/assignment/end", {"reason": "Moves to the county office."})
    assert "Waiting for a caseworker" in plain(supervisor.get(case))
    supervisor.post(f"{case}/assignment/end", {"reason": "Again."}, status=409)
