"""The Lorenz curve: which share of all income the poorest share of the population has.

Between two households the curve is straight, so that a fifth may end inside a household and a weight of two is the same
as the household written twice.
Source: docs/methods.md, Poverty lines and inequality.
"""

from dataclasses import dataclass

import numpy as np

from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.weights import Basis, Sample, Weights, take_known


@dataclass(frozen=True, slots=True)
class Ordered:
    """The counted households from the poorest to the richest; income below zero counts as nothing.

    Args:
        place: position of each among the counted households, poorest first.
        income: in that order.
        weights: in that order.
        below_zero: how many had an income below zero.
    """

    sample: Sample
    place: Wholes
    income: Floats
    weights: Floats
    below_zero: int

    @property
    def basis(self) -> Basis:
        return self.sample.basis


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve's corners, from (0, 0) on.

    Args:
        people: cumulated weight.
        income: cumulated income.
    """

    people: Floats
    income: Floats

    @property
    def has_meaning(self) -> bool:
        """Nobody, or nothing to share out, has no distribution."""
        return bool(self.people[-1] > 0 and self.income[-1] > 0)

    def share_below(self, shares: Floats) -> Floats:
        """Return which share of all income the poorest `shares` of the population have."""
        if not self.has_meaning:
            return np.full(len(shares), np.nan)
        held: Floats = np.interp(shares * self.people[-1], self.people, self.income) / self.income[-1]
        return held


def order(income: Floats, weights: Weights | None) -> Ordered:
    """Put the counted households in order, once for however many samples are drawn from them."""
    sample = take_known(weights, income)
    counted = income[sample.keep]
    floored = np.maximum(counted, 0)
    place = np.argsort(floored, kind="stable")
    return Ordered(sample, place, floored[place], sample.weights[place], int((counted < 0).sum()))


def curve(ordered: Ordered, draws: Floats) -> Curve:
    """Return the curve of a sample.

    Args:
        draws: how often each counted household is drawn, in the order of the sample.
    """
    weighed = ordered.weights * draws[ordered.place]
    return Curve(_from_zero(np.cumsum(weighed)), _from_zero(np.cumsum(weighed * ordered.income)))


def _from_zero(sums: Floats) -> Floats:
    return np.concatenate((np.zeros(1), sums))
