"""Cells of every kind: what is read, what is refused, and what is only remarked on."""

from datetime import date

import pytest

from registry.rules.imports.cells import MEMORY, NULL, cell_reader
from registry.rules.imports.dates import read_date
from registry.rules.imports.fields import field_named
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.profile import CellWords, ColumnProfile, DateForm
from registry.rules.words_imports import StagedEntity

TODAY = date(2026, 6, 15)
HOUSEHOLD, PERSON, INCOME = StagedEntity.HOUSEHOLD, StagedEntity.PERSON, StagedEntity.INCOME


def reader(entity, name, **more):
    return cell_reader(ColumnProfile((name,), field_named(entity, name), **more), CellWords(), TODAY)


def read(entity, name, raw, **more):
    return reader(entity, name, **more)[raw]


def code_of(value):
    assert isinstance(value, Remark), f"{value!r} was taken without a word"
    return value.code


@pytest.mark.parametrize(
    ("raw", "unit", "fen"),
    [
        ("1200", "yuan", "120000"),
        ("1,200.50", "yuan", "120050"),
        ("１２００．５", "yuan", "120050"),
        ("0", "yuan", "0"),
        ("1.2", "ten_thousand_yuan", "1200000"),
        ("0.00005", "ten_thousand_yuan", "50"),
        ("3", "thousand_yuan", "300000"),
        ("15", "fen", "15"),
        ("1 200", "yuan", "120000"),
        ("-", "yuan", NULL),
        ("", "yuan", NULL),
    ],
)
def test_amounts_become_fen(raw, unit, fen):
    value = read(INCOME, "amount", raw, unit=unit)
    assert value == fen
    assert not isinstance(value, Remark)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("-5", IssueCode.NEGATIVE),
        ("abc", IssueCode.NOT_A_NUMBER),
        ("12元", IssueCode.NOT_A_NUMBER),
        ("1,2,3", IssueCode.NOT_A_NUMBER),
        ("1e5", IssueCode.NUMBER_ROUNDED),
        ("9" * 30, IssueCode.NOT_A_NUMBER),
        ("99999999999", IssueCode.OUT_OF_RANGE),
        ("=1+1", IssueCode.FORMULA),
        ("nan", IssueCode.NOT_A_NUMBER),
        ("٣", IssueCode.NOT_A_NUMBER),
    ],
)
def test_what_is_no_amount_is_refused(raw, code):
    value = read(INCOME, "amount", raw, unit="yuan")
    assert code_of(value) is code
    assert value.is_error
    assert value == NULL


def test_more_decimals_than_fen_are_rounded_half_up_and_told():
    value = read(INCOME, "amount", "12.345", unit="yuan")
    assert (value, code_of(value), value.is_error) == ("1235", IssueCode.ROUNDED, False)


def test_a_high_amount_is_taken_with_a_warning():
    value = read(INCOME, "amount", "20000000", unit="yuan")
    assert (value, code_of(value), value.is_error) == ("2000000000", IssueCode.UNUSUAL, False)
    assert value.params["high"] == "10,000,000"


@pytest.mark.parametrize(
    ("raw", "unit", "mu"), [("2", "hectare", "30.00"), ("3.5", "mu", "3.50"), ("1000", "square_metre", "1.50")]
)
def test_land_is_kept_in_mu(raw, unit, mu):
    assert read(HOUSEHOLD, "land_mu", raw, unit=unit) == mu


def test_a_range_is_told_in_the_unit_of_the_file():
    value = read(HOUSEHOLD, "road_km", "99999999", unit="m")
    assert code_of(value) is IssueCode.OUT_OF_RANGE
    assert value.params["high"] == "1,000,000"


def test_livestock_is_counted_in_whole_heads():
    assert read(HOUSEHOLD, "livestock_count", "3.0", unit="head") == "3"
    assert code_of(read(HOUSEHOLD, "livestock_count", "2.5", unit="head")) is IssueCode.NOT_WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-31",
        "2024/1/31",
        "2024.1.31",
        "20240131",
        "2024年1月31日",
        "2024-01-31 00:00:00",
        "2024-1-31 8:05",
        "45322",
    ],
)
def test_every_way_of_writing_a_day_gives_the_same_day(text):
    assert read_date(text, DateForm.DAY, TODAY) == "2024-01-31"


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2024-02", DateForm.MONTH, "2024-02-29"),
        ("2024年2月", DateForm.MONTH, "2024-02-29"),
        ("202402", DateForm.MONTH, "2024-02-29"),
        ("2024-02-03", DateForm.MONTH, "2024-02-03"),
        ("2024", DateForm.YEAR, "2024-12-31"),
        ("2024年", DateForm.YEAR, "2024-12-31"),
    ],
)
def test_months_and_years_stand_for_their_last_day(text, form, day):
    assert read_date(text, form, TODAY) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-02-30", IssueCode.DATE_IMPOSSIBLE),
        ("2023-02-29", IssueCode.DATE_IMPOSSIBLE),
        ("20241301", IssueCode.DATE_IMPOSSIBLE),
        ("2026-06-16", IssueCode.DATE_FUTURE),
        ("1899-12-31", IssueCode.DATE_TOO_EARLY),
        ("31/01/2024", IssueCode.NOT_A_DATE),
        ("yesterday", IssueCode.NOT_A_DATE),
        ("2024-02", IssueCode.NOT_A_DATE),
        ("12", IssueCode.NOT_A_DATE),
    ],
)
def test_what_is_no_day_is_refused(text, code):
    assert code_of(read_date(text, DateForm.DAY, TODAY)) is code


def test_today_is_no_future():
    assert read_date("2026-06-15", DateForm.DAY, TODAY) == "2026-06-15"


def test_code_lists_know_their_values_their_english_labels_and_the_profiles_words():
    column = reader(PERSON, "labour_status", codes={"普通劳动力": "ordinary"})
    assert [column[raw] for raw in ("普通劳动力", "ordinary", "Ordinary labour", " 普通劳动力\u3000")] == [
        "ordinary"
    ] * 4
    assert code_of(column["超人"]) is IssueCode.NOT_IN_LIST


def test_yes_and_no_are_read_and_anything_else_refused():
    column = reader(PERSON, "works_away")
    assert [column[raw] for raw in ("yes", "N", "1", "0", "TRUE")] == ["t", "f", "t", "f", "t"]
    assert code_of(column["maybe"]) is IssueCode.NOT_YES_NO


def test_an_empty_cell_is_refused_only_where_the_profile_requires_one():
    assert read(PERSON, "name", " ") == NULL
    assert code_of(read(PERSON, "name", " ", is_required=True)) is IssueCode.REQUIRED
    assert code_of(read(PERSON, "household_code", "")) is IssueCode.REQUIRED


def test_a_number_that_the_spreadsheet_cut_short_is_no_code():
    assert code_of(read(HOUSEHOLD, "code", "3.60121100201E+17")) is IssueCode.NUMBER_ROUNDED
    assert code_of(read(PERSON, "id_number", "1.10105194912310e+17")) is IssueCode.NUMBER_ROUNDED
    assert read(HOUSEHOLD, "code", "'360121") == "360121"


def test_a_text_that_is_too_long_is_refused_with_its_length():
    value = read(PERSON, "ethnicity", "长" * 21)
    assert code_of(value) is IssueCode.TOO_LONG
    assert value.params == {"length": 21, "limit": 20}


@pytest.mark.parametrize(
    "raw", ["13800000000", "138 0000 0000", "+86 13800000000", "008613800000000", "１３８００００００００"]
)
def test_mobile_numbers_lose_spaces_and_country_code(raw):
    assert read(PERSON, "phone", raw) == "13800000000"


@pytest.mark.parametrize("raw", ["1380000000", "23800000000", "138000000000", "no phone"])
def test_a_wrong_mobile_number_is_refused_without_repeating_it(raw):
    value = read(PERSON, "phone", raw)
    assert code_of(value) is IssueCode.PHONE_SHAPE
    assert raw not in str(value.params)


def test_a_formula_in_a_private_cell_is_told_without_its_text():
    value = read(PERSON, "id_number", "=A1&secret")
    assert code_of(value) is IssueCode.FORMULA
    assert "secret" not in str(value.params)


def test_remarks_are_made_anew_each_time_and_raise_the_flag():
    column = reader(INCOME, "amount", unit="yuan")
    assert column["x"] is not column["x"]
    assert column.has_remarks
    assert "x" not in column


def test_the_memory_of_a_column_is_bounded():
    column = reader(INCOME, "amount", unit="fen")
    for number in range(MEMORY + 10):
        assert column[str(number)] == str(number)
    assert len(column) <= MEMORY


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("television", "{television}"),
        ("电视机、冰箱", "{television,refrigerator}"),
        ("Car or truck; Radio", "{radio,car}"),
        ("refrigerator/television/television", "{television,refrigerator}"),
        ("无", "{}"),
        ("no", "{}"),
        ("", NULL),
    ],
)
def test_a_cell_of_several_words_becomes_a_list_in_the_order_of_the_code_list(raw, kept):
    codes = {"电视机": "television", "冰箱": "refrigerator"}
    words = CellWords(no=CellWords().no | {"无"})
    column = ColumnProfile(("assets",), field_named(HOUSEHOLD, "assets"), codes=codes)
    assert cell_reader(column, words, TODAY)[raw] == kept


def test_a_cell_of_several_words_with_an_unknown_one_is_refused_whole():
    value = read(HOUSEHOLD, "assets", "television, submarine")
    assert code_of(value) is IssueCode.NOT_IN_LIST
    assert value.params == {"value": "television, submarine"}


@pytest.mark.parametrize("raw", ["6222 0212 3456 7890 123", "6222-0212-3456-7890", "６２２２０２１２３４５６７８９０"])
def test_an_account_number_loses_its_grouping(raw):
    assert read(PERSON, "bank_account", raw).isdecimal()


@pytest.mark.parametrize(
    ("raw", "code"),
    [("1234567", IssueCode.ACCOUNT_SHAPE), ("6222x", IssueCode.ACCOUNT_SHAPE), ("6.22E+18", IssueCode.NUMBER_ROUNDED)],
)
def test_what_is_no_account_number_is_refused_and_never_repeated(raw, code):
    value = read(PERSON, "bank_account", raw)
    assert code_of(value) is code
    assert raw not in str(value.params)


@pytest.mark.parametrize(
    ("name", "raw", "kept"),
    [
        ("dwelling_grade", "C: partly dangerous", "c"),
        ("water_source", "piped", "piped"),
        ("survey_weight", "1.25", "1.2500"),
        ("has_electricity", "yes", "t"),
    ],
)
def test_the_dwelling_and_its_supplies_are_read(name, raw, kept):
    assert read(HOUSEHOLD, name, raw) == kept


def test_hours_of_fetching_water_become_minutes():
    assert read(HOUSEHOLD, "water_minutes", "0.5", unit="hour") == "30"
    assert code_of(read(HOUSEHOLD, "water_minutes", "300", unit="minute")) is IssueCode.UNUSUAL


def test_a_weight_of_nothing_is_refused():
    assert code_of(read(HOUSEHOLD, "survey_weight", "0")) is IssueCode.OUT_OF_RANGE


def test_an_unusual_wage_and_a_third_public_job_are_remarked_on():
    assert code_of(read(PERSON, "monthly_wage", "30001", unit="yuan")) is IssueCode.UNUSUAL
    assert code_of(read(PERSON, "public_job_count", "3")) is IssueCode.UNUSUAL
