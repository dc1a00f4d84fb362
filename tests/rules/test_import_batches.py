"""Headings found, rows turned into records, and every remark put at its row and column."""

from datetime import date

from registry.rules.imports.batches import SheetReading
from registry.rules.imports.headings import find_headings
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.profile_reading import read_profile

TODAY = date(2026, 6, 15)
CODE = {"name": ["户编号", "code"], "field": "household_code"}


def sheet_of(entity, *columns, **more):
    return read_profile("mine", {"sheet": [{"entity": entity, "column": list(columns), **more}]}).sheets[0]


LINES = sheet_of(
    "income",
    CODE,
    {"name": "day", "field": "received_on"},
    {"name": "source", "field": "source"},
    {"name": "yuan", "field": "amount", "unit": "yuan", "required": True},
)
WIDE = sheet_of(
    "income",
    CODE,
    {"name": "year", "field": "received_on", "dates": "year"},
    {"name": "wages", "field": "amount", "unit": "yuan", "constant": {"source": "wage"}},
    {"name": "transfers", "field": "amount", "unit": "yuan", "constant": {"source": "transfer"}},
)
PEOPLE = sheet_of(
    "person",
    CODE,
    {"name": "member", "field": "code"},
    {"name": "name", "field": "name"},
    {"name": "id", "field": "id_number"},
)


def reading(sheet, heading):
    profile_words = read_profile(
        "w", {"sheet": [{"entity": "household", "column": [{"name": "c", "field": "code"}]}]}
    ).words
    return SheetReading(sheet, find_headings([heading], sheet), profile_words, TODAY)


def told(issues):
    return [(issue.code, issue.row, issue.column) for issue in issues]


def test_headings_are_found_below_a_title():
    rows = [["Income of 2025"], ["", ""], ["Code", "DAY", "source", "yuan"], ["A", "2025-01-01", "wage", "5"]]
    found = find_headings(rows, LINES)
    assert (found.row, found.is_usable) == (2, True)


def test_a_missing_column_is_named():
    found = find_headings([["code", "day", "yuan"]], LINES)
    assert told(found.issues) == [(IssueCode.COLUMN_MISSING, 1, "source")]
    assert not found.is_usable


def test_a_sheet_without_any_known_heading_is_refused():
    assert told(find_headings([["a", "b"], ["1", "2"]], LINES).issues) == [(IssueCode.HEADER_MISSING, None, None)]


def test_two_columns_for_one_field_are_refused_and_unknown_ones_told():
    found = find_headings([["code", "户编号", "day", "source", "yuan", "mood"]], LINES)
    assert told(found.issues) == [(IssueCode.COLUMN_REPEATED, 1, "户编号"), (IssueCode.COLUMNS_IGNORED, 1, None)]
    assert found.issues[1].params == {"columns": "mood"}


def test_headings_that_another_part_reads_are_not_called_unknown():
    found = find_headings([["code", "day", "source", "yuan", "mood"]], LINES, frozenset({"mood"}))
    assert found.issues == ()


def test_a_row_with_a_wrong_cell_is_refused_and_the_cell_named():
    sheet = reading(LINES, ["code", "day", "source", "yuan"])
    (batch,) = sheet.read([2, 3], [["A", "2025-01-01", "wage", "5"], ["B", "2025-02-30", "wage", ""]])
    assert batch.refused == ["f", "t"]
    assert batch.columns["amount_minor"] == ["500", "\\N"]
    assert told(sheet.issues) == [(IssueCode.DATE_IMPOSSIBLE, 3, "day"), (IssueCode.REQUIRED, 3, "yuan")]


def test_short_rows_are_filled_and_long_rows_refused():
    sheet = reading(LINES, ["code", "day", "source", "yuan"])
    (batch,) = sheet.read(
        [2, 3, 4], [["A"], ["B", "2025-01-01", "wage", "5", "surplus"], ["C", "2025-01-01", "wage", "5", ""]]
    )
    assert batch.refused == ["t", "t", "f"]
    assert (IssueCode.CELLS_TOO_MANY, 3, None) in told(sheet.issues)


def test_a_spoilt_row_is_refused_whatever_it_says():
    (batch,) = reading(LINES, ["code", "day", "source", "yuan"]).read(
        [7], [["A", "2025-01-01", "wage", "5"]], spoilt={7}
    )
    assert batch.refused == ["t"]


def test_wide_columns_make_a_record_for_each_filled_cell():
    sheet = reading(WIDE, ["code", "year", "wages", "transfers"])
    wages, transfers = sheet.read([2, 3], [["A", "2025", "100", "0"], ["B", "2025", "", "x"]])
    assert (list(wages.rows), wages.columns["kind"], wages.columns["amount_minor"]) == ([2], ["wage"], ["10000"])
    assert transfers.columns["amount_minor"] == ["0", "\\N"]
    assert transfers.refused == ["f", "t"]
    assert told(sheet.issues) == [(IssueCode.NOT_A_NUMBER, 3, "transfers")]


def test_a_wrong_key_refuses_every_record_of_a_wide_row():
    sheet = reading(WIDE, ["code", "year", "wages", "transfers"])
    assert [batch.refused for batch in sheet.read([2], [["A", "20x5", "1", "2"]])] == [["t"], ["t"]]


def test_only_the_rows_of_the_sheets_entity_are_read():
    heads = sheet_of("household", {"name": "code", "field": "code"}, only={"name": "relation", "words": ["户主"]})
    (batch,) = reading(heads, ["code", "relation"]).read([2, 3, 4], [["A", "户主"], ["A", "配偶"], ["B", " 户主"]])
    assert (list(batch.rows), batch.columns["household_code"]) == ([2, 4], ["A", "B"])


def test_birth_and_sex_come_from_the_id_number_where_the_file_has_no_columns_for_them():
    sheet = reading(PEOPLE, ["code", "member", "name", "id"])
    (batch,) = sheet.read([2, 3], [["A", "1", "张三", "11010519491231002x"], ["A", "2", "李四", "110105194912310021"]])
    assert batch.columns["born_on"] == ["1949-12-31", "\\N"]
    assert batch.columns["sex"] == ["female", "\\N"]
    assert batch.refused == ["f", "t"]
    assert told(sheet.issues) == [(IssueCode.ID_CHECK, 3, "id")]
