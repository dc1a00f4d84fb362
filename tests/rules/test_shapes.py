"""Shapes of regions: what can be taken is drawn, what cannot is named feature by feature."""

import json
from typing import Any

import pytest

from foundation.errors import Invalid
from registry.rules.shapes import MOST_BYTES, extent_of, flatten, parse_outlines, path_of, simplify
from registry.rules.shapes.errors import NoFeatures, NotGeoJson, OtherCoordinates, ShapesRefused, ShapesTooLarge

SQUARE = [[115.0, 28.0], [115.1, 28.0], [115.1, 28.1], [115.0, 28.1], [115.0, 28.0]]


def feature(code: object = "1", ring: object = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": kind, "coordinates": [ring]}}


def collection(*features: dict[str, Any], **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_an_outline_is_read_with_its_code() -> None:
    (outline,) = parse_outlines(collection(feature(360121100)), "code")
    assert (outline.feature, outline.code) == (1, "360121100")
    assert len(outline.rings[0]) == 5


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"not a map", NotGeoJson),
        (b'{"type": "Topology"}', NotGeoJson),
        (collection(), NoFeatures),
        (collection(feature(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), OtherCoordinates),
        (b" " * (MOST_BYTES + 1), ShapesTooLarge),
    ],
    ids=["no JSON", "other JSON", "empty", "other coordinates", "too large"],
)
def test_a_file_that_is_no_map_is_refused_whole(content: bytes, trouble: type[Invalid]) -> None:
    with pytest.raises(trouble):
        parse_outlines(content, "code")


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (feature("2", SQUARE[:-1]), "not closed"),
        (feature("2", SQUARE[:2]), "fewer than four"),
        (feature("2", [[500000.0, 28.0], *SQUARE]), "not in degrees"),
        (feature("2", [["x", 28.0], *SQUARE]), "no pair of numbers"),
        (feature("1"), "stands in feature %(first)s already"),
        (feature(""), "There is no code under"),
        (feature("2", kind="LineString"), "a region is a Polygon"),
    ],
)
def test_a_feature_that_cannot_be_taken_is_named(second: dict[str, Any], told: str) -> None:
    with pytest.raises(ShapesRefused) as refused:
        parse_outlines(collection(feature("1"), second), "code")
    (fault,) = refused.value.faults
    assert fault.feature == 2
    assert told in fault.message


def test_a_drawing_fits_its_square_with_north_above() -> None:
    ring = flatten([(x, y) for x, y in SQUARE])
    extent = extent_of([ring])
    assert extent is not None
    assert path_of([ring], extent, 100).count("L") == 3
    assert min(y for x, y in ring) == ring[2][1]


def test_neighbours_still_touch_when_points_are_left_out() -> None:
    border = [(10, 0), (11, 3), (10, 6), (11, 9), (10, 12)]
    left = ((0, 0), *border, (0, 12), (0, 0))
    right = ((20, 0), *border, (20, 12), (20, 0))
    made = simplify({"left": [left], "right": [right]}, 2.0)
    assert (10, 6) not in made["left"][0]
    shared = set(made["left"][0]) & set(made["right"][0])
    assert shared == {(10, 0), (10, 12)}
