"""Which cells are hidden: the small ones, and with them what would give them away."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from registry.rules.suppression.audit import solvable
from registry.rules.suppression.boxes import hide_boxes
from registry.rules.suppression.lattice import Cube, Face, Key, Lattice, face_of, fineness

TOO_FINE = 0.5
"""A face more of whose counts are small than this part tells nothing but small numbers and is left blank."""


def hide_small_cells(cubes: Sequence[Cube], limit: int) -> frozenset[Key]:
    """Return the cells that must not be shown.

    The faces are gone through from coarse to fine, and a cell's fate is settled on its own face, from the coarser faces
    around it alone; so tables that share totals agree on them. In the end everything together is held against a reader
    who solves equations, and a face that would still give something away is left blank.

    Args:
        cubes: tables of one population that are seen together.
        limit: the smallest count that may be shown; zero is no secret.
    """
    lattice = Lattice(cubes)
    system = lattice.whole()
    blank: set[Face] = set()
    while True:
        hidden: set[Key] = set()
        for face in lattice.faces:
            _hide_on_face(lattice, face, hidden, limit, is_blank=face in blank)
        secrets = {key for key in hidden if 0 < system.counts[key] < limit}
        exposed = solvable(system, hidden, secrets)
        if not exposed:
            return frozenset(hidden)
        found = {face_of(key, lattice) for key in exposed} - blank
        blank.add(max(found or set(lattice.faces) - blank, key=fineness))


def _hide_on_face(lattice: Lattice, face: Face, hidden: set[Key], limit: int, *, is_blank: bool) -> None:
    cells = lattice.faces[face]
    small = [key for key, count in cells.items() if 0 < count < limit]
    if is_blank or len(small) > TOO_FINE * sum(count > 0 for count in cells.values()):
        hidden.update(cells)
        return
    # Under a hidden total all parts are hidden, zeros too.
    hidden.update(part for equation in lattice.equations[face] if equation.total in hidden for part in equation.parts)
    hidden.update(small)
    if face and small:
        for block in _blocks(lattice, face):
            _hide_in_block(cells, block, hidden, limit)


def _hide_in_block(cells: dict[Key, int], block: list[list[tuple[str, str]]], hidden: set[Key], limit: int) -> None:
    shape = [len(places) for places in block]
    keys = list(product(*block))
    counts = np.array([cells[key] for key in keys]).reshape(shape)
    are_hidden = np.array([key in hidden for key in keys]).reshape(shape)
    hide_boxes(counts, are_hidden, limit)
    hidden.update(key for key, is_hidden in zip(keys, are_hidden.flat, strict=True) if is_hidden)


def _blocks(lattice: Lattice, face: Face) -> Iterator[list[list[tuple[str, str]]]]:
    """Yield the blocks of a face inside which cells share their totals: on each axis the parts of one coarser value."""
    sides = []
    for name, level in face:
        parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for value, above in lattice.axes[name].levels[level - 1].items():
            parts[above].append((name, value))
        sides.append(list(parts.values()))
    for block in product(*sides):
        yield list(block)
