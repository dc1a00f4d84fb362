"""Statistics as the API tells them: names in both languages, hidden numbers marked and never a number."""

from typing import Any

from registry.rules.statistics import TOTAL, Cell, Dimension, Member, Table, Title, Value
from reports.bulletin.figures import RoundFigures
from reports.statistics.views import MeasureLine, MeasureView
from web.letters import translator

Told = dict[str, Any]


def told_name(title: Title) -> dict[str, str]:
    """Return a name in both languages."""
    return {"en": title.en, "zh": title.zh or translator("zh")(title.en)}


def told_dimension(dimension: Dimension) -> Told:
    """Return something to count by."""
    return {
        "key": dimension.key,
        "name": told_name(dimension.title),
        "known_of": dimension.known_of,
        "values": [_named(value) for value in dimension.values],
    }


def told_table(table: Table) -> Told:
    """Return a table as it may be shown."""
    return {
        "area": told_name(table.area),
        "day": table.day,
        "unit": table.definition.unit,
        "measure": table.definition.measure,
        "value_name": _name_or_none(table.value_title),
        "value_unit": _name_or_none(table.value_unit),
        "filters": [{"dimension": told_name(key), "value": told_name(value)} for key, value in table.filters],
        "rows_name": told_name(table.rows_title),
        "rows": [_named(member) for member in table.rows],
        "columns_name": _name_or_none(table.columns_title),
        "columns": [_named(member) for member in table.columns],
        "smallest_shown": table.limit,
        "left_out": table.left_out,
        "cells": [_cell(row, column, cell) for (row, column), cell in table.cells.items()],
    }


def told_figures(figures: RoundFigures) -> Told:
    """Return the tables and measures of a frozen round."""
    measures = figures.measures.measures if figures.measures else ()
    return {
        "tables": [
            {"key": each.key, "name": told_name(Title(each.title)), "table": told_table(each.table)}
            for each in figures.tables
        ],
        "measures": [_measure(measure) for measure in measures],
    }


def _measure(measure: MeasureView) -> Told:
    return {
        "key": measure.key,
        "name": told_name(Title(measure.title)),
        "households": measure.households,
        "left_out": measure.left_out,
        "figures": [_figure(line) for line in measure.lines],
    }


def _figure(line: MeasureLine) -> Told:
    name = told_name(Title(line.label))
    if line.title:
        places = told_name(line.title)
        name = {language: text % {"title": places[language]} for language, text in name.items()}
    return {
        "key": line.key,
        "name": name,
        "unit": line.unit,
        "hidden": line.is_hidden,
        "value": line.value,
        "low": line.low,
        "high": line.high,
    }


def _cell(row: str, column: str, cell: Cell) -> Told:
    return {
        "row": None if row == TOTAL else row,
        "column": None if column == TOTAL else column,
        "hidden": cell.is_hidden,
        "count": cell.count,
        "value": cell.value,
        "low": cell.low,
        "high": cell.high,
    }


def _named(one: Member | Value) -> Told:
    return {"key": one.key, "name": told_name(one.title)}


def _name_or_none(title: Title | None) -> Told | None:
    return told_name(title) if title else None
