"""Shares of income by fifths, and what the rich have against the poor.

Source: docs/methods.md, Poverty lines and inequality.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.lorenz import Curve, Ordered, curve, order
from monitoring.rules.measures.weights import Basis, Weights

NAMES = ("fifth_1", "fifth_2", "fifth_3", "fifth_4", "fifth_5", "ratio_20_20", "palma")
EDGES = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0])


@dataclass(frozen=True, slots=True)
class QuintileResult:
    """How income is shared out.

    Args:
        shares: of all income, what each fifth of the population has, poorest first; they add up to 1.
        ratio_20_20: what the richest fifth has for each unit that the poorest has; NaN when the poorest has nothing.
        palma: what the richest tenth has for each unit that the poorest four tenths have; NaN likewise.
        below_zero: households whose income is less than zero; they count as having nothing.
    """

    shares: tuple[float, float, float, float, float]
    ratio_20_20: float
    palma: float
    below_zero: int
    basis: Basis


def quintiles(income: ArrayLike, weights: Weights | None = None) -> QuintileResult:
    """Measure how income is shared out between fifths of the population.

    Args:
        income: money per person, shape (households,); NaN is not known.
        weights: people or households; None counts every household once.
    Returns: NaN when nobody is counted or nobody has anything.
    Raises: LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Poverty lines and inequality.
    """
    ordered = order(as_floats(income), weights)
    first, second, third, fourth, fifth, ratio_20_20, palma = (float(value) for value in _figures(ordered).once())
    return QuintileResult((first, second, third, fourth, fifth), ratio_20_20, palma, ordered.below_zero, ordered.basis)


def quintile_intervals(
    income: ArrayLike,
    weights: Weights | None = None,
    *,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for each share and both ratios.

    Raises: as `quintiles`, and TooFewToResample.
    """
    return intervals(_figures(order(as_floats(income), weights)), how, clusters)


def _figures(ordered: Ordered) -> Figures:
    def compute(draws: Floats) -> Floats:
        return shares_of(curve(ordered, draws))

    return Figures(NAMES, compute, ordered.sample.keep)


def shares_of(line: Curve) -> Floats:
    """Return the five shares, the 20:20 ratio and the Palma ratio."""
    held = line.share_below(EDGES)
    fifths = np.diff(held[[0, 1, 2, 3, 4, 6]])
    ratios = [ratio(fifths[4], fifths[0]), ratio(held[6] - held[5], held[2])]
    return np.concatenate((fifths, ratios))
