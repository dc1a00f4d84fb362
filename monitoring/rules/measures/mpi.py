"""The multidimensional poverty index of Alkire and Foster.

Source: docs/methods.md, Multidimensional poverty.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitoring.rules.measures.arrays import TOLERANCE, Figures, Floats, Wholes, ratio
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.errors import LengthsDiffer
from monitoring.rules.measures.groups import Groups
from monitoring.rules.measures.mpi_patterns import Patterns, figures_of, names_of, patterns_of
from monitoring.rules.measures.mpi_spec import MpiSpec
from monitoring.rules.measures.weights import Basis, Sample, Weights, take_known

Marks = NDArray[np.int8]
NOT_KNOWN = -1


@dataclass(frozen=True, slots=True)
class MpiGroup:
    """One group's part in the index: the index is the sum of share times `m0` over the groups.

    Args:
        share: the group's share of the population.
        contribution: the group's share of the index; NaN when nobody at all is poor.
    """

    label: str
    h: float
    a: float
    m0: float
    share: float
    contribution: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class MpiBounds:
    """Where a figure lies at least and at most over all households, whatever the unknown indicators are in truth."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MpiResult:
    """The index and what it is made of.

    Args:
        h: the share of the population that is poor.
        a: how many of the weighted indicators the poor lack on average; NaN when nobody is poor.
        m0: h times a.
        uncensored: by indicator, the share of the population that lacks it.
        censored: by indicator, the share that lacks it and is poor.
        contributions: by indicator, its share of m0; NaN when nobody is poor.
        dimensions: by dimension, its share of m0.
        severe: the share that lacks half of the weighted indicators or more (the specification says how many).
        vulnerable: the share that is not poor but near.
        poor: people or households that are poor.
        by_group: the decomposition, empty without groups.
        missing: by indicator, the households for which it is not known.
        h_bounds, m0_bounds: over all households, those left out included.
    """

    h: float
    a: float
    m0: float
    uncensored: Mapping[str, float]
    censored: Mapping[str, float]
    contributions: Mapping[str, float]
    dimensions: Mapping[str, float]
    severe: float
    vulnerable: float
    poor: float
    by_group: tuple[MpiGroup, ...]
    missing: Mapping[str, int]
    h_bounds: MpiBounds
    m0_bounds: MpiBounds
    spec: MpiSpec
    basis: Basis


def mpi(
    deprivations: ArrayLike,
    spec: MpiSpec,
    weights: Weights | None = None,
    *,
    groups: Groups | None = None,
) -> MpiResult:
    """Measure multidimensional poverty.

    Args:
        deprivations: shape (households, indicators), in the order of `spec.indicators`: 1 lacks it, 0 has it, -1 or NaN
            is not known. A household with an unknown indicator is left out.
        weights: people (the household's score holds for each member) or households.
    Raises: LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Multidimensional poverty.
    """
    marks = as_marks(deprivations, spec)
    sample = take_complete(marks, weights)
    patterns = patterns_of(marks[sample.keep], spec)
    weight_of = patterns.gather(sample.weights)
    found = dict(zip(names_of(spec), (float(value) for value in figures_of(patterns, weight_of)), strict=True))
    by_group = group_rows(patterns, sample, groups, found["m0"]) if groups is not None else ()
    if sample.basis.left_out:
        low, high = bounds_of(marks, spec, weights)
    else:
        low = high = (found["h"], found["m0"])
    ids = [indicator.id for indicator in spec.indicators]
    return MpiResult(
        h=found["h"],
        a=found["a"],
        m0=found["m0"],
        uncensored={name: found[f"uncensored:{name}"] for name in ids},
        censored={name: found[f"censored:{name}"] for name in ids},
        contributions={name: found[f"contribution:{name}"] for name in ids},
        dimensions={each.id: found[f"dimension:{each.id}"] for each in spec.dimensions},
        severe=found["severe"],
        vulnerable=found["vulnerable"],
        poor=found["h"] * sample.basis.total if sample.basis.total else 0.0,
        by_group=by_group,
        missing={name: int((marks[:, place] == NOT_KNOWN).sum()) for place, name in enumerate(ids)},
        h_bounds=MpiBounds(low[0], high[0]),
        m0_bounds=MpiBounds(low[1], high[1]),
        spec=spec,
        basis=sample.basis,
    )


def mpi_intervals(
    deprivations: ArrayLike,
    spec: MpiSpec,
    weights: Weights | None = None,
    *,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for h, a, m0, severe, vulnerable and each headcount and contribution.

    The names of headcounts and contributions are `uncensored:ID`, `censored:ID`, `contribution:ID`, `dimension:ID`.
    Raises: as `mpi`, and TooFewToResample.
    """
    marks = as_marks(deprivations, spec)
    sample = take_complete(marks, weights)
    patterns = patterns_of(marks[sample.keep], spec)

    def compute(draws: Floats) -> Floats:
        return figures_of(patterns, patterns.gather(sample.weights * draws))

    return intervals(Figures(names_of(spec), compute, sample.keep), how, clusters)


def deprivation_scores(deprivations: ArrayLike, spec: MpiSpec) -> Floats:
    """Return each household's weighted share of indicators it lacks, 0 to 1; NaN when one is not known."""
    marks = as_marks(deprivations, spec)
    scores = (marks == 1) @ spec.weights
    return np.where((marks == NOT_KNOWN).any(axis=1), np.nan, scores)


def as_marks(deprivations: ArrayLike, spec: MpiSpec) -> Marks:
    """Return deprivations as small whole numbers, -1 for not known. Raises LengthsDiffer."""
    given = np.asarray(deprivations)
    wanted = len(spec.indicators)
    if given.ndim != 2 or given.shape[1] != wanted:
        raise LengthsDiffer(found=given.shape[-1] if given.ndim == 2 else 0, wanted=wanted)
    if given.dtype == np.int8:
        return given
    if given.dtype.kind == "f":
        given = np.where(np.isnan(given), NOT_KNOWN, given)
    return given.astype(np.int8)


def take_complete(marks: Marks, weights: Weights | None) -> Sample:
    """Keep the households all of whose indicators are known."""
    return take_known(weights, np.zeros(len(marks)), also=(marks != NOT_KNOWN).all(axis=1))


def group_rows(patterns: Patterns, sample: Sample, groups: Groups, m0: float) -> tuple[MpiGroup, ...]:
    """Measure each group by itself and say what part of the index it makes."""
    rows = []
    position = np.cumsum(sample.keep) - 1
    for label, places in groups.members():
        inside = position[places[sample.keep[places]]]
        found = figures_of(patterns, patterns.gather(sample.weights[inside], inside))
        total = float(sample.weights[inside].sum())
        share = ratio(total, sample.basis.total)
        part = ratio(share * float(found[2]), m0) if total else 0.0
        basis = Basis(sample.basis.counted, len(inside), total, len(places) - len(inside))
        rows.append(MpiGroup(label, float(found[0]), float(found[1]), float(found[2]), share, part, basis))
    return tuple(rows)


def bounds_of(marks: Marks, spec: MpiSpec, weights: Weights | None) -> tuple[tuple[float, float], ...]:
    """Return h and m0 with everything unknown taken for had, and with everything unknown taken for lacked."""
    sample = take_known(weights, np.zeros(len(marks)))
    total = float(sample.weights.sum())
    ends = []
    for stand_in in (0, 1):
        filled = np.where(marks[sample.keep] == NOT_KNOWN, np.int8(stand_in), marks[sample.keep])
        patterns = patterns_of(filled, spec)
        weighed = patterns.gather(sample.weights)
        poor = patterns.scores >= spec.cutoff - TOLERANCE
        ends.append((ratio(float(weighed @ poor), total), ratio(float(weighed @ (poor * patterns.scores)), total)))
    return tuple(ends)
