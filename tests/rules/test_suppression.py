"""No hidden count can be worked out from what is shown, however hard one tries."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from registry.rules.suppression import Axis, Cube, Key, hide_small_cells, key_of
from registry.rules.suppression.lattice import Lattice

LIMIT = 5


def cells_of(cubes: Sequence[Cube]) -> dict[Key, int]:
    return {key: count for cube in cubes for face in cube.faces().values() for key, count in face.items()}


class Reader:
    """Somebody who solves for the finest cells of all tables together, with whole numbers and without haste."""

    def __init__(self, cubes: Sequence[Cube], hidden: frozenset[Key]) -> None:
        self.cells = cells_of(cubes)
        self.hidden = hidden
        axes = {axis.name: axis for cube in cubes for axis in cube.axes}
        names = sorted(axes)
        finest = [dict(zip(names, values, strict=True)) for values in product(*(axes[n].levels[-1] for n in names))]
        self.sums = {key: np.array([is_in(axes, key, atom) for atom in finest], float) for key in self.cells}
        shown = [key for key in self.cells if key not in hidden]
        counts = np.array([self.cells[key] for key in shown])
        rows = np.array([self.sums[key] for key in shown]).reshape(len(shown), len(finest))
        self.knows = LinearConstraint(rows, counts, counts) if shown else ()
        self.size = len(finest)

    def bounds_of(self, key: Key) -> tuple[int, int]:
        """Return the smallest and the largest value that a hidden cell could have."""
        return self._furthest(key, 1), self._furthest(key, -1)

    def worked_out(self) -> list[Key]:
        """Return the small counts that can have one value only."""
        small = [key for key in self.hidden if 0 < self.cells[key] < LIMIT]
        return [key for key in small if len(set(self.bounds_of(key))) == 1]

    def _furthest(self, key: Key, sign: int) -> int:
        found = milp(
            sign * self.sums[key], constraints=self.knows, integrality=np.ones(self.size), bounds=Bounds(0, 1_000)
        )
        return round(float(self.sums[key] @ found.x))


def is_in(axes: Mapping[str, Axis], key: Key, atom: Mapping[str, str]) -> bool:
    return all(value in [place for _, place in axes[name].line(atom[name])] for name, value in key)


def assert_secret(cubes: Sequence[Cube], hidden: frozenset[Key]) -> None:
    found = Reader(cubes, hidden).worked_out()
    assert not found, f"worked out: {found}"


def table(rows: int, columns: int, counts: Sequence[int]) -> Cube:
    axes = (Axis.flat("class", [f"c{n}" for n in range(columns)]), Axis.flat("region", [f"r{n}" for n in range(rows)]))
    places = product(*(axis.levels[0] for axis in axes))
    return Cube(axes, dict(zip(places, counts, strict=True)))


SMALL = st.one_of(st.integers(0, 12), st.integers(0, 4), st.just(0))


@given(st.lists(SMALL, min_size=9, max_size=9))
@settings(max_examples=40, deadline=None)
def test_a_table_keeps_its_secrets(counts: list[int]) -> None:
    cube = table(3, 3, counts)
    hidden = hide_small_cells([cube], LIMIT)
    small = {key for key, count in cells_of([cube]).items() if 0 < count < LIMIT}
    assert small <= hidden
    assert_secret([cube], hidden)


@given(st.lists(SMALL, min_size=8, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_table_narrowed_by_a_filter_keeps_those_of_the_whole(counts: list[int]) -> None:
    axes = tuple(Axis.flat(name, ["a", "b"]) for name in ("class", "colour", "region"))
    cube = Cube(axes, dict(zip(product("ab", repeat=3), counts, strict=True)))
    assert_secret([cube], hide_small_cells([cube], LIMIT))


@given(st.lists(SMALL, min_size=8, max_size=8))
@settings(max_examples=40, deadline=None)
def test_two_tables_of_one_round_keep_each_others_secrets(counts: list[int]) -> None:
    """Both share the region; together they are cut from one population."""
    population = dict(zip(product("ab", repeat=3), counts, strict=True))
    region, by_class, colour = (Axis.flat(name, ["a", "b"]) for name in ("region", "class", "colour"))
    one: dict[tuple[str, ...], int] = {}
    other: dict[tuple[str, ...], int] = {}
    for (r, c, k), count in population.items():
        one[r, c] = one.get((r, c), 0) + count
        other[r, k] = other.get((r, k), 0) + count
    cubes = [Cube((region, by_class), one), Cube((region, colour), other)]
    assert_secret(cubes, hide_small_cells(cubes, LIMIT))


@given(st.lists(SMALL, min_size=10, max_size=10))
@settings(max_examples=40, deadline=None)
def test_villages_do_not_give_their_township_away_nor_the_other_way_round(counts: list[int]) -> None:
    places = Axis("place", ({"t1": "", "t2": ""}, {"v1": "t1", "v2": "t1", "v3": "t2", "v4": "t2", "v5": "t2"}))
    kinds = Axis.flat("class", ["a", "b"])
    cells = dict(zip(product(("v1", "v2", "v3", "v4", "v5"), "ab"), counts, strict=True))
    cube = Cube((places, kinds), cells)
    assert_secret([cube], hide_small_cells([cube], LIMIT))


@given(st.lists(SMALL, min_size=12, max_size=12))
@settings(max_examples=40, deadline=None)
def test_the_same_count_is_hidden_or_shown_in_every_table_that_contains_it(counts: list[int]) -> None:
    """Otherwise a reader would take the missing figure from the next table."""
    axes = (Axis.flat("class", ["a", "b"]), Axis.flat("colour", ["x", "y"]), Axis.flat("region", ["1", "2", "3"]))
    fine = Cube(axes, dict(zip(product("ab", "xy", "123"), counts, strict=True)))
    coarse_counts: dict[tuple[str, ...], int] = {}
    for (k, _, r), count in fine.counts.items():
        coarse_counts[k, r] = coarse_counts.get((k, r), 0) + count
    coarse = Cube((axes[0], axes[2]), coarse_counts)
    in_fine, in_coarse = hide_small_cells([fine], LIMIT), hide_small_cells([coarse], LIMIT)
    shared = set(cells_of([coarse]))
    assert in_coarse == in_fine & shared


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hide_small_cells([table(2, 2, [5, 6, 7, 8])], LIMIT) == frozenset()


def test_zero_is_no_secret_and_stays_where_it_gives_nothing_away() -> None:
    assert hide_small_cells([table(2, 2, [0, 6, 7, 8])], LIMIT) == frozenset()


def test_one_small_cell_takes_a_box_with_it_and_no_total() -> None:
    hidden = hide_small_cells([table(3, 3, [3, 20, 30, 40, 9, 60, 70, 80, 90])], LIMIT)
    assert key_of(**{"class": "c0", "region": "r0"}) in hidden
    assert len(hidden) == 4
    assert all(len(key) == 2 for key in hidden)


def test_a_small_total_hides_its_whole_line() -> None:
    hidden = hide_small_cells([table(3, 2, [1, 40, 30, 2, 50, 60])], LIMIT)
    assert key_of(region="r0") in hidden
    assert {key_of(**{"class": name, "region": "r0"}) for name in ("c0", "c1")} <= hidden


def test_a_table_that_is_nearly_all_small_is_left_blank() -> None:
    cube = table(4, 4, [1, 2, 3, 1, 2, 3, 9, 2, 1, 1, 2, 8, 2, 3, 1, 2])
    hidden = hide_small_cells([cube], LIMIT)
    assert all(key in hidden for key in cells_of([cube]) if len(key) == 2)
    assert () not in hidden


@pytest.mark.parametrize("limit", [2, 3, 10])
def test_the_limit_is_data(limit: int) -> None:
    cube = table(3, 3, [1, 2, 9, 12, 30, 40, 50, 60, 70])
    hidden = hide_small_cells([cube], limit)
    assert {key for key, count in cells_of([cube]).items() if 0 < count < limit} <= hidden


def test_hidden_counts_stay_vague_over_the_whole_limit_where_the_table_has_room() -> None:
    cube = table(3, 3, [3, 20, 30, 40, 9, 60, 70, 80, 90])
    hidden = hide_small_cells([cube], LIMIT)
    small = key_of(**{"class": "c0", "region": "r0"})
    low, high = Reader([cube], hidden).bounds_of(small)
    assert high - low >= LIMIT - 1


def test_tables_of_one_population_must_agree() -> None:
    with pytest.raises(ValueError, match="differ"):
        _ = Lattice([table(2, 2, [5, 6, 7, 8]), table(2, 2, [5, 6, 7, 9])]).faces
