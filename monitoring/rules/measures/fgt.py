"""Poverty headcount, gap and severity: the measures of Foster, Greer and Thorbecke.

Source: docs/methods.md, Poverty lines and inequality.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.errors import LineNotPositive
from monitoring.rules.measures.weights import Basis, Weights, take_known

NAMES = ("headcount", "gap", "severity")


@dataclass(frozen=True, slots=True)
class FgtResult:
    """How many are poor, how far below the line, and how unequally.

    Args:
        headcount: P0, the share below the line, 0 to 1.
        gap: P1, the mean distance to the line as a share of the line, 0 for those at or above it.
        severity: P2, the mean of the squared distances.
        poor: people or households below the line.
        below_zero: households whose income is less than zero; they count as having nothing.
    """

    headcount: float
    gap: float
    severity: float
    poor: float
    below_zero: int
    basis: Basis


def fgt(income: ArrayLike, line: ArrayLike, weights: Weights | None = None) -> FgtResult:
    """Measure poverty below a line. Income at the line is not below it.

    Args:
        income: money per person and year, shape (households,); NaN is not known.
        line: the line in the same money: one for all, or one for each household; NaN where none holds.
        weights: people or households; None counts every household once.
    Returns: figures that are NaN when nobody is counted.
    Raises: LineNotPositive, LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Poverty lines and inequality.
    """
    incomes = as_floats(income)
    figures, basis = _prepare(incomes, line, weights)
    headcount, gap, severity = (float(value) for value in figures.once())
    below_zero = int((incomes[figures.counted] < 0).sum())
    poor = headcount * basis.total if basis.total else 0.0
    return FgtResult(headcount, gap, severity, poor, below_zero, basis)


def fgt_intervals(
    income: ArrayLike,
    line: ArrayLike,
    weights: Weights | None = None,
    *,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for headcount, gap and severity.

    Raises: as `fgt`, and TooFewToResample.
    """
    return intervals(_prepare(as_floats(income), line, weights)[0], how, clusters)


def _prepare(income: Floats, line: ArrayLike, weights: Weights | None) -> tuple[Figures, Basis]:
    lines = as_floats(line, income)
    if (lines <= 0).any() or np.isinf(lines).any():
        raise LineNotPositive()
    sample = take_known(weights, income, lines)
    short = np.clip(1 - np.maximum(income[sample.keep], 0) / lines[sample.keep], 0, None)
    poor = (income[sample.keep] < lines[sample.keep]).astype(np.float64)
    # A household a hair below the line is poor though its distance rounds to nothing.
    powers = np.vstack((poor, short, short * short))

    def compute(draws: Floats) -> Floats:
        weighed = sample.weights * draws
        total = float(weighed.sum())
        return np.array([ratio(part, total) for part in powers @ weighed])

    return Figures(NAMES, compute, sample.keep), sample.basis
