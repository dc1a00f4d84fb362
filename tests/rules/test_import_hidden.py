"""Signs that nobody sees: kept where they belong to the text, told where they go, refused where they spoil."""

import json
from datetime import date
from pathlib import Path

import pytest

from registry.rules.imports.cells import NULL, cell_reader
from registry.rules.imports.fields import field_named
from registry.rules.imports.issues import IssueCode, Remark
from registry.rules.imports.profile import CellWords, ColumnProfile
from registry.rules.imports.text import flaw_of, tidy
from registry.rules.words_imports import StagedEntity

NAUGHTY = json.loads((Path(__file__).parent.parent / "data" / "imports" / "naughty_strings.json").read_text("utf-8"))
PADDING = "\u200b\u200c\u200d\ufeff\u200e\u200f\u2066\u2069\ufff9\ufffa\ufffb"
STRINGS = [text for texts in NAUGHTY.values() for text in texts]


def read(raw, name="address"):
    return cell_reader(
        ColumnProfile((name,), field_named(StagedEntity.HOUSEHOLD, name)), CellWords(), date(2026, 6, 15)
    )[raw]


@pytest.mark.parametrize(
    "raw", NAUGHTY["joined"] + NAUGHTY["private use"] + NAUGHTY["other scripts"] + NAUGHTY["stacked"]
)
def test_what_belongs_to_the_text_stays(raw):
    assert tidy(raw) == raw
    assert flaw_of(raw) is None


@pytest.mark.parametrize(
    ("raw", "signs"), [("a\x07b", "U+0007"), ("\x7f", "U+007F"), ("a\x9fb", "U+009F"), ("a\x00b", "U+0000")]
)
def test_control_characters_spoil_a_cell_and_are_named(raw, signs):
    value = read(raw)
    assert (value.code, value.params, str(value)) == (IssueCode.CONTROL_CHARACTER, {"signs": signs}, NULL)


@pytest.mark.parametrize("raw", [*NAUGHTY["broken"], "a\ud800b", "\udfff"])
def test_half_and_lost_characters_spoil_a_cell(raw):
    assert read(raw).code is IssueCode.BROKEN_CHARACTER


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("a\u200bb", "ab"), ("abc\u202egnp.exe", "abcgnp.exe"), ("张\u200d三", "张三"), ("a\u2060\u00adb", "ab")],
)
def test_unseen_signs_inside_a_text_are_taken_out_and_told(raw, kept):
    value = read(raw)
    assert (value.code, str(value), value.is_error) == (IssueCode.HIDDEN_REMOVED, kept, False)


@pytest.mark.parametrize("raw", ["\ufeff张三", "张三\u200b", "\u200b 张三\u00a0\u200d", "\u3000张三\u3000"])
def test_padding_goes_without_a_word(raw):
    value = read(raw)
    assert value == "张三"
    assert not isinstance(value, Remark)


def test_many_unseen_signs_are_named_in_part():
    assert flaw_of("a\u200b\u200e\u202a\u202b\u2060b").signs == "U+200B, U+200E, U+202A …"


@pytest.mark.parametrize("raw", STRINGS)
def test_every_naughty_string_stays_as_it_is_or_is_told_by_name(raw):
    value = read(raw)
    plain = " ".join(raw.split()) if value != NULL else ""
    if not isinstance(value, Remark):
        assert " ".join(str(value).replace("\\\\", "\\").split()) == plain.strip(PADDING) or value == NULL
    else:
        assert value.code in {
            IssueCode.FORMULA,
            IssueCode.CONTROL_CHARACTER,
            IssueCode.BROKEN_CHARACTER,
            IssueCode.HIDDEN_REMOVED,
            IssueCode.TOO_LONG,
        }
