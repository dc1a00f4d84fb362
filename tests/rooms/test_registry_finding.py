"""People found by name, number, telephone and code, inside the reader's scope."""

import pytest
from sqlalchemy import func, select, update

from foundation.paging import PageRequest
from registry.models import Person
from registry.queries import finding
from registry.queries.finding import find_people
from registry.rules.blind_indexes import bank_account_index, id_number_index, phone_index
from registry.rules.finding import name_key
from tests.rooms.casework_samples import counted

NUMBERS = {
    "id_number_index": ("11010519491231002X", id_number_index),
    "phone_index": ("13912345678", phone_index),
    "bank_account_index": ("6222021234567890123", bank_account_index),
}


@pytest.fixture
def head(unit, world):
    """The head of A-001 with a name and numbers of their own."""
    values = {column: index(number) for column, (number, index) in NUMBERS.items()}
    unit.session.execute(
        update(Person).where(Person.id == world.heads["A-001"]).values(name="欧阳明珠·阿依古丽", **values)
    )
    return world.heads["A-001"]


def found(unit, words, **more):
    return [row.person_id for row in find_people(unit, words, PageRequest(), **more).rows]


@pytest.mark.parametrize("words", ["欧阳", "明珠", "阿依古丽", "欧阳明珠阿依古丽", "珠 阿", "古丽"])
def test_any_two_neighbouring_characters_find_a_name(unit, head, words):
    assert found(unit, words) == [head]


@pytest.mark.parametrize("words", ["欧", "明丽", "丽古", "欧阳阿依", "_阳", "%%", "欧%"])
def test_what_does_not_stand_in_the_name_finds_nothing(unit, head, words):
    assert found(unit, words) == []


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("11010519491231002x", "id_number"),
        ("110105 1949 1231 002X", "id_number"),
        ("+86 139 1234 5678", "phone"),
        ("6222 0212 3456 7890 123", "account"),
    ],
)
def test_a_number_finds_its_person_however_it_is_typed(unit, head, words, way):
    (row,) = find_people(unit, words, PageRequest()).rows
    assert (row.person_id, row.found_by) == (head, way)


def test_the_beginning_of_a_code_finds_the_head(unit, world):
    rows = find_people(unit, "A-00", PageRequest(size=50)).rows
    assert {row.code for row in rows} == {code for code in world.households if code.startswith("A-00")}
    assert all(row.name == row.head and row.found_by == "code" for row in rows)


def test_whoever_left_or_died_is_not_a_member_to_be_found(unit, world, head):
    unit.session.execute(update(Person).where(Person.id == head).values(left_on=unit.today))
    assert found(unit, "欧阳") == []


def test_nobody_outside_the_scope_is_found_or_counted(unit, world, head):
    unit.actor = world.actor(unit, "other_caseworker")
    page = find_people(unit, "欧阳", PageRequest())
    assert (page.total, list(page.rows)) == (0, [])
    assert found(unit, NUMBERS["phone_index"][0]) == []


def test_a_region_narrows_what_is_found(unit, world, head):
    path = unit.session.scalar(select(Person.region_path).where(Person.id == head))
    assert found(unit, "欧阳", region_path=path) == [head]
    assert found(unit, "欧阳", region_path="36.0000.") == []


@pytest.mark.parametrize("name", ["王 小明", "Ａ·Ｂ－c", "阿卜杜拉・买买提", "a.b c\u3000d", "ﬁ", "𠮷野家"])
def test_the_database_compares_names_as_the_rule_does(unit, name):
    assert unit.session.scalar(select(func.name_key(name))) == name_key(name)


def test_one_statement_whatever_is_found(unit, head):
    with counted(unit) as statements:
        find_people(unit, "欧阳", PageRequest())
    assert len(statements) == 1


def test_a_page_beyond_the_last_is_the_first(unit, head):
    page = find_people(unit, "欧阳", PageRequest(number=7))
    assert (page.number, page.total, [row.person_id for row in page.rows]) == (1, 1, [head])


def test_of_many_matches_the_best_of_a_thousand_are_ranked_with_whoever_bears_the_whole_name(unit, world, monkeypatch):
    monkeypatch.setattr(finding, "MOST_FOUND", 3)
    heads = sorted(world.heads.values())
    unit.session.execute(update(Person).where(Person.id.in_(heads)).values(name="欧阳明珠"))
    unit.session.execute(update(Person).where(Person.id == heads[-1]).values(name="欧阳"))
    page = find_people(unit, "欧阳", PageRequest(size=2))
    assert (page.total, page.is_cut, page.page_count) == (3, True, 2)
    assert page.rows[0].person_id == heads[-1]
    assert not find_people(unit, "A-001", PageRequest()).is_cut
