"""Poverty measures as plain JSON values and back: what a frozen round keeps, names included."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from monitoring.rules.measures.lines import PovertyLine
from registry.rules.statistics import Title
from reports.statistics.views import PLACE, GroupView, MeasureLine, MeasuresView, MeasureView


def measures_as_plain(view: MeasuresView) -> dict[str, Any]:
    """Return measures as plain JSON values; hidden figures hold nothing."""
    return {
        "day": view.day.isoformat(),
        "measures": [_measure_as_plain(measure) for measure in view.measures],
        "groups": [_group_as_plain(group) for group in view.groups],
        "weights": [[*title.as_plain(), weight] for title, weight in view.weights],
        "line": view.line.value,
        "by": view.by.as_plain(),
        "surveyed": view.surveyed,
    }


def measures_from_plain(plain: Mapping[str, Any]) -> MeasuresView:
    """Return the measures that `measures_as_plain` wrote, in rounds of any age."""
    return MeasuresView(
        day=date.fromisoformat(plain["day"]),
        measures=tuple(_measure_from_plain(measure) for measure in plain["measures"]),
        groups=tuple(_group_from_plain(group) for group in plain["groups"]),
        weights=tuple((Title(en, zh), weight) for en, zh, weight in plain["weights"]),
        line=PovertyLine(plain.get("line", PovertyLine.OFFICIAL)),
        by=Title(*plain["by"]) if "by" in plain else PLACE,
        surveyed=plain.get("surveyed", 0),
    )


def _group_as_plain(group: GroupView) -> dict[str, Any]:
    plain = {"title": group.title.as_plain(), "figures": dict(group.figures), "hidden": sorted(group.hidden)}
    return {"label": group.label, "households": group.households, **plain}


def _group_from_plain(plain: Mapping[str, Any]) -> GroupView:
    figures = plain["figures"]
    hidden = plain.get("hidden", [key for key, value in figures.items() if value is None])
    return GroupView(plain["label"], Title(*plain["title"]), plain["households"], figures, frozenset(hidden))


def _measure_as_plain(measure: MeasureView) -> dict[str, Any]:
    lines = [
        {**asdict(line), "title": line.title.as_plain() if line.title else None, "unit": str(line.unit)}
        for line in measure.lines
    ]
    notes = [[message, {key: _plain(value) for key, value in params.items()}] for message, params in measure.notes]
    return {
        "key": measure.key,
        "title": measure.title,
        "lines": lines,
        "notes": notes,
        "households": measure.households,
        "left_out": measure.left_out,
        "trouble": measure.trouble,
    }


def _measure_from_plain(plain: Mapping[str, Any]) -> MeasureView:
    lines = (
        MeasureLine(**{**line, "title": Title(*line["title"]) if line["title"] else None}) for line in plain["lines"]
    )
    notes = tuple((message, params) for message, params in plain["notes"])
    return MeasureView(**{**plain, "lines": tuple(lines), "notes": notes})


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float | None) else str(value)
