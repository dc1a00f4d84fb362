"""Pairing: optimal on every small instance, fair in a shortage, never forbidden pairs, always explained."""

import itertools
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import WeightsInvalid
from casework.rules.pairing import CaseRow, HelperRow, Pairing, PairingWeights, Problem, build_problem, pair_households
from casework.rules.pairing.arcs import price_pairs
from casework.rules.pairing.problem import NOBODY
from casework.rules.words import Missing, RunnerUpReason
from foundation.ports import FlowGraph
from gateways.ortools_flow import OrtoolsFlow

SOLVER = OrtoolsFlow()
DEGREE = 111_195  # metres of one degree of latitude on the sphere


def case(number: int, north: float = 0.0, urgency: int = 0, **changes: Any) -> CaseRow:
    """A case `north` metres north of the middle."""
    row = CaseRow(number, number + 1000, "51.5107.", urgency, 28 + north / DEGREE, 105.0, "v1", "mandarin", None)
    return row._replace(**changes)


def helper(number: int, north: float = 0.0, places: int = 1, **changes: Any) -> HelperRow:
    row = HelperRow(number, places, 28 + north / DEGREE, 105.0, "v1", ["mandarin"], [])
    return row._replace(**changes)


def pair(cases: list[CaseRow], helpers: list[HelperRow], weights: PairingWeights | None = None, **more: Any) -> Pairing:
    return pair_households(build_problem(cases, helpers, **more), weights or PairingWeights(), SOLVER)


def pairs_of(cases: list[CaseRow], helpers: list[HelperRow], **more: Any) -> dict[int, int | None]:
    """Case id → user id, None for nobody."""
    problem = build_problem(cases, helpers, **more)
    found = pair_households(problem, PairingWeights(), SOLVER)
    ids = problem.helpers.ids.tolist()
    chosen = [None if position == NOBODY else ids[position] for position in found.helper.tolist()]
    return dict(zip(problem.cases.ids.tolist(), chosen, strict=True))


def test_k47_the_solver_finds_the_published_optimum() -> None:
    arrays = (
        [0, 0, 1, 1, 1, 2, 2, 3, 4],
        [1, 2, 2, 3, 4, 3, 4, 4, 2],
        [15, 8, 20, 4, 10, 15, 4, 20, 5],
        [4, 4, 2, 2, 6, 1, 3, 2, 3],
        [20, 0, 0, -5, -15],
    )
    assert SOLVER.solve(FlowGraph(*(np.array(values) for values in arrays))).cost == 150


def test_each_household_gets_the_nearest_when_places_are_free() -> None:
    cases = [case(1, 100), case(2, 9_000), case(3, 20_000)]
    helpers = [helper(11, 0), helper(12, 10_000), helper(13, 21_000)]
    assert pairs_of(cases, helpers) == {1: 11, 2: 12, 3: 13}


def test_the_sum_counts_and_not_the_first_come() -> None:
    # The first household is nearest to the helper that the second one needs more.
    cases = [case(1, 0), case(2, -5_000)]
    helpers = [helper(11, -1_000), helper(12, 1_500)]
    assert pairs_of(cases, helpers) == {1: 12, 2: 11}


@st.composite
def small_instances(draw: st.DrawFn) -> tuple[list[CaseRow], list[HelperRow], list[tuple[int, int]], dict[int, int]]:
    helper_count = draw(st.integers(1, 4))
    case_count = draw(st.integers(1, 5))
    spot = st.integers(-20, 20).map(lambda number: number * 700.0)
    village = st.sampled_from(["v1", "v2", "v3"])
    helpers = [
        helper(
            100 + number,
            draw(spot),
            draw(st.integers(1, 2)),
            village_code=draw(village),
            skills=draw(st.sampled_from([[], ["health"], ["education", "health"]])),
        )
        for number in range(helper_count)
    ]
    cases = [
        case(number + 1, draw(spot), draw(st.integers(0, 2)), village_code=draw(village))
        for number in range(case_count)
    ]
    households, users = [row.household_id for row in cases], [row.user_id for row in helpers]
    exclusions = draw(st.lists(st.tuples(st.sampled_from(households), st.sampled_from(users)), max_size=3))
    previous = draw(st.dictionaries(st.sampled_from(households), st.sampled_from(users), max_size=3))
    return cases, helpers, exclusions, previous


def exhaustive(problem: Problem, weights: PairingWeights) -> tuple[tuple[int, ...], int]:
    """Try every assignment. Returns the best (unserved by colour, most urgent first; cost)."""
    helpers = range(problem.helper_count)
    everyone = np.arange(problem.case_count)
    cost = [price_pairs(problem, everyone, np.full(problem.case_count, h), weights).cost.tolist() for h in helpers]
    barred = set(problem.forbidden.tolist())
    choices = [
        [NOBODY, *(h for h in helpers if number * problem.helper_count + h not in barred)] for number in everyone
    ]
    best: tuple[tuple[int, ...], int] | None = None
    for chosen in itertools.product(*choices):
        if any(chosen.count(h) > problem.helpers.places[h] for h in helpers):
            continue
        left = [int(problem.cases.urgency[number]) for number, h in enumerate(chosen) if h == NOBODY]
        unserved = tuple(left.count(urgency) for urgency in range(6))
        total = sum(cost[h][number] for number, h in enumerate(chosen) if h != NOBODY)
        best = min(best or (unserved, total), (unserved, total))
    assert best is not None
    return best


@settings(max_examples=150, deadline=None)
@given(small_instances(), st.sampled_from([1, 2, 20]))
def test_the_flow_finds_what_trying_everything_finds(
    instance: tuple[list[CaseRow], list[HelperRow], list[tuple[int, int]], dict[int, int]], candidates: int
) -> None:
    cases, helpers, exclusions, previous = instance
    causes = [(row.case_id, "illness") for row in cases[::2]]
    problem = build_problem(cases, helpers, causes=causes, exclusions=exclusions, previous=previous)
    weights = PairingWeights(candidates=candidates)
    found = pair_households(problem, weights, SOLVER)
    left = problem.cases.urgency[found.helper == NOBODY].tolist()
    unserved, cost = exhaustive(problem, weights)
    # Nobody is left who need not be, whatever the number of candidates; the cost is the least where all are candidates.
    assert tuple(left.count(urgency) for urgency in range(6)) == unserved
    if candidates == 20:
        assert found.cost == cost
    else:
        assert found.cost >= cost
    used = np.bincount(found.helper[found.helper != NOBODY], minlength=problem.helper_count)
    assert (used <= problem.helpers.places).all()


@settings(max_examples=50, deadline=None)
@given(small_instances(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    instance: tuple[list[CaseRow], list[HelperRow], list[tuple[int, int]], dict[int, int]], chance: random.Random
) -> None:
    cases, helpers, exclusions, previous = instance
    shuffled_cases, shuffled_helpers = cases[:], helpers[:]
    chance.shuffle(shuffled_cases)
    chance.shuffle(shuffled_helpers)
    more = {"exclusions": exclusions, "previous": previous}
    assert pairs_of(cases, helpers, **more) == pairs_of(shuffled_cases, shuffled_helpers, **more)


def test_of_two_equal_caseworkers_the_smaller_id_wins() -> None:
    helpers = [helper(number, 500, places=3) for number in (14, 12, 13)]
    assert pairs_of([case(1), case(2)], helpers) == {1: 12, 2: 12}


def test_a_shortage_serves_the_reddest_first_whatever_the_way() -> None:
    cases = [case(1, 10, urgency=2), case(2, 40_000, urgency=0), case(3, 20, urgency=1)]
    assert pairs_of(cases, [helper(11, 0, places=2)]) == {1: None, 2: 11, 3: 11}


def test_a_shortage_is_reported_by_place_and_kind() -> None:
    cases = [
        case(1, urgency=0),
        case(2, urgency=1, region_path="51.5107.01."),
        case(3, urgency=2, region_path="51.5107.01."),
        case(4, urgency=2, region_path="51.5107.02."),
    ]
    found = pair(cases, [helper(11)])
    summary = [(item.region_path, item.missing, item.households, item.urgency) for item in found.shortages]
    assert summary == [("51.5107.01.", Missing.CAPACITY, 2, 1), ("51.5107.02.", Missing.CAPACITY, 1, 2)]


def test_nobody_is_left_while_a_place_is_free_far_away() -> None:
    # Twenty-five helpers near are full with others' households; the only free place is far.
    cases = [case(number, number) for number in range(30)]
    helpers = [helper(100 + number, number, places=1) for number in range(25)]
    helpers += [helper(200 + number, 90_000 + number, places=1) for number in range(25)]
    found = pair(cases, helpers, PairingWeights(candidates=2))
    assert found.served.all()
    assert found.rounds > 0


def test_wider_candidates_let_the_right_household_move() -> None:
    # Only helper 11 is a candidate of both; household 2 can go on to the free helper at half the price of household 1.
    cases = [case(1, 0), case(2, 3_000)]
    helpers = [helper(11, 1_000), helper(12, 20_000)]
    found = pair(cases, helpers, PairingWeights(candidates=1))
    assert found.helper.tolist() == [0, 1]
    assert found.cost == pair(cases, helpers).cost


def test_forbidden_pairs_are_not_made_even_when_somebody_is_left() -> None:
    cases, helpers = [case(1), case(2)], [helper(11, places=5)]
    assert pairs_of(cases, helpers, exclusions=[(1001, 11)]) == {1: None, 2: 11}
    (shortage,) = pair(cases, helpers, exclusions=[(1001, 11)]).shortages
    assert shortage.missing == Missing.ALLOWED


def test_whoever_decided_on_the_lead_does_not_get_the_case() -> None:
    cases = [case(1, decided_by_id=11)]
    assert pairs_of(cases, [helper(11, 0), helper(12, 30_000)]) == {1: 12}


def test_a_caseworker_without_the_language_is_taken_only_when_nobody_else_is_left() -> None:
    yi = case(1, 0, language="yi")
    speaker = helper(12, 60_000, languages=["mandarin", "yi"])
    assert pairs_of([yi], [helper(11, 0), speaker]) == {1: 12}
    assert pairs_of([yi], [helper(11, 0)]) == {1: 11}
    (shortage,) = pair([yi], [helper(11, 0)]).shortages
    assert (shortage.missing, shortage.language, shortage.households) == (Missing.LANGUAGE, "yi", 1)


def test_others_make_room_for_the_one_who_needs_the_language() -> None:
    cases = [case(1, 0, urgency=2, language="yi"), case(2, 0, urgency=0)]
    helpers = [helper(11, 0, languages=["yi", "mandarin"]), helper(12, 25_000)]
    assert pairs_of(cases, helpers) == {1: 11, 2: 12}


def test_nobody_known_to_speak_anything_speaks_mandarin() -> None:
    assert not pair([case(1)], [helper(11, languages=[])]).shortages


def test_a_matching_skill_is_worth_its_metres() -> None:
    helpers = [helper(11, 0, skills=["agriculture"]), helper(12, 4_000, skills=["health"])]
    assert pairs_of([case(1)], helpers, causes=[(1, "illness")]) == {1: 12}
    assert pairs_of([case(1)], helpers, causes=[(1, "business_failure")]) == {1: 11}
    assert pairs_of([case(1)], helpers, causes=[(1, "other")]) == {1: 11}


def test_the_helper_of_the_last_episode_is_kept_where_it_costs_little() -> None:
    cases, helpers = [case(1)], [helper(11, 0), helper(12, 7_000)]
    assert pairs_of(cases, helpers, previous={1001: 12}) == {1: 12}
    far = [helper(11, 0), helper(12, 9_000)]
    assert pairs_of(cases, far, previous={1001: 12}) == {1: 11}


def test_the_last_helper_is_a_candidate_however_many_are_nearer() -> None:
    helpers = [helper(100 + number, number) for number in range(30)] + [helper(200, 5_000)]
    assert pairs_of([case(1)], helpers, previous={1001: 200}) == {1: 200}


def test_a_pair_is_explained_term_by_term() -> None:
    cases = [case(1, 0, village_code="v9")]
    helpers = [helper(11, 1_000), helper(12, 3_000)]
    found = pair(cases, helpers, causes=[(1, "illness")], previous={1001: 12}, exclusions=[(1001, 12)])
    terms = found.explanation.terms
    assert terms.distance.tolist() == [1_000]
    assert (terms.skill[0], terms.changed[0], terms.village[0], terms.language[0]) == (5_000, 8_000, 2_000, 0)
    assert found.cost == 16_000
    assert found.explanation.reasons() == [RunnerUpReason.NONE]


def test_the_second_choice_costs_more_or_is_full() -> None:
    cases = [case(1, 0), case(2, 100)]
    helpers = [helper(11, 0), helper(12, 6_000)]
    found = pair(cases, helpers)
    assert found.helper.tolist() == [0, 1]
    assert found.explanation.reasons() == [RunnerUpReason.COSTLIER, RunnerUpReason.FULL]
    assert found.explanation.runner_up.tolist() == [1, 0]
    assert found.explanation.runner_up_cost.tolist() == [6_000, 100]


def test_a_household_without_a_known_place_is_paired_by_the_other_terms() -> None:
    cases = [case(1, latitude=None, longitude=None, village_code="v2")]
    helpers = [helper(11, 0), helper(12, 90_000, village_code="v2")]
    assert pairs_of(cases, helpers) == {1: 12}
    assert pair(cases, helpers).explanation.terms.distance.tolist() == [0]


def test_no_cases_and_no_helpers_are_no_trouble() -> None:
    assert pair([], [helper(11)]).cost == 0
    found = pair([case(1)], [])
    assert found.helper.tolist() == [NOBODY]
    assert found.shortages[0].missing == Missing.CAPACITY


def test_distances_agree_with_the_great_circle() -> None:
    problem = build_problem([case(1, 0)], [helper(11, latitude=28.1, longitude=105.2)])
    (metres,) = price_pairs(problem, np.array([0]), np.array([0]), PairingWeights()).distance.tolist()
    a, b, c, d = np.radians([28.0, 105.0, 28.1, 105.2])
    half = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    assert metres == pytest.approx(2 * 6_371_008.8 * np.arcsin(np.sqrt(half)), rel=1e-4)


def test_a_larger_shortage_stays_inside_the_solvers_numbers() -> None:
    chance = random.Random(4)
    cases = [case(n, chance.uniform(0, 60_000), urgency=n % 3) for n in range(3_000)]
    helpers = [helper(5_000 + n, chance.uniform(0, 60_000), places=4) for n in range(500)]
    found = pair(cases, helpers)
    urgency = np.repeat([0, 1, 2], 1_000)
    assert np.bincount(urgency[~found.served]).tolist() == [0, 0, 1_000]


def test_weights_below_zero_and_no_candidates_are_refused() -> None:
    with pytest.raises(WeightsInvalid):
        PairingWeights(no_skill=-1)
    with pytest.raises(WeightsInvalid):
        PairingWeights(candidates=0)
