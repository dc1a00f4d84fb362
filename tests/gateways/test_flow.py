"""Min-cost flow. Source: docs/methods.md, K-47."""

from dataclasses import replace

import numpy as np
import pytest

from foundation.ports import FlowGraph
from gateways.ortools_flow import OrtoolsFlow

K47 = FlowGraph(
    start=np.array([0, 0, 1, 1, 1, 2, 2, 3, 4]),
    end=np.array([1, 2, 2, 3, 4, 3, 4, 4, 2]),
    capacity=np.array([15, 8, 20, 4, 10, 15, 4, 20, 5]),
    unit_cost=np.array([4, 4, 2, 2, 6, 1, 3, 2, 3]),
    supply=np.array([20, 0, 0, -5, -15]),
)
NOTHING = np.array([], dtype=np.int64)


def test_the_known_example_costs_150():
    solution = OrtoolsFlow().solve(K47)
    assert solution.cost == 150
    assert int((solution.flow * K47.unit_cost).sum()) == 150
    assert (solution.flow <= K47.capacity).all()
    sent = np.bincount(K47.start, solution.flow, 5) - np.bincount(K47.end, solution.flow, 5)
    assert sent.tolist() == K47.supply.tolist()


def test_the_same_graph_gives_the_same_flow():
    flows = {tuple(OrtoolsFlow().solve(K47).flow.tolist()) for _ in range(5)}
    assert len(flows) == 1


def test_negative_costs_and_small_integers_are_taken():
    graph = FlowGraph(*(np.array(x, dtype=np.int16) for x in ([0, 0], [1, 1], [3, 3], [-5, 2], [4, -4])))
    solution = OrtoolsFlow().solve(graph)
    assert (solution.cost, solution.flow.tolist()) == (-13, [3, 1])


def test_an_empty_problem_costs_nothing():
    solution = OrtoolsFlow().solve(FlowGraph(NOTHING, NOTHING, NOTHING, NOTHING, np.array([0, 0])))
    assert (solution.cost, len(solution.flow)) == (0, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"capacity": np.array([1] * 9)}, "cannot be met"),
        ({"supply": np.array([20, 0, 0, -5, -14])}, "add up to zero"),
        ({"supply": np.array([20, 0, -20])}, "without a supply"),
        ({"end": np.array([1, 2, 2, 3, 4, 3, 4, 4, -2])}, "without a supply"),
        ({"end": np.array([1, 2])}, "one number for each arc"),
        ({"unit_cost": np.array([4.5] * 9)}, "whole numbers"),
        ({"capacity": np.array([-1] * 9)}, "negative"),
    ],
)
def test_what_cannot_be_solved_says_why(change, words):
    with pytest.raises(ValueError, match=words):
        OrtoolsFlow().solve(replace(K47, **change))
