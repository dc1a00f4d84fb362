"""The Gini coefficient.

Source: docs/methods.md, Poverty lines and inequality.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.lorenz import Curve, Ordered, curve, order
from monitoring.rules.measures.weights import Basis, Weights

NAMES = ("gini",)


@dataclass(frozen=True, slots=True)
class GiniResult:
    """How unequally income is shared: 0 when all have the same, towards 1 when one has everything.

    Args:
        gini: the population form: the households given are everybody, or stand for everybody by their weights.
        sample_form: the population form times n/(n−1), n the households counted; for an unweighted sample.
        below_zero: households whose income is less than zero; they count as having nothing.
    """

    gini: float
    sample_form: float
    below_zero: int
    basis: Basis


def gini(income: ArrayLike, weights: Weights | None = None) -> GiniResult:
    """Measure inequality.

    Args:
        income: money per person, shape (households,); NaN is not known.
        weights: people or households; None counts every household once.
    Returns: NaN when nobody is counted or nobody has anything.
    Raises: LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Poverty lines and inequality.
    """
    ordered = order(as_floats(income), weights)
    value = float(_figures(ordered).once()[0])
    count = ordered.basis.households
    sample_form = value * count / (count - 1) if count > 1 else float("nan")
    return GiniResult(value, sample_form, ordered.below_zero, ordered.basis)


def gini_intervals(
    income: ArrayLike,
    weights: Weights | None = None,
    *,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for the Gini coefficient in its population form.

    Raises: as `gini`, and TooFewToResample.
    """
    return intervals(_figures(order(as_floats(income), weights)), how, clusters)


def _figures(ordered: Ordered) -> Figures:
    def compute(draws: Floats) -> Floats:
        return np.array([gini_of(curve(ordered, draws))])

    return Figures(NAMES, compute, ordered.sample.keep)


def gini_of(line: Curve) -> float:
    """Return one less twice the area under the curve."""
    if not line.has_meaning:
        return float("nan")
    widths = np.diff(line.people)
    area = float((widths * (line.income[1:] + line.income[:-1])).sum())
    # A distribution without any inequality may come out a rounding below zero.
    return max(0.0, 1 - area / float(line.people[-1] * line.income[-1]))
