"""Tries to work out what is hidden, as a reader with all that is shown would.

The hidden counts are unknown whole numbers, none negative (zeros are hidden too where that helps), that every equation
among the cells binds. A count is safe when two solutions are found in which it differs by enough: each solution that
the solver proposes is rounded and held against the equations in whole numbers, so that the proof does not rest on the
solver.
"""

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from registry.rules.suppression.lattice import Key, System

Array = np.ndarray[Any, Any]
TRIES = 4
NEAR_ENOUGH = 0.3
"""Any other world will do; the furthest one is not needed."""
LONGEST_SECONDS = 5.0


def solvable(system: System, hidden: Collection[Key], secrets: Collection[Key], spread: int = 1) -> list[Key]:
    """Return the secrets that a reader can pin down closer than `spread`, by key.

    Args:
        hidden: all that is not shown.
        secrets: those of the hidden cells that must not be known; the others are hidden for their sake.
        spread: how far the smallest and the largest possible value must lie apart; 1 asks for mere doubt.
    """
    keys = sorted(key for key in system.counts if key in hidden)
    if not keys:
        return []
    search = _Search(system, keys, secrets, spread)
    for weights in search.attempts():
        search.look(weights)
    return [key for key, is_open in zip(keys, search.open, strict=True) if is_open]


class _Search:
    """Looks for other worlds that would show the same figures."""

    def __init__(self, system: System, keys: list[Key], secrets: Collection[Key], spread: int) -> None:
        from scipy.sparse import csr_array  # noqa: PLC0415 - takes long to load, which only those who count need

        place = {key: number for number, key in enumerate(keys)}
        self.spread = spread
        counts = np.array([system.counts[key] for key in keys])
        self.is_secret = np.array([key in secrets for key in keys])
        self.lowest, self.highest = np.maximum(-counts, -spread), np.full(len(keys), spread)
        cells: list[tuple[int, int, int]] = []
        row = 0
        for equation in system.equations:
            signs = [(place[part], 1) for part in equation.parts if part in place]
            if equation.total in place:
                signs.append((place[equation.total], -1))
            cells += [(row, number, sign) for number, sign in signs]
            row += bool(signs)
        rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
        self.matrix = csr_array((values, (rows, columns)), shape=(row, len(keys)), dtype=np.int64)
        self.least, self.most = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
        self.chance = np.random.default_rng(len(keys))

    @property
    def open(self) -> Array:
        """Which cells are not yet known to be safe."""
        found: Array = self.is_secret & (self.most - self.least < self.spread)
        return found

    def attempts(self) -> Iterator[Array]:
        """Yield directions to look in: many cells at once by chance, then each that is left by itself."""
        fruitless = 0
        while fruitless < TRIES and self.open.any():
            before = self.open.sum()
            signs = self.chance.choice((-1.0, 1.0), len(self.open)) * np.where(self.open, 1.0, 0.001)
            yield signs
            yield -signs
            fruitless = 0 if self.open.sum() < before else fruitless + 1
        for number in range(len(self.open)):
            for sign in (1.0, -1.0):
                if self.open[number]:
                    alone = np.zeros(len(self.open))
                    alone[number] = sign
                    yield alone

    def look(self, weights: Array) -> None:
        """Find a world far in one direction and remember how far each cell moved."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

        result = milp(
            -weights,
            constraints=LinearConstraint(self.matrix.astype(float), 0, 0) if self.matrix.shape[0] else (),
            integrality=np.ones(len(weights)),
            bounds=Bounds(self.lowest, self.highest),
            options={"mip_rel_gap": NEAR_ENOUGH, "time_limit": LONGEST_SECONDS},
        )
        if result.x is None:
            return
        moved = np.rint(result.x).astype(np.int64)
        is_true = not (self.matrix @ moved).any() and (moved >= self.lowest).all() and (moved <= self.highest).all()
        if is_true:
            self.least, self.most = np.minimum(self.least, moved), np.maximum(self.most, moved)
