"""An XLSForm as rows of its three sheets, and the workbook written from them.

Source: docs/methods.md, Field collection (XLSForm).
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from foundation.wording import Worded

Translate = Callable[[str], str]
SPOKEN = ("label", "hint", "constraint_message")
PLAIN = (
    "required",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
    "appearance",
    "parameters",
    "repeat_count",
)
WIDTHS = {"type": 34, "name": 26}


@dataclass(frozen=True, slots=True)
class FormLanguage:
    """A language of the form: its code, its own name, and how English sentences are said in it."""

    code: str
    name: str
    translate: Translate

    @property
    def heading(self) -> str:
        return f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a form: an English sentence that is translated, or words that somebody gave in each language.

    Args:
        unit: an English word in brackets behind the sentence.
    """

    message: str = ""
    unit: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: FormLanguage) -> str:
        """Return the words in a language."""
        words = self.given.get(language.code) or next(iter(self.given.values()), "") or language.translate(self.message)
        return f"{words} ({language.translate(self.unit)})" if self.unit else words


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the sheet “survey”; conditions are XPath, as XLSForm writes them."""

    type: str
    name: str = ""
    label: Text | None = None
    hint: Text | None = None
    constraint_message: Text | None = None
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    calculation: str = ""
    choice_filter: str = ""
    appearance: str = ""
    parameters: str = ""
    repeat_count: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of the sheet “choices”."""

    list_name: str
    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class FormSheets:
    """A whole XLSForm."""

    survey: Sequence[FormRow]
    choices: Sequence[Choice]
    settings: Mapping[str, str]


def list_name(words: type[Worded]) -> str:
    """Return the name of a code list on the sheet “choices”."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in words.__name__).lstrip("_")


def code_choices(words: type[Worded]) -> list[Choice]:
    """Return a code list as choices."""
    return [Choice(list_name(words), word.value, Text(word.label)) for word in words]


def write_workbook(sheets: FormSheets, languages: Sequence[FormLanguage]) -> bytes:
    """Return the XLSForm as a workbook that people can go on editing."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDEBEA", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, table in (
            ("survey", _survey_table(sheets.survey, languages)),
            ("choices", _choices_table(sheets.choices, languages)),
            ("settings", [list(sheets.settings), list(sheets.settings.values())]),
        ):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            for place, heading in enumerate(table[0]):
                page.set_column(place, place, WIDTHS.get(heading, 40 if heading.startswith(SPOKEN) else 22))
                page.write_string(0, place, heading, head)
            for number, row in enumerate(table[1:], start=1):
                for place, cell in enumerate(row):
                    if cell:
                        page.write_string(number, place, cell, wrap)
    return buffer.getvalue()


def _survey_table(rows: Sequence[FormRow], languages: Sequence[FormLanguage]) -> list[list[str]]:
    spoken = [(column, language) for column in SPOKEN for language in languages]
    headings = ["type", "name", *(f"{column}::{language.heading}" for column, language in spoken), *PLAIN]
    table = [headings]
    for row in rows:
        words = [getattr(row, column) for column, _ in spoken]
        said = [text.say(language) if text else "" for text, (_, language) in zip(words, spoken, strict=True)]
        table.append([row.type, row.name, *said, *(getattr(row, column) for column in PLAIN)])
    return table


def _choices_table(choices: Sequence[Choice], languages: Sequence[FormLanguage]) -> list[list[str]]:
    headings = ["list_name", "name", *(f"label::{language.heading}" for language in languages)]
    rows = [
        [choice.list_name, choice.value, *(choice.label.say(language) for language in languages)] for choice in choices
    ]
    return [headings, *rows]
