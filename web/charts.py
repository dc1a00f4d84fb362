"""Geometry of the charts: numbers in, percent and pixel positions out; templates/components/charts draws them.

Positions along a chart are percent, so that an SVG without a view box fills its column and its letters keep their size
on the phone, on a desk and on paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

ROW_HEIGHT = 48
PLOT_TOP = 20
PLOT_HEIGHT = 200
LEFT_PCT = 10.0
RIGHT_PCT = 2.0
TILE = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; `width_pct` is its share of the longest bar."""

    label: str
    value: float
    width_pct: float
    top: int


@dataclass(frozen=True, slots=True)
class BarChart:
    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked row."""

    key: str
    label: str
    value: float | None
    x_pct: float
    width_pct: float


@dataclass(frozen=True, slots=True)
class StackedRow:
    label: str
    total: float | None
    top: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class StackedChart:
    rows: tuple[StackedRow, ...]
    keys: tuple[tuple[str, str], ...]
    height: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line: percent across, pixels down; a missing value has none."""

    label: str
    value: float
    x_pct: float
    y: float


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight piece of a line between two neighbouring points."""

    x1_pct: float
    y1: float
    x2_pct: float
    y2: float


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    values: tuple[float | None, ...]
    points: tuple[Point, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    value: float
    y: float


@dataclass(frozen=True, slots=True)
class AxisLabel:
    text: str
    x_pct: float
    anchor: str


@dataclass(frozen=True, slots=True)
class LineChart:
    lines: tuple[Line, ...]
    labels: tuple[str, ...]
    ticks: tuple[Tick, ...]
    axis: tuple[AxisLabel, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A region as a square; `shade` is 0 for no value and 1 to 5 from low to high."""

    label: str
    value: float | None
    x: int
    y: int
    shade: int


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: tuple[Tile, ...]
    width: int
    height: int
    steps: tuple[tuple[float, float], ...]


def bars(rows: Sequence[tuple[str, float]]) -> BarChart:
    """Lay out horizontal bars in the given order.

    Args:
        rows: label and value, none negative.
    Raises: ValueError on a negative value.
    """
    _refuse_negative(value for _, value in rows)
    longest = max((value for _, value in rows), default=0) or 1
    laid = tuple(
        Bar(label, value, round(100 * value / longest, 3), index * ROW_HEIGHT)
        for index, (label, value) in enumerate(rows)
    )
    return BarChart(laid, len(laid) * ROW_HEIGHT)


def stacked(
    rows: Sequence[tuple[str, Sequence[float | None]]],
    keys: Sequence[tuple[str, str]],
    totals: Sequence[float | None] | None = None,
) -> StackedChart:
    """Lay out rows as wholes of one length, each cut into the shares of its parts.

    Args:
        rows: label and one value for each key, none negative; a hidden one is None and takes no room.
        totals: what each row adds up to, where parts are hidden; a row whose own total is hidden has no bar.
        keys: (key, label) of the parts; the key is a risk colour, or any word for the neutral shades.
    Raises: ValueError on a negative value or a row with more or fewer values than keys.
    """
    laid = []
    for index, (label, values) in enumerate(rows):
        _refuse_negative(value for value in values if value is not None)
        total = totals[index] if totals is not None else sum(value or 0 for value in values)
        x, segments = 0.0, []
        for (key, name), value in zip(keys, values, strict=True):
            width = 100 * value / total if total and value is not None else 0.0
            segments.append(Segment(key, name, value, round(x, 3), round(width, 3)))
            x += width
        laid.append(StackedRow(label, total, index * (ROW_HEIGHT + 8), tuple(segments)))
    return StackedChart(tuple(laid), tuple(keys), len(laid) * (ROW_HEIGHT + 8))


def lines(labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]) -> LineChart:
    """Lay out values over time on an axis that begins at zero; a missing value leaves a gap.

    Args:
        labels: what stands under each point, in order.
        series: name and one value for each label, none negative, at most four series.
    Raises: ValueError on a negative value or a series longer or shorter than the labels.
    """
    known = [value for _, values in series for value in values if value is not None]
    _refuse_negative(known)
    values = nice_ticks(max(known, default=0.0))
    laid = tuple(_lay_line(name, labels, points, values[-1]) for name, points in series)
    ticks = tuple(Tick(value, _y(value, values[-1])) for value in values)
    return LineChart(laid, tuple(labels), ticks, _axis_labels(labels), PLOT_TOP + PLOT_HEIGHT + 28)


def tile_map(places: Sequence[tuple[str, int, int, float | None]], most: float | None = None) -> TileMap:
    """Lay out regions as a grid of squares shaded in at most five steps of equal, round width.

    Args:
        places: label, column and row from 0, and a value, None where it is not known.
        most: what no value exceeds, such as 100 for percent; no step is said to reach beyond it.
    """
    known = [value for *_, value in places if value is not None]
    low, width, count = _round_steps(min(known, default=0.0), max(known, default=0.0))
    tiles = tuple(
        Tile(
            label,
            value,
            column * TILE,
            row * TILE,
            0 if value is None else min(int((value - low) / width), count - 1) + 1,
        )
        for label, column, row, value in places
    )
    columns = max((column for _, column, _, _ in places), default=-1) + 1
    rows = max((row for _, _, row, _ in places), default=-1) + 1
    edges = [round(low + width * step, 6) for step in range(count + 1)]
    steps = tuple(pairwise(edges if most is None else [min(edge, most) for edge in edges]))
    return TileMap(tiles, columns * TILE, rows * TILE, steps)


def grid_places(
    values: Sequence[tuple[str, float | None]], columns: int = 5
) -> list[tuple[str, int, int, float | None]]:
    """Place regions row by row where nobody has drawn a grid of their true neighbourhood."""
    return [(label, index % columns, index // columns, value) for index, (label, value) in enumerate(values)]


def nice_ticks(maximum: float, wanted: int = 4) -> list[float]:
    """Return round numbers from zero to at least `maximum`, about `wanted` steps."""
    if maximum <= 0:
        return [0.0, 1.0]
    step = _round_up(maximum / wanted)
    return [round(step * index, 10) for index in range(ceil(maximum / step) + 1)]


def _lay_line(name: str, labels: Sequence[str], values: Sequence[float | None], top: float) -> Line:
    spots = [
        None if value is None else Point(label, value, _x(index, len(labels)), _y(value, top))
        for index, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    strokes = tuple(Stroke(a.x_pct, a.y, b.x_pct, b.y) for a, b in pairwise(spots) if a is not None and b is not None)
    return Line(name, tuple(values), tuple(spot for spot in spots if spot is not None), strokes)


def _axis_labels(labels: Sequence[str]) -> tuple[AxisLabel, ...]:
    last = len(labels) - 1
    if last < 0:
        return ()
    shown = sorted({0, last} if last < 4 else {0, last // 3, 2 * last // 3, last})
    anchors = {0: "start", last: "end"} if last else {0: "start"}
    return tuple(AxisLabel(labels[i], _x(i, len(labels)), anchors.get(i, "middle")) for i in shown)


def _x(index: int, count: int) -> float:
    return round(LEFT_PCT + (100 - LEFT_PCT - RIGHT_PCT) * index / max(count - 1, 1), 3)


def _y(value: float, top: float) -> float:
    return round(PLOT_TOP + PLOT_HEIGHT * (1 - value / top), 1)


def _round_steps(low: float, high: float) -> tuple[float, float, int]:
    """Return where the first step begins, how wide a step is and how many there are: at most five, in round numbers."""
    width = _round_up((high - low) / 5)
    start = floor(low / width) * width
    if start + 5 * width < high:
        width = _round_up(width * 1.01)
        start = floor(low / width) * width
    return start, width, min(max(ceil((high - start) / width), 1), 5)


def _round_up(number: float) -> float:
    """Return the next number of the form 1, 2, 2.5 or 5 times a power of ten."""
    if number <= 0:
        return 1.0
    magnitude = 10.0 ** floor(log10(number))
    return next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= number)


def _refuse_negative(values: Iterable[float]) -> None:
    if any(value < 0 for value in values):
        raise ValueError("this chart shows no negative values")
