"""A profile tried on a sample: which column becomes which field, what the first rows say; nothing is kept."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from foundation.identifiers import mask
from registry.operations.imports.csv_reading import read_csv
from registry.operations.imports.file_types import FileKind, claimed_kind, file_type
from registry.operations.imports.parquet_reading import ParquetTooLarge, read_parquet
from registry.operations.imports.row_chunks import FileDamaged, FileDangerous, ImportFile, RowChunk
from registry.operations.imports.workbook_reading import SheetTooLarge, list_sheets, read_sheet
from registry.rules.imports.batches import Batch, SheetReading
from registry.rules.imports.cells import NULL
from registry.rules.imports.fields import FIELDS, SECRETS, Field, FieldKind
from registry.rules.imports.headings import SEARCHED_ROWS, Headings, find_headings
from registry.rules.imports.issues import Issue, IssueCode
from registry.rules.imports.profile import ColumnProfile, Profile, SheetProfile
from registry.rules.imports.text import tidy
from registry.rules.words_imports import StagedEntity

SAMPLE_ROWS = 500
SHOWN_RECORDS = 10


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One record as it would be read.

    Args:
        values: field and value, in the order of the catalogue; numbers that identify by their last digits.
    """

    row: int
    values: tuple[tuple[Field, Any], ...]
    is_refused: bool


@dataclass(slots=True)
class PartTrial:
    """One part of the profile held against one sheet.

    Args:
        sheet: the sheet's name; empty for a file without sheets.
        found: heading of the file and the column of the profile that reads it.
        absent: columns of the profile that the sheet does not have.
        ignored: headings that nothing reads.
        rows: rows of the sample that were read.
    """

    sheet: str
    number: int
    entity: StagedEntity
    found: tuple[tuple[str, ColumnProfile], ...] = ()
    absent: tuple[ColumnProfile, ...] = ()
    ignored: tuple[str, ...] = ()
    rows: int = 0
    records: list[TrialRecord] = dataclasses.field(default_factory=list)
    issues: list[Issue] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class Trial:
    """What a profile makes of a file."""

    parts: list[PartTrial] = dataclasses.field(default_factory=list)
    issues: list[Issue] = dataclasses.field(default_factory=list)


def try_profile(profile: Profile, file: ImportFile, today: date) -> Trial:
    """Read the first rows of a file under a profile. Writes: nothing. Cost: no statement."""
    trial = Trial()
    kind = file_type(file.path)
    if claimed := claimed_kind(file.name, kind.kind):
        trial.issues.append(Issue(IssueCode.NAME_MISLEADS, params={"file": file.name, "kind": claimed}))
        return trial
    try:
        for sheet, part, chunks in _sources(profile, file, kind.kind, trial):
            trial.parts.append(_try_part(profile, sheet, part, chunks, today))
    except FileDamaged:
        trial.issues.append(_about(file, IssueCode.FILE_UNREADABLE))
    except FileDangerous:
        trial.issues.append(_about(file, IssueCode.FILE_DANGEROUS))
    except SheetTooLarge:
        trial.issues.append(_about(file, IssueCode.SHEET_TOO_LARGE))
    except ParquetTooLarge as error:
        trial.issues.append(_about(file, IssueCode.FILE_BLOATED, size=error.size, parts=error.parts))
    if not trial.parts and not trial.issues:
        trial.issues.append(_about(file, IssueCode.FILE_NOT_MATCHED))
    return trial


def _about(file: ImportFile, code: IssueCode, **params: object) -> Issue:
    return Issue(code, params={"file": file.name, **params})


def _sources(
    profile: Profile, file: ImportFile, kind: FileKind, trial: Trial
) -> Iterator[tuple[str, SheetProfile, Iterator[RowChunk]]]:
    """Yield each sheet with each part of the profile that reads it."""
    if kind is FileKind.WORKBOOK:
        for sheet in list_sheets(file):
            for part in profile.sheets:
                if not sheet.is_hidden and part.matches(file.stem, sheet.name):
                    yield sheet.name, part, read_sheet(file, sheet)
    elif kind in (FileKind.TEXT, FileKind.PARQUET):
        for part in profile.sheets:
            if part.matches(file.stem, None):
                yield "", part, read_csv(file)[0] if kind is FileKind.TEXT else read_parquet(file, part.heading_keys)
    else:
        trial.issues.append(_about(file, IssueCode.FILE_EMPTY if kind is FileKind.EMPTY else IssueCode.FILE_UNREADABLE))


def _try_part(profile: Profile, sheet: str, part: SheetProfile, chunks: Iterator[RowChunk], today: date) -> PartTrial:
    result = PartTrial(sheet, part.number, part.entity)
    head = next(chunks, None)
    rows = head.rows if head else []
    headings = find_headings(rows[:SEARCHED_ROWS], part)
    result.issues = [issue for issue in headings.issues if issue.code is not IssueCode.COLUMNS_IGNORED]
    _name_columns(result, part, headings)
    if head is None or not headings.is_usable:
        return result
    result.issues += head.issues
    numbered = enumerate(islice(rows, headings.row + 1, headings.row + 1 + SAMPLE_ROWS), start=headings.row + 2)
    filled = [(number, row) for number, row in numbered if tidy("".join(row))]
    if filled:
        reading = SheetReading(part, headings, profile.words, today)
        numbers, cells = zip(*filled, strict=True)
        batches = reading.read(numbers, cells, head.spoilt)
        result.rows = len(filled)
        result.issues += reading.issues
        result.records = [record for batch in batches for record in _records(batch, part)][:SHOWN_RECORDS]
    return result


def _name_columns(result: PartTrial, part: SheetProfile, headings: Headings) -> None:
    result.found = tuple((headings.names[place], column) for column, place in headings.places)
    known = {id(column) for column, _ in headings.places}
    result.absent = tuple(column for column in part.columns if id(column) not in known)
    used = {place for _, place in headings.places} | {headings.only_place}
    result.ignored = tuple(name for place, name in enumerate(headings.names) if name and place not in used)


def _records(batch: Batch, part: SheetProfile) -> Iterator[TrialRecord]:
    fields = {field.stored_as: field for field in FIELDS[part.entity]}
    fields |= {column.stored_as: column.field for column in part.columns if column.is_extra}
    filled = [(field, batch.columns[name]) for name, field in fields.items() if name in batch.columns]
    for place, number in enumerate(batch.rows):
        values = [(field, texts[place]) for field, texts in filled]
        yield TrialRecord(
            number,
            tuple((field, _shown(field, text)) for field, text in values if text != NULL),
            batch.refused[place] == "t",
        )


def _shown(field: Field, text: str) -> Any:
    """Return a COPY text as the value it stands for; of a number that identifies only the last digits."""
    kind = field.kind
    if kind in SECRETS or kind is FieldKind.CERTIFICATE:
        return mask(text)
    if kind is FieldKind.FLAG:
        return text == "t"
    if kind in (FieldKind.WHOLE, FieldKind.MONEY):
        return int(text)
    if kind is FieldKind.NUMBER:
        return float(text)
    if kind is FieldKind.LIST:
        return [part for part in text.strip("{}").split(",") if part]
    return text.replace("\\\\", "\\")
