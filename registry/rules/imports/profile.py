"""An import profile: which file or sheet holds what, and how its columns become fields.

A profile is a TOML file; `registry/profiles/county.toml` is the worked example. `profile_reading` turns the document
into these shapes and refuses what does not fit.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from registry.rules.imports.fields import Field
from registry.rules.imports.text import heading_key
from registry.rules.words_imports import StagedEntity


class DateForm(StrEnum):
    """How exact a date column is: a month or a year stands for its last day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class CellWords:
    """Words that cells use for yes, for no, and for "not known", in comparison form."""

    yes: frozenset[str] = frozenset({"yes", "y", "true", "1"})
    no: frozenset[str] = frozenset({"no", "n", "false", "0"})
    unknown: frozenset[str] = frozenset({"", "-", "--", "/", "n/a", "null"})


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """How one column is read.

    Args:
        names: headings, any of which names the column; the first is the template's.
        field: the field it fills; for an extra indicator a made-up field whose name is the indicator's.
        is_extra: the value is kept as an extra indicator.
        codes: the file's words → the register's values, in comparison form.
        constants: fields of the record that this column alone makes; a column with constants is a record of its own.
    """

    names: tuple[str, ...]
    field: Field
    is_extra: bool = False
    unit: str | None = None
    codes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    dates: DateForm = DateForm.DAY
    is_required: bool = False
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(heading_key(name) for name in self.names)

    @property
    def stored_as(self) -> str:
        """The staging column: extra indicators have an `x_` before their name."""
        return f"x_{self.field.name}" if self.is_extra else self.field.stored_as

    @property
    def must_be_there(self) -> bool:
        """Tell whether a sheet without the column cannot be read."""
        return self.is_required or self.field.is_key


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Only rows whose cell in this column holds one of these words belong to the sheet's entity."""

    names: tuple[str, ...]
    words: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(heading_key(name) for name in self.names)


@dataclass(frozen=True, slots=True)
class SheetProfile:
    """How one kind of sheet is read.

    Args:
        files, sheets: patterns (`*members*`) on the file's name without its ending and on the sheet's name. A CSV file
            has no sheet: its name is held against `files` or, without these, against `sheets`.
        constants: fields that have the same value in every row.
    """

    number: int
    entity: StagedEntity
    columns: tuple[ColumnProfile, ...]
    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    constants: Mapping[str, str] = dataclasses.field(default_factory=dict)
    only: RowFilter | None = None

    @property
    def heading_keys(self) -> frozenset[str]:
        """Every heading that this part reads, in comparison form."""
        return frozenset[str]().union(*(column.keys for column in self.columns), self.only.keys if self.only else ())

    @property
    def has_wide_columns(self) -> bool:
        return any(column.constants for column in self.columns)

    def matches(self, file_stem: str, sheet: str | None) -> bool:
        """Tell whether a file (its name without ending), or one sheet of a workbook, is read by this part."""
        if sheet is None:
            return _any_match(self.files or self.sheets, file_stem)
        return _any_match(self.files, file_stem) and _any_match(self.sheets, sheet)


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of sheets.

    Args:
        titles: language → the profile's name as people read it.
        version: of a profile that was edited on screen, the number of the saved version.
    """

    name: str
    titles: Mapping[str, str]
    sheets: tuple[SheetProfile, ...]
    words: CellWords = CellWords()
    version: int | None = None

    @property
    def further_keys(self) -> frozenset[tuple[StagedEntity, str]]:
        """Which further fields of regions it reads."""
        return frozenset(
            (sheet.entity, column.field.name)
            for sheet in self.sheets
            for column in sheet.columns
            if column.is_extra and column.field.is_defined
        )

    def title(self, language: str) -> str:
        """Return the profile's name in a language, falling back to English, then to its file name."""
        return self.titles.get(language[:2]) or self.titles.get("en") or self.name


def _any_match(patterns: tuple[str, ...], name: str) -> bool:
    key = name.casefold()
    return not patterns or any(fnmatchcase(key, pattern.casefold()) for pattern in patterns)
