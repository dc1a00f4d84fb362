"""What a reader sees of one family."""

from dataclasses import dataclass
from datetime import date

import pytest

from foundation.actor import Actor, system_actor
from registry.permissions import GRANTS, RegistryPermission
from registry.rules.privacy.disclosure import TABLE, Disclosure
from registry.rules.privacy.sight import EVERYTHING, sight_of

TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Someone:
    name: str = "陈桂英"
    born_on: date = date(1960, 1, 1)


CHILD = Someone("陈小宝", date(2012, 6, 2))


def reader(*roles: str, household_id: int | None = None) -> Actor:
    return Actor(1, "reader", roles=roles, household_id=household_id)


@pytest.mark.parametrize("role", ["enterprise", "producer", "insurer", "trainer", "analyst", "finance_officer"])
def test_who_is_not_in_the_table_sees_a_circle_for_a_name_and_nothing_else(role):
    sight = sight_of(reader(role), 7)
    seen = sight.member(Someone(), TODAY)
    assert seen.name == "陈○○" and sight.name(None) is None
    assert {seen.health, seen.phone, seen.numbers, sight.income} == {Disclosure.NOTHING}


def test_a_caseworker_sees_names_and_telephones_of_grown_ups_and_little_of_children():
    sight = sight_of(reader("caseworker"), 7)
    seen, child = sight.member(Someone(), TODAY), sight.member(CHILD, TODAY)
    assert (seen.name, seen.phone.is_open, seen.health, seen.sees_life) == ("陈桂英", True, Disclosure.FLAG, True)
    assert (child.name, child.phone.shows_digits, child.health, child.sees_life) == (
        "陈小宝", False, Disclosure.FLAG, False,
    )  # fmt: skip
    assert sight.member(CHILD, date(2026, 6, 2)).sees_life  # the fourteenth birthday


def test_membership_of_one_family_opens_no_other_familys_file():
    cadre = reader("household_member", "caseworker", household_id=7)
    assert sight_of(cadre, 7) == EVERYTHING
    assert sight_of(cadre, 8) == sight_of(reader("caseworker"), 8)
    assert sight_of(system_actor("worker"), 8) is EVERYTHING


def test_exactly_those_may_ask_with_a_reason_who_hold_the_permission():
    asking = {role for role, row in TABLE.items() if Disclosure.ON_REQUEST in row.values()}
    assert asking == {role for role, held in GRANTS.items() if RegistryPermission.PERSON_REVEAL in held}
