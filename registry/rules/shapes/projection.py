"""From degrees to a flat drawing: one plane for the whole world, so that any shapes fit beside one another.

The plane is that of web maps (Mercator, true to angles) in steps of about 1.2 metres at the equator, y downwards as
SVG draws.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, pi, radians, tan

WORLD = 2**25
"""How many steps the equator is long."""
Point = tuple[int, int]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """The smallest rectangle that holds some shapes."""

    left: int
    top: int
    width: int
    height: int


def flatten(ring: Iterable[tuple[float, float]]) -> Ring:
    """Return a ring of degrees as points of the plane, without points that fall together."""
    found: list[Point] = []
    for longitude, latitude in ring:
        x = round((longitude + 180) / 360 * WORLD)
        y = round((1 - log(tan(pi / 4 + radians(latitude) / 2)) / pi) / 2 * WORLD)
        if not found or found[-1] != (x, y):
            found.append((x, y))
    return tuple(found)


def extent_of(rings: Iterable[Ring]) -> Extent | None:
    """Return the rectangle around rings; None when there is none."""
    points = [point for ring in rings for point in ring]
    if not points:
        return None
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Extent(left, top, max(x for x, _ in points) - left or 1, max(y for _, y in points) - top or 1)


def path_of(rings: Sequence[Ring], extent: Extent, size: int) -> str:
    """Return the path data of a shape drawn into a square of `size`, holes included (fill-rule evenodd)."""
    scale = size / max(extent.width, extent.height)
    return " ".join(_path(ring, extent, scale) for ring in rings)


def _path(ring: Ring, extent: Extent, scale: float) -> str:
    points = [f"{(x - extent.left) * scale:.1f} {(y - extent.top) * scale:.1f}" for x, y in ring[:-1]]
    return "M" + "L".join(points) + "Z"
