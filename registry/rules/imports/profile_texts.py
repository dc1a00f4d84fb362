"""A profile as TOML text: read with the place of every problem, and written from a document.

What is written keeps the document, not its remarks or its layout.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.wording import mark
from registry.rules.imports.errors import ProfileInvalid
from registry.rules.imports.profile import Profile
from registry.rules.imports.profile_fields import Definitions
from registry.rules.imports.profile_problems import Problem
from registry.rules.imports.profile_reading import read_profile

LONGEST_TEXT = 200_000
"""Characters; the county's profile has 20,000."""
_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_AT = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_SHEET = re.compile(r"\s*\[\[\s*sheet\s*\]\]")
_COLUMN = re.compile(r"\s*\[\[\s*sheet\s*\.\s*column\s*\]\]")
_COLUMN_LIST = re.compile(r"\s*column\s*=\s*\[")
_TITLE_TABLE = re.compile(r"^\[title\]\n(?:[\w\"]+ *=.*\n)*", re.MULTILINE)
_TITLE_LINE = re.compile(r"^title *=.*\n", re.MULTILINE)
_LISTED = ("sheet", "column")


@dataclass(frozen=True, slots=True)
class PlacedProblem:
    """One thing wrong with a profile's text, and where: line and column from 1, as far as they can be told.

    Args:
        sheet_no, column_no: the part of the profile and its column, from 1.
        key: the key of the table that is wrong.
    """

    message: str
    params: dict[str, object]
    line: int | None = None
    column: int | None = None
    sheet_no: int | None = None
    column_no: int | None = None
    key: str = ""


def parse_text(name: str, text: str) -> dict[str, Any]:
    """Return the document of a TOML text. Raises: ProfileInvalid with the line and the column."""
    if len(text) > LONGEST_TEXT:
        message = mark("%(place)s, %(key)s: the text has more than %(limit)s characters.")
        raise ProfileInvalid([(message, {"place": name, "key": "toml", "limit": LONGEST_TEXT})])
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = mark("%(place)s, %(key)s: the file is no TOML: %(problem)s")
        raise ProfileInvalid([(message, {"place": name, "key": "toml", "problem": str(error)})]) from error


def read_text(name: str, text: str, definitions: Definitions = (), version: int | None = None) -> Profile:
    """Read a profile from its text. Raises: ProfileInvalid with every problem."""
    return read_profile(name, parse_text(name, text), definitions, version)


def place_problems(problems: Sequence[Problem], text: str) -> list[PlacedProblem]:
    """Return problems with the lines of the text where they stand."""
    lines = find_lines(text)
    return [_placed(message, dict(params), lines) for message, params in problems]


def _placed(message: str, params: dict[str, object], lines: Mapping[tuple[int, int], int]) -> PlacedProblem:
    sheet_no, column_no = (_number(params.pop(key, None)) for key in ("sheet_no", "column_no"))
    key = str(params.get("key", ""))
    if found := _AT.search(str(params.get("problem", ""))):
        line, column = (int(found[1]), int(found[2])) if found[1] else (None, None)
        return PlacedProblem(message, params, line, column, key=key)
    line = lines.get((sheet_no or 0, column_no or 0)) if sheet_no else None
    return PlacedProblem(message, params, line, None, sheet_no, column_no, key)


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def find_lines(text: str) -> dict[tuple[int, int], int]:
    """Return the line of each sheet, as (sheet, 0), and of each column, as (sheet, column), all from 1."""
    found: dict[tuple[int, int], int] = {}
    sheet = column = 0
    is_in_list = False
    for number, line in enumerate(text.splitlines(), start=1):
        rest = line
        if _SHEET.match(line):
            sheet, column, is_in_list = sheet + 1, 0, False
            found[sheet, 0] = number
        elif _COLUMN.match(line):
            column += 1
            found[sheet, column] = number
        elif _COLUMN_LIST.match(line):
            is_in_list, rest = True, line.partition("[")[2]
        if is_in_list and rest.lstrip().startswith("{"):
            column += 1
            found[sheet, column] = number
    return found


def write_text(document: Mapping[str, Any]) -> str:
    """Return a document as TOML, one block for each sheet and each column."""
    lines = [*_table("title", document.get("title")), *_table("words", document.get("words"))]
    for sheet in document.get("sheet", []):
        lines += ["[[sheet]]", *_pairs(sheet), ""]
        for column in sheet.get("column", []):
            lines += ["[[sheet.column]]", *_pairs(column), ""]
    return "\n".join(lines).rstrip() + "\n"


def with_titles(text: str, titles: Mapping[str, str]) -> str:
    """Return a text with other titles; its remarks and its layout stay."""
    block = "[title]\n" + "".join(f"{language} = {_string(title)}\n" for language, title in titles.items())
    inline = f"title = {_value(dict(titles))}\n"
    if _TITLE_TABLE.search(text):
        return _TITLE_TABLE.sub(lambda _found: block, text, count=1)
    if _TITLE_LINE.search(text):
        return _TITLE_LINE.sub(lambda _found: inline, text, count=1)
    return inline + text


def _table(name: str, table: Any) -> list[str]:
    return [f"[{name}]", *_pairs(table), ""] if isinstance(table, Mapping) and table else []


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in _LISTED]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _string(str(value))


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
