"""ZIP archives looked at from outside: what they would unpack to, before anything is unpacked."""

import os
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

MOST_PARTS = 2_000
MOST_DIRECTORY = 1 << 20
"""Bytes of the list of parts; a workbook has some dozens of them."""
MOST_BYTES = 2 << 30
LARGE_PART = 16 << 20
MOST_RATIO = 200
"""Bytes that one byte of a large part may unpack to. Blank formatted rows reach about 40, a bomb a thousand."""
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """What an archive's directory says of it."""

    names: frozenset[str]
    count: int
    megabytes: int
    is_bloated: bool


def check_archive(path: Path) -> ArchiveContents:
    """Read an archive's directory, if it is of a size that a workbook's may have.

    Raises: BadZipFile.
    """
    count, directory = _announced(path)
    if count > MOST_PARTS or directory > MOST_DIRECTORY:
        return ArchiveContents(frozenset(), count, 0, True)
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    packed = path.stat().st_size
    is_bloated = (
        size > MOST_BYTES
        or len(parts) > MOST_PARTS
        or sum(part.compress_size for part in parts) > packed  # parts that overlap are unpacked again and again
        or any(part.file_size > LARGE_PART and part.file_size > part.compress_size * MOST_RATIO for part in parts)
    )
    return ArchiveContents(frozenset(part.filename for part in parts), len(parts), size >> 20, is_bloated)


def _announced(path: Path) -> tuple[int, int]:
    """Return how many parts the archive says it has, and the bytes of their list; the list itself is not read."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _END_SIZE - _LONGEST_COMMENT, 0))
        tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise zipfile.BadZipFile
    count, directory = struct.unpack_from("<HI", tail, place + 10)
    return count, directory
