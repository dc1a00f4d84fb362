"""Empty sheets of a profile for filling in: the headings it reads, with the words each column understands."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from foundation.wording import mark
from registry.rules.imports.fields import FieldKind
from registry.rules.imports.profile import ColumnProfile, Profile, SheetProfile

ROWS = 10_000
LISTS_SHEET = "_lists"
EXPLANATION_SHEETS = {"en": "Explanations", "zh": "说明"}
OWN_SHEETS = frozenset({LISTS_SHEET, *EXPLANATION_SHEETS.values()})
"""Sheets of a template that hold no rows; nobody needs to be told that they are not read."""
MOST_HEADINGS = 6
DATE_FORMS = {"day": "2024-01-31", "month": "2024-01", "year": "2024"}
UNIT_WORDS = {
    "fen": mark("fen"),
    "yuan": mark("yuan"),
    "thousand_yuan": mark("thousand yuan"),
    "ten_thousand_yuan": mark("ten thousand yuan"),
    "mu": mark("mu"),
    "hectare": mark("hectares"),
    "square_metre": mark("square metres"),
    "km": mark("kilometres"),
    "m": mark("metres"),
    "li": mark("li"),
    "minute": mark("minutes"),
    "hour": mark("hours"),
    "head": mark("a whole number"),
    "degree": mark("degrees"),
}
FORM_WORDS = {
    FieldKind.KEY: mark("a number or code, as text"),
    FieldKind.NAME: mark("text"),
    FieldKind.TEXT: mark("text"),
    FieldKind.WORD: mark("one of the words"),
    FieldKind.LIST: mark("one or several of the words, with commas between"),
    FieldKind.FLAG: mark("yes or no"),
    FieldKind.WHOLE: mark("a whole number"),
    FieldKind.NUMBER: mark("a number"),
    FieldKind.MONEY: mark("an amount"),
    FieldKind.ID_NUMBER: mark("18 characters, as text"),
    FieldKind.CERTIFICATE: mark("20 characters, as text"),
    FieldKind.PHONE: mark("11 digits, as text"),
    FieldKind.ACCOUNT: mark("8 to 30 digits, as text"),
}
_TITLES = (
    mark("Sheet"),
    mark("Heading"),
    mark("Also understood"),
    mark("Meaning"),
    mark("Must be filled in"),
    mark("Written as"),
    mark("Words"),
)
_WIDTHS = (16, 22, 30, 36, 12, 28, 60)
Translate = Callable[[str], str]
Translators = Mapping[str, Translate]
"""Language (`en`, `zh`) → what turns an English sentence into it."""


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One heading with what people need to know of it.

    Args:
        choices: the words of a code list.
    """

    heading: str
    column: ColumnProfile
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet: parts of the profile that read the same sheet share it."""

    name: str
    columns: tuple[TemplateColumn, ...]


def template_sheets(profile: Profile, language: str) -> list[TemplateSheet]:
    """Return the sheets of a profile with headings in a language where the profile has them."""
    found: dict[str, dict[str, TemplateColumn]] = {}
    for part in profile.sheets:
        columns = found.setdefault(_sheet_name(part, language), {})
        for column in part.columns:
            heading = _in_language(column.names, language)
            columns.setdefault(heading, TemplateColumn(heading, column, _choices(column, profile, language)))
    return [TemplateSheet(name, tuple(columns.values())) for name, columns in found.items()]


def template_workbook(profile: Profile, language: str, translators: Translators) -> bytes:
    """Return an XLSX workbook: a sheet for each kind of record, lists to choose from, explanations in both languages.

    Args:
        language: of the headings, notes and lists.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        writer = _BookWriter(book, language, translators)
        sheets = template_sheets(profile, language)
        for sheet in sheets:
            writer.add_sheet(sheet)
        writer.add_explanations(sheets)
        writer.add_lists()
    return buffer.getvalue()


def template_csv(sheet: TemplateSheet) -> bytes:
    """Return one sheet's headings as a CSV file that Excel reads as UTF-8; headings that look like formulas are refused
    by the profile's checks."""
    text = io.StringIO()
    csv.writer(text).writerow([column.heading for column in sheet.columns])
    return text.getvalue().encode("utf-8-sig")


class _BookWriter:
    """Writes one workbook; code lists are gathered and written last, on a hidden sheet."""

    def __init__(self, book: Any, language: str, translators: Translators) -> None:
        self._book = book
        self._language = "zh" if language.startswith("zh") else "en"
        self._translators = translators
        self._head = book.add_format(
            {"bold": True, "bg_color": "#DDEBEA", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self._needed = book.add_format(
            {"bold": True, "bg_color": "#F6E7C1", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self._text = book.add_format({"num_format": "@"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._lists: list[tuple[str, ...]] = []

    def add_sheet(self, sheet: TemplateSheet) -> None:
        """Write the headings, notes, formats and drop-downs of one sheet."""
        page = self._book.add_worksheet(_plain_sheet_name(sheet.name))
        page.freeze_panes(1, 0)
        for place, column in enumerate(sheet.columns):
            kind = column.column.field.kind
            page.write_string(0, place, column.heading, self._needed if column.column.must_be_there else self._head)
            page.write_comment(0, place, self._note(column))
            page.set_column(
                place, place, 16, self._day if kind is FieldKind.DATE else self._text if _is_text(kind) else None
            )
            if column.choices and kind is not FieldKind.LIST:
                source = self._list_range(column.choices)
                page.data_validation(
                    1, place, ROWS, place, {"validate": "list", "source": source, "error_type": "warning"}
                )

    def add_explanations(self, sheets: list[TemplateSheet]) -> None:
        """Write what every column means, in both languages."""
        page = self._book.add_worksheet(EXPLANATION_SHEETS[self._language])
        page.freeze_panes(1, 0)
        for place, (title, width) in enumerate(zip(_TITLES, _WIDTHS, strict=True)):
            page.set_column(place, place, width, self._wrapped)
            page.write_string(0, place, self._both(title, " / "), self._head)
        row = 1
        for sheet in sheets:
            for column in sheet.columns:
                for place, text in enumerate(self._explained(sheet, column)):
                    page.write_string(row, place, text, self._wrapped)
                row += 1

    def add_lists(self) -> None:
        """Write the code lists that the drop-downs refer to."""
        page = self._book.add_worksheet(LISTS_SHEET)
        page.hide()
        for place, words in enumerate(self._lists):
            for row, one in enumerate(words):
                page.write_string(row, place, one)

    def _list_range(self, choices: tuple[str, ...]) -> str:
        if choices not in self._lists:
            self._lists.append(choices)
        column = _letters(self._lists.index(choices))
        return f"='{LISTS_SHEET}'!${column}$1:${column}${len(choices)}"

    def _explained(self, sheet: TemplateSheet, column: TemplateColumn) -> tuple[str, ...]:
        own = column.column
        others = [name for name in own.names if name != column.heading][:MOST_HEADINGS]
        return (
            sheet.name,
            column.heading,
            ", ".join(others),
            self._meaning(own),
            self._both(mark("yes"), " / ") if own.must_be_there else "",
            self._form(own),
            ", ".join(column.choices),
        )

    def _meaning(self, column: ColumnProfile) -> str:
        field = column.field
        if field.label_zh:
            return " / ".join(dict.fromkeys((field.label_zh, field.label)))
        return self._both(field.label, " / ")

    def _form(self, column: ColumnProfile) -> str:
        field = column.field
        if field.kind is FieldKind.DATE:
            return DATE_FORMS[column.dates]
        form = self._both(FORM_WORDS[field.kind], " / ")
        unit = self._both(UNIT_WORDS[column.unit], " / ") if column.unit else field.unit_shown
        return f"{form} ({unit})" if unit else form

    def _both(self, sentence: str, between: str) -> str:
        words = [translate(sentence) for _language, translate in sorted(self._translators.items(), reverse=True)]
        return between.join(dict.fromkeys(words)) or sentence

    def _note(self, column: TemplateColumn) -> str:
        translate = self._translators.get(self._language, str)
        own = column.column
        label = own.field.label_zh if own.field.label_zh and self._language == "zh" else translate(own.field.label)
        parts = [label]
        if own.unit:
            parts.append(translate(UNIT_WORDS[own.unit]))
        elif own.field.unit_shown:
            parts.append(own.field.unit_shown)
        if own.field.kind is FieldKind.DATE:
            parts.append(DATE_FORMS[own.dates])
        return "\n".join([*parts, *column.choices])


def _is_text(kind: FieldKind) -> bool:
    """Tell whether a spreadsheet must not take the cells for numbers: long codes would lose their last digits."""
    return kind in (FieldKind.KEY, FieldKind.ID_NUMBER, FieldKind.PHONE, FieldKind.ACCOUNT, FieldKind.CERTIFICATE)


def _letters(place: int) -> str:
    """Return the letters of a column from its place: 0 is `A`, 26 is `AA`."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _plain_sheet_name(name: str) -> str:
    """Return a name that a spreadsheet takes for a sheet: 31 characters at most, none of its own signs."""
    return "".join("_" if sign in "[]:*?/\\" else sign for sign in name)[:31].strip("'") or "sheet"


def _sheet_name(part: SheetProfile, language: str) -> str:
    names = [pattern.strip("*") for pattern in (*part.sheets, *part.files)]
    return _in_language(tuple(name for name in names if name), language) if any(names) else part.entity.value


def _in_language(names: tuple[str, ...], language: str) -> str:
    """Return the first name in the language: for Chinese the first beyond ASCII, for others the first within it."""
    wants_ascii = not language.startswith("zh")
    return next((name for name in names if name.isascii() == wants_ascii), names[0])


def _choices(column: ColumnProfile, profile: Profile, language: str) -> tuple[str, ...]:
    """Return one word for each value of a code list, in the language where the profile has one."""
    field = column.field
    if field.kind is FieldKind.FLAG:
        return tuple(_in_language(tuple(sorted(words)), language) for words in (profile.words.yes, profile.words.no))
    by_value: dict[str, list[str]] = {value: list(words) for value, words in field.choices}
    for member in field.words or ():
        by_value[member.value] = [member.label]
    for word, value in column.codes.items():
        by_value[value].append(word)
    return tuple(_in_language(tuple(words), language) for words in by_value.values())
