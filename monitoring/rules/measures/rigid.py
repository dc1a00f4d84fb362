"""The rigid-spending ratio: compliant self-paid health costs against net income of the year.

Source: docs/methods.md, Simple ratios.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.weights import Basis, Weights, survey_weights, take_known

NAMES = ("ratio", "over_half")
HALF = 0.5


@dataclass(frozen=True, slots=True)
class RigidResult:
    """Unavoidable health costs against income.

    Args:
        ratio: costs of all households divided by their income; NaN when there is none.
        over_half: the share of the population whose own costs are half of their income or more.
        without_income: households that have costs and nothing earned to bear them; they count as over half.
    """

    ratio: float
    over_half: float
    without_income: int
    basis: Basis


def rigid_spending(
    self_paid: ArrayLike,
    net_income: ArrayLike,
    weights: Weights | None = None,
    *,
    survey: ArrayLike | None = None,
) -> RigidResult:
    """Measure what unavoidable health costs take from income.

    Args:
        self_paid, net_income: money of the household and year; one whose income is not known is left out.
        weights: people or households, for `over_half`.
        survey: survey weights, for `ratio`, which adds up money.
    Raises: LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Simple ratios.
    """
    figures, basis, without_income = _prepare(self_paid, net_income, weights, survey)
    overall, over_half = (float(value) for value in figures.once())
    return RigidResult(overall, over_half, without_income, basis)


def rigid_intervals(
    self_paid: ArrayLike,
    net_income: ArrayLike,
    weights: Weights | None = None,
    *,
    survey: ArrayLike | None = None,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for both figures. Raises: as `rigid_spending`, and TooFewToResample."""
    return intervals(_prepare(self_paid, net_income, weights, survey)[0], how, clusters)


def _prepare(
    self_paid: ArrayLike, net_income: ArrayLike, weights: Weights | None, survey: ArrayLike | None
) -> tuple[Figures, Basis, int]:
    income = as_floats(net_income)
    costs = as_floats(self_paid, income)
    sample = take_known(weights, income, costs)
    households = survey_weights(len(income), survey)[sample.keep]
    paid, earned = costs[sample.keep], income[sample.keep]
    over = (paid > 0) & (paid >= HALF * earned)

    def compute(draws: Floats) -> Floats:
        weighed, money = sample.weights * draws, households * draws
        whole = float(money @ earned)
        overall = ratio(float(money @ paid), whole) if whole > 0 else np.nan
        return np.array([overall, ratio(float(weighed[over].sum()), float(weighed.sum()))])

    without_income = int(((paid > 0) & (earned <= 0)).sum())
    return Figures(NAMES, compute, sample.keep), sample.basis, without_income
