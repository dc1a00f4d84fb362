"""How values are checked, kept and written in their history, and which edits touch what."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.identifiers import id_check_character
from registry.rules import changes_errors as errors
from registry.rules.edits import Interim, find_clashes, is_touched
from registry.rules.identity_numbers import clean_account, clean_id_number, clean_phone
from registry.rules.values import (
    HOUSEHOLD_FIELDS,
    HOUSEHOLD_GROUPS,
    NUMBERS,
    PERSON_FIELDS,
    PERSON_GROUPS,
    as_kept,
    as_masked_text,
    as_text,
    check_value,
    from_text,
)
from registry.rules.words import Asset, Sex

BORN = date(1980, 5, 1)
FIRST17 = "36012119800501002"
NUMBER = FIRST17 + id_check_character(FIRST17)
AT = datetime(2026, 6, 15, tzinfo=UTC)


def test_whatever_is_edited_is_a_field_of_the_register() -> None:
    for groups, fields in ((HOUSEHOLD_GROUPS, HOUSEHOLD_FIELDS), (PERSON_GROUPS, PERSON_FIELDS)):
        names = [name for group in groups.values() for name in group]
        assert set(names) <= set(fields) and len(names) == len(set(names))
    assert {"id_number", "phone", "bank_account"} == NUMBERS


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (None, None, str),
        (True, "true", bool),
        (False, "false", bool),
        (6.0, "6", float),
        (2.25, "2.25", float),
        (7, "7", int),
        (BORN, "1980-05-01", date),
        (["radio", "car"], '["radio", "car"]', list),
        (Sex.MALE, "male", Sex),
        ("桥头", "桥头", str),
    ],
)
def test_a_value_and_its_text_stand_for_each_other(value: object, text: str | None, kind: type) -> None:
    assert as_text(value) == text
    assert from_text(text, kind) == value


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_no_number_changes_by_being_written(value: float) -> None:
    assert from_text(as_text(value), float) == value


def test_of_a_number_that_identifies_only_its_end_is_written() -> None:
    assert as_masked_text("13800001234") == "•••••••1234"
    assert as_masked_text(None) is None and as_masked_text("") is None


def test_values_are_kept_in_one_form() -> None:
    assert as_kept(HOUSEHOLD_FIELDS["address"], "") is None
    assert as_kept(HOUSEHOLD_FIELDS["land_mu"], 3.456) == 3.46
    listed = as_kept(HOUSEHOLD_FIELDS["assets"], ["car", "radio"])
    assert listed == ["radio", "car"] and set(listed) <= {word.value for word in Asset}


@pytest.mark.parametrize("land", [0.0, 100_000.0, None])
def test_a_limit_itself_is_taken(land: float | None) -> None:
    check_value(HOUSEHOLD_FIELDS["land_mu"], land)


@pytest.mark.parametrize("land", [-0.01, 100_000.01])
def test_one_step_beyond_is_refused(land: float) -> None:
    with pytest.raises(errors.ValueOutOfRange):
        check_value(HOUSEHOLD_FIELDS["land_mu"], land)


def test_money_is_told_in_yuan() -> None:
    with pytest.raises(errors.ValueOutOfRange) as refused:
        check_value(HOUSEHOLD_FIELDS["debt_minor"], -1)
    assert refused.value.params["high"] == 1e10


def test_an_id_number_is_taken_in_every_form_of_the_card() -> None:
    assert clean_id_number(f" {NUMBER.lower()} ", BORN, Sex.FEMALE) == NUMBER
    assert clean_id_number(NUMBER + "41", BORN, Sex.FEMALE) == NUMBER
    assert clean_id_number("1" * 22, BORN, Sex.FEMALE) == "1" * 22
    for wrong in (NUMBER[:17], NUMBER[:17] + "?", "1" * 18, "１" * 18, ""):
        with pytest.raises(errors.IdNumberWrong):
            clean_id_number(wrong, BORN, Sex.FEMALE)
    with pytest.raises(errors.IdNumberContradicts):
        clean_id_number(NUMBER, BORN, Sex.MALE)


def test_telephones_and_accounts_are_digits_of_a_fitting_length() -> None:
    assert clean_phone("+86 (138) 0000-1234") == "13800001234"
    assert clean_account("6222 0000-1111 2222") == "6222000011112222"
    for wrong in ("1234", "1" * 14, "138x0000000", "１３８０００００００"):
        with pytest.raises(errors.NumberWrong):
            clean_phone(wrong)


@pytest.mark.parametrize(
    ("given_text", "now", "was", "touched"),
    [
        ("4", "6", None, True),
        ("6", "6", None, False),
        ("6", "4", "6", False),
        ("4", "4", "6", False),
        ("2", "4", "6", True),
    ],
)
def test_who_repeats_what_they_read_touched_nothing(given_text: str, now: str, was: str | None, touched: bool) -> None:
    interim = None if was is None else Interim(was, "somebody", AT)
    assert is_touched(given_text, now, interim) is touched
    found = find_clashes({"land": given_text}, {"land": now}, {"land": interim} if interim else {})
    assert bool(found) is (touched and interim is not None)
