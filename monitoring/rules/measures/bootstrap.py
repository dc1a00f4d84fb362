"""Intervals of confidence by resampling households, or whole clusters of them, with replacement.

The same seed gives the same interval. Every drawn household keeps its own weight.
Source: docs/methods.md, Confidence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from foundation.wording import Worded, mark
from monitoring.rules.measures.arrays import Figures, Floats, Wholes
from monitoring.rules.measures.errors import LengthsDiffer, LevelOutOfRange, TooFewToResample

MOST_PARTS = 200
"""The jackknife behind BCa leaves out at most so many parts one after the other, whatever the number of households."""


class Method(Worded):
    """How an interval is read off the replicates."""

    PERCENTILE = "percentile", mark("percentile")
    BCA = "bca", mark("bias-corrected and accelerated (BCa)")


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to resample.

    Args:
        replicates: how many samples are drawn, at least 2.
        level: the share of replicates inside the interval, between 0 and 1.
    Raises: LevelOutOfRange.
    """

    replicates: int = 1000
    seed: int = 1
    level: float = 0.95
    method: Method = Method.PERCENTILE

    def __post_init__(self) -> None:
        if not 0 < self.level < 1 or self.replicates < 2:
            raise LevelOutOfRange()


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure lies with the given confidence.

    Args:
        low, high: the ends, in the figure's own unit; NaN when the figure had a meaning in fewer than two replicates.
        standard_error: the standard deviation over the replicates.
        replicates: those in which the figure had a meaning.
        clusters: what was drawn: clusters, or None for single households.
    """

    low: float
    high: float
    standard_error: float
    level: float
    replicates: int
    method: Method
    clusters: int | None = None


Draw = Callable[[np.random.Generator], Floats]


def intervals(
    figures: Figures, how: Resampling | None = None, clusters: Wholes | None = None
) -> Mapping[str, Interval]:
    """Return an interval for each figure.

    Args:
        clusters: the cluster of each given household, shape (households given,); None draws single households.
    Raises: TooFewToResample, LengthsDiffer.
    """
    plan = how or Resampling()
    units = drawn_units(figures, clusters)
    count = int(units.max()) + 1 if len(units) else 0
    if count < 2:
        raise TooFewToResample()
    generator = np.random.default_rng(plan.seed)
    replicates = np.vstack([figures.compute(draw(generator, units, count)) for _ in range(plan.replicates)])
    estimate = figures.once()
    left_out = leave_out(figures, units, count, generator) if plan.method is Method.BCA else None
    found = {}
    for place, name in enumerate(figures.names):
        held = replicates[:, place][np.isfinite(replicates[:, place])]
        low, high = read_off(held, plan, float(estimate[place]), None if left_out is None else left_out[:, place])
        spread = float(held.std(ddof=1)) if len(held) > 1 else float("nan")
        found[name] = Interval(
            low, high, spread, plan.level, len(held), plan.method, None if clusters is None else count
        )
    return found


def drawn_units(figures: Figures, clusters: Wholes | None) -> Wholes:
    """Return the number, from 0, of what each counted household is drawn with: itself, or its cluster."""
    if clusters is None:
        return np.arange(int(figures.counted.sum()))
    if len(clusters) != len(figures.counted):
        raise LengthsDiffer(found=len(clusters), wanted=len(figures.counted))
    return np.unique(clusters[figures.counted], return_inverse=True)[1].astype(np.int64)


def draw(generator: np.random.Generator, units: Wholes, count: int) -> Floats:
    """Draw as many units as there are, with replacement; return how often each household is in the sample."""
    often = np.bincount(generator.integers(0, count, count), minlength=count).astype(np.float64)
    return often[units]


def leave_out(figures: Figures, units: Wholes, count: int, generator: np.random.Generator) -> Floats:
    """Return the figures with one part after the other left out, shape (parts, figures)."""
    parts = min(count, MOST_PARTS)
    part_of = generator.permutation(np.arange(count) % parts)[units]
    return np.vstack([figures.compute((part_of != part).astype(np.float64)) for part in range(parts)])


def read_off(held: Floats, plan: Resampling, estimate: float, left_out: Floats | None) -> tuple[float, float]:
    """Return the ends of the interval of one figure."""
    if len(held) < 2:
        return float("nan"), float("nan")
    tails = np.array([(1 - plan.level) / 2, (1 + plan.level) / 2])
    if left_out is not None and held.std() > 0:
        tails = accelerated(tails, held, estimate, left_out[np.isfinite(left_out)])
    low, high = np.quantile(held, tails)
    return float(low), float(high)


def accelerated(tails: Floats, held: Floats, estimate: float, left_out: Floats) -> Floats:
    """Shift the tails for the bias of the replicates and the skewness of the jackknife (Efron's BCa)."""
    below = ((held < estimate).sum() + 0.5 * (held == estimate).sum()) / len(held)
    bias = ndtri(np.clip(below, 0.5 / len(held), 1 - 0.5 / len(held)))
    away = left_out.mean() - left_out
    squares = float((away**2).sum())
    skew = float((away**3).sum()) / (6 * squares**1.5) if squares > 0 else 0.0
    shifted = bias + ndtri(tails)
    return np.asarray(ndtr(bias + shifted / (1 - skew * shifted)), dtype=np.float64)
