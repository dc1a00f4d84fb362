"""Somebody leaves a household: away, into another one, or into one of their own."""

from collections.abc import Sequence

from foundation.unit_of_work import UnitOfWork
from registry.models import Person
from registry.operations.changes.holding import list_members, pick_member
from registry.operations.changes.newcomers import found_household
from registry.operations.changes.writer import ChangeWriter
from registry.rules.changes import ChangeKind
from registry.rules.changes_errors import HeadCannotGo
from registry.rules.changes_facts import FamilyChanged
from registry.rules.changes_input import Destination, Occasion, Relations, Where
from registry.rules.words import Relation


def depart(
    writer: ChangeWriter, people: Sequence[Person], person: Person, destination: Destination, relations: Relations
) -> None:
    """Let a member go where they go; those who stay take the relations that are given.

    Raises: SameHousehold; as `found_household`.
    """
    if destination.where is Where.INTO:
        writer.move_person(person, writer.require_target(destination.household_id, person), destination.relation)
    elif destination.where is Where.OWN:
        writer.move_person(person, found_household(writer, destination.home), Relation.HEAD)
    else:
        writer.set_person(person, left_on=writer.on)
    writer.set_relations((one for one in people if one.id != person.id), relations)


def remove_member(
    unit: UnitOfWork,
    household_id: int,
    occasion: Occasion,
    person_id: int,
    *,
    destination: Destination,
    relations: Relations | None = None,
) -> FamilyChanged:
    """Record that a member no longer belongs to the household.

    Args:
        relations: of those who stay to their new head, when the head goes.
    Raises: as `ChangeWriter`; NotAMember, SameHousehold, RosterFaulty.
    Writes: person, household, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.LEFT, household_id, occasion, destination.household_id)
    people = list_members(unit, household_id)
    leaving = pick_member(people, person_id)
    writer.concern(leaving)
    depart(writer, people, leaving, destination, relations or {})
    return writer.finish(name=leaving.name, where=destination.where.value)


def void_member(unit: UnitOfWork, household_id: int, occasion: Occasion, person_id: int) -> FamilyChanged:
    """Record that somebody was recorded who never belonged to the household; the person's record stays.

    Raises: as `ChangeWriter`; NotAMember, HeadCannotGo, RosterFaulty. Writes: person, household_change, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.ERROR, household_id, occasion)
    person = pick_member(list_members(unit, household_id), person_id)
    if person.relation is Relation.HEAD:
        raise HeadCannotGo(name=person.name)
    writer.concern(person)
    never = person.joined_on or writer.household.registered_on
    writer.set_person(person, joined_on=never, left_on=never)
    return writer.finish(name=person.name)
