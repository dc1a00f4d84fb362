"""Boxes: the smallest groups of cells that can change together while every total stays as it is.

A cell and a partner value on each axis span a box. Raising the cell by one and lowering or raising the other corners in
turn leaves all sums alone, so a cell whose box is hidden could as well have another value, as long as no corner falls
below zero. Hiding each small cell with a box is the hypercube method of statistical offices.

Source: docs/methods.md, Small cells.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Place = tuple[int, ...]
TIGHT = 1_000.0
"""What a missing unit of vagueness costs, next to about one for a hidden cell."""


def hide_boxes(counts: Array, hidden: Array, limit: int) -> None:
    """Hide a box around each small cell of one block, all of whose totals are shown or taken care of.

    Args:
        counts: whole numbers, one axis of the array for each axis of the table.
        hidden: which cells are hidden already; boxes are added to it in place.
    """
    for place in sorted(map(tuple, np.argwhere((counts > 0) & (counts < limit)).tolist())):
        cost = _costs(counts, hidden, place, limit)
        best = int(np.argmin(cost))
        if np.isfinite(cost.flat[best]):
            partner = tuple(int(n) for n in np.unravel_index(best, cost.shape))
            for corner in _corners(place, partner):
                hidden[corner] = True


def _costs(counts: Array, hidden: Array, place: Place, limit: int) -> Array:
    """Return for each possible opposite corner what hiding that box loses; infinite where it would not help."""
    price = np.where(hidden, 0.0, 1.0 + np.log2(1.0 + counts) / 8.0)
    up = np.full(counts.shape, np.iinfo(np.int64).max)
    down, cost = up.copy(), np.zeros(counts.shape)
    for moved in product((False, True), repeat=counts.ndim):
        corner = _facing(counts, place, moved)
        cost += _facing(price, place, moved)
        if sum(moved) % 2:
            up = np.minimum(up, corner)
        else:
            down = np.minimum(down, corner)
    vagueness = up + down
    cost += TIGHT * np.maximum(limit - 1 - vagueness, 0)
    cost[vagueness < 1] = np.inf
    for axis, own in enumerate(place):
        cost[(slice(None),) * axis + (own,)] = np.inf
    return cost


def _facing(values: Array, place: Place, moved: tuple[bool, ...]) -> Array:
    """Return, for each opposite corner, the value at the corner that shares its place on the moved axes."""
    index = tuple(slice(None) if is_moved else slice(own, own + 1) for own, is_moved in zip(place, moved, strict=True))
    faced: Array = values[index]
    return faced


def _corners(place: Place, partner: Place) -> Iterator[Place]:
    yield from product(*zip(place, partner, strict=True))
