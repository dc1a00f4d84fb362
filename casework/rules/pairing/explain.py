"""Why this caseworker: the terms of the cost, the second choice, and why it was not taken."""

from dataclasses import dataclass

import numpy as np

from casework.rules.pairing.arcs import Arcs, Terms, price_pairs
from casework.rules.pairing.problem import NOBODY, Flags, Ints, Problem
from casework.rules.pairing.weights import PairingWeights
from casework.rules.words import RunnerUpReason


@dataclass(frozen=True, slots=True)
class Explanation:
    """One entry for each served case, in the order of `cases`.

    Args:
        cases: positions of the served cases.
        runner_up: the position of the cheapest other helper, NOBODY where there was none.
        runner_up_cost: its cost, 0 where there was none.
        is_full: the second choice would have been cheaper, but its places go to others.
    """

    cases: Ints
    terms: Terms
    runner_up: Ints
    runner_up_cost: Ints
    is_full: Flags

    def reasons(self) -> list[RunnerUpReason]:
        """Return why each second choice was not taken."""
        words = (RunnerUpReason.COSTLIER, RunnerUpReason.FULL, RunnerUpReason.NONE)
        choice = np.where(self.runner_up == NOBODY, 2, self.is_full)
        return [words[number] for number in choice.tolist()]


def explain_pairs(problem: Problem, arcs: Arcs, helper: Ints, weights: PairingWeights) -> Explanation:
    """Return the terms and the second choice of every served case.

    Args:
        arcs: the candidates, by case.
        helper: the helper given to each case, NOBODY for none.
    """
    served = np.flatnonzero(helper != NOBODY)
    terms = price_pairs(problem, served, helper[served], weights)
    runner_up, runner_up_cost = second_choices(problem, arcs, helper)
    return Explanation(
        cases=served,
        terms=terms,
        runner_up=runner_up[served],
        runner_up_cost=runner_up_cost[served],
        is_full=(runner_up[served] != NOBODY) & (runner_up_cost[served] < terms.cost),
    )


def second_choices(problem: Problem, arcs: Arcs, helper: Ints) -> tuple[Ints, Ints]:
    """Return the cheapest helper besides the one given, and its cost, for each case; ties go to the smaller id."""
    top = np.iinfo(np.int64).max
    if not len(arcs):
        return np.full(problem.case_count, NOBODY, dtype=np.int64), np.zeros(problem.case_count, dtype=np.int64)
    rank = arcs.cost * problem.helper_count + arcs.helper
    rank[helper[arcs.case] == arcs.helper] = top
    first = np.searchsorted(arcs.case, np.arange(problem.case_count + 1))
    # A case without candidates would read its neighbour's: it is masked below.
    best = np.minimum.reduceat(np.append(rank, top), first[:-1])
    is_none = (first[:-1] == first[1:]) | (best == top)
    cost, runner_up = np.divmod(best, problem.helper_count)
    return np.where(is_none, NOBODY, runner_up), np.where(is_none, 0, cost)
