"""Which values each role is shown, column by column and fact by fact."""

from datetime import date

import pytest

from registry.rules.privacy.kinds import (
    hidden_fields,
    hidden_of_member,
    shows_facts,
    shows_quoted,
    unmasked_of_member,
)
from registry.rules.privacy.sight import EVERYTHING, sight_of
from tests.rules.test_sight import CHILD, TODAY, Someone, reader

ILLNESS = {"health", "is_undernourished", "disability_kind", "disability_grade"}


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("caseworker", {*ILLNESS, "monthly_wage_minor"}),
        ("supervisor", {*ILLNESS, "monthly_wage_minor"}),
        ("auditor", {*ILLNESS, "monthly_wage_minor"}),
        ("township_reviewer", ILLNESS),
        ("county_officer", ILLNESS),
        ("counsellor", {"monthly_wage_minor", "assets", "debt_minor"}),
        ("analyst", {*ILLNESS, "monthly_wage_minor", "assets", "debt_minor"}),
    ],
)
def test_each_role_is_shown_the_columns_of_the_table(role, hidden):
    assert hidden_fields(sight_of(reader(role), 7)) == hidden


def test_nothing_is_hidden_from_the_family():
    assert not hidden_fields(EVERYTHING)
    assert not hidden_of_member(EVERYTHING, CHILD, TODAY)


def test_of_a_child_only_name_sex_and_relation_are_shown_to_a_caseworker():
    sight = sight_of(reader("caseworker"), 7)
    hidden = hidden_of_member(sight, CHILD, TODAY)
    assert {"born_on", "schooling", "health", "ethnicity"} <= hidden
    assert hidden.isdisjoint({"name", "sex", "relation", "id_number", "phone", "bank_account"})
    assert "born_on" not in hidden_of_member(sight, CHILD, date(2030, 1, 1))
    assert "born_on" not in hidden_of_member(sight_of(reader("county_officer"), 7), CHILD, TODAY)


def test_last_digits_are_shown_of_the_numbers_that_the_table_gives():
    assert unmasked_of_member(sight_of(reader("caseworker"), 7), Someone(), TODAY) == {"phone"}
    assert unmasked_of_member(sight_of(reader("auditor"), 7), Someone(), TODAY) == frozenset()
    of_officer = unmasked_of_member(sight_of(reader("county_officer"), 7), Someone(), TODAY)
    assert of_officer == {"phone", "id_number", "bank_account"}


def test_a_summary_is_the_sum_and_not_its_lines():
    sight = sight_of(reader("caseworker"), 7)
    assert shows_facts(sight, ["net_income", "members"]) and not shows_facts(sight, ["members", "wage_income"])
    assert shows_facts(sight, ["is_disabled"]) and not shows_facts(sight, ["disability_grade"])
    assert not shows_facts(sight_of(reader("auditor"), 7), ["is_disabled"])
    assert shows_facts(sight_of(reader("county_officer"), 7), ["wage_income"])


def test_a_note_is_quoted_to_those_who_may_know_of_illness():
    assert shows_quoted(sight_of(reader("caseworker"), 7), "note") and sight_of(reader("caseworker"), 7).notes
    assert not shows_quoted(sight_of(reader("auditor"), 7), "note") and not sight_of(reader("auditor"), 7).notes
    assert shows_quoted(sight_of(reader("auditor"), 7), "address")
