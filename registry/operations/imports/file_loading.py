"""Every file of a run read under its parts of the profile."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from psycopg import Cursor

from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.file_types import FileKind, FileType, claimed_kind, file_type
from registry.operations.imports.issue_log import IssueLog, Source
from registry.operations.imports.loading import SheetLoader
from registry.operations.imports.parquet_reading import ParquetTooLarge, read_parquet
from registry.operations.imports.progress import Gauge
from registry.operations.imports.row_chunks import FileDamaged, FileDangerous, ImportFile, RowChunk
from registry.operations.imports.workbook_reading import (
    SheetTooLarge,
    WorkbookSheet,
    list_sheets,
    read_sheet,
)
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.profile import Profile, SheetProfile
from registry.rules.imports.templates import OWN_SHEETS

_FAULTS = {
    FileKind.EMPTY: IssueCode.FILE_EMPTY,
    FileKind.DAMAGED: IssueCode.FILE_UNREADABLE,
    FileKind.BLOATED: IssueCode.FILE_BLOATED,
    FileKind.OTHER: IssueCode.WRONG_FILE_TYPE,
}


@dataclass
class FileLoader:
    """Loads files one after another; sources are numbered through."""

    profile: Profile
    log: IssueLog
    cursor: "Cursor[Any]"
    today: date
    gauge: Gauge
    rows: int = 0
    blank_rows: int = 0
    _sources: int = 0
    _described: list[dict[str, Any]] = field(default_factory=list)

    def load(self, file: ImportFile) -> dict[str, Any]:
        """Load one file and return its description for the run: name, size, digest, encoding, sheets."""
        self._described = []
        kind = file_type(file.path)
        size = file.path.stat().st_size
        self.gauge.open_file(file.name, size)
        description = {"name": file.name, "size": size, "sha256": _digest(file), "kind": kind.kind}
        if claimed := claimed_kind(file.name, kind.kind):
            self._tell(file, IssueCode.NAME_MISLEADS, kind=claimed)
        elif kind.kind is FileKind.TEXT:
            description["encoding"] = self._load_text(file)
        else:
            self._load_binary(file, kind)
        return description | {"sheets": self._described}

    def _load_binary(self, file: ImportFile, kind: FileType) -> None:
        try:
            if kind.kind is FileKind.WORKBOOK:
                self._load_workbook(file)
            elif kind.kind is FileKind.PARQUET:
                self._load_parquet(file)
            else:
                self._tell(file, _FAULTS[kind.kind], **kind.described)
        except FileDamaged:
            self._tell(file, IssueCode.FILE_UNREADABLE)
        except FileDangerous:
            self._tell(file, IssueCode.FILE_DANGEROUS)

    def _load_text(self, file: ImportFile) -> str:
        encoding = ""
        parts = [part for part in self.profile.sheets if part.matches(file.stem, None)]
        if not parts:
            self._tell(file, IssueCode.FILE_NOT_MATCHED)
        for part in parts:
            chunks, encoding = read_csv(file)
            self._load_sheet(file, "", part, parts, chunks)
        return encoding

    def _load_parquet(self, file: ImportFile) -> None:
        parts = [part for part in self.profile.sheets if part.matches(file.stem, None)]
        if not parts:
            self._tell(file, IssueCode.FILE_NOT_MATCHED)
        try:
            for part in parts:
                self._load_sheet(file, "", part, parts, read_parquet(file, part.heading_keys))
        except ParquetTooLarge as error:
            self._tell(file, IssueCode.FILE_BLOATED, size=error.size, parts=error.parts)

    def _load_workbook(self, file: ImportFile) -> None:
        sheets = list_sheets(file)
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
            if not parts and sheet.name not in OWN_SHEETS:
                self._tell(file, IssueCode.SHEET_NOT_READ, sheet.name)
            for part in parts:
                self._guarded(file, sheet, part, parts)

    def _guarded(self, file: ImportFile, sheet: WorkbookSheet, part: SheetProfile, parts: list[SheetProfile]) -> None:
        try:
            self._load_sheet(file, sheet.name, part, parts, read_sheet(file, sheet))
        except SheetTooLarge:
            self._tell(file, IssueCode.SHEET_TOO_LARGE, sheet.name)
        except FileDamaged:
            self._tell(file, IssueCode.FILE_UNREADABLE, sheet.name)

    def _load_sheet(
        self, file: ImportFile, sheet: str, part: SheetProfile, parts: list[SheetProfile], chunks: Iterator[RowChunk]
    ) -> None:
        self._sources += 1
        source = Source(self._sources, file.name[:200], sheet[:80])
        elsewhere = frozenset[str]().union(*(other.heading_keys for other in parts if other is not part))
        loader = SheetLoader(self.log, self.cursor, source, part, self.profile.words, self.today, elsewhere, self.gauge)
        tally = loader.load(chunks)
        self.rows += tally.rows
        self.blank_rows += tally.blank_rows
        self._described.append(
            {"no": source.number, "sheet": sheet, "entity": part.entity, "rows": tally.rows, "blank": tally.blank_rows}
        )

    def _tell(self, file: ImportFile, code: IssueCode, sheet: str = "", **params: Any) -> None:
        self.log.tell(Source(0, file.name, sheet), [Issue(code, None, None, {"file": file.name, **params})])


def _digest(file: ImportFile) -> str:
    with file.path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
