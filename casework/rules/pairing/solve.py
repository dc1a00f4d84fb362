"""Pairing as a whole: candidates, cheapest flow, wider candidates while somebody is left who need not be."""

from dataclasses import dataclass

import numpy as np

from casework.rules.pairing.arcs import Arcs, allowed, first_candidates, make_arcs, nearest_keys, sorted_keys
from casework.rules.pairing.explain import Explanation, explain_pairs
from casework.rules.pairing.flow import solve_arcs
from casework.rules.pairing.problem import NOBODY, Flags, Ints, Problem
from casework.rules.pairing.shortages import Shortage, find_shortages
from casework.rules.pairing.weights import PairingWeights
from foundation.ports import FlowSolver

MOST_NEW_ARCS = 4_000_000
"""Beyond this only the cases left, and not all that could make room for them, get wider candidates (memory)."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The outcome: for each case, in the problem's order, its helper's position or NOBODY.

    Args:
        rounds: how often candidates were widened.
    """

    helper: Ints
    explanation: Explanation
    shortages: tuple[Shortage, ...]
    arcs: Arcs
    rounds: int

    @property
    def served(self) -> Flags:
        served: Flags = self.helper != NOBODY
        return served

    @property
    def cost(self) -> int:
        """The sum of all pairs' costs, in metres and their equivalents."""
        return int(self.explanation.terms.cost.sum())


def pair_households(problem: Problem, weights: PairingWeights, solver: FlowSolver) -> Pairing:
    """Give every waiting case the caseworker that makes the sum of all costs least.

    Nobody is left while a place is free that may be given to them; where places are short, the reddest come first.
    A caseworker without the household's language is taken only where nobody else can be found.
    Raises: ValueError when numbers grow past what the solver takes.
    Source: docs/methods.md, Pairing.
    """
    chosen, arcs, rounds = choose_arcs(problem, weights, solver)
    helper = np.full(problem.case_count, NOBODY, dtype=np.int64)
    is_served = chosen != NOBODY
    helper[is_served] = arcs.helper[chosen[is_served]]
    explanation = explain_pairs(problem, arcs, helper, weights)
    return Pairing(helper, explanation, find_shortages(problem, helper), arcs, rounds)


def choose_arcs(problem: Problem, weights: PairingWeights, solver: FlowSolver) -> tuple[Ints, Arcs, int]:
    """Return the chosen arc of each case, the arcs, and how often they were widened."""
    nobody = np.full(problem.case_count, NOBODY, dtype=np.int64)
    if not problem.case_count or not problem.helper_count:
        return nobody, make_arcs(problem, np.empty(0, dtype=np.int64), weights), 0
    keys = first_candidates(problem, weights.candidates)
    rounds = 0
    while True:
        arcs = make_arcs(problem, keys, weights)
        chosen = solve_arcs(problem, arcs, solver)
        wider = wider_keys(problem, arcs, chosen, keys, weights.candidates << rounds)
        if not len(wider):
            return chosen, arcs, rounds
        keys = sorted_keys(np.concatenate([keys, wider]))
        rounds += 1


def wider_keys(problem: Problem, arcs: Arcs, chosen: Ints, keys: Ints, width: int) -> Ints:
    """Return new pairs with helpers who still have room, for cases that are left and those that could make room."""
    left = np.flatnonzero(chosen == NOBODY)
    spare = np.flatnonzero(spare_places(problem, arcs, chosen) > 0)
    if not len(left) or not len(spare):
        return np.empty(0, dtype=np.int64)
    movable = cases_that_could_move(problem, arcs, chosen, left)
    members = movable if len(movable) * width <= MOST_NEW_ARCS else left
    new = fresh(problem, nearest_keys(problem, members, spare, width), keys)
    if len(new):
        return new
    # Nobody with room speaks the language of those left, or may help them: take the others.
    return fresh(problem, nearest_keys(problem, left, spare, width, across_languages=True), keys)


def spare_places(problem: Problem, arcs: Arcs, chosen: Ints) -> Ints:
    """Return how many places each helper has left."""
    used = np.bincount(arcs.helper[chosen[chosen != NOBODY]], minlength=problem.helper_count)
    return problem.helpers.places - used


def fresh(problem: Problem, found: Ints, keys: Ints) -> Ints:
    """Leave out forbidden pairs and those that are candidates already."""
    new = allowed(problem, sorted_keys(found))
    return new[~np.isin(new, keys, kind="sort")]


def cases_that_could_move(problem: Problem, arcs: Arcs, chosen: Ints, left: Ints) -> Ints:
    """Return the cases left and all whose moving on would, step by step, free a place for them."""
    is_member = np.zeros(problem.case_count, dtype=np.bool_)
    is_member[left] = True
    helper = np.full(problem.case_count, NOBODY, dtype=np.int64)
    helper[chosen != NOBODY] = arcs.helper[chosen[chosen != NOBODY]]
    reached = np.zeros(problem.helper_count + 1, dtype=np.bool_)  # the last entry stands for NOBODY
    while True:
        reached[arcs.helper[is_member[arcs.case]]] = True
        reached[NOBODY] = False
        grown = is_member | reached[helper]
        if (grown == is_member).all():
            return np.flatnonzero(grown)
        is_member = grown
