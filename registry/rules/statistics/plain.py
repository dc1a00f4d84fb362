"""Tables as plain JSON values and back: what a frozen round keeps, names included."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.rules.statistics.definition import TableDefinition
from registry.rules.statistics.tables import Cell, Member, Table
from registry.rules.statistics.titles import Title


def table_as_plain(table: Table) -> dict[str, Any]:
    """Return a table as plain JSON values; hidden cells hold nothing."""
    return {
        "definition": table.definition.as_plain(),
        "area": table.area.as_plain(),
        "day": table.day.isoformat(),
        "rows_title": table.rows_title.as_plain(),
        "columns_title": _plain(table.columns_title),
        "value_title": _plain(table.value_title),
        "value_unit": _plain(table.value_unit),
        "filters": [[key.as_plain(), value.as_plain()] for key, value in table.filters],
        "rows": [[member.key, *member.title.as_plain()] for member in table.rows],
        "columns": [[member.key, *member.title.as_plain()] for member in table.columns],
        "cells": [
            [row, column, cell.count, cell.value, cell.low, cell.high] for (row, column), cell in table.cells.items()
        ],
        "limit": table.limit,
        "left_out": table.left_out,
        "too_fine": table.too_fine,
    }


def table_from_plain(plain: Mapping[str, Any]) -> Table:
    """Return the table that `table_as_plain` wrote."""
    return Table(
        definition=TableDefinition.from_plain(plain["definition"]),
        area=Title(*plain["area"]),
        day=date.fromisoformat(plain["day"]),
        rows_title=Title(*plain["rows_title"]),
        columns_title=_title(plain["columns_title"]),
        value_title=_title(plain["value_title"]),
        value_unit=_title(plain["value_unit"]),
        filters=tuple((Title(*key), Title(*value)) for key, value in plain["filters"]),
        rows=tuple(Member(key, Title(*title)) for key, *title in plain["rows"]),
        columns=tuple(Member(key, Title(*title)) for key, *title in plain["columns"]),
        cells={(row, column): Cell(*values) for row, column, *values in plain["cells"]},
        limit=plain["limit"],
        left_out=plain["left_out"],
        too_fine=plain["too_fine"],
    )


def _plain(title: Title | None) -> list[str] | None:
    return title.as_plain() if title else None


def _title(plain: list[str] | None) -> Title | None:
    return Title(*plain) if plain else None
