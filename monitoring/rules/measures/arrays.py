"""The arrays that measures take and give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from monitoring.rules.measures.errors import LengthsDiffer

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Flags = NDArray[np.bool_]
TOLERANCE = 1e-9
"""Scores and cumulated shares that differ by less are the same: a sixth and a sixth make a third."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a measure as a function of how often each household is drawn.

    Args:
        names: what each figure is called, in the order in which `compute` returns them.
        compute: takes how often each counted household is drawn, shape (households counted,), all ones for the measure
            itself; returns one number a name, NaN where a figure has no meaning.
        counted: which of the given households are counted, shape (households given,).
    """

    names: tuple[str, ...]
    compute: Callable[[Floats], Floats]
    counted: Flags

    def once(self) -> Floats:
        """Return the figures with every counted household drawn once."""
        return self.compute(np.ones(int(self.counted.sum())))


def as_floats(values: ArrayLike, like: Floats | None = None) -> Floats:
    """Return numbers as a float array; a single number is repeated to the length of `like`.

    Raises: LengthsDiffer when there are neither one nor as many values as `like` has.
    """
    array = np.asarray(values, dtype=np.float64)
    if like is None:
        return array
    if array.ndim and len(array) != len(like):
        raise LengthsDiffer(found=len(array), wanted=len(like))
    return np.broadcast_to(array, like.shape)


def ratio(part: float, whole: float) -> float:
    """Divide; NaN when there is nothing to divide by."""
    return float(part) / float(whole) if whole else float("nan")
