"""Pairing of waiting households with caseworkers, as a min-cost flow with reasons and shortages.

Source: docs/methods.md, Pairing.
"""

from casework.rules.pairing.problem import CaseRow, HelperRow, Problem, build_problem
from casework.rules.pairing.shortages import Shortage
from casework.rules.pairing.solve import Pairing, pair_households
from casework.rules.pairing.weights import PairingWeights

__all__ = [
    "CaseRow",
    "HelperRow",
    "Pairing",
    "PairingWeights",
    "Problem",
    "Shortage",
    "build_problem",
    "pair_households",
]
