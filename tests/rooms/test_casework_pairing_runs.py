"""Pairing in the database: what is read, what is written, who may confirm, what stands."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from casework.errors import CapacityExceeded, NoCaseworker, NotWaiting, OwnPair, PairingRunNotFound, ProposalNotFound
from casework.models import Assignment, PairingExclusion, PairingProposal, PairingRun
from casework.operations.cases import close_case
from casework.operations.confirming import confirm_proposals, end_assignment, reject_proposal
from casework.operations.pairing import propose_pairs
from casework.queries.cases import find_caseworker_id
from casework.queries.caseworkers import list_caseloads
from casework.queries.pairing import count_waiting, get_run, list_runs, list_shortages, sum_pairing
from casework.queries.proposals import ProposalFilters, count_proposals, list_proposals
from casework.queries.waiting import read_problem
from casework.rules.facts import PairingProposed
from casework.rules.pairing import PairingWeights
from casework.rules.words import CloseReason, Missing, ProposalState, RunnerUpReason, RunState
from foundation.errors import NotFound
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from gateways.ortools_flow import OrtoolsFlow
from registry.models import Appointment, StaffProfile, Standing
from registry.rules.causes import Cause
from registry.rules.words import Colour
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World
from tests.rooms.casework_samples import acting, colour_household, counted, opened_case, place_household


def propose(unit: UnitOfWork, scope_path: str = COUNTY, **changes: int) -> PairingProposed:
    return propose_pairs(unit, OrtoolsFlow(), scope_path, PairingWeights(**changes))


def set_profile(unit: UnitOfWork, world: World, login: str, **values: object) -> None:
    unit.session.execute(update(StaffProfile).where(StaffProfile.user_id == world.users[login]).values(values))
    unit.session.expire_all()


def current_pairs(unit: UnitOfWork, world: World) -> dict[str, str]:
    """Household code → caseworker's login."""
    logins = {user_id: login for login, user_id in world.users.items()}
    codes = {household_id: code for code, household_id in world.households.items()}
    rows = unit.session.execute(
        select(Assignment.household_id, Assignment.caseworker_id).where(Assignment.ended_on.is_(None))
    )
    return {codes[row[0]]: logins[row[1]] for row in rows}


def test_each_case_is_proposed_to_who_is_near_and_a_supervisor_confirms(unit: UnitOfWork, world: World) -> None:
    place_household(unit, world.households["B-001"], latitude=28.601, longitude=116.001)
    colour_household(unit, world.households["A-001"], Colour.RED)
    opened_case(unit, world, "A-001")
    opened_case(unit, world, "B-001")
    unit.actor = world.actor(unit, "supervisor")
    with counted(unit) as statements:
        fact = propose(unit)
    assert (fact.waiting, fact.caseworkers, fact.places, fact.paired, fact.unserved) == (2, 2, 16, 2, 0)
    assert len(statements) <= 10
    figures = sum_pairing(unit)
    assert (figures.waiting, figures.caseworkers, figures.places) == (2, 2, 16)
    page = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest())
    assert [(row.code, row.caseworker, row.distance_m) for row in page.rows] == [
        ("A-001", "Caseworker", 0),
        ("B-001", "Other Caseworker", 0),
    ]
    confirmed = confirm_proposals(unit, run_id=fact.run_id)
    assert (confirmed.confirmed, confirmed.superseded) == (2, 0)
    assert current_pairs(unit, world) == {"A-001": "caseworker", "B-001": "other_caseworker"}
    standing = unit.session.scalars(select(Standing).where(Standing.household_id == world.households["A-001"])).one()
    assert standing.caseworker_id == world.users["caseworker"]
    assert standing.next_visit_due_on == TODAY + timedelta(days=1)
    assert get_run(unit, fact.run_id).state == RunState.CONFIRMED
    assert count_waiting(unit) == 0
    with pytest.raises(NotWaiting):
        confirm_proposals(unit, run_id=fact.run_id)


def test_a_proposal_tells_its_terms_and_the_second_choice(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001", causes=(Cause.HOUSING,))
    unit.actor = world.actor(unit, "supervisor")
    fact = propose(unit)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    assert (row.cost, row.distance_m, row.skill_cost, row.village_cost, row.changed_cost) == (5_000, 0, 5_000, 0, 0)
    assert (row.runner_up, row.runner_up_reason) == ("Other Caseworker", RunnerUpReason.COSTLIER)
    assert row.runner_up_cost > row.cost
    assert row.causes == ["housing"]


def test_pairs_that_people_confirmed_stay_and_only_the_waiting_are_paired(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    with acting(unit, world, "supervisor"):
        confirm_proposals(unit, run_id=propose(unit).run_id)
    opened_case(unit, world, "A-002")
    with acting(unit, world, "supervisor"):
        fact = propose(unit)
    assert (fact.waiting, fact.places) == (1, 15)


def test_a_newer_run_overtakes_what_was_not_decided(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    opened_case(unit, world, "B-001")
    unit.actor = world.actor(unit, "supervisor")
    first = propose(unit)
    township = propose(unit, TOWNSHIP_A)
    assert township.replaced == 1
    assert get_run(unit, first.run_id).state == RunState.PROPOSED
    assert count_proposals(unit, first.run_id) == {ProposalState.PROPOSED: 1, ProposalState.SUPERSEDED: 1}
    assert propose(unit).replaced == 2
    unit.session.expire_all()
    assert get_run(unit, first.run_id).state == RunState.DISCARDED


def test_chosen_proposals_are_confirmed_and_the_others_wait(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    opened_case(unit, world, "A-002")
    unit.actor = world.actor(unit, "supervisor")
    fact = propose(unit)
    rows = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    chosen = next(row.id for row in rows if row.code == "A-002")
    assert confirm_proposals(unit, proposal_ids=[chosen]).household_ids == (world.households["A-002"],)
    assert set(current_pairs(unit, world)) == {"A-002"}
    assert get_run(unit, fact.run_id).state == RunState.PROPOSED


def test_nobody_confirms_a_pair_with_himself(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    with acting(unit, world, "supervisor"):
        fact = propose(unit)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(OwnPair):
        confirm_proposals(unit, run_id=fact.run_id)
    assert current_pairs(unit, world) == {}


def test_a_case_closed_in_the_meantime_is_set_aside(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    gone = opened_case(unit, world, "A-002")
    with acting(unit, world, "supervisor"):
        fact = propose(unit)
    with acting(unit, world, "county_officer"):
        close_case(unit, gone.case_id, reason=CloseReason.MOVED_AWAY)
    with acting(unit, world, "supervisor"):
        confirmed = confirm_proposals(unit, run_id=fact.run_id)
        assert (confirmed.confirmed, confirmed.superseded) == (1, 1)


def test_more_pairs_than_places_are_refused(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    opened_case(unit, world, "A-002")
    unit.actor = world.actor(unit, "supervisor")
    fact = propose(unit)
    set_profile(unit, world, "caseworker", capacity=1)
    with pytest.raises(CapacityExceeded, match="Caseworker has only 1 free places, but 2 pairs"):
        confirm_proposals(unit, run_id=fact.run_id)


def test_a_rejected_pair_is_not_proposed_again(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    unit.actor = world.actor(unit, "supervisor")
    fact = propose(unit)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    reject_proposal(unit, row.id, note="They are cousins.")
    assert get_run(unit, fact.run_id).state == RunState.CONFIRMED
    assert unit.session.scalar(select(PairingExclusion.note)) == "They are cousins."
    with pytest.raises(NotWaiting):
        reject_proposal(unit, row.id, note="Again.")
    (again,) = list_proposals(unit, propose(unit).run_id, ProposalFilters(), PageRequest()).rows
    assert again.caseworker == "Other Caseworker"


def test_who_decided_on_the_lead_is_not_proposed(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001", decider="township_reviewer")
    add_helper(unit, world, "township_reviewer")
    fact = propose(unit)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    assert row.caseworker == "Caseworker"
    assert row.runner_up == "Other Caseworker"


def add_helper(unit: UnitOfWork, world: World, login: str) -> None:
    """Make somebody of the cast a caseworker in village A as well."""
    user_id = world.users[login]
    unit.session.add(
        StaffProfile(
            user_id=user_id,
            region_path=VILLAGE_A,
            village_code="360121100201",
            latitude=28.551,
            longitude=115.901,
            capacity=5,
            languages=["mandarin"],
            skills=["building"],
        )
    )
    unit.session.add(Appointment(user_id=user_id, role_name="caseworker", region_path=VILLAGE_A, starts_on=TODAY))
    unit.session.flush()


def test_leave_a_full_caseload_and_an_ended_appointment_take_a_caseworker_out(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    assert read_problem(unit, COUNTY).helper_count == 2
    set_profile(unit, world, "caseworker", leave_from_on=TODAY, leave_until_on=TODAY)
    assert read_problem(unit, COUNTY).helpers.ids.tolist() == [world.users["other_caseworker"]]
    set_profile(unit, world, "caseworker", leave_from_on=TODAY + timedelta(days=1))
    assert read_problem(unit, COUNTY).helper_count == 2
    set_profile(unit, world, "caseworker", capacity=0)
    assert read_problem(unit, COUNTY).helper_count == 1
    ended = update(Appointment).where(Appointment.user_id == world.users["other_caseworker"])
    unit.session.execute(ended.values(ends_on=TODAY - timedelta(days=1)))
    fact = propose(unit)
    assert (fact.caseworkers, fact.paired, fact.unserved) == (0, 0, 1)


def test_a_shortage_is_kept_by_village_and_served_by_colour(unit: UnitOfWork, world: World) -> None:
    colour_household(unit, world.households["A-001"], Colour.YELLOW)
    colour_household(unit, world.households["A-002"], Colour.RED)
    opened_case(unit, world, "A-001")
    opened_case(unit, world, "A-002")
    set_profile(unit, world, "caseworker", capacity=1)
    set_profile(unit, world, "other_caseworker", capacity=0)
    unit.actor = world.actor(unit, "supervisor")
    fact = propose(unit)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    assert row.code == "A-002"
    (shortage,) = list_shortages(unit, fact.run_id)
    assert (shortage.village, shortage.township, shortage.missing, shortage.households) == (
        "甲一村",
        "甲镇",
        Missing.CAPACITY,
        1,
    )


def test_a_household_without_a_place_of_its_own_counts_from_its_village(unit: UnitOfWork, world: World) -> None:
    place_household(unit, world.households["A-003"], latitude=None, longitude=None)
    opened_case(unit, world, "A-003")
    fact = propose(unit)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    assert row.distance_m == pytest.approx(1_334, abs=20)


def test_a_language_gap_is_named(unit: UnitOfWork, world: World) -> None:
    place_household(unit, world.households["A-001"], language="hakka")
    opened_case(unit, world, "A-001")
    fact = propose(unit)
    assert (fact.paired, fact.language_gaps) == (1, 1)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(has_language_gap=True), PageRequest()).rows
    assert row.language_cost == 30_000
    (shortage,) = list_shortages(unit, fact.run_id)
    assert (shortage.missing, shortage.language) == (Missing.LANGUAGE, "hakka")


def test_an_ended_assignment_waits_again_and_remembers_the_helper(unit: UnitOfWork, world: World) -> None:
    case = opened_case(unit, world, "A-001")
    with acting(unit, world, "supervisor"):
        confirm_proposals(unit, run_id=propose(unit).run_id)
        end_assignment(unit, case.case_id, reason="Moves to the county office.")
        assert find_caseworker_id(unit, case.case_id) is None
        assert count_waiting(unit) == 1
        with pytest.raises(NoCaseworker):
            end_assignment(unit, case.case_id, reason="Again.")
        (row,) = list_proposals(unit, propose(unit).run_id, ProposalFilters(), PageRequest()).rows
    assert (row.caseworker, row.changed_cost) == ("Caseworker", 0)
    assert row.runner_up_cost > 8_000


def test_runs_and_proposals_are_seen_by_those_of_the_area_only(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    unit.actor = world.actor(unit, "supervisor")
    fact = propose(unit, TOWNSHIP_A)
    (row,) = list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).rows
    assert list_runs(unit, PageRequest()).total == 1
    unit.actor = world.actor(unit, "township_reviewer")
    assert list_runs(unit, PageRequest()).total == 1
    unit.actor = world.actor(unit, "other_caseworker")
    assert list_runs(unit, PageRequest()).total == 0
    with pytest.raises(PairingRunNotFound):
        get_run(unit, fact.run_id)
    with pytest.raises(ProposalNotFound):
        reject_proposal(unit, row.id, note="Mine.")
    with pytest.raises(NotWaiting):
        confirm_proposals(unit, run_id=fact.run_id)
    assert list_proposals(unit, fact.run_id, ProposalFilters(), PageRequest()).total == 0


def test_a_run_outside_the_actors_areas_is_refused(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(NotFound):
        propose(unit, TOWNSHIP_B)
    with pytest.raises(NotFound):
        propose(unit, "")


def test_proposals_can_be_filtered_and_sorted(unit: UnitOfWork, world: World) -> None:
    place_household(unit, world.households["A-002"], latitude=28.56)
    for code in ("A-001", "A-002"):
        opened_case(unit, world, code)
    unit.actor = world.actor(unit, "supervisor")
    run_id = propose(unit).run_id
    by_distance = list_proposals(unit, run_id, ProposalFilters(), PageRequest(sort="-distance"))
    assert [row.code for row in by_distance.rows] == ["A-002", "A-001"]
    for filters, total in (
        (ProposalFilters(words="A-001"), 1),
        (ProposalFilters(words="other"), 0),
        (ProposalFilters(state="rejected"), 0),
        (ProposalFilters(colour="unknown"), 2),
        (ProposalFilters(caseworker_id=world.users["caseworker"]), 2),
        (ProposalFilters(is_full=True), 0),
        (ProposalFilters(region_path=TOWNSHIP_B), 0),
    ):
        assert list_proposals(unit, run_id, filters, PageRequest()).total == total, filters


def test_caseloads_count_by_colour(unit: UnitOfWork, world: World) -> None:
    colour_household(unit, world.households["A-001"], Colour.RED)
    opened_case(unit, world, "A-001")
    opened_case(unit, world, "A-002")
    unit.actor = world.actor(unit, "supervisor")
    confirm_proposals(unit, run_id=propose(unit).run_id)
    unit.now += timedelta(days=2)
    page = list_caseloads(unit, PageRequest())
    assert [(row.name, row.capacity, row.held, row.free, row.red, row.overdue) for row in page.rows] == [
        ("Caseworker", 8, 2, 6, 1, 1),
        ("Other Caseworker", 8, 0, 8, 0, 0),
    ]
    unit.actor = world.actor(unit, "township_reviewer")
    assert [row.name for row in list_caseloads(unit, PageRequest()).rows] == ["Caseworker"]


def test_two_runs_of_the_same_register_propose_the_same(unit: UnitOfWork, world: World) -> None:
    for code in ("A-001", "A-002", "A-003", "B-001", "B-002"):
        opened_case(unit, world, code)
    unit.actor = world.actor(unit, "supervisor")
    columns = (PairingProposal.case_id, PairingProposal.caseworker_id, PairingProposal.cost)

    def rows(run_id: int) -> list[tuple[int, ...]]:
        found = unit.session.execute(select(*columns).where(PairingProposal.run_id == run_id))
        return sorted(tuple(row) for row in found)

    first, second = propose(unit), propose(unit)
    assert rows(first.run_id) == rows(second.run_id)
    assert first.cost == second.cost


def test_weights_are_kept_with_the_run(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "supervisor")
    run = get_run(unit, propose(unit, no_skill=1, candidates=3).run_id)
    assert (run.weights["no_skill"], run.weights["candidates"]) == (1, 3)
    assert unit.session.scalar(select(func.count()).select_from(PairingRun)) == 1
