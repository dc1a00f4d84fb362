"""Every file of a run read under its parts of the profile."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import Cursor

from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.file_types import FileKind, file_type
from registry.operations.imports.issue_log import IssueLog, Source
from registry.operations.imports.loading import SheetLoader
from registry.operations.imports.row_chunks import ImportFile, RowChunk
from registry.operations.imports.workbook_reading import (
    SheetTooLarge,
    WorkbookDamaged,
    WorkbookSheet,
    list_sheets,
    read_sheet,
)
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.profile import Profile, SheetProfile


@dataclass
class FileLoader:
    """Loads files one after another; sources are numbered through."""

    profile: Profile
    log: IssueLog
    cursor: "Cursor[Any]"
    today: date
    rows: int = 0
    blank_rows: int = 0
    _sources: int = 0
    _described: list[dict[str, Any]] = field(default_factory=list)

    def load(self, file: ImportFile) -> dict[str, Any]:
        """Load one file and return its description for the run: name, size, digest, encoding, sheets."""
        self._described = []
        kind = file_type(file.path)
        description = {"name": file.name, "size": file.path.stat().st_size, "sha256": _digest(file), "kind": kind.kind}
        if kind.kind is FileKind.TEXT:
            description["encoding"] = self._load_text(file)
        elif kind.kind is FileKind.WORKBOOK:
            self._load_workbook(file)
        else:
            code = {
                FileKind.EMPTY: IssueCode.FILE_EMPTY,
                FileKind.DAMAGED: IssueCode.FILE_UNREADABLE,
            }.get(kind.kind, IssueCode.WRONG_FILE_TYPE)
            self._tell(file, code, kind=kind.name)
        return description | {"sheets": self._described}

    def _load_text(self, file: ImportFile) -> str:
        encoding = ""
        parts = [part for part in self.profile.sheets if part.matches(file.stem, None)]
        if not parts:
            self._tell(file, IssueCode.FILE_NOT_MATCHED)
        for part in parts:
            chunks, encoding = read_csv(file)
            self._load_sheet(file, "", part, parts, chunks)
        return encoding

    def _load_workbook(self, file: ImportFile) -> None:
        try:
            sheets = list_sheets(file)
        except WorkbookDamaged:
            self._tell(file, IssueCode.FILE_UNREADABLE)
            return
        matched = [
            (
                sheet,
                [part for part in self.profile.sheets if not sheet.is_hidden and part.matches(file.stem, sheet.name)],
            )
            for sheet in sheets
        ]
        if not any(parts for _, parts in matched):
            self._tell(file, IssueCode.FILE_NOT_MATCHED)
            return
        for sheet, parts in matched:
            if not parts:
                self._tell(file, IssueCode.SHEET_NOT_READ, sheet.name)
            for part in parts:
                self._guarded(file, sheet, part, parts)

    def _guarded(self, file: ImportFile, sheet: WorkbookSheet, part: SheetProfile, parts: list[SheetProfile]) -> None:
        try:
            self._load_sheet(file, sheet.name, part, parts, read_sheet(file, sheet))
        except SheetTooLarge:
            self._tell(file, IssueCode.SHEET_TOO_LARGE, sheet.name)
        except WorkbookDamaged:
            self._tell(file, IssueCode.FILE_UNREADABLE, sheet.name)

    def _load_sheet(
        self, file: ImportFile, sheet: str, part: SheetProfile, parts: list[SheetProfile], chunks: Iterator[RowChunk]
    ) -> None:
        self._sources += 1
        source = Source(self._sources, file.name[:200], sheet[:80])
        elsewhere = frozenset[str]().union(*(other.heading_keys for other in parts if other is not part))
        loader = SheetLoader(self.log, self.cursor, source, part, self.profile.words, self.today, elsewhere)
        tally = loader.load(chunks)
        self.rows += tally.rows
        self.blank_rows += tally.blank_rows
        self._described.append(
            {"no": source.number, "sheet": sheet, "entity": part.entity, "rows": tally.rows, "blank": tally.blank_rows}
        )

    def _tell(self, file: ImportFile, code: IssueCode, sheet: str = "", **params: object) -> None:
        self.log.tell(Source(0, file.name, sheet), [Issue(code, None, None, {"file": file.name, **params})])


def _digest(file: ImportFile) -> str:
    with file.path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
