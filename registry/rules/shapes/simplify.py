"""Leaves out points of outlines that nobody would see, the same ones on both sides of a border.

Rings are cut where three regions meet; each piece of border is thinned once, whichever region's ring it was found in,
so that neighbours still touch without gaps.
Source: Douglas and Peucker 1973.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import hypot

from registry.rules.shapes.projection import Point, Ring


def simplify(shapes: Mapping[str, Sequence[Ring]], tolerance: float) -> dict[str, list[Ring]]:
    """Return the shapes with fewer points.

    Args:
        shapes: closed rings by name.
        tolerance: how far the new line may stray from the old one, in steps of the plane.
    Returns: closed rings; one that shrinks to a line is left out, unless a shape would vanish.
    """
    nodes = _nodes(shapes)
    thinned: dict[Ring, Ring] = {}
    found: dict[str, list[Ring]] = {}
    for name, rings in shapes.items():
        made = [_simplify_ring(ring, nodes, tolerance, thinned) for ring in rings]
        kept = [ring for ring in made if len(set(ring)) >= 3]
        found[name] = kept or [max(rings, key=len)]
    return found


def _nodes(shapes: Mapping[str, Sequence[Ring]]) -> set[Point]:
    """Return the points where borders meet: those with other neighbours in one ring than in another."""
    neighbours: dict[Point, set[frozenset[Point]]] = defaultdict(set)
    for rings in shapes.values():
        for ring in rings:
            points = ring[:-1]
            for before, point, after in zip((points[-1], *points[:-1]), points, (*points[1:], points[0]), strict=True):
                neighbours[point].add(frozenset((before, after)))
    return {point for point, sides in neighbours.items() if len(sides) > 1}


def _simplify_ring(ring: Ring, nodes: set[Point], tolerance: float, thinned: dict[Ring, Ring]) -> Ring:
    points = ring[:-1]
    # A ring without a meeting point is cut at two points that do not depend on where it happens to begin.
    cuts = [n for n, point in enumerate(points) if point in nodes]
    if len(cuts) < 2:
        first = cuts[0] if cuts else points.index(min(points))
        far = max(range(len(points)), key=lambda n: (_distance(points[n], points[first]), points[n]))
        cuts = sorted({first, far})
    line: list[Point] = []
    for start, end in pairwise([*cuts, cuts[0] + len(points)]):
        arc = tuple(points[n % len(points)] for n in range(start, end + 1))
        line += _thin_once(arc, tolerance, thinned)[:-1]
    return (*line, line[0])


def _thin_once(arc: Ring, tolerance: float, thinned: dict[Ring, Ring]) -> Ring:
    """Thin a piece of border, the same way from either end."""
    is_turned = arc[::-1] < arc
    one_way = arc[::-1] if is_turned else arc
    if one_way not in thinned:
        thinned[one_way] = thin(one_way, tolerance)
    made = thinned[one_way]
    return made[::-1] if is_turned else made


def thin(line: Ring, tolerance: float) -> Ring:
    """Return a line with its ends and those points that lie further than `tolerance` from the line without them."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        start, end = waiting.pop()
        away, at = max(
            ((_from_line(line[n], line[start], line[end]), n) for n in range(start + 1, end)), default=(0.0, start)
        )
        if away > tolerance:
            keep.add(at)
            waiting += [(start, at), (at, end)]
    return tuple(line[n] for n in sorted(keep))


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _from_line(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from the stretch between two others."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x**2 + along_y**2
    if not length:
        return _distance(point, start)
    part = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / length
    part = min(max(part, 0.0), 1.0)
    return hypot(point[0] - start[0] - part * along_x, point[1] - start[1] - part * along_y)
