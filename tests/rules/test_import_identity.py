"""ID numbers held against the row. Source: docs/methods.md, Identity numbers."""

from datetime import date

import pytest

from registry.rules.imports.cells import NULL
from registry.rules.imports.identity import read_certificate, read_identity
from registry.rules.imports.issues import IssueCode, Remark

TODAY = date(2026, 6, 15)
VALID = "11010519491231002X"


def test_the_standards_own_sample_is_valid_and_fills_the_row():
    assert read_identity(VALID, NULL, NULL, TODAY) == (VALID, "1949-12-31", "female")


def test_a_row_that_agrees_is_left_as_it_is():
    assert read_identity(VALID, "1949-12-31", "female", TODAY) == (VALID, "1949-12-31", "female")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105194912310021", IssueCode.ID_CHECK),
        ("11010519491231002", IssueCode.ID_SHAPE),
        ("110105491231002", IssueCode.ID_SHAPE),
        ("010105194912310021", IssueCode.ID_SHAPE),
        ("110105194913310021", IssueCode.ID_DATE),
        ("110105203012310026", IssueCode.ID_DATE),
    ],
)
def test_a_wrong_number_is_refused_and_the_row_keeps_its_own_values(number, code):
    told = read_identity(number, "1949-12-31", NULL, TODAY)
    assert isinstance(told.number, Remark)
    assert told.number.code is code
    assert (told.number, told.born_on, told.sex) == (NULL, "1949-12-31", NULL)
    assert number not in str(told.number.params)


def test_another_date_of_birth_and_another_sex_are_refused():
    told = read_identity(VALID, "1949-12-30", "male", TODAY)
    assert isinstance(told.born_on, Remark)
    assert isinstance(told.sex, Remark)
    assert told.born_on.code is IssueCode.ID_BORN_DIFFERS
    assert told.born_on.params == {"told": "1949-12-31", "value": "1949-12-30"}
    assert told.sex.code is IssueCode.ID_SEX_DIFFERS


def test_a_cell_that_was_refused_before_is_not_refused_twice():
    born_on = Remark(IssueCode.DATE_IMPOSSIBLE, value="1949-02-30")
    assert read_identity(VALID, born_on, NULL, TODAY).born_on is born_on


def test_a_disability_certificate_gives_the_id_number_inside_it():
    assert read_identity(VALID + "43", NULL, NULL, TODAY).number == VALID


def test_a_special_residents_number_is_taken_with_a_warning():
    told = read_identity("8" * 22, "1990-01-01", "male", TODAY)
    assert isinstance(told.number, Remark)
    assert (told.number, told.number.code, told.number.is_error) == ("8" * 22, IssueCode.ID_SPECIAL, False)


@pytest.mark.parametrize(
    ("ending", "kind", "grade"),
    [("11", "sight", "1"), ("24", "hearing", "4"), ("43", "limb", "3"), ("74", "multiple", "4")],
)
def test_a_disability_certificate_gives_kind_and_grade(ending, kind, grade):
    assert read_certificate(VALID + ending, NULL, NULL) == (kind, grade)


@pytest.mark.parametrize("certificate", [VALID + "85", VALID + "45", VALID + "4", VALID, VALID + "431", VALID + "04"])
def test_a_certificate_with_other_digits_is_refused(certificate):
    told = read_certificate(certificate, NULL, NULL)
    assert isinstance(told.kind, Remark)
    assert told.kind.code is IssueCode.CERTIFICATE_WRONG


def test_a_row_that_says_otherwise_than_the_certificate_is_refused():
    assert read_certificate(VALID + "43", "limb", "3") == ("limb", "3")
    told = read_certificate(VALID + "43", "sight", "3")
    assert isinstance(told.kind, Remark)
    assert (told.kind.code, told.grade) == (IssueCode.CERTIFICATE_DIFFERS, "3")
