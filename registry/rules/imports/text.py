"""Text of cells: made plain before it is read, and made harmless before it is written for a spreadsheet."""

import re

_SPACES = (
    0x09,
    0x0A,
    0x0B,
    0x0C,
    0x0D,
    0x85,
    0xA0,
    0x1680,
    *range(0x2000, 0x200B),
    0x2028,
    0x2029,
    0x202F,
    0x205F,
    0x3000,
)
_HIDDEN = (
    *range(0x00, 0x09),
    *range(0x0E, 0x20),
    *range(0x7F, 0x85),
    *range(0x86, 0xA0),
    0xAD,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFFF9, 0xFFFD),
)
_PLAIN: dict[int, str | None] = {**dict.fromkeys(_HIDDEN), **dict.fromkeys(_SPACES, " ")}
_HALF = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
_MIDDLE_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．●"), "·")
_IDEOGRAPH_GAP = re.compile(r"(?<=[㐀-鿿豈-﫿]) +(?=[㐀-鿿豈-﫿])")
_FORMULA = re.compile(r"=.|@[A-Za-z]|[+\-](?:.*[(|!=]|\s*[A-Za-z$]+\$?\d)", re.DOTALL)
_DANGEROUS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def tidy(raw: str) -> str:
    """Return the cell without hidden characters, every kind of space made a plain one, and none at the ends."""
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    return raw.translate(_PLAIN).strip()


def half_width(text: str) -> str:
    """Return full-width letters, digits and signs as their plain forms: `１２．５` becomes `12.5`."""
    return text if text.isascii() else text.translate(_HALF)


def tidy_name(text: str) -> str:
    """Return a person's name without the padding between ideographs, with one form of the middle dot."""
    if text.isascii():
        return text
    return _IDEOGRAPH_GAP.sub("", text.translate(_MIDDLE_DOTS))


def heading_key(text: str) -> str:
    """Return a column heading in the form in which headings are compared: width, case and spaces do not count."""
    return half_width(tidy(text)).replace(" ", "").casefold()


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet would compute the text: `=cmd|…`, `@SUM(…)`, `+A1`; a negative number is none."""
    return _FORMULA.match(half_width(text)) is not None


def defuse(text: str) -> str:
    """Return text that a spreadsheet shows instead of computing it: an apostrophe before a dangerous start."""
    return "'" + text if text.lstrip(" ").startswith(_DANGEROUS) else text


def shorten(text: str, length: int = 60) -> str:
    """Return the text, cut with an ellipsis where it is longer than an error message can bear."""
    return text if len(text) <= length else text[: length - 1] + "…"


def to_copy(text: str) -> str:
    """Return the text as one field of PostgreSQL's COPY text format; `tidy` has already removed tabs and line ends."""
    return text.replace("\\", "\\\\") if "\\" in text else text
