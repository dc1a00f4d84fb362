"""Pairing as a whole: candidates, cheapest flow, wider candidates while somebody is left who need not be."""

from dataclasses import dataclass

import numpy as np

from casework.rules.pairing.arcs import Arcs, first_candidates, make_arcs, sorted_keys
from casework.rules.pairing.explain import Explanation, explain_pairs
from casework.rules.pairing.flow import solve_arcs
from casework.rules.pairing.problem import NOBODY, Flags, Ints, Problem
from casework.rules.pairing.shortages import Shortage, find_shortages
from casework.rules.pairing.weights import PairingWeights
from casework.rules.pairing.widening import wider_keys
from foundation.ports import FlowSolver


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
        wider = wider_keys(problem, arcs, chosen, weights.candidates << rounds)
        if not len(wider):
            return chosen, arcs, rounds
        keys = sorted_keys(np.concatenate([keys, wider]))
        rounds += 1
