"""Intervals of confidence of counts, shares and means, from random groups of households.

Households fall into groups by a hash of their number; the groups are drawn with replacement, and a figure is computed
anew from each draw. A household and its members always go together. One pass over the register suffices, whatever the
number of draws. The same table gives the same interval.

Source: docs/methods.md, Confidence.
"""

from functools import cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
GROUPS = 100
DRAWS = 1_000
LEVEL = 0.95
DECIMALS = 6


@cache
def resample(groups: int) -> Array:
    """Return how often each group is in each draw, shape (draws, groups)."""
    return np.random.default_rng(1).multinomial(groups, np.full(groups, 1 / groups), DRAWS).astype(np.float64)


def interval_of(draws: Array, above: Array, below: Array | None) -> tuple[float | None, float | None]:
    """Return the ends of the interval of a sum, or of one sum divided by another.

    Args:
        above, below: shape (groups,); without `below` the figure is the sum itself.
    Returns: (None, None) when the figure has a meaning in fewer than two draws.
    """
    figures = draws @ above
    if below is not None:
        whole = draws @ below
        figures = figures[whole > 0] / whole[whole > 0]
    if len(figures) < 2:
        return None, None
    low, high = np.quantile(figures, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return round(float(low), DECIMALS) + 0.0, round(float(high), DECIMALS) + 0.0
