"""Loading the shapes of regions: all of a file or nothing, and only one's own."""

import json

import pytest

from foundation.unit_of_work import UnitOfWork
from registry.operations.statistics import load_shapes
from registry.queries.statistics.shapes import list_shape_sources, shapes_of
from registry.rules.shapes.errors import ShapesRefused
from tests.builders.world import World

A, B = "360121100", "360121101"


def shapes(*codes: str) -> bytes:
    """Return a map with a square for each code, side by side."""
    features = []
    for place, code in enumerate(codes):
        west = 115 + place / 10
        ring = [[west, 28], [west + 0.1, 28], [west + 0.1, 28.1], [west, 28.1], [west, 28]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": code}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_shapes_are_loaded_and_replaced(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "county_officer")
    first = load_shapes(unit, shapes(A, B), property_name="code", source="Survey office 2024")
    again = load_shapes(unit, shapes(A), property_name="code", source="Survey office 2026")
    assert (first.count, first.replaced, again.replaced) == (2, 0, 1)
    assert set(shapes_of(unit, [A, B])) == {A, B}
    assert {row.source for row in list_shape_sources(unit)} == {"Survey office 2024", "Survey office 2026"}


def test_unknown_regions_and_those_of_others_are_named_and_nothing_is_loaded(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(ShapesRefused) as refused:
        load_shapes(unit, shapes(A, B, "999"), property_name="code", source="Survey office")
    assert [fault.feature for fault in refused.value.faults] == [2, 3]
    assert shapes_of(unit, [A, B]) == {}
