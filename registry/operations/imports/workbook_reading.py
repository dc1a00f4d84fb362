"""XLSX workbooks, sheet by sheet; the library loads one sheet at a time, whose size is bounded beforehand."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from registry.operations.imports.row_chunks import CHUNK_ROWS, FileDamaged, FileDangerous, ImportFile, RowChunk
from registry.operations.imports.workbook_scan import (
    MAX_CELLS,
    SheetScan,
    check_parts,
    is_too_large,
    scan_sheet,
    sheet_parts,
)

Cell = int | float | str | bool | time | date | datetime | timedelta
FORMULA = "=…"
"""Stands for every formula; what it computes is not looked at."""
LONGEST_EXACT = 1e15


class SheetTooLarge(Exception):
    """The sheet would not fit into the memory an import may take."""


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    name: str
    part: str
    is_hidden: bool


def list_sheets(file: ImportFile) -> list[WorkbookSheet]:
    """Return the workbook's worksheets. Raises: FileDamaged, FileDangerous."""
    with _opened(file) as archive:
        check_parts(archive)
        return [WorkbookSheet(sheet.name, sheet.part, sheet.is_hidden) for sheet in sheet_parts(archive)]


def read_sheet(file: ImportFile, sheet: WorkbookSheet) -> Iterator[RowChunk]:
    """Yield one sheet's rows in chunks.

    Raises: FileDamaged, FileDangerous; SheetTooLarge before anything is loaded.
    """
    with _opened(file) as archive:
        if is_too_large(archive, sheet.part):
            raise SheetTooLarge
        scan = scan_sheet(archive, sheet.part)
    if scan.cells > MAX_CELLS:
        raise SheetTooLarge
    try:
        with CalamineWorkbook.from_path(str(file.path)) as workbook:
            yield from _chunks(workbook.get_sheet_by_name(sheet.name), scan)
    except CalamineError as error:
        raise FileDamaged from error


@contextmanager
def _opened(file: ImportFile) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file.path) as archive:
            yield archive
    except DefusedXmlException as error:
        raise FileDangerous from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ParseError, NotImplementedError, RuntimeError) as error:
        raise FileDamaged from error


def _chunks(sheet: CalamineSheet, scan: SheetScan) -> Iterator[RowChunk]:
    left = sheet.start[1] if sheet.start else 0
    rows = chain(sheet.iter_rows() if sheet.start else ())
    first = 1
    while True:
        texts: list[Sequence[str]] = [
            [cell if type(cell) is str else cell_text(cell) for cell in row] for row in islice(rows, CHUNK_ROWS)
        ]
        if texts and scan.formulas:
            texts = _with_formulas(texts, scan, first, left)
        is_last = len(texts) < CHUNK_ROWS
        following = first + len(texts)
        share = following / max(scan.last_row, following)
        yield RowChunk(first, texts, blank_after=max(scan.last_row - following + 1, 0) if is_last else 0, share=share)
        if is_last:
            return
        first = following


def _with_formulas(texts: list[Sequence[str]], scan: SheetScan, first: int, left: int) -> list[Sequence[str]]:
    rows = [list(row) for row in texts]
    for column in scan.formulas:
        for number in scan.formulas_between(column, first, first + len(rows) - 1):
            row = rows[number - first]
            if 0 <= column - left < len(row):
                row[column - left] = FORMULA
    return list(rows)


def cell_text(cell: Cell) -> str:
    """Return a cell's value as a person would have typed it.

    Numbers of 16 and more digits, which a spreadsheet has already cut short, come in scientific notation, which no
    reader of codes accepts.
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, float):
        return _number_text(cell)
    return str(cell)


def _number_text(number: float) -> str:
    if number.is_integer():
        return str(int(number)) if abs(number) < LONGEST_EXACT else f"{number:.14E}"
    text = f"{number:.15g}"
    return f"{number:.10f}".rstrip("0") if "e" in text else text
