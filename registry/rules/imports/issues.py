"""Everything that can be wrong with a file, a row or a cell: what people read about it, and how they mend it."""

from dataclasses import dataclass, field
from typing import Any

from foundation.wording import Worded, mark


class IssueCode(Worded):
    """One kind of trouble; the label is the sentence, with `%(name)s` places that the issue's params fill."""

    WRONG_FILE_TYPE = "wrong_file_type", mark("“%(file)s” is a %(kind)s file, neither XLSX nor CSV.")
    FILE_EMPTY = "file_empty", mark("“%(file)s” is empty.")
    FILE_UNREADABLE = "file_unreadable", mark("“%(file)s” is damaged or protected by a password.")
    SHEET_TOO_LARGE = "sheet_too_large", mark("The sheet is too large to be read from a workbook.")
    FILE_NOT_MATCHED = "file_not_matched", mark("The profile has no place for “%(file)s”.")
    SHEET_NOT_READ = "sheet_not_read", mark("The profile has no place for this sheet; it was not read.")
    HEADER_MISSING = "header_missing", mark("No row holds the headings %(columns)s.")
    COLUMN_MISSING = "column_missing", mark("The column “%(name)s” is missing.")
    COLUMN_REPEATED = "column_repeated", mark("The columns “%(name)s” and “%(other)s” would both fill “%(field)s”.")
    COLUMNS_IGNORED = "columns_ignored", mark("These columns are not in the profile and were not read: %(columns)s.")
    NO_ROWS = "no_rows", mark("There is no row below the headings.")
    ROWS_BLANK = "rows_blank", mark("Blank rows were passed over, %(count)s in all; this is the first.")
    OTHER_ENCODING = "other_encoding", mark("This row is written in %(found)s, the rest of the file in %(main)s.")
    UNDECODABLE = "undecodable", mark("This row is written in neither UTF-8 nor GB18030.")
    LINE_BROKEN = (
        "line_broken",
        mark("A quotation mark opened near this row is never closed; nothing after it was read."),
    )
    CELLS_TOO_MANY = "cells_too_many", mark("The row has more cells than there are headings: “%(value)s” stands alone.")
    REQUIRED = "required", mark("The cell is empty.")
    FORMULA = "formula", mark("The cell holds a formula: %(value)s")
    NOT_A_NUMBER = "not_a_number", mark("“%(value)s” is not a number.")
    NUMBER_ROUNDED = "number_rounded", mark("“%(value)s” was cut short by the spreadsheet program.")
    NOT_WHOLE = "not_whole", mark("“%(value)s” is not a whole number.")
    OUT_OF_RANGE = "out_of_range", mark("“%(value)s” lies outside %(low)s to %(high)s.")
    UNUSUAL = "unusual", mark("“%(value)s” is unusually high: more than %(high)s.")
    NEGATIVE = "negative", mark("“%(value)s” is less than zero.")
    ROUNDED = "rounded", mark("“%(value)s” has more decimals than the register keeps; it was rounded.")
    NOT_A_DATE = "not_a_date", mark("“%(value)s” is not a date.")
    DATE_IMPOSSIBLE = "date_impossible", mark("“%(value)s” is a day that does not exist.")
    DATE_FUTURE = "date_future", mark("“%(value)s” lies in the future.")
    DATE_TOO_EARLY = "date_too_early", mark("“%(value)s” lies before 1900.")
    NOT_IN_LIST = "not_in_list", mark("“%(value)s” is not in the list.")
    NOT_YES_NO = "not_yes_no", mark("“%(value)s” means neither yes nor no.")
    TOO_LONG = "too_long", mark("The text has %(length)s characters; at most %(limit)s fit.")
    ID_SHAPE = "id_shape", mark("The ID number has %(length)s characters or wrong signs.")
    ID_CHECK = "id_check", mark("The ID number’s check digit is wrong.")
    ID_DATE = "id_date", mark("The date of birth inside the ID number does not exist or lies in the future.")
    ID_BORN_DIFFERS = "id_born_differs", mark("The ID number says born on %(told)s, the row says %(value)s.")
    ID_SEX_DIFFERS = "id_sex_differs", mark("The ID number belongs to the other sex.")
    ID_SPECIAL = "id_special", mark("A special resident’s document number; it was not checked.")
    PHONE_SHAPE = "phone_shape", mark("The telephone number does not have 11 digits starting with 1.")
    DUPLICATE_IN_FILE = "duplicate_in_file", mark("The same record stands in rows %(rows)s.")
    NEEDED_FOR_NEW = (
        "needed_for_new",
        mark("The register does not have this record yet; a new one cannot go without this."),
    )
    ALREADY_REGISTERED = "already_registered", mark("The register already has this record with other values.")
    VILLAGE_UNKNOWN = "village_unknown", mark("There is no village “%(value)s” in the area you may import for.")
    HOUSEHOLD_TAKEN = "household_taken", mark("The household number “%(value)s” cannot be used here.")
    HOUSEHOLD_UNKNOWN = (
        "household_unknown",
        mark("There is no household “%(value)s” in these files or in your area of the register (%(count)s rows)."),
    )
    HOUSEHOLD_REFUSED = "household_refused", mark("Its household is refused.")
    HEADS_TWO = "heads_two", mark("Household “%(value)s” would have %(count)s heads.")
    HEAD_REFUSED = "head_refused", mark("The row of the head of household “%(value)s” is refused.")
    HEAD_MISSING = "head_missing", mark("Household “%(value)s” has no head.")
    ID_REPEATED = "id_repeated", mark("The same ID number stands in rows %(rows)s.")
    PERSON_RENUMBERED = (
        "person_renumbered",
        mark("The household already has this ID number under the member number “%(value)s”."),
    )
    ID_ELSEWHERE = "id_elsewhere", mark("A member of household “%(value)s” has the same ID number.")
    OWN_CELLS = "own_cells", mark("Its own cells are wrong.")
    MORE = "more", mark("%(count)s more of the kind “%(kind)s” are not listed.")

    @property
    def is_warning(self) -> bool:
        """Tell whether it refuses nothing: the row is taken, people are told."""
        return self in WARNINGS


MEND: dict[IssueCode, str] = {
    IssueCode.WRONG_FILE_TYPE: mark("Open it in a spreadsheet program and save it as XLSX or CSV."),
    IssueCode.FILE_EMPTY: mark("Choose the file that holds the rows."),
    IssueCode.FILE_UNREADABLE: mark("Open it in a spreadsheet program, remove the password and save it again."),
    IssueCode.SHEET_TOO_LARGE: mark("Save the sheet as CSV, which has no limit."),
    IssueCode.FILE_NOT_MATCHED: mark("Name the file or its sheets as the profile expects, or choose another profile."),
    IssueCode.HEADER_MISSING: mark("Use the template’s headings, within the first 20 rows."),
    IssueCode.COLUMN_MISSING: mark("Add the column, or give it the heading that the template has."),
    IssueCode.COLUMN_REPEATED: mark("Remove one of the two columns."),
    IssueCode.NO_ROWS: mark("Choose the file that holds the rows."),
    IssueCode.OTHER_ENCODING: mark("It was read in its own encoding; look whether it is right."),
    IssueCode.UNDECODABLE: mark("Type the row again and save the file as UTF-8."),
    IssueCode.LINE_BROKEN: mark("Close or remove the quotation mark."),
    IssueCode.CELLS_TOO_MANY: mark("Look for a comma inside a cell and put the cell between quotation marks."),
    IssueCode.REQUIRED: mark("Fill it in."),
    IssueCode.FORMULA: mark("Paste the cell as a plain value."),
    IssueCode.NOT_A_NUMBER: mark("Write digits only, like 1250.50."),
    IssueCode.NUMBER_ROUNDED: mark("Format the column as text and type the number again."),
    IssueCode.NOT_WHOLE: mark("Write it without decimals."),
    IssueCode.OUT_OF_RANGE: mark("Check the number and its unit."),
    IssueCode.UNUSUAL: mark("It was taken; check the number and its unit."),
    IssueCode.NEGATIVE: mark("Write amounts without a minus sign; costs have their own column or kind."),
    IssueCode.NOT_A_DATE: mark("Write it like 2024-01-31."),
    IssueCode.DATE_IMPOSSIBLE: mark("Correct the day or the month."),
    IssueCode.DATE_FUTURE: mark("Correct the year."),
    IssueCode.DATE_TOO_EARLY: mark("Correct the year."),
    IssueCode.NOT_IN_LIST: mark("Use a word of the list, or add the word to the profile."),
    IssueCode.NOT_YES_NO: mark("Write yes or no."),
    IssueCode.TOO_LONG: mark("Shorten it."),
    IssueCode.ID_SHAPE: mark("Write all 18 characters; an X at the end belongs to them."),
    IssueCode.ID_CHECK: mark("Compare it with the identity card."),
    IssueCode.ID_DATE: mark("Compare it with the identity card."),
    IssueCode.ID_BORN_DIFFERS: mark("Compare both with the identity card."),
    IssueCode.ID_SEX_DIFFERS: mark("Compare both with the identity card."),
    IssueCode.PHONE_SHAPE: mark("Write the mobile number without spaces or country code, or leave the cell empty."),
    IssueCode.DUPLICATE_IN_FILE: mark("Keep one of them; several lines on one day need different references."),
    IssueCode.NEEDED_FOR_NEW: mark("Fill it in, or correct the number if the record should be known."),
    IssueCode.ALREADY_REGISTERED: mark("Import again and choose to replace or to keep the register’s values."),
    IssueCode.VILLAGE_UNKNOWN: mark("Check the code against the list of villages."),
    IssueCode.HOUSEHOLD_TAKEN: mark("Check the number, or ask the office above."),
    IssueCode.HOUSEHOLD_UNKNOWN: mark("Check the number, or add the household’s own row."),
    IssueCode.OWN_CELLS: mark("See the list of what is wrong."),
    IssueCode.HOUSEHOLD_REFUSED: mark("Mend the household’s own rows first."),
    IssueCode.HEADS_TWO: mark("Leave one head and give the others their relation to the head."),
    IssueCode.HEAD_REFUSED: mark("Mend the head’s row; until then the whole household waits."),
    IssueCode.HEAD_MISSING: mark("It was taken; name the head soon."),
    IssueCode.ID_REPEATED: mark("Compare both rows with the identity cards."),
    IssueCode.PERSON_RENUMBERED: mark("Use the member number that the register has."),
    IssueCode.ID_ELSEWHERE: mark("It was taken; if the person moved, record that they left the other household."),
}
"""How to mend it; kinds that need nothing done are not listed."""

WARNINGS = frozenset(
    {
        IssueCode.SHEET_NOT_READ,
        IssueCode.COLUMNS_IGNORED,
        IssueCode.ROWS_BLANK,
        IssueCode.OTHER_ENCODING,
        IssueCode.UNUSUAL,
        IssueCode.ROUNDED,
        IssueCode.ID_SPECIAL,
        IssueCode.HEAD_MISSING,
        IssueCode.ID_ELSEWHERE,
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
