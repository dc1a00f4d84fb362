"""Households that lack the same indicators are alike: the index is computed over the patterns, not the households.

A million households with ten indicators make a few hundred patterns, so that a thousand replicates cost a thousand
additions of weights and hardly any arithmetic.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitoring.rules.measures.arrays import TOLERANCE, Flags, Floats, Wholes
from monitoring.rules.measures.mpi_spec import MpiSpec

SHARES = ("h", "a", "m0", "severe", "vulnerable")


@dataclass(frozen=True, slots=True)
class Patterns:
    """The combinations of lacked indicators that occur.

    Args:
        lacks: shape (patterns, indicators).
        scores: the weighted share that each pattern lacks.
        of: the pattern of each counted household.
    """

    lacks: Flags
    scores: Floats
    of: Wholes
    spec: MpiSpec

    def gather(self, weights: Floats, inside: Wholes | None = None) -> Floats:
        """Add up the weights by pattern, of all counted households or of those at the places `inside`."""
        of = self.of if inside is None else self.of[inside]
        return np.bincount(of, weights=weights, minlength=len(self.scores)).astype(np.float64)


def patterns_of(marks: NDArray[np.int8], spec: MpiSpec) -> Patterns:
    """Find the patterns among complete deprivations, shape (households, indicators)."""
    codes = np.zeros(len(marks), dtype=np.int64)
    for place in range(marks.shape[1]):
        codes |= (marks[:, place] == 1).astype(np.int64) << place
    found, of = np.unique(codes, return_inverse=True)
    lacks = (found[:, None] >> np.arange(marks.shape[1]) & 1).astype(np.bool_)
    return Patterns(lacks, lacks @ spec.weights, of.astype(np.int64), spec)


def names_of(spec: MpiSpec) -> tuple[str, ...]:
    """Return what `figures_of` returns, in order."""
    ids = [indicator.id for indicator in spec.indicators]
    kinds = ("uncensored", "censored", "contribution")
    dimensions = tuple(f"dimension:{dimension.id}" for dimension in spec.dimensions)
    return (*SHARES, *(f"{kind}:{name}" for kind in kinds for name in ids), *dimensions)


def figures_of(patterns: Patterns, weighed: Floats) -> Floats:
    """Return every figure of the index.

    Args:
        weighed: the weight of each pattern.
    """
    spec, scores = patterns.spec, patterns.scores
    total = float(weighed.sum())
    if total <= 0:
        return np.full(len(names_of(spec)), np.nan)
    shares = weighed / total
    poor = scores >= spec.cutoff - TOLERANCE
    h, m0 = float(shares @ poor), float(shares @ (poor * scores))
    a = m0 / h if h else np.nan
    severe = float(shares @ (scores >= spec.severe_from - TOLERANCE))
    vulnerable = float(shares @ (~poor & (scores >= spec.vulnerable_from - TOLERANCE)))
    uncensored = shares @ patterns.lacks
    censored = (shares * poor) @ patterns.lacks
    parts = spec.weights * censored / m0 if m0 else np.full(len(censored), np.nan)
    dimensions = [parts[spec.places_of(dimension.id)].sum() for dimension in spec.dimensions]
    return np.concatenate(([h, a, m0, severe, vulnerable], uncensored, censored, parts, dimensions))
