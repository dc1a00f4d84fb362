"""Files that come with a submission: told by their content, never by their name; pictures lose what the camera added.

A photo’s hidden data tell where and with which device it was taken; the form asks for the place by itself, so they go.
Only the turn of the camera stays, or portraits would lie on their side. Source: docs/methods.md, Field collection.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

LARGEST_FILE = 25 * 1024 * 1024
SHAPES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"....ftyp", re.DOTALL), "video/mp4", "mp4"),
    (re.compile(rb"#!AMR"), "audio/amr", "amr"),
    (re.compile(rb"OggS"), "audio/ogg", "ogg"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav", "wav"),
    (re.compile(rb"%PDF-"), "application/pdf", "pdf"),
)
"""Contents that are taken: what the first bytes look like, the type, the ending it is kept under."""
JPEG_END = b"\xff\xd9"
PNG_END = b"IEND"
ORIENTATION = 0x0112
SHORT = 3
HIDDEN_SEGMENTS = frozenset({*range(0xE1, 0xF0), 0xFE}) - {0xEE}
"""Application data and comments of a JPEG, except the first (size) and the colour transform."""
BARE_MARKERS = frozenset({0x01, *range(0xD0, 0xD9)})
START_OF_SCAN = 0xDA
SHOWN_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is."""

    type: str
    suffix: str

    @property
    def is_picture(self) -> bool:
        return self.type.startswith("image/")


def file_kind(content: bytes, name: str) -> FileKind | None:
    """Return what a file's content is; None for what is not taken, such as programs, pages and damaged pictures.

    Args:
        name: only for tables, which nothing else tells from other texts (ODK Collect's `audit.csv`).
    """
    for shape, kind, suffix in SHAPES:
        if shape.match(content):
            return FileKind(kind, suffix) if _is_whole(content, kind) else None
    if PurePosixPath(name).suffix.lower() == ".csv" and _is_text(content):
        return FileKind("text/csv", "csv")
    return None


def without_hidden_data(content: bytes, kind: FileKind) -> bytes:
    """Return a picture without place, device and comments; any other file as it is."""
    if kind.type == "image/jpeg":
        return _bare_jpeg(content)
    return _bare_png(content) if kind.type == "image/png" else content


def safe_name(name: str) -> str:
    """Return a file's name without folders, whichever way they were written."""
    return PurePosixPath(name.replace("\\", "/")).name[:200]


def _is_whole(content: bytes, kind: str) -> bool:
    if kind == "image/jpeg":
        return JPEG_END in content[-4096:] and _first_scan(content) is not None
    return PNG_END in content[-64:] if kind == "image/png" else True


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, beginning and end of each segment of a JPEG up to its first scan."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in BARE_MARKERS:
            yield marker, place, place + 2
            place += 2
            continue
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if end > len(content):
            return
        yield marker, place, end
        if marker == START_OF_SCAN:
            return
        place = end


def _first_scan(content: bytes) -> int | None:
    return next((start for marker, start, _ in _segments(content) if marker == START_OF_SCAN), None)


def _bare_jpeg(content: bytes) -> bytes:
    parts, turn = [content[:2]], 1
    for marker, start, end in _segments(content):
        if marker == START_OF_SCAN:
            parts.append(content[start:])
        elif marker in HIDDEN_SEGMENTS:
            turn = (_turn(content[start + 4 : end]) if marker == 0xE1 else None) or turn
        else:
            parts.append(content[start:end])
    if turn != 1:
        parts.insert(1, _turn_segment(turn))
    return b"".join(parts)


def _turn(segment: bytes) -> int | None:
    """Return how the camera was held (Exif tag 0x0112, 1 to 8), None where the segment does not say."""
    if not segment.startswith(b"Exif\x00\x00"):
        return None
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return None
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == ORIENTATION and kind == SHORT and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _turn_segment(turn: int) -> bytes:
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, SHORT, 1, turn, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _bare_png(content: bytes) -> bytes:
    parts, place = [content[:8]], 8
    while place + 12 <= len(content):
        end = place + 12 + int.from_bytes(content[place : place + 4])
        if content[place + 4 : place + 8] in SHOWN_CHUNKS:
            parts.append(content[place:end])
        place = end
    return b"".join(parts)
