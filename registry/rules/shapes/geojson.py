"""Reads GeoJSON polygons with the codes of their regions, and names whatever cannot be taken."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from foundation.wording import mark
from registry.rules.shapes.errors import (
    NoFeatures,
    NotGeoJson,
    OtherCoordinates,
    ShapeFault,
    ShapesRefused,
    ShapesTooLarge,
)

MOST_BYTES = 20 * 1024 * 1024
MOST_FEATURES = 5_000
PLAIN_DEGREES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")
LATITUDES = 85.0
"""Beyond it the flat map has no end."""
DepictedRing = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A region's outline in degrees.

    Args:
        rings: outer rings and holes alike, closed, each at least a triangle.
    """

    feature: int
    code: str
    rings: tuple[DepictedRing, ...]


def parse_outlines(content: bytes, property_name: str) -> list[Outline]:
    """Return the outlines of a GeoJSON file.

    Args:
        property_name: the property that carries the region's code.
    Raises: ShapesTooLarge, NotGeoJson, NoFeatures, OtherCoordinates; ShapesRefused with every fault.
    """
    features = _features(content)
    faults: list[ShapeFault] = []
    outlines: list[Outline] = []
    first_of: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        try:
            outline = Outline(number, _code(feature, property_name), tuple(_rings(feature)))
        except _Fault as fault:
            faults.append(ShapeFault(number, fault.message, fault.params))
            continue
        if outline.code in first_of:
            twice = mark("The code %(code)s stands in feature %(first)s already. Put its parts into one MultiPolygon.")
            faults.append(ShapeFault(number, twice, {"code": outline.code, "first": first_of[outline.code]}))
        first_of.setdefault(outline.code, number)
        outlines.append(outline)
    if faults:
        raise ShapesRefused(faults)
    return outlines


class _Fault(Exception):
    def __init__(self, message: str, **params: object) -> None:
        self.message, self.params = message, params


def _features(content: bytes) -> Sequence[Any]:
    if len(content) > MOST_BYTES:
        raise ShapesTooLarge(most=MOST_BYTES // 1024 // 1024, field="file")
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise NotGeoJson(field="file") from None
    if not isinstance(parsed, dict) or parsed.get("type") not in ("FeatureCollection", "Feature"):
        raise NotGeoJson(field="file")
    _refuse_other_coordinates(parsed.get("crs"))
    features = [parsed] if parsed["type"] == "Feature" else parsed.get("features")
    if not isinstance(features, list) or not features:
        raise NoFeatures(field="file")
    if len(features) > MOST_FEATURES:
        raise ShapesRefused([ShapeFault(MOST_FEATURES, mark("There are more features than can be loaded at once."))])
    return features


def _refuse_other_coordinates(crs: Any) -> None:
    """Refuse a file that says its coordinates are no degrees; without a word they are, by the standard."""
    if not isinstance(crs, dict):
        return
    properties = crs.get("properties")
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name and not name.endswith(PLAIN_DEGREES):
        raise OtherCoordinates(name=name[:80], field="file")


def _code(feature: Any, property_name: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    value = properties.get(property_name) if isinstance(properties, Mapping) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    code = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not code:
        known = ", ".join(sorted(map(str, properties))[:12]) if isinstance(properties, Mapping) else ""
        message = mark("There is no code under “%(name)s”. The feature has: %(known)s.")
        raise _Fault(message, name=property_name, known=known or "–")
    return code


def _rings(feature: Any) -> Iterator[DepictedRing]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise _Fault(mark("The shape is of the kind “%(kind)s”; a region is a Polygon or a MultiPolygon."), kind=kind)
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _Fault(mark("The polygon is empty."))
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _Fault(mark("The polygon is empty."))
        for ring in polygon:
            yield _ring(ring)


def _ring(ring: Any) -> DepictedRing:
    if not isinstance(ring, list) or len(ring) < 4:
        raise _Fault(mark("A ring of the polygon has fewer than four points."))
    points = tuple(_point(point) for point in ring)
    if points[0] != points[-1]:
        raise _Fault(mark("A ring of the polygon is not closed: its last point differs from its first."))
    if len(set(points)) < 3:
        raise _Fault(mark("A ring of the polygon has no area."))
    return points


def _point(point: Any) -> tuple[float, float]:
    is_pair = isinstance(point, list) and len(point) >= 2
    if not is_pair or not all(isinstance(n, int | float) and not isinstance(n, bool) and isfinite(n) for n in point):
        raise _Fault(mark("A point of the polygon is no pair of numbers."))
    longitude, latitude = float(point[0]), float(point[1])
    if abs(longitude) > 180 or abs(latitude) > LATITUDES:
        message = mark("The point %(x)s, %(y)s is not in degrees. Expected are longitude, then latitude.")
        raise _Fault(message, x=f"{longitude:.6g}", y=f"{latitude:.6g}")
    return longitude, latitude
