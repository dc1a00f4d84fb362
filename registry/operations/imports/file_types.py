"""What a file is, by its content: a name ending proves nothing, but one that lies is told."""

import os
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from registry.operations.imports.archives import check_archive

HEAD_BYTES = 8192
WORKBOOK_PART = "xl/workbook.xml"
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
)
ZIP_PARTS = (
    ("xl/workbook.bin", "XLSB"),
    ("word/document.xml", "DOCX"),
    ("ppt/presentation.xml", "PPTX"),
    ("content.xml", "ODS"),
)
PARQUET_MARK = b"PAR1"
PAGE_STARTS = (b"<!doctype html", b"<html", b"<table", b"<?xml")


class FileKind(StrEnum):
    TEXT = "text"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    BLOATED = "bloated"
    EMPTY = "empty"
    DAMAGED = "damaged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileType:
    """What the content says: text, an XLSX workbook, Parquet, or something else under its usual short name.

    Args:
        megabytes, parts: what an archive would unpack to, where it was not opened for that.
    """

    kind: FileKind
    name: str = ""
    megabytes: int = 0
    parts: int = 0

    @property
    def described(self) -> dict[str, Any]:
        """Return what an issue says of the file."""
        if self.kind is FileKind.BLOATED:
            return {"size": self.megabytes, "parts": self.parts}
        return {"kind": self.name} if self.name else {}


def file_type(path: Path) -> FileType:
    """Look at a file's first bytes, and into it where it is a ZIP archive that can be opened without danger."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    plain = head.removeprefix(b"\xef\xbb\xbf").strip().lower()
    if not plain:
        return FileType(FileKind.EMPTY)
    if head.startswith(b"PK"):
        return _zip_type(path)
    if head.startswith(PARQUET_MARK):
        return FileType(FileKind.PARQUET if _ends_with(path, PARQUET_MARK) else FileKind.DAMAGED)
    if name := _other_name(head, plain):
        return FileType(FileKind.OTHER, name)
    return FileType(FileKind.TEXT)


def _other_name(head: bytes, plain: bytes) -> str:
    """Return the usual name of what is neither text, workbook nor Parquet; nothing for text."""
    if found := next((name for signature, name in SIGNATURES if head.startswith(signature)), ""):
        return found
    if plain.startswith(PAGE_STARTS):
        return "XML" if plain.startswith(b"<?xml") else "HTML"
    return "binary" if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) else ""


def _ends_with(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - len(mark), 0))
        return size >= 3 * len(mark) and file.read() == mark


def _zip_type(path: Path) -> FileType:
    try:
        contents = check_archive(path)
    except zipfile.BadZipFile:
        return FileType(FileKind.DAMAGED)
    if contents.is_bloated:
        return FileType(FileKind.BLOATED, megabytes=contents.megabytes, parts=contents.count)
    parts = contents.names
    if WORKBOOK_PART in parts:
        return FileType(FileKind.WORKBOOK)
    return FileType(FileKind.OTHER, next((name for part, name in ZIP_PARTS if part in parts), "ZIP"))


def claimed_kind(name: str, kind: FileKind) -> str:
    """Return the kind that a file's name claims and its content is not; nothing where the two agree.

    Only Parquet is held to its name: text under a workbook's name is read as the text it is.
    """
    ending = Path(name).suffix.lower()
    if ending == ".parquet" and kind in (FileKind.TEXT, FileKind.WORKBOOK, FileKind.OTHER):
        return "Parquet"
    return ""
