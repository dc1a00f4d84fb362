"""Text of cells: made plain, and never a formula by accident."""

import pytest

from registry.rules.imports.text import defuse, half_width, heading_key, looks_like_formula, tidy, tidy_name, to_copy


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("  plain  ", "plain"),
        ("\ufeff\u200b张三\u200d", "张三"),
        ("张\u3000三", "张 三"),
        ("\t110105\t", "110105"),
        ("two\nlines", "two lines"),
        ("no\u00a0break", "no break"),
        ("bell\x07", "bell"),
        ("\u202eevil", "evil"),
        ("", ""),
        ("\u200b\u3000", ""),
    ],
)
def test_a_cell_loses_hidden_characters_and_odd_spaces(raw, plain):
    assert tidy(raw) == plain


def test_full_width_signs_become_plain_ones():
    assert half_width("１２．５（亩）＝Ａ") == "12.5(亩)=A"


def test_a_name_loses_its_padding_and_gets_one_kind_of_middle_dot():
    assert tidy_name("张 三") == "张三"
    assert tidy_name("买买提•阿不都") == tidy_name("买买提・阿不都") == "买买提·阿不都"
    assert tidy_name("Li Wei") == "Li Wei"


def test_headings_are_compared_without_width_case_and_spaces():
    assert heading_key(" 耕地面积 （亩）") == heading_key("耕地面积(亩)")
    assert heading_key("Household Code") == heading_key("householdcode")


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/C calc'!A0",
        "=1+1",
        "＝1+1",
        "@SUM(A1)",
        "+cmd|' /C calc'!A0",
        "-cmd|x",
        "+A1",
        "-2+3+cmd|x",
        "+1=2",
        "=…",
    ],
)
def test_what_a_spreadsheet_would_compute_is_a_formula(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["-5", "+86 13800000000", "-", "—", "张三", "a=b", "3-1", "+1,200.50", "-0.5", "="])
def test_numbers_and_words_are_no_formulas(text):
    assert not looks_like_formula(text)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", " =1", "\t=1", "＝1"])
def test_an_exported_cell_with_a_dangerous_start_is_defused(text):
    assert defuse(text) == "'" + text


def test_harmless_text_is_exported_as_it_is():
    assert defuse("张三 = 户主") == "张三 = 户主"
    assert defuse("") == ""


def test_backslashes_survive_the_way_into_the_database():
    assert to_copy(r"C:\x") == r"C:\\x"
