"""Empty sheets of a profile for filling in: the headings it reads, with the words each column understands."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

from registry.rules.imports.fields import FieldKind
from registry.rules.imports.profile import ColumnProfile, Profile, SheetProfile

CHOICE_LENGTH = 255
"""Characters of the longest list of choices that a spreadsheet program takes."""
ROWS = 10_000
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One heading with what people need to know of it.

    Args:
        hint: an English sentence part, such as the unit or the form of a date; marked where it is made.
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


def template_workbook(profile: Profile, language: str, translate: Translate = str) -> bytes:
    """Return an XLSX workbook with the profile’s sheets: headings, notes on what they mean, lists to choose from."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBEA", "border": 1, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in template_sheets(profile, language):
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, column.heading, head)
                page.write_comment(0, place, _note(column, translate))
                kind = column.column.field.kind
                page.set_column(place, place, 16, {FieldKind.DATE: day}.get(kind, text if _is_text(kind) else None))
                if column.choices and len(",".join(column.choices)) <= CHOICE_LENGTH:
                    choice = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
                    page.data_validation(1, place, ROWS, place, choice)
    return buffer.getvalue()


def template_csv(sheet: TemplateSheet) -> bytes:
    """Return one sheet's headings as a CSV file that Excel reads as UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerow([column.heading for column in sheet.columns])
    return text.getvalue().encode("utf-8-sig")


def _is_text(kind: FieldKind) -> bool:
    """Tell whether a spreadsheet must not take the cells for numbers: long codes would lose their last digits."""
    return kind in (FieldKind.KEY, FieldKind.ID_NUMBER, FieldKind.PHONE)


def _note(column: TemplateColumn, translate: Translate) -> str:
    field = column.column.field
    parts = [translate(field.label)]
    if column.column.unit:
        parts.append(column.column.unit)
    if field.kind is FieldKind.DATE:
        parts.append({"day": "2024-01-31", "month": "2024-01", "year": "2024"}[column.column.dates])
    return "\n".join([*parts, *column.choices])


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
    if field.words is None:
        return ()
    by_value = {member.value: [member.label] for member in field.words}
    for word, value in column.codes.items():
        by_value[value].append(word)
    return tuple(_in_language(tuple(words), language) for words in by_value.values())
