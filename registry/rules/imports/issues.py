"""Everything that can be wrong with a file, a row or a cell; `issue_texts` says it in sentences."""

from dataclasses import dataclass, field
from typing import Any

from foundation.wording import Worded, mark


class IssueCode(Worded):
    """One kind of trouble, under the short name that filters and counts show."""

    WRONG_FILE_TYPE = "wrong_file_type", mark("Wrong file type")
    FILE_EMPTY = "file_empty", mark("Empty file")
    FILE_UNREADABLE = "file_unreadable", mark("Damaged or protected file")
    FILE_BLOATED = "file_bloated", mark("File that unpacks to too much")
    FILE_DANGEROUS = "file_dangerous", mark("Dangerous file")
    NAME_MISLEADS = "name_misleads", mark("File name and content differ")
    COLUMN_TYPE = "column_type", mark("Type of column not readable")
    SHEET_TOO_LARGE = "sheet_too_large", mark("Sheet too large")
    FILE_NOT_MATCHED = "file_not_matched", mark("File without a place")
    SHEET_NOT_READ = "sheet_not_read", mark("Sheet not read")
    HEADER_MISSING = "header_missing", mark("No headings")
    COLUMN_MISSING = "column_missing", mark("Missing column")
    COLUMN_REPEATED = "column_repeated", mark("Repeated column")
    COLUMNS_IGNORED = "columns_ignored", mark("Columns not read")
    NO_ROWS = "no_rows", mark("No rows")
    ROWS_BLANK = "rows_blank", mark("Blank rows")
    OTHER_ENCODING = "other_encoding", mark("Mixed encodings")
    UNDECODABLE = "undecodable", mark("Unreadable characters")
    LINE_BROKEN = "line_broken", mark("Open quotation mark")
    CELLS_TOO_MANY = "cells_too_many", mark("Too many cells")
    REQUIRED = "required", mark("Empty cell")
    FORMULA = "formula", mark("Formula in a cell")
    BROKEN_CHARACTER = "broken_character", mark("Broken character")
    CONTROL_CHARACTER = "control_character", mark("Control character")
    HIDDEN_REMOVED = "hidden_removed", mark("Invisible signs taken out")
    NOT_A_NUMBER = "not_a_number", mark("Not a number")
    NUMBER_ROUNDED = "number_rounded", mark("Number cut short")
    NOT_WHOLE = "not_whole", mark("Not a whole number")
    OUT_OF_RANGE = "out_of_range", mark("Out of range")
    UNUSUAL = "unusual", mark("Unusually high")
    NEGATIVE = "negative", mark("Less than zero")
    ROUNDED = "rounded", mark("Rounded")
    NOT_A_DATE = "not_a_date", mark("Not a date")
    DATE_IMPOSSIBLE = "date_impossible", mark("Impossible date")
    DATE_FUTURE = "date_future", mark("Date in the future")
    DATE_TOO_EARLY = "date_too_early", mark("Date too early")
    NOT_IN_LIST = "not_in_list", mark("Not in the list")
    NOT_YES_NO = "not_yes_no", mark("Neither yes nor no")
    TOO_LONG = "too_long", mark("Text too long")
    ID_SHAPE = "id_shape", mark("ID number incomplete")
    ID_CHECK = "id_check", mark("ID number with a wrong check digit")
    ID_DATE = "id_date", mark("ID number with an impossible date")
    ID_BORN_DIFFERS = "id_born_differs", mark("ID number and date of birth differ")
    ID_SEX_DIFFERS = "id_sex_differs", mark("ID number and sex differ")
    ID_SPECIAL = "id_special", mark("Special document number")
    CERTIFICATE_WRONG = "certificate_wrong", mark("Disability certificate with a wrong number")
    CERTIFICATE_DIFFERS = "certificate_differs", mark("Disability certificate and row differ")
    ACCOUNT_SHAPE = "account_shape", mark("Not an account number")
    LEFT_BY_DEATH = "left_by_death", mark("Leaves the household by death")
    PHONE_SHAPE = "phone_shape", mark("Not a mobile number")
    DUPLICATE_IN_FILE = "duplicate_in_file", mark("Twice in the files")
    NEEDED_FOR_NEW = "needed_for_new", mark("Incomplete new record")
    ALREADY_REGISTERED = "already_registered", mark("Already in the register")
    VILLAGE_UNKNOWN = "village_unknown", mark("Unknown village")
    HOUSEHOLD_TAKEN = "household_taken", mark("Household number not usable")
    HOUSEHOLD_UNKNOWN = "household_unknown", mark("Unknown household")
    HOUSEHOLD_REFUSED = "household_refused", mark("Household refused")
    HEADS_TWO = "heads_two", mark("Two heads")
    HEAD_REFUSED = "head_refused", mark("Head refused")
    HEAD_MISSING = "head_missing", mark("No head")
    ID_REPEATED = "id_repeated", mark("ID number twice")
    PERSON_RENUMBERED = "person_renumbered", mark("Known under another number")
    PERSON_AMBIGUOUS = "person_ambiguous", mark("Fits several people")
    PERSON_LOOKALIKE = "person_lookalike", mark("Same name and birth date elsewhere")
    NUMBER_REUSED = "number_reused", mark("Number of another person")
    CONTRADICTS = "contradicts", mark("Contradicts the register")
    TOO_MANY_DOUBTFUL = "too_many_doubtful", mark("Too many doubtful records")
    FIELD_NOT_ASKED = "field_not_asked", mark("Not asked in this region")
    VILLAGE_OLD = "village_old", mark("Old village code")
    ID_ELSEWHERE = "id_elsewhere", mark("ID number in another household")
    OWN_CELLS = "own_cells", mark("Own cells wrong")
    MORE = "more", mark("More of a kind")

    @property
    def is_warning(self) -> bool:
        """Tell whether it refuses nothing: the row is taken, people are told."""
        return self in WARNINGS


WARNINGS = frozenset(
    {
        IssueCode.SHEET_NOT_READ,
        IssueCode.COLUMNS_IGNORED,
        IssueCode.ROWS_BLANK,
        IssueCode.OTHER_ENCODING,
        IssueCode.HIDDEN_REMOVED,
        IssueCode.UNUSUAL,
        IssueCode.ROUNDED,
        IssueCode.ID_SPECIAL,
        IssueCode.HEAD_MISSING,
        IssueCode.ID_ELSEWHERE,
        IssueCode.LEFT_BY_DEATH,
        IssueCode.PERSON_LOOKALIKE,
        IssueCode.CONTRADICTS,
        IssueCode.VILLAGE_OLD,
        IssueCode.MORE,
    }
)
"""Kinds that refuse nothing: the row is taken, people are told."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong at one place of a sheet; `row` counts the heading row and blank rows as a spreadsheet does."""

    code: IssueCode
    row: int | None = None
    column: str | None = None
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.code not in WARNINGS


class Remark(str):
    """A parsed cell with something to say: the text for COPY, and the issue's code and params."""

    code: IssueCode
    params: dict[str, Any]
    __slots__ = ("code", "params")

    def __new__(cls, code: IssueCode, text: str = "\\N", **params: Any) -> "Remark":
        remark = str.__new__(cls, text)
        remark.code = code
        remark.params = params
        return remark

    @property
    def is_error(self) -> bool:
        return self.code not in WARNINGS
