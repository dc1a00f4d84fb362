"""Who sees what of a person."""

import pytest

from registry.rules.privacy.disclosure import TABLE, DataKind, Disclosure, disclosure
from registry.rules.privacy.retention import retention_rules


@pytest.mark.parametrize(
    ("roles", "kind", "expected"),
    [
        (["caseworker"], DataKind.PHONE, Disclosure.OPEN),
        (["caseworker"], DataKind.NUMBERS, Disclosure.NOTHING),
        (["caseworker"], DataKind.HEALTH, Disclosure.FLAG),
        (["caseworker"], DataKind.INCOME, Disclosure.SUMMARY),
        (["township_reviewer"], DataKind.NUMBERS, Disclosure.ON_REQUEST),
        (["county_officer"], DataKind.HEALTH, Disclosure.ON_REQUEST),
        (["counsellor"], DataKind.INCOME, Disclosure.NOTHING),
        (["household_member"], DataKind.NUMBERS, Disclosure.OPEN),
        (["analyst"], DataKind.NAME, Disclosure.NOTHING),
        (["enterprise"], DataKind.NAME, Disclosure.NOTHING),
        ([], DataKind.NAME, Disclosure.NOTHING),
        (["supervisor", "caseworker"], DataKind.PHONE, Disclosure.OPEN),
    ],
)
def test_each_role_sees_what_the_table_says_and_several_roles_the_most_of_them(roles, kind, expected):
    assert disclosure(roles, kind) is expected


def test_nobody_but_the_family_sees_a_number_without_asking():
    open_to = {role for role, row in TABLE.items() if row[DataKind.NUMBERS] is Disclosure.OPEN}
    assert open_to == {"household_member"}


def test_every_rule_of_retention_says_why_in_both_languages():
    rules = retention_rules()
    assert len({rule.id for rule in rules}) == len(rules) > 0
    for rule in rules:
        assert {"en", "zh"} <= set(rule.titles) and {"en", "zh"} <= set(rule.reasons), rule.id
