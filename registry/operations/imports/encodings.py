"""Text of CSV files, line by line in the encoding it is written in.

Chinese county sheets come as UTF-8 or GB18030, and as both in one file when rows were pasted together. The file's main
encoding is that of most of its lines beyond ASCII. A line in the other one is read in the other one and marked, so that
people look at it; a line in neither is marked as undecodable. Nothing is ever guessed silently.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 1 << 20
UTF_8, GB18030 = "utf-8", "gb18030"
WIDE_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SHOWN = {UTF_8: "UTF-8", GB18030: "GB18030"}
OTHER_MARK = "\ufdd0"
UNDECODABLE_MARK = "\ufdd1"
"""Put at the end of a line, where the CSV reader carries them into the row's last cell; no text holds them itself."""
MARKS = (OTHER_MARK, UNDECODABLE_MARK)
LATIN_LIMIT = 0x2000
MIDDLE_DOT = "\u00b7"
LONGEST_LINE = 1 << 16
"""Characters of the longest line that is read: a file without line ends must not fill the memory."""
LONGEST_BLOCK = 16 << 20


class LineTooLong(csv.Error):
    """A line without an end; the CSV reader's own kind of error, so that both are met in one place."""


@dataclass(slots=True)
class DecodedLines:
    """A file's lines as text; `has_marks` tells whether a marked line came by since it was last lowered.

    Args:
        quotes: quotation marks so far; an odd number at the end means one was never closed.
        done: characters decoded so far, about as many as bytes or fewer.
    """

    path: Path
    encoding: str
    has_marks: bool = False
    quotes: int = 0
    done: int = 0

    @property
    def other(self) -> str:
        return GB18030 if self.encoding == UTF_8 else UTF_8

    def __iter__(self) -> Iterator[str]:
        for block in _blocks(self.path, self.encoding):
            text = self._decode(block) if isinstance(block, bytes) else block
            self.quotes += text.count('"')
            self.done += len(block)
            for line in io.StringIO(text, newline=""):
                if len(line) > LONGEST_LINE:
                    raise LineTooLong
                yield line

    def _decode(self, block: bytes) -> str:
        if block.isascii():
            return block.decode("ascii")
        if self.encoding == UTF_8:
            try:
                return block.decode(UTF_8)
            except UnicodeDecodeError:
                pass
        return "".join(self._decode_line(line) for line in block.splitlines(keepends=True))

    def _decode_line(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        main, other = _try(line, self.encoding), _try(line, self.other)
        if self.encoding == GB18030 and other is not None and _is_chinese(other):
            main = None  # UTF-8 bytes are often valid GB18030 too, but the reverse hardly ever happens
        if main is not None:
            return main
        self.has_marks = True
        if other is not None:
            return _mark(other, OTHER_MARK)
        return _mark(line.decode(self.encoding, errors="replace"), UNDECODABLE_MARK)


def decoded_lines(path: Path) -> DecodedLines:
    """Return the file's lines in its main encoding: that of a byte-order mark, else that of most lines beyond ASCII."""
    with path.open("rb") as file:
        head = file.read(4)
    for bom, encoding in WIDE_BOMS:
        if head.startswith(bom):
            return DecodedLines(path, encoding)
    if head.startswith(codecs.BOM_UTF8):
        return DecodedLines(path, UTF_8)
    for block in _byte_blocks(path):
        if not block.isascii():
            lines = [line for line in block.splitlines() if not line.isascii()]
            utf_8 = sum(_try(line, UTF_8) is not None for line in lines)
            return DecodedLines(path, UTF_8 if utf_8 * 2 >= len(lines) else GB18030)
    return DecodedLines(path, UTF_8)


def _try(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_chinese(text: str) -> bool:
    """Tell whether everything beyond ASCII lies where Chinese does; GB18030 read so by chance gives Latin or Greek."""
    return all(ord(c) < 0x80 or ord(c) >= LATIN_LIMIT or c == MIDDLE_DOT for c in text)


def _mark(line: str, mark: str) -> str:
    content = line.rstrip("\r\n")
    return content + mark + line[len(content) :]


def _blocks(path: Path, encoding: str) -> Iterator[bytes | str]:
    if encoding in (UTF_8, GB18030):
        yield from _byte_blocks(path)
        return
    with path.open(encoding="utf-16", errors="replace", newline="") as file:
        while lines := file.readlines(BLOCK_BYTES):
            yield "".join(lines)


def _byte_blocks(path: Path) -> Iterator[bytes]:
    """Yield whole lines, about a mebibyte at a time, without a byte-order mark."""
    with path.open("rb") as file:
        start = file.read(len(codecs.BOM_UTF8))
        rest = b"" if start == codecs.BOM_UTF8 else start
        while block := file.read(BLOCK_BYTES):
            cut = max(block.rfind(b"\n"), block.rfind(b"\r", 0, -1)) + 1
            if cut:
                yield rest + block[:cut]
                rest = block[cut:]
            elif len(rest) > LONGEST_BLOCK:
                yield rest
                rest = block
            else:
                rest += block
        if rest:
            yield rest
