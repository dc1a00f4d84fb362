"""Names, numbers and dates in the forms in which linkage compares them: tables of known answers."""

from datetime import date

import pytest

from registry.rules.linkage.lunar import day_of_lunar
from registry.rules.linkage.names import NO_NAME, read_name, split_surname, split_syllables
from registry.rules.linkage.numbers import from_old, read_number, read_phone

VALID = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "written", "sound"),
    [
        ("王伟", "王伟", "wang wei"),
        (" 王　伟 ", "王伟", "wang wei"),
        ("王伟（户主）", "王伟", "wang wei"),
        ("王伟(大)", "王伟", "wang wei"),
        ("王伟1", "王伟", "wang wei"),
        ("張國強", "张国强", "zhang guo qiang"),
        ("黃曉東", "黄晓东", "huang xiao dong"),
        ("欧阳娜娜", "欧阳娜娜", "ou yang na na"),
        ("歐陽娜娜", "欧阳娜娜", "ou yang na na"),
        ("买买提·艾合买提", "买买提艾合买提", "mai mai ti ai he mai ti"),
        ("買買提•艾合買提", "买买提艾合买提", "mai mai ti ai he mai ti"),
        ("买买提.艾合买提", "买买提艾合买提", "mai mai ti ai he mai ti"),
        ("买买提 艾合买提", "买买提艾合买提", "mai mai ti ai he mai ti"),
        ("Wang Wei", "", "wang wei"),
        ("WANG Xiaoming", "", "wang xiao ming"),
        ("Wáng Xiǎomíng", "", "wang xiao ming"),
        ("Wang2 Wei3", "", "wang wei"),
        ("Lü Bu", "", "lv bu"),
        ("吕布", "吕布", "lv bu"),
    ],
)
def test_a_name_is_read_however_it_is_written(text: str, written: str, sound: str):
    found = read_name(text)
    assert (found.written, found.sound) == (written, sound)


@pytest.mark.parametrize(
    "text", ["", None, "   ", "（户主）", "123", "…", "😀", "\x00", "'; drop table person; --"[:3]]
)
def test_what_is_no_name_has_no_form(text: str | None):
    assert read_name(text) == NO_NAME


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄信", "shan"),
        ("解珍", "xie"),
        ("曾国藩", "zeng"),
        ("仇和", "qiu"),
        ("查良镛", "zha"),
        ("任建新", "ren"),
        ("区文军", "ou"),
        ("朴英爱", "piao"),
        ("翟天临", "zhai"),
        ("尉迟恭德", "yu"),
        ("万俟兰英", "mo"),
    ],
)
def test_a_surname_sounds_as_a_surname(name: str, sound: str):
    assert read_name(name).sound.split()[0] == sound


def test_the_same_character_in_a_given_name_keeps_its_usual_sound():
    assert read_name("王单").sound == "wang dan"


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("王伟", "王玮", "tone"),
        ("李静", "李婧", "tone"),
        ("王伟", "王微", "sound"),
        ("王伟", "Wei Wang", "ordered"),
        ("建国刘", "刘建国", "ordered"),
        ("陈晴", "陈睛", "shape"),
        ("李玲", "李铃", "shape"),
        ("刘兰", "刘南", "near"),
        ("陈林", "陈琳", "near"),
        ("张珊", "张山", "near"),
        ("周胜", "周森", "near"),
        ("黄花", "方花", "near"),
    ],
)
def test_slips_of_ear_eye_and_order_meet_in_one_form(one: str, other: str, form: str):
    assert getattr(read_name(one), form) == getattr(read_name(other), form) != ""


@pytest.mark.parametrize("pair", [("王伟", "王芳"), ("李强", "李刚"), ("张志强", "张志刚")])
def test_different_names_meet_in_no_form(pair: tuple[str, str]):
    one, other = map(read_name, pair)
    assert all(getattr(one, form) != getattr(other, form) for form in ("tone", "sound", "ordered", "near", "shape"))


def test_compound_surnames_are_known():
    assert [split_surname(name) for name in ("欧阳娜", "上官婉儿", "欧阳", "王小伟")] == [
        ("欧阳", "娜"),
        ("上官", "婉儿"),
        ("欧", "阳"),
        ("王", "小伟"),
    ]


def test_pinyin_without_blanks_is_cut_into_syllables():
    assert split_syllables("xiaoming") == ("xiao", "ming")
    assert split_syllables("jianguo") == ("jian", "guo")
    assert split_syllables("qwrt") == ("qwrt",)


@pytest.mark.parametrize(
    ("text", "number", "is_proven"),
    [
        (VALID, VALID, True),
        (VALID.lower(), VALID, True),
        ("110105 19491231 002x", VALID, True),
        ("110105-19491231-002X", VALID, True),
        ("１１０１０５１９４９１２３１００２Ｘ", VALID, True),
        (VALID + "43", VALID, True),
        (VALID + "44B1", VALID + "44B1", False),
        ("110105194912310021", "110105194912310021", False),
        ("110105491231002", VALID, False),
        ("11010519491231002", "11010519491231002", False),
        ("8123456789012345678901", "8123456789012345678901", False),
        ("", "", False),
        (None, "", False),
        ("无", "", False),
        ("12345", "", False),
        ("1" * 40, "", False),
        ("ABCDEFGHIJKLMNOPQR", "", False),
    ],
)
def test_an_id_number_comes_into_its_eighteen_digits(text: str | None, number: str, is_proven: bool):
    assert read_number(text) == (number, is_proven)


def test_an_old_number_gets_its_century_and_its_check_digit():
    assert from_old("110105491231002") == VALID


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("13812345678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("0791-8712345", "07918712345"),
        ("11111111111", ""),
        ("123", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_telephone_number_loses_what_is_no_digit(text: str | None, digits: str):
    assert read_phone(text) == digits


@pytest.mark.parametrize(
    ("lunar", "day"),
    [
        ((1949, 8, 10), date(1949, 10, 1)),
        ((1985, 1, 1), date(1985, 2, 20)),
        ((2000, 1, 1), date(2000, 2, 5)),
        ((2020, 8, 15), date(2020, 10, 1)),
        ((2023, 12, 30), date(2024, 2, 9)),
        ((1985, 2, 31), None),
        ((1850, 1, 1), None),
        ((1985, 13, 1), None),
    ],
)
def test_a_lunar_date_names_a_day(lunar: tuple[int, int, int], day: date | None):
    assert day_of_lunar(*lunar) == day
