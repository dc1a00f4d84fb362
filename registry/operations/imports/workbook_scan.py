"""A look into a workbook's own XML before the spreadsheet library loads it: size, formulas, blank rows, hidden sheets.

The library allots memory for the whole rectangle between a sheet's first and last cell and gives values only: one stray
cell in the last row would fill the memory, and a formula would be taken for its last result. Both are found here, by a
single pass over the compressed XML.
"""

import re
import zipfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath

from defusedxml.ElementTree import parse

from registry.operations.imports.row_chunks import FileDangerous

MAX_CELLS = 2_600_000
MAX_SHEET_BYTES = 200_000_000
MAX_STRINGS_BYTES = 80_000_000
BLOCK_BYTES = 1 << 20
CARRY_BYTES = 512
DEFINITION_BYTES = 1 << 16
STRINGS_PART = "xl/sharedStrings.xml"
_PLACE = re.compile(rb"""\sr=["']([A-Za-z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(rb"""<c\s[^>]*?r=["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*><f[\s>/]""")
_ROW = re.compile(rb"""<row\s[^>]*?r=["'](\d{1,7})["']""")
_CLASSES = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'", b"A" * 52 + b"0" * 10 + b'"'
)
_LARGE_CLASSES = (b'="AA', b'A000000"')
"""After letters and digits are levelled: a column beyond Z, or a row beyond 99,999."""


@dataclass(slots=True)
class SheetScan:
    """What the XML of one sheet shows.

    Args:
        cells: cells of the rectangle that would be loaded; 0 when it is small for certain.
        last_row: the last row the file holds, blank or not.
        formulas: column (from 0) → ascending row numbers whose cell holds a formula.
    """

    cells: int = 0
    last_row: int = 0
    formulas: dict[int, "array[int]"] = field(default_factory=dict)

    def formulas_between(self, column: int, first: int, last: int) -> "array[int]":
        """Return the rows from `first` to `last` whose cell in `column` holds a formula."""
        rows = self.formulas.get(column, array("L"))
        return rows[bisect_left(rows, first) : bisect_left(rows, last + 1)]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the workbook and where its XML lies."""

    name: str
    part: str
    is_hidden: bool


def sheet_parts(archive: zipfile.ZipFile) -> list[SheetPart]:
    """Return the workbook's worksheets in order."""
    with archive.open("xl/_rels/workbook.xml.rels") as file:
        links = {item.get("Id"): item.get("Target", "") for item in parse(file).iter()}
    with archive.open("xl/workbook.xml") as file:
        sheets = [item for item in parse(file).iter() if item.tag.endswith("}sheet")]
    parts = []
    for sheet in sheets:
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = links.get(link) or ""
        part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if "worksheets/" in part:
            parts.append(SheetPart(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible"))
    return parts


def check_parts(archive: zipfile.ZipFile) -> None:
    """Read the parts that the library loads besides the sheets, block by block, as far as the directory says they go.

    A part that is longer than the directory says would be unpacked by the library to its end.
    Raises: FileDangerous for a part that defines entities; BadZipFile for one that is not what the directory says.
    """
    for part in archive.infolist():
        if part.filename.endswith((".xml", ".rels")) and not part.filename.startswith("xl/worksheets/sheet"):
            with archive.open(part) as file:
                refuse_definitions(file.read(BLOCK_BYTES))
                while file.read(BLOCK_BYTES):
                    pass


def refuse_definitions(block: bytes) -> None:
    """Raise FileDangerous when XML begins with definitions of its own: a workbook never does."""
    start = block[:DEFINITION_BYTES].upper()
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise FileDangerous


def is_too_large(archive: zipfile.ZipFile, part: str) -> bool:
    """Tell by the archive's directory whether a sheet's XML, or the workbook's texts, are beyond what is loaded."""
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    return sizes.get(part, 0) > MAX_SHEET_BYTES or sizes.get(STRINGS_PART, 0) > MAX_STRINGS_BYTES


def scan_sheet(archive: zipfile.ZipFile, part: str) -> SheetScan:
    """Pass over a sheet's XML once; a second time, cell by cell, only where its first pass shows distant cells."""
    scan = SheetScan()
    is_large = False
    for number, block in enumerate(_blocks(archive, part)):
        if number == 0:
            refuse_definitions(block)
        is_large = is_large or _is_large(block)
        if row := _ROW.match(block, max(block.rfind(b"<row"), 0)):
            scan.last_row = max(scan.last_row, int(row[1]))
        if b"<f" in block:
            _add_formulas(scan, block)
    scan.cells = _rectangle(archive, part) if is_large else 0
    return scan


def _is_large(block: bytes) -> bool:
    levelled = block.translate(_CLASSES)
    return any(large in levelled for large in _LARGE_CLASSES)


def _rectangle(archive: zipfile.ZipFile, part: str) -> int:
    columns: set[int] = set()
    first, last = 1 << 30, 0
    for block in _blocks(archive, part):
        places = set(_PLACE.findall(block))
        columns.update(column_number(letters) for letters in {letters for letters, _ in places})
        rows = [int(row) for row in {row for _, row in places}]
        first, last = min([first, *rows]), max([last, *rows])
    return (max(columns) - min(columns) + 1) * (last - first + 1) if columns else 0


def _add_formulas(scan: SheetScan, block: bytes) -> None:
    for letters, row in _FORMULA.findall(block):
        rows = scan.formulas.setdefault(column_number(letters), array("L"))
        if not rows or rows[-1] < int(row):
            rows.append(int(row))


def column_number(letters: bytes) -> int:
    """Return the number of a column from its letters: `A` is 0, `AA` is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Yield a part's XML in blocks that end behind a tag, so that hardly any cell is cut apart."""
    rest = b""
    with archive.open(part) as file:
        while block := file.read(BLOCK_BYTES):
            block = rest + block
            cut = block.rfind(b"</c>") + 4
            if cut < 4:
                cut = max(len(block) - CARRY_BYTES, 0)
            yield block[:cut]
            rest = block[cut:]
    yield rest
