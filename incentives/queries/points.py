"""Reads of participation, entries and balances, scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, extract, func, select
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from incentives.errors import EntryNotFound
from incentives.models import Participation, ParticipationEntry, ParticipationItem
from incentives.rules.words import EntryState
from ledger.models import Account
from ledger.rules.accounts import household_points_code
from registry.models import Consent, Household, Person, Region, User
from registry.queries.scope import household_scope
from registry.rules.words import ConsentPurpose

RECORDER, CONFIRMER = aliased(User, name="recorder"), aliased(User, name="confirmer")
MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """What a list of entries is narrowed to; empty means all in scope."""

    state: str = ""
    item: str = ""
    region_path: str = ""


@dataclass(frozen=True, slots=True)
class PointsStatement:
    """A household's points: whether it takes part, what it has, what is left of the year, and every entry.

    Args:
        entries: rows of `entry_rows`, latest first.
    """

    participation: Participation | None
    balance: int
    earned_this_year: int
    entries: Sequence[Row[Any]]

    @property
    def room_this_year(self) -> int:
        limit = self.participation.points_a_year if self.participation else 0
        return max(limit - self.earned_this_year, 0)


def takes_part() -> ColumnElement[bool]:
    """Return the condition that a participation is in force: not left, and the household's consent not withdrawn."""
    consents = (
        select(Consent.id)
        .where(
            Consent.household_id == Participation.household_id,
            Consent.purpose == ConsentPurpose.POINTS,
            Consent.withdrawn_at.is_(None),
        )
        .correlate(Participation)
        .exists()
    )
    return Participation.left_at.is_(None) & consents


def find_participation(unit: UnitOfWork, household_id: int) -> Participation | None:
    """Return a household's participation in force, None when it does not take part. Cost: 1."""
    return unit.session.scalar(
        select(Participation).where(Participation.household_id == household_id, takes_part(), _in_scope(unit))
    )


def lock_participation(unit: UnitOfWork, household_id: int) -> Participation | None:
    """Return a household's participation in force, held until the unit ends. Cost: 1."""
    return unit.session.scalar(
        select(Participation)
        .where(Participation.household_id == household_id, takes_part(), _in_scope(unit))
        .with_for_update()
    )


def get_balance(unit: UnitOfWork, household_id: int) -> int:
    """Return a household's points as the ledger has them; 0 when none were ever booked. Cost: 1."""
    statement = select(Account.balance_minor).where(
        Account.code == household_points_code(household_id),
        household_scope(Account.region_path, Account.household_id, unit.actor),
    )
    return unit.session.scalar(statement) or 0


def get_statement(unit: UnitOfWork, household_id: int) -> PointsStatement:
    """Return a household's points with every entry. Cost: 4."""
    entries = unit.session.execute(
        entry_rows(unit, EntryFilters())
        .where(ParticipationEntry.household_id == household_id)
        .order_by(ParticipationEntry.occurred_on.desc(), ParticipationEntry.id.desc())
        .limit(MOST_ENTRIES)
    ).all()
    return PointsStatement(
        participation=find_participation(unit, household_id),
        balance=get_balance(unit, household_id),
        earned_this_year=sum_credited(unit, household_id, unit.today.year),
        entries=entries,
    )


def sum_credited(unit: UnitOfWork, household_id: int, year: int) -> int:
    """Return how many points a household was credited with for what it did in a calendar year. Cost: 1."""
    statement = select(func.sum(ParticipationEntry.credited_points)).where(
        ParticipationEntry.household_id == household_id,
        ParticipationEntry.state == EntryState.CONFIRMED,
        extract("year", ParticipationEntry.occurred_on) == year,
        household_scope(ParticipationEntry.region_path, ParticipationEntry.household_id, unit.actor),
    )
    return unit.session.scalar(statement) or 0


def list_entries(unit: UnitOfWork, filters: EntryFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of entries in scope, those that wait for a second person first, oldest first. Cost: 2."""
    statement = entry_rows(unit, filters)
    sortable = {
        "day": ParticipationEntry.occurred_on,
        "person": Person.name,
        "village": Region.name,
        "points": ParticipationEntry.points,
    }
    order = [
        ParticipationEntry.state != EntryState.RECORDED,
        ParticipationEntry.occurred_on,
        ParticipationEntry.id,
    ]
    return fetch_page(unit.session, statement, request, sortable, order)


def count_waiting(unit: UnitOfWork) -> int:
    """Return how many entries in scope wait for a second person. Cost: 1."""
    statement = entry_rows(unit, EntryFilters(state=EntryState.RECORDED))
    return unit.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def get_entry(unit: UnitOfWork, entry_id: int) -> Row[Any]:
    """Return an entry in scope as a row of the list. Raises EntryNotFound. Cost: 1."""
    statement = entry_rows(unit, EntryFilters()).where(ParticipationEntry.id == entry_id)
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise EntryNotFound()
    return row


def lock_entry(unit: UnitOfWork, entry_id: int) -> ParticipationEntry:
    """Return an entry in scope for change, held until the unit ends. Raises EntryNotFound. Cost: 1."""
    entry = unit.session.scalar(
        select(ParticipationEntry)
        .where(
            ParticipationEntry.id == entry_id,
            household_scope(ParticipationEntry.region_path, ParticipationEntry.household_id, unit.actor),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if entry is None:
        raise EntryNotFound()
    return entry


def list_people_taking_part(unit: UnitOfWork, on: date) -> Sequence[Row[Any]]:
    """Return the members of households in scope that take part, for recording what they did.

    Rows: id, name, village, household_id, household_code and what decides on an exemption. Cost: 1.
    """
    columns: list[Any] = [
        Person.id,
        Person.name,
        Person.born_on,
        Person.health,
        Person.disability_grade,
        Person.school_status,
        Person.labour_status,
        Person.household_id,
        Household.code.label("household_code"),
        Region.name.label("village"),
    ]
    return unit.session.execute(
        select(*columns)
        .join(Household, Household.id == Person.household_id)
        .join(Region, Region.code == Household.village_code)
        .join(Participation, Participation.household_id == Person.household_id)
        .where(
            takes_part(),
            Person.left_on.is_(None),
            household_scope(Person.region_path, Person.household_id, unit.actor),
        )
        .order_by(Region.code, Household.code, Person.code)
        .limit(1000)
    ).all()


def entry_rows(unit: UnitOfWork, filters: EntryFilters) -> Select[Any]:
    """Return the scoped and filtered select behind lists of entries."""
    columns: list[Any] = [
        ParticipationEntry.id,
        ParticipationEntry.household_id,
        ParticipationEntry.occurred_on,
        ParticipationEntry.points,
        ParticipationEntry.credited_points,
        ParticipationEntry.state,
        ParticipationEntry.note,
        ParticipationEntry.reason,
        ParticipationEntry.recorded_by_id,
        ParticipationEntry.decided_at,
        ParticipationItem.title_en,
        ParticipationItem.title_zh,
        Person.name.label("person"),
        Region.name.label("village"),
        RECORDER.name.label("recorded_by"),
        CONFIRMER.name.label("confirmed_by"),
    ]
    statement = (
        select(*columns)
        .join(ParticipationItem, ParticipationItem.code == ParticipationEntry.item_code)
        .join(Person, Person.id == ParticipationEntry.person_id)
        .join(Household, Household.id == ParticipationEntry.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(RECORDER, RECORDER.id == ParticipationEntry.recorded_by_id)
        .outerjoin(CONFIRMER, CONFIRMER.id == ParticipationEntry.confirmed_by_id)
        .where(household_scope(ParticipationEntry.region_path, ParticipationEntry.household_id, unit.actor))
    )
    if filters.state:
        statement = statement.where(ParticipationEntry.state == filters.state)
    if filters.item:
        statement = statement.where(ParticipationEntry.item_code == filters.item)
    if filters.region_path:
        inside = ParticipationEntry.region_path.between(filters.region_path, filters.region_path + "\x7f")
        statement = statement.where(inside)
    return statement


def _in_scope(unit: UnitOfWork) -> ColumnElement[bool]:
    return household_scope(Participation.region_path, Participation.household_id, unit.actor)
