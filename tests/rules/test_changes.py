"""What a household is, who is what to a new head, and which days a change can have."""

from datetime import date, timedelta

import pytest

from registry.rules import changes_errors as errors
from registry.rules.changes import CHANGES, ChangeKind, First, check_day
from registry.rules.composition import Member, check_roster
from registry.rules.relations import find_spouse, propose_relations, relation_of_spouse
from registry.rules.words import Relation, Sex

R = Relation
TODAY = date(2026, 6, 15)


def member(person_id: int, relation: Relation, age: int, sex: Sex = Sex.MALE, **more: object) -> Member:
    return Member(person_id, f"P{person_id}", relation, sex, date(TODAY.year - age, 1, 1), **more)  # type: ignore[arg-type]


HEAD = member(1, R.HEAD, 50)
WIFE = member(2, R.SPOUSE, 48, Sex.FEMALE)
SON = member(3, R.CHILD, 25)
FATHER = member(4, R.PARENT, 75)


def messages(members: list[Member], kind: str) -> list[str]:
    roster = check_roster(members, TODAY, "A-1")
    return [remark.message % remark.params for remark in getattr(roster, kind)]


def test_a_plain_family_has_neither_faults_nor_oddities() -> None:
    family = [HEAD, WIFE, SON, FATHER]
    assert not messages(family, "faults") and not messages(family, "warnings")


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ([], "Nobody would be left"),
        ([WIFE, SON], "would have no head"),
        ([HEAD, member(5, R.HEAD, 40)], "more than one head: P1, P5"),
        ([HEAD, SON, SON], "P3 would be in the household twice"),
        ([HEAD, member(6, R.OTHER, 40, died_on=TODAY)], "P6 died on 2026-06-15"),
        ([HEAD, member(7, R.CHILD, -1)], "P7 was born on 2027-01-01"),
    ],
)
def test_what_no_household_can_be(members: list[Member], fault: str) -> None:
    assert any(fault in message for message in messages(members, "faults"))


@pytest.mark.parametrize(
    ("members", "oddity"),
    [
        ([member(1, R.HEAD, 15)], "The head, P1, would be 15 years old"),
        ([HEAD, WIFE, member(8, R.SPOUSE, 40, Sex.FEMALE)], "more than one spouse: P2, P8"),
        ([HEAD, member(8, R.SPOUSE, 40)], "of the same sex"),
        ([HEAD, member(8, R.SPOUSE, 19, Sex.FEMALE)], "P8 is 19, below the age of marriage of 20"),
        ([member(1, R.HEAD, 21), WIFE], "P1 is 21, below the age of marriage of 22"),
        ([HEAD, member(8, R.CHILD, 36)], "P1 is only 14 years older than P8"),
        ([HEAD, member(8, R.PARENT, 64)], "P8 is only 14 years older than P1"),
        ([HEAD, member(8, R.GRANDCHILD, 21)], "P1 is only 29 years older than P8"),
        ([HEAD, member(8, R.OTHER, 110)], "P8 would be 110 years old"),
        ([HEAD, Member(9, "P1", R.OTHER, Sex.MALE, HEAD.born_on)], "2 members are called P1"),
    ],
)
def test_what_is_unlikely_is_said(members: list[Member], oddity: str) -> None:
    assert not messages(members, "faults")
    assert any(oddity in message for message in messages(members, "warnings"))


@pytest.mark.parametrize(
    ("members", "others"),
    [
        ([member(8, R.SPOUSE, 20, Sex.FEMALE)], ()),
        ([member(8, R.CHILD, 35)], ()),
        ([member(8, R.PARENT, 65)], ()),
        ([member(8, R.GRANDCHILD, 20)], ()),
        ([member(8, R.OTHER, 109)], ()),
    ],
)
def test_the_limits_themselves_are_plausible(members: list[Member], others: tuple[Member, ...]) -> None:
    assert not messages([HEAD, *members, *others], "warnings")


@pytest.mark.parametrize(
    ("new_head", "family", "expected"),
    [
        (WIFE, [HEAD, WIFE, SON, FATHER], {1: R.SPOUSE, 2: R.HEAD, 3: R.CHILD, 4: R.OTHER}),
        (SON, [HEAD, WIFE, SON, FATHER], {1: R.PARENT, 2: R.PARENT, 3: R.HEAD, 4: R.OTHER}),
        (FATHER, [HEAD, WIFE, SON, FATHER], {1: R.CHILD, 2: R.CHILD_IN_LAW, 3: R.GRANDCHILD, 4: R.HEAD}),
        (HEAD, [HEAD, WIFE], {1: R.HEAD, 2: R.SPOUSE}),
    ],
)
def test_relations_to_a_new_head_follow_from_the_old_ones(
    new_head: Member, family: list[Member], expected: dict[int, Relation]
) -> None:
    assert propose_relations(family, new_head.person_id) == expected


def test_the_only_childs_own_family_is_told_and_otherwise_left_open() -> None:
    bride, grandchild = member(5, R.CHILD_IN_LAW, 24, Sex.FEMALE), member(6, R.GRANDCHILD, 1)
    told = propose_relations([HEAD, SON, bride, grandchild], SON.person_id)
    assert (told[5], told[6]) == (R.SPOUSE, R.CHILD)
    daughter = member(7, R.CHILD, 22, Sex.FEMALE)
    left_open = propose_relations([HEAD, SON, daughter, bride, grandchild], SON.person_id)
    assert (left_open[5], left_open[6], left_open[7]) == (R.OTHER, R.OTHER, R.SIBLING)
    by_marriage = propose_relations([HEAD, SON, bride, grandchild], bride.person_id)
    assert (by_marriage[3], by_marriage[6]) == (R.SPOUSE, R.CHILD)


@pytest.mark.parametrize("new_head", [HEAD, WIFE, SON, FATHER])
def test_there_is_one_head_whoever_it_becomes(new_head: Member) -> None:
    told = propose_relations([HEAD, WIFE, SON, FATHER], new_head.person_id)
    assert [person for person, relation in told.items() if relation is R.HEAD] == [new_head.person_id]


def test_the_spouse_is_told_by_the_relations_or_not_at_all() -> None:
    assert find_spouse([HEAD, WIFE, SON], 1) == WIFE and find_spouse([HEAD, WIFE, SON], 2) == HEAD
    assert find_spouse([HEAD, WIFE, SON], 3) is None and find_spouse([HEAD, SON], 1) is None
    assert find_spouse([HEAD, WIFE], 99) is None
    assert [relation_of_spouse(one) for one in (R.HEAD, R.CHILD, R.PARENT)] == [R.SPOUSE, R.CHILD_IN_LAW, R.OTHER]


def test_a_day_lies_between_registration_and_today() -> None:
    registered = date(2021, 1, 1)
    for day in (registered, TODAY):
        check_day(day, TODAY, registered)
    with pytest.raises(errors.ChangeTooEarly):
        check_day(registered - timedelta(days=1), TODAY, registered)
    with pytest.raises(errors.ChangeInFuture):
        check_day(TODAY + timedelta(days=1), TODAY, registered)


def test_every_kind_of_change_has_its_terms() -> None:
    assert set(CHANGES) == set(ChangeKind)
    asking_one = {kind for kind, terms in CHANGES.items() if terms.first is First.PERSON}
    assert {kind for kind, terms in CHANGES.items() if terms.may_take_head} <= asking_one | {ChangeKind.SPLIT}
