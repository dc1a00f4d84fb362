"""Reads of pairs: whoever may see both people's households may see a pair of theirs, nobody else, not in a count."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, LinkPair, LinkRecord, Person, Region
from registry.queries.scope import household_scope
from registry.rules.linkage.errors import LinkPairNotFound
from registry.rules.linkage.states import UNDECIDED
from registry.rules.linkage.words import Certainty, PairPlace, PairState

LEFT, RIGHT = aliased(Person, name="left_person"), aliased(Person, name="right_person")
LEFT_HOME, RIGHT_HOME = aliased(Household, name="left_home"), aliased(Household, name="right_home")
LEFT_VILLAGE, RIGHT_VILLAGE = aliased(Region, name="left_village"), aliased(Region, name="right_village")
END_FIELDS = ("name", "sex", "born_on", "household_id", "code", "place")
PLACE = case(
    (LinkPair.record_id.is_not(None), PairPlace.FILE.value),
    (LEFT.household_id == RIGHT.household_id, PairPlace.HOUSEHOLD.value),
    (LEFT.region_path == RIGHT.region_path, PairPlace.VILLAGE.value),
    else_=PairPlace.APART.value,
)


@dataclass(frozen=True, slots=True)
class PairFilters:
    """What a list of pairs is narrowed to; empty means all.

    Args:
        state: where they stand; without it those that wait for a decision.
        region_path: one of the two lives below this region.
        run_id: found first by this run.
    """

    state: PairState | None = None
    certainty: Certainty | None = None
    place: PairPlace | None = None
    region_path: str = ""
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class PairEnd:
    """One of the two records of a pair, as a list shows it. A row of a file has no household in the register."""

    name: str
    sex: str
    born_on: date | None
    household_id: int | None
    household: str
    village: str


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair as a list shows it; `weight` in bits."""

    id: int
    state: PairState
    certainty: Certainty
    weight: float
    place: PairPlace
    found_at: datetime
    run_id: int
    left: PairEnd
    right: PairEnd


def may_see(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that both records of a pair lie in the actor's scope, for a select of `joined_pairs`."""
    record = or_(
        LinkPair.record_id.is_(None), LinkRecord.region_path.is_(None), within_areas(LinkRecord.region_path, unit.actor)
    )
    other = or_(LinkPair.right_id.is_(None), household_scope(RIGHT.region_path, RIGHT.household_id, unit.actor))
    return and_(household_scope(LEFT.region_path, LEFT.household_id, unit.actor), other, record)


def joined_pairs(*columns: Any) -> Select[Any]:
    """Return a select of columns from pairs with their people and their file's row joined."""
    return (
        select(*columns)
        .select_from(LinkPair)
        .join(LEFT, LEFT.id == LinkPair.left_id)
        .outerjoin(RIGHT, RIGHT.id == LinkPair.right_id)
        .outerjoin(LinkRecord, LinkRecord.id == LinkPair.record_id)
    )


def get_pair(unit: UnitOfWork, pair_id: int, *, for_update: bool = False) -> LinkPair:
    """Return a pair both of whose records the actor may see.

    Args:
        for_update: hold the pair, so that no two people decide it at the same time.
    Raises: LinkPairNotFound. Cost: 1 statement.
    """
    statement = joined_pairs(LinkPair).where(LinkPair.id == pair_id, may_see(unit))
    if for_update:
        statement = statement.with_for_update(of=LinkPair).execution_options(populate_existing=True)
    pair: LinkPair | None = unit.session.scalar(statement)
    if pair is None:
        raise LinkPairNotFound()
    return pair


def get_people(unit: UnitOfWork, pair: LinkPair) -> tuple[tuple[Person, Person], dict[int, str]]:
    """Return the two people of a pair and their households' codes, for a pair that `get_pair` gave.

    Raises: LinkPairNotFound when one of them is a row of a file. Cost: 1 statement.
    """
    statement = select(Person, Household.code).join(Household, Household.id == Person.household_id)
    rows = unit.session.execute(statement.where(Person.id.in_([pair.left_id, pair.right_id])).order_by(Person.id)).all()
    if len(rows) != 2:
        raise LinkPairNotFound()
    return (rows[0][0], rows[1][0]), {person.household_id: code for person, code in rows}


def find_home(unit: UnitOfWork, person_id: int | None) -> Row[Any] | None:
    """Return household_id, code and name of a person, None for one outside the actor's scope. Cost: 1 statement."""
    columns: list[Any] = [Person.household_id, Household.code, Person.name]
    statement = select(*columns).join(Household, Household.id == Person.household_id)
    scope = household_scope(Person.region_path, Person.household_id, unit.actor)
    return unit.session.execute(statement.where(Person.id == person_id, scope)).one_or_none()


def list_pairs(unit: UnitOfWork, filters: PairFilters, request: PageRequest) -> Page[PairLine]:
    """Return a page of pairs, the most alike first. Cost: 2 statements."""
    sortable = {"weight": LinkPair.weight, "found_at": LinkPair.found_at, "name": LEFT.name}
    order = (LinkPair.weight.desc(), LinkPair.id)
    page = fetch_page(unit.session, _lines(unit, filters), request, sortable, order)
    return Page([as_line(row) for row in page.rows], page.total, page.number, page.size, page.sort)


def iterate_pairs(unit: UnitOfWork, filters: PairFilters) -> Sequence[PairLine]:
    """Return every pair of the list, for an export of exactly what is shown."""
    statement = _lines(unit, filters).order_by(LinkPair.weight.desc(), LinkPair.id)
    return [as_line(row) for row in unit.session.execute(statement)]


def find_next_pair(unit: UnitOfWork, after: LinkPair) -> int | None:
    """Return the undecided pair that comes after one in the list, from the top when it was the last. Cost: 1 or 2."""
    statement = joined_pairs(LinkPair.id).where(
        LinkPair.state == PairState.OPEN, LinkPair.id != after.id, may_see(unit)
    )
    statement = statement.order_by(LinkPair.weight.desc(), LinkPair.id).limit(1)
    is_below = or_(LinkPair.weight < after.weight, and_(LinkPair.weight == after.weight, LinkPair.id > after.id))
    found: int | None = unit.session.scalar(statement.where(is_below)) or unit.session.scalar(statement)
    return found


def count_undecided(unit: UnitOfWork) -> dict[PairState, int]:
    """Return how many pairs wait, by state, as far as the actor may see. Cost: 1 statement."""
    statement = joined_pairs(LinkPair.state, func.count())
    statement = statement.where(LinkPair.state.in_((*UNDECIDED, PairState.SAME)), may_see(unit))
    return {row[0]: row[1] for row in unit.session.execute(statement.group_by(LinkPair.state))}


def list_flags(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return the undecided pairs of a household's members: pair, the member's name. Cost: 1 statement."""
    member = case((LEFT.household_id == household_id, LEFT.name), else_=RIGHT.name).label("name")
    statement = joined_pairs(LinkPair.id, LinkPair.certainty, member)
    statement = statement.where(
        LinkPair.state.in_(UNDECIDED),
        or_(LEFT.household_id == household_id, RIGHT.household_id == household_id),
        may_see(unit),
    )
    return unit.session.execute(statement.order_by(LinkPair.weight.desc(), LinkPair.id)).all()


def as_line(row: Row[Any]) -> PairLine:
    """Return a row of the list as what the list shows."""
    return PairLine(
        id=row.id,
        state=row.state,
        certainty=row.certainty,
        weight=row.weight / 100,
        place=PairPlace(row.place),
        found_at=row.found_at,
        run_id=row.run_id,
        left=_from_register(row, "left"),
        right=_from_file(row.sealed) if row.sealed else _from_register(row, "right"),
    )


def line_columns() -> list[Any]:
    """Return the columns that `as_line` reads."""
    return [
        LinkPair.id,
        LinkPair.state,
        LinkPair.certainty,
        LinkPair.weight,
        PLACE.label("place"),
        LinkPair.found_at,
        LinkPair.run_id,
        *_end_columns("left", LEFT, LEFT_HOME, LEFT_VILLAGE),
        *_end_columns("right", RIGHT, RIGHT_HOME, RIGHT_VILLAGE),
        LinkRecord.sealed,
    ]


def join_homes(statement: Select[Any]) -> Select[Any]:
    """Return a select of pairs with the households and villages of their people joined."""
    return (
        statement.join(LEFT_HOME, LEFT_HOME.id == LEFT.household_id)
        .join(LEFT_VILLAGE, LEFT_VILLAGE.code == LEFT_HOME.village_code)
        .outerjoin(RIGHT_HOME, RIGHT_HOME.id == RIGHT.household_id)
        .outerjoin(RIGHT_VILLAGE, RIGHT_VILLAGE.code == RIGHT_HOME.village_code)
    )


def _end_columns(side: str, person: Any, home: Any, village: Any) -> list[Any]:
    return [
        person.name.label(f"{side}_name"),
        person.sex.label(f"{side}_sex"),
        person.born_on.label(f"{side}_born_on"),
        person.household_id.label(f"{side}_household_id"),
        home.code.label(f"{side}_code"),
        village.name.label(f"{side}_place"),
    ]


def _lines(unit: UnitOfWork, filters: PairFilters) -> Select[Any]:
    statement = join_homes(joined_pairs(*line_columns())).where(may_see(unit))
    if filters.state is None:
        statement = statement.where(LinkPair.state.in_(UNDECIDED))
    else:
        statement = statement.where(LinkPair.state == filters.state)
    if filters.certainty is not None:
        statement = statement.where(LinkPair.certainty == filters.certainty)
    if filters.place is not None:
        statement = statement.where(PLACE.in_([filters.place.value]))
    if filters.region_path:
        ends = (filters.region_path, filters.region_path + "\x7f")
        statement = statement.where(or_(LEFT.region_path.between(*ends), RIGHT.region_path.between(*ends)))
    if filters.run_id is not None:
        statement = statement.where(LinkPair.run_id == filters.run_id)
    return statement


def _from_register(row: Row[Any], side: str) -> PairEnd:
    return PairEnd(*(getattr(row, f"{side}_{name}") for name in END_FIELDS))


def _from_file(sealed: str) -> PairEnd:
    document = json.loads(sealed)
    born_on = document.get("born_on")
    return PairEnd(
        name=document.get("name") or "",
        sex=document.get("sex") or "",
        born_on=date.fromisoformat(born_on) if born_on else None,
        household_id=None,
        household=document.get("household") or "",
        village=document.get("village_name") or document.get("village") or "",
    )


def iterate_run_pairs(unit: UnitOfWork, run_id: int) -> Sequence[Row[Any]]:
    """Return what a run found, by the records' codes: left, right, weight, certainty, reasons. Cost: 1 statement.

    A person of the register is called by the household's code and the member's, with a stroke between.
    """
    left = LEFT_HOME.code + "/" + LEFT.code
    right = func.coalesce(LinkRecord.record_key, RIGHT_HOME.code + "/" + RIGHT.code)
    statement = (
        joined_pairs(left.label("left"), right.label("right"), LinkPair.weight, LinkPair.certainty, LinkPair.reasons)
        .join(LEFT_HOME, LEFT_HOME.id == LEFT.household_id)
        .outerjoin(RIGHT_HOME, RIGHT_HOME.id == RIGHT.household_id)
        .where(LinkPair.last_run_id == run_id, may_see(unit))
    )
    return unit.session.execute(statement.order_by(LinkPair.weight.desc(), LinkPair.id)).all()
