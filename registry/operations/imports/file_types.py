"""What a file is, by its content: a name ending proves nothing."""

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

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
PAGE_STARTS = (b"<!doctype html", b"<html", b"<table", b"<?xml")


class FileKind(StrEnum):
    TEXT = "text"
    WORKBOOK = "workbook"
    EMPTY = "empty"
    DAMAGED = "damaged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileType:
    """What the content says: text, an XLSX workbook, or something else under its usual short name."""

    kind: FileKind
    name: str = ""


def file_type(path: Path) -> FileType:
    """Look at a file's first bytes, and into it where it is a ZIP archive."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    plain = head.removeprefix(b"\xef\xbb\xbf").strip().lower()
    if not plain:
        return FileType(FileKind.EMPTY)
    if head.startswith(b"PK"):
        return _zip_type(path)
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            return FileType(FileKind.OTHER, name)
    if plain.startswith(PAGE_STARTS):
        return FileType(FileKind.OTHER, "XML" if plain.startswith(b"<?xml") else "HTML")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileType(FileKind.OTHER, "binary")
    return FileType(FileKind.TEXT)


def _zip_type(path: Path) -> FileType:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = set(archive.namelist())
    except zipfile.BadZipFile:
        return FileType(FileKind.DAMAGED)
    if WORKBOOK_PART in parts:
        return FileType(FileKind.WORKBOOK)
    return FileType(FileKind.OTHER, next((name for part, name in ZIP_PARTS if part in parts), "ZIP"))
