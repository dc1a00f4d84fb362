"""The history of a household: each value, who belonged to it when, and every change of the family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, true, union_all
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, HouseholdChange, Membership, Observation, Person
from registry.queries.scope import household_scope
from registry.rules.edits import Interim

STRUCTURE = ("household_id", "region_path", "joined_on", "left_on", "code", "closed_on")
"""Fields that the members and the changes of the family tell better than a value would."""
VALUE_COLUMNS: tuple[Any, ...] = (
    Observation.id,
    Observation.person_id,
    Person.name,
    Observation.field,
    Observation.old_value,
    Observation.new_value,
    Observation.effective_on,
    Observation.observed_at,
    Observation.is_correction,
    Observation.source,
    Observation.actor_name,
    Observation.import_run_id,
    Observation.detail,
    HouseholdChange.kind,
)


@dataclass(frozen=True, slots=True)
class ValueFilters:
    """What a history of values is narrowed to; empty means all.

    Args:
        person_id: one person, also what was written of them in earlier households.
        field: one field.
    """

    person_id: int | None = None
    field: str = ""


def list_values(unit: UnitOfWork, household_id: int, filters: ValueFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of changed values, the latest first, for whoever was let in to the household or the person.

    A value that a change set which was taken back is left out. Cost: 2 statements.
    """
    statement = (
        select(*VALUE_COLUMNS)
        .select_from(Observation)
        .outerjoin(Person, Person.id == Observation.person_id)
        .outerjoin(HouseholdChange, HouseholdChange.id == Observation.change_id)
        .where(Observation.field.not_in(STRUCTURE), HouseholdChange.undone_at.is_(None))
    )
    if filters.person_id is not None:
        statement = statement.where(Observation.person_id == filters.person_id)
    else:
        statement = statement.where(Observation.household_id == household_id)
    if filters.field:
        statement = statement.where(Observation.field == filters.field)
    sortable = {"since": Observation.effective_on, "field": Observation.field, "who": Observation.actor_name}
    return fetch_page(unit.session, statement, request, sortable, [Observation.id.desc()])


def list_changed_fields(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return (field, of_person) of the values of a household that ever changed, for whoever was let in. Cost: 1."""
    of_person = Observation.person_id.is_not(None)
    statement = (
        select(Observation.field, func.bool_or(of_person).label("of_person"))
        .where(Observation.household_id == household_id, Observation.field.not_in(STRUCTURE))
        .group_by(Observation.field)
        .order_by(Observation.field)
    )
    return unit.session.execute(statement).all()


def list_changes(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return the changes of a household that the actor was let in to, the latest first, with those taken back.

    The other household's code is told only where the actor may see that household. Cost: 1 statement.
    """
    return unit.session.execute(_changes(unit, household_id)).all()


def read_traces(unit: UnitOfWork, household_id: int) -> tuple[list[Row[Any]], frozenset[str]]:
    """Return the changes of a household, and which of its own values ever changed. Cost: 1 statement."""
    fields = (
        select(func.array_agg(Observation.field.distinct()))
        .where(Observation.household_id == household_id, Observation.person_id.is_(None))
        .scalar_subquery()
    )
    changes = _changes(unit, household_id).subquery()
    one = select(fields.label("changed_fields")).subquery()
    rows = unit.session.execute(
        select(one.c.changed_fields, *changes.c)
        .select_from(one.outerjoin(changes, true()))
        .order_by(changes.c.happened_on.desc(), changes.c.id.desc())
    ).all()
    return [row for row in rows if row.id is not None], frozenset(rows[0].changed_fields or ())


def _changes(unit: UnitOfWork, household_id: int) -> Select[Any]:
    other = aliased(Household)
    concerned = or_(HouseholdChange.household_id == household_id, HouseholdChange.other_household_id == household_id)
    partner = func.nullif(HouseholdChange.other_household_id, household_id)
    partner = func.coalesce(partner, func.nullif(HouseholdChange.household_id, household_id))
    names = (
        select(func.string_agg(Person.name, ", "))
        .where(Person.id == func.any(HouseholdChange.person_ids))
        .correlate(HouseholdChange)
        .scalar_subquery()
    )
    seen = and_(other.id == partner, household_scope(other.region_path, other.id, unit.actor))
    columns: tuple[Any, ...] = (
        HouseholdChange.id,
        HouseholdChange.kind,
        HouseholdChange.happened_on,
        HouseholdChange.household_id,
        HouseholdChange.reason,
        HouseholdChange.detail,
        HouseholdChange.recorded_at,
        HouseholdChange.recorded_by,
        HouseholdChange.undone_at,
        HouseholdChange.undone_by,
        HouseholdChange.undo_reason,
        names.label("names"),
        other.id.label("other_id"),
        other.code.label("other_code"),
    )
    return (
        select(*columns)
        .select_from(HouseholdChange)
        .outerjoin(other, seen)
        .where(concerned)
        .order_by(HouseholdChange.happened_on.desc(), HouseholdChange.id.desc())
    )


def memberships(household_id: int | None = None) -> Subquery:
    """Return (person_id, household_id, relation, joined_on, left_on): every membership, present and past.

    One that was taken back, or that turned out never to have been, is left out.

    Args:
        household_id: only those in this household.
    """
    latest = select(
        Person.id.label("person_id"), Person.household_id, Person.relation, Person.joined_on, Person.left_on
    ).where(_lasted(Person.joined_on, Person.left_on))
    former = select(
        Membership.person_id, Membership.household_id, Membership.relation, Membership.joined_on, Membership.left_on
    ).where(_lasted(Membership.joined_on, Membership.left_on), Membership.undone_at.is_(None))
    if household_id is not None:
        latest = latest.where(Person.household_id == household_id)
        former = former.where(Membership.household_id == household_id)
    return union_all(latest, former).subquery("memberships")


def _lasted(joined_on: Any, left_on: Any) -> ColumnElement[bool]:
    return or_(left_on.is_(None), joined_on.is_(None), left_on > joined_on)


def list_memberships(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return everybody who belonged to a household, with relation, from and to; those who belong to it now first.

    The household that somebody belongs to now is told only where the actor may see it. Cost: 1 statement.
    """
    held, home = memberships(household_id), aliased(Household)
    elsewhere = and_(
        home.id == Person.household_id,
        home.id != household_id,
        Person.left_on.is_(None),
        household_scope(home.region_path, home.id, unit.actor),
    )
    statement = (
        select(
            Person.id,
            Person.name,
            held.c.relation,
            held.c.joined_on,
            held.c.left_on,
            Person.died_on,
            home.id.label("home_id"),
            home.code.label("home_code"),
        )
        .select_from(held)
        .join(Person, Person.id == held.c.person_id)
        .outerjoin(home, elsewhere)
        .order_by(held.c.left_on.is_not(None), held.c.left_on.desc(), held.c.relation != "head", Person.born_on)
    )
    return unit.session.execute(statement).all()


def find_interim(unit: UnitOfWork, household_id: int, person_id: int | None, seen_at: datetime) -> dict[str, Interim]:
    """Return what became of each field of a household, or of a person, after a moment. Cost: 1 statement."""
    statement = _of_subject(household_id, person_id).where(Observation.observed_at > seen_at)
    found: dict[str, Interim] = {}
    for row in unit.session.scalars(statement.order_by(Observation.id)):
        was = found[row.field].was if row.field in found else row.old_value
        found[row.field] = Interim(was, row.actor_name, row.observed_at)
    return found


def find_value_day(unit: UnitOfWork, household_id: int, person_id: int | None, field: str) -> date | None:
    """Return since when a field has its present value; None when it never changed. Cost: 1 statement."""
    statement = _of_subject(household_id, person_id).where(Observation.field == field)
    last = unit.session.scalar(statement.order_by(Observation.id.desc()).limit(1))
    return last.effective_on if last is not None else None


def _of_subject(household_id: int, person_id: int | None) -> Select[Observation]:
    if person_id is not None:
        return select(Observation).where(Observation.person_id == person_id)
    return select(Observation).where(Observation.household_id == household_id, Observation.person_id.is_(None))
