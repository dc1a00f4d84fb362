"""Households and people held for a change, so that two people cannot change one family at the same time."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household, HouseholdChange, Person
from registry.queries.scope import household_scope
from registry.rules.changes_errors import ChangeNotFound, HouseholdIsClosed, NotAMember
from registry.rules.composition import Member

TICK = timedelta(microseconds=1)


def hold_households(unit: UnitOfWork, household_ids: Iterable[int]) -> dict[int, Household]:
    """Return open households that the actor may see and hold their rows until the unit ends.

    Raises: HouseholdNotFound, HouseholdIsClosed. Cost: 1 statement.
    """
    wanted = set(household_ids)
    found = _hold(unit, wanted)
    if found.keys() != wanted:
        raise HouseholdNotFound()
    for household in found.values():
        if household.closed_on is not None:
            raise HouseholdIsClosed(code=household.code)
    return found


def hold_changed(unit: UnitOfWork, change: HouseholdChange) -> list[Household]:
    """Return every household that a change touched, open or closed, and hold their rows until the unit ends.

    Raises: ChangeNotFound when one of them lies outside the actor's areas. Cost: 1 statement.
    """
    wanted = {change.household_id, change.other_household_id or change.household_id}
    found = _hold(unit, wanted)
    if found.keys() != wanted:
        raise ChangeNotFound()
    return list(found.values())


def _hold(unit: UnitOfWork, household_ids: set[int]) -> dict[int, Household]:
    """Hold the rows always in the same order, so that nobody waits for each other."""
    statement = (
        select(Household)
        .where(Household.id.in_(household_ids), household_scope(Household.region_path, Household.id, unit.actor))
        .order_by(Household.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {household.id: household for household in unit.session.scalars(statement)}


def list_members(unit: UnitOfWork, household_id: int) -> Sequence[Person]:
    """Return those who belong to a household now, the head first, then by age. Cost: 1 statement."""
    statement = (
        select(Person)
        .where(Person.household_id == household_id, Person.left_on.is_(None))
        .order_by((Person.relation != "head"), Person.born_on, Person.id)
        .execution_options(populate_existing=True)
    )
    return unit.session.scalars(statement).all()


def pick_member(people: Sequence[Person], person_id: int, field: str = "person") -> Person:
    """Return one of a household's members. Raises NotAMember."""
    for person in people:
        if person.id == person_id:
            return person
    raise NotAMember(field=field, name=str(person_id))


def as_member(person: Person) -> Member:
    """Return a person as the rules of a household see them."""
    return Member(person.id, person.name, person.relation, person.sex, person.born_on, person.died_on)


def moment_after(unit: UnitOfWork, households: Iterable[Household]) -> datetime:
    """Return the moment of a change: now, or just after the households' last change, so that no two are alike."""
    return max([unit.now, *(household.changed_at + TICK for household in households)])
