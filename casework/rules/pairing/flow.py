"""Pairs as a min-cost flow: one unit from each case over a candidate to a helper's places."""

from contextlib import suppress

import numpy as np

from casework.rules.pairing.arcs import Arcs
from casework.rules.pairing.problem import NOBODY, Ints, Problem
from foundation.ports import FlowGraph, FlowSolver

LEVELS = 6
"""Colours from the most urgent (0) to the least (5)."""
LARGEST_COST = 2**61
"""The solver multiplies costs by the number of nodes; the product has to stay below this."""


def solve_arcs(problem: Problem, arcs: Arcs, solver: FlowSolver) -> Ints:
    """Return the arc chosen for each case in the cheapest solution, NOBODY where no place is left.

    A first try has no way out for anybody, which is the faster problem. Where it has no solution, every case may stay
    unserved for a price that decides by colour who does.
    """
    enough = problem.helpers.places.sum() >= problem.case_count
    if enough and np.bincount(arcs.case, minlength=problem.case_count).all():
        with suppress(ValueError):
            return chosen_arcs(problem, arcs, solver.solve(build_graph(problem, arcs)).flow)
    graph = build_graph(problem, arcs, may_stay=True)
    return chosen_arcs(problem, arcs, solver.solve(graph).flow)


def chosen_arcs(problem: Problem, arcs: Arcs, flow: Ints) -> Ints:
    """Return which arc each case's unit flows over, NOBODY where it flows past all helpers."""
    chosen = np.full(problem.case_count, NOBODY, dtype=np.int64)
    used = np.flatnonzero(flow[: len(arcs)])
    chosen[arcs.case[used]] = used
    return chosen


def build_graph(problem: Problem, arcs: Arcs, *, may_stay: bool = False) -> FlowGraph:
    """Return the flow problem: cases, then helpers, then one sink.

    Args:
        may_stay: add an arc past all helpers for each case.
    """
    cases, helpers = problem.case_count, problem.helper_count
    sink = cases + helpers
    scale = tie_scale(problem, arcs, may_stay)
    cost = arcs.cost * scale + (arcs.helper if scale > 1 else 0)
    start = [arcs.case, np.arange(cases, sink)]
    end = [arcs.helper + cases, np.full(helpers, sink)]
    capacity = [np.ones(len(arcs), dtype=np.int64), problem.helpers.places]
    unit_cost = [cost, np.zeros(helpers, dtype=np.int64)]
    if may_stay:
        start.append(np.arange(cases))
        end.append(np.full(cases, sink))
        capacity.append(np.ones(cases, dtype=np.int64))
        unit_cost.append((LEVELS - problem.cases.urgency) * step_between_colours(helpers, int(cost.max(initial=0))))
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:cases], supply[sink] = 1, -cases
    join = np.concatenate
    return FlowGraph(join(start), join(end), join(capacity), join(unit_cost), supply)


def step_between_colours(helpers: int, top_cost: int) -> int:
    """Return by how much more it costs to leave a household of the next more urgent colour.

    Two solutions differ by cycles. A cycle passes each helper at most once and changes one case's pair at each, so that
    all it can save on the way is below this: no saving outweighs a colour, and none outweighs a household served.
    """
    return (helpers + 1) * (top_cost + 1)


def tie_scale(problem: Problem, arcs: Arcs, may_stay: bool) -> int:
    """Return the factor on costs that leaves room below one metre for the order of ties: the smaller user id wins.

    By the same argument on cycles the sum of the helpers' positions can never outweigh a metre. Returns 1, leaving ties
    to the fixed order of the arcs, where the numbers would grow past what the solver takes.
    """
    helpers = problem.helper_count
    scale = (helpers + 1) * helpers + 1
    top = (int(arcs.cost.max(initial=0)) + 1) * scale
    if may_stay:
        top = LEVELS * step_between_colours(helpers, top)
    return scale if top * (problem.case_count + helpers + 2) < LARGEST_COST else 1
