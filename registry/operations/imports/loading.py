"""Sheets read, sealed and copied into the staging tables."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from psycopg import Cursor

from foundation.vault import vault
from registry.operations.imports.copying import CopyStream
from registry.operations.imports.issue_log import IssueLog, Source
from registry.operations.imports.progress import Gauge
from registry.operations.imports.row_chunks import FileDamaged, RowChunk
from registry.operations.imports.staging_tables import TABLE_OF
from registry.rules.blind_indexes import bank_account_index, id_number_index, phone_index
from registry.rules.imports.batches import Batch, SheetReading
from registry.rules.imports.cells import NULL
from registry.rules.imports.fields import ENTRIES, FieldKind
from registry.rules.imports.headings import SEARCHED_ROWS, Headings, find_headings
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.profile import CellWords, SheetProfile
from registry.rules.imports.text import tidy
from registry.rules.words_imports import StagedEntity

INDEXES: dict[str, Callable[[str], str]] = {
    "id_number": id_number_index,
    "phone": phone_index,
    "bank_account": bank_account_index,
}
LONGEST_HIDDEN = 30
"""A row with more characters than this is not looked through for hidden ones alone."""
JSON_PLAIN = (FieldKind.NUMBER, FieldKind.WHOLE)


@dataclass(slots=True)
class SheetTally:
    """How many rows of a sheet were read and how many were blank; the first blank one's number."""

    rows: int = 0
    blank_rows: int = 0
    first_blank: int | None = None

    def add_blank(self, number: int, count: int = 1) -> None:
        self.blank_rows += count
        self.first_blank = self.first_blank or number


@dataclass
class SheetLoader:
    """Loads one sheet under one part of the profile."""

    log: IssueLog
    cursor: "Cursor[Any]"
    source: Source
    sheet: SheetProfile
    words: CellWords
    today: date
    read_elsewhere: frozenset[str] = frozenset()
    gauge: Gauge = dataclasses.field(default_factory=lambda: Gauge(None))

    def load(self, chunks: Iterator[RowChunk]) -> SheetTally:
        """Read the chunks to the end. Writes: the staging table of the entity, issues. Cost: 1 COPY, and 1
        after each chunk with issues. Raises: FileDamaged, with nothing of the sheet left."""
        tally = SheetTally()
        head = next(chunks, None)
        if head is None or not any(_is_filled(row) for row in head.rows):
            self.log.tell(self.source, [Issue(IssueCode.FILE_EMPTY, None, None, {"file": self.source.file_name})])
            return tally
        headings = find_headings(head.rows[:SEARCHED_ROWS], self.sheet, self.read_elsewhere)
        self.log.tell(self.source, list(headings.issues))
        if not headings.is_usable:
            self.log.tell(self.source, head.issues)
            return tally
        self._name_columns(headings)
        reading = SheetReading(self.sheet, headings, self.words, self.today)
        damage = None
        with CopyStream(self.cursor) as stream:
            try:
                for chunk in chain((head,), chunks):
                    start = headings.row + 1 if chunk is head else 0
                    self._load_chunk(reading, chunk, start, tally, stream)
                    self.gauge.read(chunk.share, tally.rows)
            except FileDamaged as error:  # the COPY must end well, or the whole transaction is lost
                damage = error
        if damage is not None:
            self._remove()
            raise damage
        self.gauge.close_sheet(tally.rows)
        self._close(tally)
        return tally

    def _remove(self) -> None:
        """Take out the rows of a sheet that could not be read to its end: half of it would pass for all of it."""
        self.cursor.execute(f"delete from {TABLE_OF[self.sheet.entity]} where source_no = %s", (self.source.number,))

    def _load_chunk(
        self, reading: SheetReading, chunk: RowChunk, start: int, tally: SheetTally, stream: CopyStream
    ) -> None:
        numbers: list[int] = []
        rows: list[Sequence[str]] = []
        for number, row in enumerate(chunk.rows[start:], start=chunk.first + start):
            if _is_filled(row):
                numbers.append(number)
                rows.append(row)
            else:
                tally.add_blank(number)
        if chunk.blank_after:
            tally.add_blank(chunk.first + len(chunk.rows), chunk.blank_after)
        tally.rows += len(rows)
        if rows:
            for batch in reading.read(numbers, rows, chunk.spoilt):
                self._copy(batch, stream)
        if chunk.issues or reading.issues:
            stream.close()
            self.log.tell(self.source, chunk.issues + reading.issues)
            reading.issues.clear()

    def _copy(self, batch: Batch, stream: CopyStream) -> None:
        if not batch.rows:
            return
        if self.sheet.entity is StagedEntity.PERSON:
            _seal(batch)
        _gather_extras(batch, self.sheet)
        columns = {
            "source_no": [str(self.source.number)] * len(batch.rows),
            "row_number": list(map(str, batch.rows)),
            "is_refused": batch.refused,
            **batch.columns,
        }
        if self.sheet.entity in ENTRIES:
            columns["entity"] = [self.sheet.entity.value] * len(batch.rows)
            if "reference" in columns:
                columns["reference"] = ["" if text == NULL else text for text in columns["reference"]]
        names = sorted(columns)
        lines = "\n".join(map("\t".join, zip(*(columns[name] for name in names), strict=True)))
        stream.write(f"copy {TABLE_OF[self.sheet.entity]} ({', '.join(names)}) from stdin", lines + "\n")

    def _name_columns(self, headings: Headings) -> None:
        """Remember which heading fills which field, for the checks that run in the database."""
        self.cursor.execute(
            "insert into stage_source values (%s, %s, %s)",
            (self.source.number, self.source.file_name, self.source.sheet),
        )
        named = {column.field.name: headings.names[place] for column, place in headings.places}
        self.cursor.executemany(
            "insert into stage_column values (%s, %s, %s)",
            [(self.source.number, field, heading) for field, heading in named.items()],
        )

    def _close(self, tally: SheetTally) -> None:
        issues = []
        if tally.blank_rows:
            issues.append(Issue(IssueCode.ROWS_BLANK, tally.first_blank, None, {"count": tally.blank_rows}))
        if not tally.rows:
            issues.append(Issue(IssueCode.NO_ROWS))
        self.log.tell(self.source, issues)


def _is_filled(row: Sequence[str]) -> bool:
    text = "".join(row).strip()
    return len(text) > LONGEST_HIDDEN or bool(text and tidy(text))


def _seal(batch: Batch) -> None:
    """Encrypt numbers that identify before anything is written, and index them.

    A sheet without member numbers takes the ID number's index for one: it is as stable as the number and tells nothing.
    """
    safe = vault()
    for name, index_of in INDEXES.items():
        plain = batch.columns.get(name)
        if plain is None:
            continue
        batch.columns[f"{name}_index"] = [NULL if text == NULL else index_of(text) for text in plain]
        batch.columns[name] = [NULL if text == NULL else "\\\\x" + safe.encrypt(text).hex() for text in plain]
    if "person_code" not in batch.columns:
        batch.columns["person_code"] = batch.columns["id_number_index"]
        batch.columns["is_code_from_id"] = ["t"] * len(batch.rows)


def _gather_extras(batch: Batch, sheet: SheetProfile) -> None:
    """Turn the columns of extra indicators into one JSON object a record."""
    extras = [column for column in sheet.columns if column.is_extra and column.stored_as in batch.columns]
    if not extras:
        return
    members = [_members(column.field.name, column.field.kind, batch.columns.pop(column.stored_as)) for column in extras]
    batch.columns["extra"] = ["{" + ",".join(filter(None, row)) + "}" for row in zip(*members, strict=True)]


def _members(name: str, kind: FieldKind, values: list[str]) -> list[str]:
    return [f'"{name}":{_json(value, kind)}' if value != NULL else "" for value in values]


def _json(value: str, kind: FieldKind) -> str:
    if kind in JSON_PLAIN:
        return value
    if kind is FieldKind.FLAG:
        return "true" if value == "t" else "false"
    return json.dumps(value.replace("\\\\", "\\"), ensure_ascii=False).replace("\\", "\\\\")
