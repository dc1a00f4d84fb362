"""Submissions as the sheets of an import: the same checks, the same preview and the same decision as for any file."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.rules.collection.mapping import asked_unit
from registry.rules.collection.records import EXTRA, LINE_ENTITIES, Place
from registry.rules.imports.fields import FIELDS, field_named
from registry.rules.words_imports import StagedEntity

FILE_OF = {
    StagedEntity.HOUSEHOLD: "households",
    StagedEntity.PERSON: "members",
    StagedEntity.INCOME: "income",
    StagedEntity.SPENDING: "spending",
    StagedEntity.EVENT: "events",
}
FIRST_ROW = 2
"""Rows are counted as a spreadsheet counts them: the headings are the first."""
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Landing:
    """The sheets of a batch.

    Args:
        files: name → CSV.
        document: the import profile that reads them, as its TOML would say it.
        rows: household code → sheet → the numbers of its rows.
    """

    files: Mapping[str, bytes]
    document: dict[str, Any]
    rows: Mapping[str, dict[str, list[int]]]


def make_landing(title: str, households: Mapping[str, Mapping[Place, str]], defined: Collection[str] = ()) -> Landing:
    """Return the sheets for what submissions bring to each household.

    Args:
        households: code → what is brought; a household with nothing gets no rows.
        defined: keys of the further fields that regions define; any other is kept as text.
    """
    tables: dict[StagedEntity, list[tuple[str, Row]]] = {entity: [] for entity in FILE_OF}
    for code, edits in households.items():
        for entity, row in _rows(code, edits):
            tables[entity].append((code, row))
    files, sheets, places = {}, [], {code: dict[str, list[int]]() for code in households}
    for entity, table in tables.items():
        if table:
            headings = list(dict.fromkeys(name for _, row in table for name in row))
            files[f"{FILE_OF[entity]}.csv"] = _csv(headings, [row for _, row in table])
            sheets.append(_sheet(entity, headings, defined))
            for number, (code, _) in enumerate(table, start=FIRST_ROW):
                places[code].setdefault(FILE_OF[entity], []).append(number)
    return Landing(files, {"title": {"en": title}, "sheet": sheets}, places)


def _rows(code: str, edits: Mapping[Place, str]) -> Iterator[tuple[StagedEntity, Row]]:
    records: dict[tuple[StagedEntity, str], Row] = {}
    for place, text in edits.items():
        records.setdefault((place.entity, place.record), _keys(code, place))[place.field] = text
    for (entity, _record), row in records.items():
        yield entity, row


def _keys(code: str, place: Place) -> Row:
    if place.entity is StagedEntity.HOUSEHOLD:
        return {"code": code}
    if place.entity is StagedEntity.PERSON:
        return {"household_code": code, "code": place.record}
    day, kind, reference = place.record.split("|", 2)
    date_field, kind_field = (
        field.name for field in FIELDS[place.entity] if field.is_key and field.name != "household_code"
    )
    keys = {"household_code": code, date_field: day, kind_field: kind}
    return {**keys, "reference": reference} if reference else keys


def _sheet(entity: StagedEntity, headings: Sequence[str], defined: Collection[str]) -> dict[str, Any]:
    columns = list(headings)
    if entity in LINE_ENTITIES:
        columns += [field.name for field in FIELDS[entity] if field.is_key and field.name not in columns]
    return {
        "entity": entity.value,
        "files": [FILE_OF[entity]],
        "column": [_column(entity, name, defined) for name in columns],
    }


def _column(entity: StagedEntity, name: str, defined: Collection[str]) -> dict[str, Any]:
    if name.startswith(EXTRA):
        key = name.removeprefix(EXTRA)
        return {"name": name, "extra": key, **({} if key in defined else {"type": "text"})}
    field = field_named(entity, name)
    unit = asked_unit(field) if field else None
    return {"name": name, "field": name, **({"unit": unit} if unit else {})}


def _csv(headings: Sequence[str], rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
