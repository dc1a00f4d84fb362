"""Reads of posted lists: staff those of their areas, everybody one that hangs now, by its address alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, PostedList, PostedRow, Region
from registry.queries.scope import household_scope
from registry.rules.ages import age_on
from registry.rules.posting.errors import PostingNotFound
from registry.rules.posting.publisher import Objection, find_objections
from registry.rules.posting.words import PostingState

GROWN_UP = 18


def list_postings(unit: UnitOfWork, request: PageRequest, *, state: str = "") -> Page[Row[Any]]:
    """Return a page of the lists of the actor's areas, the latest first. Cost: 2."""
    rows = select(func.count()).where(PostedRow.posted_list_id == PostedList.id).correlate(PostedList).scalar_subquery()
    columns: list[Any] = [
        PostedList.id,
        PostedList.kind,
        PostedList.state,
        PostedList.starts_on,
        PostedList.ends_on,
        PostedList.prepared_by,
        PostedList.published_by,
        Region.name.label("village"),
        rows.label("households"),
    ]
    statement = select(*columns).join(Region, Region.code == PostedList.village_code)
    statement = statement.where(within_areas(PostedList.region_path, unit.actor))
    if state:
        statement = statement.where(PostedList.state == state)
    sortable = {"starts": PostedList.starts_on, "ends": PostedList.ends_on, "village": Region.name}
    return fetch_page(unit.session, statement, request, sortable, [PostedList.id.desc()])


def get_posting(unit: UnitOfWork, posting_id: int, *, lock: bool = False) -> PostedList:
    """Return a list of the actor's areas. Raises: PostingNotFound. Cost: 1."""
    statement = select(PostedList).where(PostedList.id == posting_id, within_areas(PostedList.region_path, unit.actor))
    posting = unit.session.scalar(statement.with_for_update() if lock else statement)
    if posting is None:
        raise PostingNotFound()
    return posting


def get_public_posting(unit: UnitOfWork, key: str) -> PostedList:
    """Return the list at a public address while it hangs; nobody need be signed in.

    It is gone with its last day, whether or not the nightly job has run. Raises: PostingNotFound. Cost: 1.
    """
    posting = unit.session.scalar(
        select(PostedList).where(
            PostedList.key == key,
            PostedList.state == PostingState.PUBLISHED,
            PostedList.starts_on <= unit.today,
            PostedList.ends_on > unit.today,
        )
    )
    if posting is None:
        raise PostingNotFound()
    return posting


def list_posted_rows(unit: UnitOfWork, posting_id: int) -> Sequence[Row[Any]]:
    """Return what the public sees of a list, in its order: place, masked name, members, category. Cost: 1."""
    columns: list[Any] = [PostedRow.place, PostedRow.masked_name, PostedRow.members, PostedRow.category]
    statement = select(*columns).where(PostedRow.posted_list_id == posting_id).order_by(PostedRow.place, PostedRow.id)
    return unit.session.execute(statement).all()


def list_objections(unit: UnitOfWork, posting: PostedList) -> list[Objection]:
    """Return everything on a list that may not be public. Cost: 2."""
    rows = list_posted_rows(unit, posting.id)
    texts = [(0, posting.note), (0, posting.contact)]
    texts += [
        (number, text) for number, row in enumerate(rows, 1) for text in (row.place, row.masked_name, row.category)
    ]
    people = unit.session.execute(
        select(Person.name, Person.born_on)
        .join(PostedRow, PostedRow.household_id == Person.household_id)
        .where(PostedRow.posted_list_id == posting.id, Person.left_on.is_(None))
    ).all()
    children = {name for name, born_on in people if age_on(born_on, unit.today) < GROWN_UP}
    return find_objections(texts, {name for name, _born_on in people}, children)


def find_households_of(unit: UnitOfWork, village_path: str, codes: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the open households of a village with these codes: id, code, region path, head, members. Cost: 1."""
    members = (
        select(func.count())
        .where(Person.household_id == Household.id, Person.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    is_head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    columns: list[Any] = [
        Household.id,
        Household.code,
        Household.region_path,
        Person.name.label("head"),
        members.label("members"),
    ]
    statement = select(*columns).outerjoin(Person, is_head)
    return unit.session.execute(
        statement.where(
            Household.code.in_(codes),
            Household.region_path.between(village_path, village_path + "\x7f"),
            Household.closed_on.is_(None),
            household_scope(Household.region_path, Household.id, unit.actor),
        )
    ).all()
