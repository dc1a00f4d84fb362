"""A measure as one JSON object, and as lines for people."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any
from unicodedata import east_asian_width

from monitoring.rules.measures import Interval
from monitoring.rules.measures.telling import Figure, FigureUnit, Note, Told
from web.commands.stats.rows import GroupRow

EXACT = (FigureUnit.INDEX, FigureUnit.COEFFICIENT)
SHOWN = 3
"""Figures of a group that stand in a line; all of them are in the JSON object."""


def as_result(name: str, source: str, told: Told, rows: Sequence[GroupRow], by: str) -> dict[str, Any]:
    """Return a measure as plain values; what has no meaning is null."""
    result = {"measure": name, "source": source, **told_values(told), "notes": [sentence(note) for note in told.notes]}
    if by:
        result |= {"by": by, "groups": [row_values(row) for row in rows]}
    return result


def told_values(told: Told) -> dict[str, Any]:
    """Return the basis, the figures and their intervals."""
    values: dict[str, Any] = {
        "counted": told.basis.counted.value,
        "households": told.basis.households,
        "total": number(told.basis.total),
        "left_out": told.basis.left_out,
        "figures": {figure.key: number(figure.value) for figure in told.figures},
    }
    found = {figure.key: interval_values(figure.interval) for figure in told.figures if figure.interval is not None}
    return values | ({"intervals": found} if found else {})


def interval_values(interval: Interval) -> dict[str, Any]:
    """Return an interval as plain values."""
    return {
        "low": number(interval.low),
        "high": number(interval.high),
        "standard_error": number(interval.standard_error),
        "level": interval.level,
        "replicates": interval.replicates,
        "method": interval.method.value,
        "clusters": interval.clusters,
    }


def row_values(row: GroupRow) -> dict[str, Any]:
    """Return a group's row; a hidden one says only that it is."""
    head = {"group": row.label, "title": row.title}
    if row.told is None:
        return {**head, "hidden": True}
    more = {"share": number(row.share), "contribution": number(row.contribution)}
    return {**head, **told_values(row.told), **(more if row.contribution is not None else {"share": more["share"]})}


def number(value: float | None) -> float | None:
    """Return a number that JSON has, null for one it has not."""
    return value if value is not None and isfinite(value) else None


def as_lines(title: str, told: Told, rows: Sequence[GroupRow]) -> list[str]:
    """Return a measure as lines for people."""
    lines = [title, *figure_lines(told.figures), ""]
    if rows:
        lines += [*group_lines(rows), ""]
    basis = told.basis
    counted = f"{basis.total:,.0f} {basis.counted.label} in {basis.households:,} households"
    return [*lines, f"Counted: {counted}.", *(sentence(note) for note in told.notes)]


def figure_lines(figures: Sequence[Figure]) -> list[str]:
    """Return a line a figure: name, value, interval."""
    names = [name_of(figure) for figure in figures]
    width = max(map(len, names), default=0)
    return [
        f"  {name:<{width}}  {shown(figure):>12}{shown_interval(figure)}"
        for name, figure in zip(names, figures, strict=True)
    ]


def name_of(figure: Figure) -> str:
    """Return a figure's English name."""
    return figure.label % {"title": figure.title.en} if figure.title else figure.label


def shown(figure: Figure, value: float | None = None) -> str:
    """Return a figure's value, or another value of its unit, as people read it."""
    found = figure.value if value is None else value
    if not isfinite(found):
        return "–"
    if figure.unit is FigureUnit.SHARE:
        return f"{found * 100:.2f} %"
    return f"{found:,.4f}" if figure.unit in EXACT else f"{found:,.2f}"


def shown_interval(figure: Figure) -> str:
    """Return where a figure lies with the confidence asked for."""
    held = figure.interval
    if held is None:
        return ""
    return f"  [{shown(figure, held.low)}, {shown(figure, held.high)}] at {held.level:.0%}"


def group_lines(rows: Sequence[GroupRow]) -> list[str]:
    """Return a line a group with its first figures, and a head above them."""
    first = next((row.told for row in rows if row.told is not None), None)
    if first is None:
        return [f"  {row.title}: hidden, too few households" for row in rows]
    keys = [figure.key for figure in first.figures[:SHOWN]]
    width = max(columns_of(row.title) for row in rows)
    head = "  ".join(f"{key:>12}" for key in (*keys, "households", "left out"))
    return [f"  {'':<{width}}  {head}", *(group_line(row, keys, width) for row in rows)]


def group_line(row: GroupRow, keys: Sequence[str], width: int) -> str:
    """Return one group's line."""
    if row.told is None:
        return f"  {padded(row.title, width)}  hidden, too few households"
    found: Mapping[str, Figure] = {figure.key: figure for figure in row.told.figures}
    basis = row.told.basis
    cells = [shown(found[key]) for key in keys] + [f"{basis.households:,}", f"{basis.left_out:,}"]
    return f"  {padded(row.title, width)}  " + "  ".join(f"{cell:>12}" for cell in cells)


def columns_of(text: str) -> int:
    """Return how many columns a text takes in a terminal; a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def padded(text: str, width: int) -> str:
    """Return a text with blanks up to a number of columns."""
    return text + " " * (width - columns_of(text))


def sentence(note: Note) -> str:
    """Return a note in English."""
    return note.message % note.params if note.params else note.message
