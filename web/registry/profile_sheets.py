"""One sheet of a profile as a form table, and the table as a part of the profile's document again.

A row of the table is one column of the sheet. Every cell keeps what was typed, right or wrong: the profile's own checks
say what is wrong with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from registry.rules.imports.profile_texts import PlacedProblem

SPARE_ROWS = 3
MORE_ROWS = 8
OWN = "own:"
FIELD = "field:"
FURTHER = "extra:"
CELLS = ("names", "fills", "key", "unit", "codes", "dates", "constant")


@dataclass(slots=True)
class ColumnRow:
    """One row of the table, every cell as text.

    Args:
        fills: `field:NAME`, `extra:KEY` of a region's further field, or `own:TYPE` of an indicator named in `key`.
        codes, constant: lines of `word = value`.
        problems: what the checks say is wrong with it.
    """

    names: str = ""
    fills: str = ""
    key: str = ""
    unit: str = ""
    codes: str = ""
    dates: str = ""
    constant: str = ""
    required: bool = False
    remove: bool = False
    problems: list[PlacedProblem] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not any(getattr(self, name).strip() for name in CELLS)


@dataclass(slots=True)
class SheetTable:
    """The sheet's own settings, as text, and its rows."""

    entity: str = "household"
    files: str = ""
    sheets: str = ""
    constant: str = ""
    only_name: str = ""
    only_words: str = ""
    rows: list[ColumnRow] = field(default_factory=list)
    problems: list[PlacedProblem] = field(default_factory=list)

    def add_rows(self, count: int) -> None:
        """Put blank rows at the end."""
        self.rows += [ColumnRow() for _ in range(count)]


def table_of(sheet: Mapping[str, Any]) -> SheetTable:
    """Return a sheet of a document as a table."""
    only = sheet.get("only", {})
    table = SheetTable(
        str(sheet.get("entity", "")),
        _joined(sheet.get("files", ())),
        _joined(sheet.get("sheets", ())),
        _lines(sheet.get("constant", {})),
        _joined(only.get("name", ())) if isinstance(only, Mapping) else "",
        _joined(only.get("words", ())) if isinstance(only, Mapping) else "",
    )
    table.rows = [_row_of(column) for column in sheet.get("column", [])]
    return table


def _row_of(column: Mapping[str, Any]) -> ColumnRow:
    fills, key = FIELD + str(column.get("field", "")), ""
    if "extra" in column:
        key = str(column["extra"])
        fills, key = (OWN + str(column["type"]), key) if "type" in column else (FURTHER + key, "")
    return ColumnRow(
        "\n".join(_texts(column.get("name", ()))),
        fills,
        key,
        str(column.get("unit", "")),
        _lines(column.get("codes", {})),
        str(column.get("dates", "")),
        _lines(column.get("constant", {})),
        bool(column.get("required", False)),
    )


def read_table(form: "MultiDict[str, str]") -> SheetTable:
    """Return the table as it was typed."""
    table = SheetTable(
        form.get("entity", ""),
        form.get("files", ""),
        form.get("sheets", ""),
        form.get("constant", ""),
        form.get("only_name", ""),
        form.get("only_words", ""),
    )
    count = form.get("rows", 0, type=int)
    for number in range(min(max(count, 0), 400)):
        row = ColumnRow(required=f"required-{number}" in form, remove=f"remove-{number}" in form)
        for name in CELLS:
            setattr(row, name, form.get(f"{name}-{number}", ""))
        table.rows.append(row)
    return table


def document_of(table: SheetTable) -> dict[str, Any]:
    """Return the table as a sheet of a document; blank and removed rows are left out."""
    sheet: dict[str, Any] = {"entity": table.entity}
    for name, text in (("files", table.files), ("sheets", table.sheets)):
        if patterns := _split(text):
            sheet[name] = patterns
    if constant := _pairs(table.constant):
        sheet["constant"] = constant
    if table.only_name.strip() or table.only_words.strip():
        sheet["only"] = {"name": _split(table.only_name), "words": _split(table.only_words)}
    sheet["column"] = [_column_of(row) for row in kept_rows(table)]
    return sheet


def kept_rows(table: SheetTable) -> list[ColumnRow]:
    """Return the rows that become columns, in order."""
    return [row for row in table.rows if not row.remove and not row.is_blank]


def _column_of(row: ColumnRow) -> dict[str, Any]:
    names = _split(row.names)
    column: dict[str, Any] = {"name": names[0] if len(names) == 1 else names}
    kind, _, rest = row.fills.partition(":")
    if kind == "own":
        column |= {"extra": row.key.strip(), "type": rest}
    elif kind == "extra":
        column["extra"] = rest
    elif rest:
        column["field"] = rest
    for name, value in (
        ("unit", row.unit.strip()),
        ("codes", _pairs(row.codes)),
        ("dates", row.dates.strip() if row.dates.strip() != "day" else ""),
        ("required", row.required),
        ("constant", _pairs(row.constant)),
    ):
        if value:
            column[name] = value
    return column


def tell_problems(table: SheetTable, sheet_no: int, problems: Sequence[PlacedProblem]) -> list[PlacedProblem]:
    """Put each problem of this sheet to its row, or to the sheet; return those of other sheets."""
    rows = kept_rows(table)
    others = []
    for problem in problems:
        if problem.sheet_no != sheet_no:
            others.append(problem)
        elif problem.column_no and problem.column_no <= len(rows):
            rows[problem.column_no - 1].problems.append(problem)
        else:
            table.problems.append(problem)
    return others


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value]


def _joined(value: Any) -> str:
    return "\n".join(_texts(value))


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _lines(table: Any) -> str:
    if not isinstance(table, Mapping):
        return ""
    return "\n".join(f"{word} = {_written(value)}" for word, value in table.items())


def _written(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _pairs(text: str) -> dict[str, Any]:
    """Read lines of `word = value`; a line without a sign is a word without a value, which the checks refuse."""
    found: dict[str, Any] = {}
    for line in _split(text):
        word, _, value = line.rpartition("=") if "=" in line else (line, "", "")
        found[word.strip()] = _BOOLEANS.get(value.strip().casefold(), value.strip())
    return found


_BOOLEANS: dict[str, Any] = {"yes": True, "no": False, "true": True, "false": False}
