"""The dependency ratio: how many depend on those of working age.

Source: docs/methods.md, Simple ratios.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.weights import Basis, take_known, weigh_people

NAMES = ("ratio", "young", "old")


@dataclass(frozen=True, slots=True)
class DependencyResult:
    """Dependants for each hundred of working age.

    Args:
        ratio: those under 15 or over 64 for each hundred from 15 to 64 in the whole population; NaN means that nobody
            is of working age (“no worker”), never infinity.
        young, old: the two parts of the ratio.
        no_worker: households without anybody of working age.
    """

    ratio: float
    young: float
    old: float
    no_worker: int
    basis: Basis


def dependency(
    young: ArrayLike, working: ArrayLike, old: ArrayLike, survey: ArrayLike | None = None
) -> DependencyResult:
    """Measure how many depend on those of working age.

    Args:
        young, working, old: members under 15, from 15 to 64, over 64 of each household; without members it is left
            out.
        survey: survey weights. The ratio counts people by its nature.
    Raises: LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Simple ratios.
    """
    figures, basis, no_worker = _prepare(young, working, old, survey)
    total, of_young, of_old = (float(value) for value in figures.once())
    return DependencyResult(total, of_young, of_old, no_worker, basis)


def dependency_intervals(
    young: ArrayLike,
    working: ArrayLike,
    old: ArrayLike,
    survey: ArrayLike | None = None,
    *,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for the ratio and its two parts. Raises: as `dependency`, TooFewToResample."""
    return intervals(_prepare(young, working, old, survey)[0], how, clusters)


def _prepare(
    young: ArrayLike, working: ArrayLike, old: ArrayLike, survey: ArrayLike | None
) -> tuple[Figures, Basis, int]:
    children = as_floats(young)
    workers, elders = as_floats(working, children), as_floats(old, children)
    members = children + workers + elders
    sample = take_known(weigh_people(members, survey), members)
    parts = np.vstack((workers, children, elders))[:, sample.keep]
    households = sample.weights / members[sample.keep]

    def compute(draws: Floats) -> Floats:
        active, of_young, of_old = (float(part) for part in parts @ (households * draws))
        shares = 100 * ratio(of_young, active), 100 * ratio(of_old, active)
        return np.array([sum(shares), *shares])

    return Figures(NAMES, compute, sample.keep), sample.basis, int((parts[0] == 0).sum())
