"""People found by name, ID number, telephone or account, and households by their code, in the reader's scope only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Subquery,
    Text,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region, Standing
from registry.queries.scope import household_scope
from registry.rules.blind_indexes import bank_account_index, id_number_index, phone_index
from registry.rules.finding import FoundBy, Wanted, read_wanted

LOOKED_UP = {
    FoundBy.ID_NUMBER: (Person.id_number_index, id_number_index),
    FoundBy.PHONE: (Person.phone_index, phone_index),
    FoundBy.ACCOUNT: (Person.bank_account_index, bank_account_index),
}


MOST_FOUND = 1_000
"""Matches that are ranked; who gets more writes more of the name or chooses a region."""


@dataclass(frozen=True, slots=True)
class Found(Page[Row[Any]]):
    """A page of what was found.

    Args:
        is_cut: more than `MOST_FOUND` match; `total` is no more than that.
    """

    is_cut: bool = False


def find_people(unit: UnitOfWork, words: str, request: PageRequest, *, region_path: str = "") -> Found:
    """Return a page of present members whom the words may mean, the best matches first.

    A row has the person (id, name, relation), the household (id, code, head), village, colour and `found_by`. Whoever
    bears the whole name is among them also when it is part of many.

    Args:
        words: part of a name of two characters or more, a number as it is written, or the beginning of a code.
        region_path: only below this region.
    Cost: 1 statement on indexes; nothing at all for words that are too short.
    """
    wanted = read_wanted(words)
    if wanted.is_empty:
        return Found([], 0, 1, request.limit)
    inside = tuple(_inside(unit, region_path))
    ways = [select(way.where(*inside).limit(MOST_FOUND + 1).subquery()) for way in _ways(wanted)]
    placed = _placed(union_all(*ways), wanted, request)
    rows = unit.session.execute(_described(placed).order_by(placed.c.place)).all()
    if not rows and request.number > 1:
        return find_people(unit, words, replace(request, number=1), region_path=region_path)
    total = rows[0].total if rows else 0
    return Found(rows, min(total, MOST_FOUND), max(request.number, 1), request.limit, is_cut=total > MOST_FOUND)


def _ways(wanted: Wanted) -> Iterator[Select[Any]]:
    if wanted.name:
        yield _people(FoundBy.NAME).where(func.name_key(Person.name) == wanted.name)
        yield _people(FoundBy.NAME).where(*_has_name(wanted.name))
    for way, number in wanted.numbers.items():
        column, index = LOOKED_UP[way]
        yield _people(way).where(column == index(number))
    if wanted.code:
        yield _people(FoundBy.CODE).where(
            Household.code.startswith(wanted.code, autoescape=True), Person.relation == "head"
        )


def _placed(matches: CompoundSelect[Any], wanted: Wanted, request: PageRequest) -> Subquery:
    """Rank what matches before anything else is read of it, and keep one page."""
    matched = matches.subquery()
    once = select(matched.c.person_id, func.min(matched.c.found_by).label("found_by")).group_by(matched.c.person_id)
    one = once.subquery()
    is_whole = func.name_key(Person.name) == wanted.name
    best = (is_whole.desc(), func.coalesce(Standing.urgency, 9), func.length(Person.name), Person.id)
    columns = (one, func.count().over().label("total"), func.row_number().over(order_by=best).label("place"))
    return (
        select(*columns)
        .join(Person, Person.id == one.c.person_id)
        .outerjoin(Standing, Standing.household_id == Person.household_id)
        .order_by("place")
        .offset(request.offset)
        .limit(request.limit)
        .subquery()
    )


def _people(way: FoundBy) -> Select[Any]:
    columns: list[Any] = [Person.id.label("person_id"), literal(way.value).label("found_by")]
    return select(*columns).join(Household, Household.id == Person.household_id)


def _has_name(key: str) -> tuple[ColumnElement[bool], ...]:
    pairs = [key[place : place + 2] for place in range(len(key) - 1)]
    narrowed = func.name_pairs(Person.name, type_=ARRAY(Text)).contains(cast(pairs, ARRAY(Text)))
    return (narrowed, func.name_key(Person.name).contains(key, autoescape=True)) if len(pairs) > 1 else (narrowed,)


def _inside(unit: UnitOfWork, region_path: str) -> Iterator[ColumnElement[bool]]:
    yield household_scope(Person.region_path, Person.household_id, unit.actor)
    yield Person.left_on.is_(None)
    yield Household.closed_on.is_(None)
    if region_path:
        yield Person.region_path.between(region_path, region_path + "\x7f")


def _described(placed: Subquery) -> Select[Any]:
    head = aliased(Person)
    is_head = (head.household_id == Person.household_id) & (head.relation == "head") & head.left_on.is_(None)
    return (
        select(
            Person.id.label("person_id"),
            Person.name,
            Person.relation,
            Household.id.label("household_id"),
            Household.code,
            head.name.label("head"),
            Region.name.label("village"),
            Standing.colour,
            placed.c.found_by,
            placed.c.total,
        )
        .select_from(placed)
        .join(Person, Person.id == placed.c.person_id)
        .join(Household, Household.id == Person.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(head, is_head)
        .outerjoin(Standing, Standing.household_id == Household.id)
    )
