"""What somebody who looks for a person has typed."""

import pytest

from registry.rules.finding import FoundBy, name_key, read_wanted


@pytest.mark.parametrize(
    ("words", "name", "numbers", "code"),
    [
        ("王小明", "王小明", {}, ""),
        (" 王 小明 ", "王小明", {}, ""),
        ("阿卜杜拉·买买提", "阿卜杜拉买买提", {}, ""),
        ("Ｗang Ｗei", "wangwei", {}, ""),
        ("王", "", {}, ""),
        ("", "", {}, ""),
        ("  ·  ", "", {}, ""),
        ("A-001", "", {}, "A-001"),
        ("13800000001", "", {FoundBy.PHONE: "13800000001"}, "13800000001"),
        ("+86 138-0000-0001", "", {FoundBy.PHONE: "13800000001"}, ""),
        ("11010519491231002x", "", {FoundBy.ID_NUMBER: "11010519491231002X"}, "11010519491231002x"),
        ("11010519491231002X43", "", {FoundBy.ID_NUMBER: "11010519491231002X"}, "11010519491231002X43"),
        (
            "110105 19491231 0021",
            "",
            {FoundBy.ID_NUMBER: "110105194912310021", FoundBy.ACCOUNT: "110105194912310021"},
            "",
        ),
        ("6222 0212 3456 7890 123", "", {FoundBy.ACCOUNT: "6222021234567890123"}, ""),
        ("'; drop table person --", "';droptableperson", {}, ""),
    ],
)
def test_words_are_taken_for_what_they_can_be(words, name, numbers, code):
    wanted = read_wanted(words)
    assert (wanted.name, wanted.numbers, wanted.code) == (name, numbers, code)
    assert wanted.is_empty == (not (name or numbers or code))


def test_a_number_that_could_be_an_account_too_is_looked_for_both_ways():
    assert set(read_wanted("110105194912310028").numbers) == {FoundBy.ID_NUMBER, FoundBy.ACCOUNT}


def test_width_case_blanks_and_points_between_names_do_not_count():
    assert name_key("Ａi ·Li－") == name_key("ai.li") == "aili"
