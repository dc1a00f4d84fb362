"""The cells of tables with all their totals, and the equations that hold among them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

Key = tuple[tuple[str, str], ...]
"""What a cell counts: (axis, value) pairs in the order of the axes' names; the empty key is the whole."""
Face = tuple[tuple[str, int], ...]
"""How fine a group of cells is cut: (axis, level) in the order of the axes' names, without the axes summed over."""


def key_of(**values: str) -> Key:
    """Return the key of the cell with these values."""
    return tuple(sorted(values.items()))


@dataclass(frozen=True, slots=True)
class Axis:
    """One way in which a table is cut, from coarse to fine.

    Args:
        levels: for each level value → the value of the level above that it is a part of; "" above the coarsest, which
            is the whole. A value whose parts are not looked at has none on the next level. No value is on two levels.
    """

    name: str
    levels: tuple[Mapping[str, str], ...]

    @classmethod
    def flat(cls, name: str, values: Iterable[str]) -> "Axis":
        """Return an axis of one level."""
        return cls(name, (dict.fromkeys(values, ""),))

    def line(self, value: str) -> list[tuple[int, str]]:
        """Return (level, value) from a value up to the coarsest level, levels counted from 1.

        Raises: KeyError for a value that the axis does not have.
        """
        level = next((n for n, values in enumerate(self.levels, 1) if value in values), 0)
        if not level:
            raise KeyError(f"the axis {self.name} has no value {value!r}")
        line = []
        while level:
            line.append((level, value))
            value = self.levels[level - 1][value]
            level -= 1
        return line


@dataclass(frozen=True)
class Cube:
    """Counts by the finest values of several axes.

    Args:
        counts: one value an axis, in the order of `axes` → how many; combinations that nobody has may be left out.
    """

    axes: tuple[Axis, ...]
    counts: Mapping[tuple[str, ...], int]

    def faces(self) -> dict[Face, dict[Key, int]]:
        """Return all cells with all totals, zeros too, by how fine they are cut."""
        axes = sorted(self.axes, key=lambda axis: axis.name)
        found: dict[Face, dict[Key, int]] = {}
        for levels in product(*(range(len(axis.levels) + 1) for axis in axes)):
            cut = [(axis, level) for axis, level in zip(axes, levels, strict=True) if level]
            face = tuple((axis.name, level) for axis, level in cut)
            values = [[(axis.name, value) for value in axis.levels[level - 1]] for axis, level in cut]
            found[face] = dict.fromkeys(product(*values), 0)
        self._fill(found)
        return found

    def _fill(self, faces: dict[Face, dict[Key, int]]) -> None:
        lines = [{value: self._places(axis, value) for level in axis.levels for value in level} for axis in self.axes]
        for values, count in self.counts.items():
            places = (line[value] for line, value in zip(lines, values, strict=True))
            for cell in product(*places):
                cut = sorted(place for place in cell if place[1])
                faces[tuple((name, level) for name, level, _ in cut)][tuple((name, v) for name, _, v in cut)] += count

    @staticmethod
    def _places(axis: Axis, value: str) -> list[tuple[str, int, str]]:
        return [(axis.name, 0, ""), *((axis.name, level, place) for level, place in axis.line(value))]


@dataclass(frozen=True, slots=True)
class Equation:
    """A cell is the sum of its parts along one axis."""

    total: Key
    parts: tuple[Key, ...]

    def cells(self) -> Iterator[Key]:
        """Return the total and then the parts."""
        yield self.total
        yield from self.parts


@dataclass(frozen=True)
class System:
    """Cells and the equations among them: all that a reader could calculate with."""

    counts: Mapping[Key, int]
    equations: Sequence[Equation]
    of_part: Mapping[Key, Sequence[Equation]] = field(init=False)
    of_total: Mapping[Key, Sequence[Equation]] = field(init=False)

    def __post_init__(self) -> None:
        of_part: dict[Key, list[Equation]] = defaultdict(list)
        of_total: dict[Key, list[Equation]] = defaultdict(list)
        for equation in self.equations:
            of_total[equation.total].append(equation)
            for part in equation.parts:
                of_part[part].append(equation)
        object.__setattr__(self, "of_part", of_part)
        object.__setattr__(self, "of_total", of_total)


@dataclass(frozen=True)
class Lattice:
    """All faces of one or several cubes that share their population, from coarse to fine."""

    cubes: Sequence[Cube]

    @cached_property
    def axes(self) -> dict[str, Axis]:
        """The axes by name; cubes that share one cut it alike, one perhaps finer than the other."""
        every = sorted((axis for cube in self.cubes for axis in cube.axes), key=lambda axis: len(axis.levels))
        return {axis.name: axis for axis in every}

    @cached_property
    def faces(self) -> dict[Face, dict[Key, int]]:
        """The cells by face, coarse faces first; a face that two cubes share stands once.

        Raises: ValueError when two cubes count the same cell differently.
        """
        found: dict[Face, dict[Key, int]] = {}
        for cube in self.cubes:
            for face, cells in cube.faces().items():
                known = found.setdefault(face, {})
                for key, count in cells.items():
                    if known.setdefault(key, count) != count:
                        raise ValueError(f"two tables of one population differ in {key}")
        return dict(sorted(found.items(), key=lambda item: fineness(item[0])))

    @cached_property
    def equations(self) -> dict[Face, list[Equation]]:
        """The equations whose parts lie on a face."""
        found: dict[Face, list[Equation]] = {}
        for face, cells in self.faces.items():
            parts: dict[tuple[Key, str], list[Key]] = defaultdict(list)
            for key in cells:
                for (name, value), (_, level) in zip(key, face, strict=True):
                    parts[coarser(key, name, self.axes[name].levels[level - 1][value]), name].append(key)
            found[face] = [Equation(total, tuple(keys)) for (total, _), keys in parts.items()]
        return found

    def whole(self) -> System:
        """Return the system of all faces of all cubes."""
        counts = {key: count for cells in self.faces.values() for key, count in cells.items()}
        return System(counts, [equation for some in self.equations.values() for equation in some])


def coarser(key: Key, name: str, above: str) -> Key:
    """Return the key of the cell that `key` is a part of along one axis, whose value there is `above`."""
    return tuple((axis, above if axis == name else own) for axis, own in key if axis != name or above)


def face_of(key: Key, lattice: Lattice) -> Face:
    """Return the face that a cell lies on."""
    return tuple(
        (name, next(level for level, values in enumerate(lattice.axes[name].levels, 1) if value in values))
        for name, value in key
    )


def fineness(face: Face) -> tuple[int, Face]:
    """Order faces from coarse to fine."""
    return sum(level for _, level in face), face
