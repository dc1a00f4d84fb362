"""Posted lists: prepared by one, published by another, gone by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from foundation.paging import PageRequest
from registry.errors import OutsideArea
from registry.models import Person, PostedList
from registry.operations.postings import end_postings, prepare_posting, publish_posting, take_down_posting
from registry.queries.households import get_household_by_code
from registry.queries.postings import (
    get_posting,
    get_public_posting,
    list_objections,
    list_posted_rows,
    list_postings,
)
from registry.rules.posting.errors import (
    HouseholdsUnknown,
    NothingToPost,
    PostingNotFound,
    PostingNotInState,
    PostingRefused,
    PostingTooShort,
    SamePersonPublishes,
)
from registry.rules.posting.publisher import Forbidden
from registry.rules.posting.words import PostingKind, PostingState


@pytest.fixture
def village(unit, world):
    return get_household_by_code(unit, "A-001").village_code


def prepared(unit, world, village, codes=("A-001", "A-002"), login="township_reviewer", **changes):
    unit.actor = world.actor(unit, login)
    told = {
        "category": "拟纳入监测对象",
        "note": "",
        "contact": "村委会 0791-8812345",
        "starts_on": unit.today,
        "ends_on": unit.today + timedelta(days=5),
        **changes,
    }
    return prepare_posting(unit, village, PostingKind.RECOGNITION, codes, **told)


def published(unit, world, village, **changes):
    posting_id = prepared(unit, world, village, **changes)
    unit.actor = world.actor(unit, "county_officer")
    publish_posting(unit, posting_id)
    return posting_id


def test_names_are_masked_and_members_counted_from_the_register(unit, world, village):
    posting_id = prepared(unit, world, village)
    rows = list_posted_rows(unit, posting_id)
    assert len(rows) == 2
    assert all(row.masked_name.endswith("○") and row.members == 4 for row in rows)


def test_a_second_person_publishes_and_everybody_sees_it_until_its_last_day(unit, world, village):
    posting_id = prepared(unit, world, village, login="county_officer")
    with pytest.raises(SamePersonPublishes):
        publish_posting(unit, posting_id)
    unit.actor = world.actor(unit, "supervisor")
    publish_posting(unit, posting_id)
    key = get_posting(unit, posting_id).key
    for days, is_there in ((0, True), (4, True), (5, False), (400, False)):
        unit.now += timedelta(days=days)
        if is_there:
            assert get_public_posting(unit, key).id == posting_id
        else:
            with pytest.raises(PostingNotFound):
                get_public_posting(unit, key)
        unit.now -= timedelta(days=days)


def test_the_night_takes_down_what_is_over_once(unit, world, village):
    posting_id = published(unit, world, village)
    assert end_postings(unit) == 0
    unit.now += timedelta(days=5)
    assert (end_postings(unit), end_postings(unit)) == (1, 0)
    assert get_posting(unit, posting_id).state is PostingState.ENDED


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"note": "联系 13812345678"}, Forbidden.PHONE),
        ({"contact": "张主任 138-1234-5678"}, Forbidden.PHONE),
        ({"category": "因病致贫户"}, Forbidden.HEALTH),
        ({"note": "11010519491231002X"}, Forbidden.ID_NUMBER),
        ({"category": "红色预警"}, Forbidden.GRADE),
    ],
)
def test_the_publisher_refuses_what_may_never_be_public(unit, world, village, changes, what):
    posting_id = prepared(unit, world, village, **changes)
    unit.actor = world.actor(unit, "county_officer")
    assert what in {one.what for one in list_objections(unit, get_posting(unit, posting_id))}
    with pytest.raises(PostingRefused):
        publish_posting(unit, posting_id)
    assert get_posting(unit, posting_id).state is PostingState.DRAFT


def test_a_childs_name_is_refused_though_it_stands_in_the_note(unit, world, village):
    child = "陈小蕾"
    unit.session.execute(
        update(Person).where(Person.household_id == world.households["A-001"], Person.code == "3").values(name=child)
    )
    posting_id = prepared(unit, world, village, note=f"{child}一户")
    assert [one.what for one in list_objections(unit, get_posting(unit, posting_id))] == [Forbidden.CHILD]


def test_a_list_hangs_five_days_even_when_it_is_published_late(unit, world, village):
    with pytest.raises(PostingTooShort):
        prepared(unit, world, village, ends_on=unit.today + timedelta(days=4))
    posting_id = prepared(unit, world, village)
    unit.actor = world.actor(unit, "county_officer")
    unit.now += timedelta(days=1)
    with pytest.raises(PostingTooShort):
        publish_posting(unit, posting_id)


def test_only_households_of_the_village_are_listed_and_each_once(unit, world, village):
    with pytest.raises(HouseholdsUnknown) as refused:
        prepared(unit, world, village, codes=("A-001", "B-001", "nothing"))
    assert refused.value.params["codes"] == "B-001, nothing"
    with pytest.raises(NothingToPost):
        prepared(unit, world, village, codes=("", "  "))
    assert len(list_posted_rows(unit, prepared(unit, world, village, codes=("A-001", "A-001 ")))) == 1


def test_nobody_posts_or_sees_lists_outside_their_area(unit, world, village):
    posting_id = published(unit, world, village)
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(PostingNotFound):
        get_posting(unit, posting_id)
    assert list_postings(unit, PageRequest()).total == 0
    with pytest.raises(OutsideArea):
        prepared(unit, world, village, login="other_caseworker")


def test_what_was_taken_down_stays_down(unit, world, village):
    posting_id = published(unit, world, village)
    take_down_posting(unit, posting_id, "an objection was right")
    key = unit.session.get(PostedList, posting_id).key
    with pytest.raises(PostingNotFound):
        get_public_posting(unit, key)
    for step in (lambda: publish_posting(unit, posting_id), lambda: take_down_posting(unit, posting_id, "again")):
        with pytest.raises(PostingNotInState):
            step()
