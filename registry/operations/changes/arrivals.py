"""Somebody comes to belong to a household: new to the register, from another household, or back again."""

from foundation.unit_of_work import UnitOfWork
from registry.models import Person
from registry.operations.changes.departures import depart
from registry.operations.changes.holding import list_members, pick_member
from registry.operations.changes.newcomers import add_newcomer
from registry.operations.changes.writer import ChangeWriter
from registry.queries.households import get_person
from registry.rules.changes import ChangeKind
from registry.rules.changes_errors import AlreadyMember, BeforeLeaving, DeadPerson
from registry.rules.changes_facts import FamilyChanged
from registry.rules.changes_input import Destination, NewMember, Occasion, Where
from registry.rules.words import Relation


def add_member(unit: UnitOfWork, household_id: int, occasion: Occasion, newcomer: NewMember) -> FamilyChanged:
    """Record that somebody who was not in the register joined a household.

    Raises: as `ChangeWriter` and `add_newcomer`; RosterFaulty. Writes: person, household_change, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.JOINED, household_id, occasion)
    person = add_newcomer(writer, writer.household, newcomer)
    return writer.finish(name=person.name)


def take_in_member(
    unit: UnitOfWork, household_id: int, occasion: Occasion, person_id: int, relation: Relation
) -> FamilyChanged:
    """Record that somebody of the register joined a household: a member of another one, or one who had left.

    Raises: as `ChangeWriter`; PersonNotFound, AlreadyMember, DeadPerson, BeforeLeaving, RosterFaulty.
    Writes: person, membership, household_change, observation, audit.
    """
    person = get_person(unit, person_id)
    if person.died_on is not None:
        raise DeadPerson(field="member_number", name=person.name)
    if person.left_on is not None:
        return bring_back(unit, household_id, occasion, person, relation)
    if person.household_id == household_id:
        raise AlreadyMember(field="member_number", name=person.name)
    writer = ChangeWriter(unit, ChangeKind.JOINED, household_id, occasion, person.household_id)
    people = list_members(unit, person.household_id)
    mover = pick_member(people, person_id, "member_number")
    writer.concern(mover)
    depart(writer, people, mover, Destination(Where.INTO, household_id, relation), {})
    return writer.finish(name=mover.name)


def bring_back(
    unit: UnitOfWork, household_id: int, occasion: Occasion, person: Person, relation: Relation
) -> FamilyChanged:
    """Record that somebody who had left a household belongs to one again.

    Raises: BeforeLeaving when they left only later.
    """
    writer = ChangeWriter(unit, ChangeKind.JOINED, household_id, occasion)
    if person.left_on is not None and occasion.happened_on < person.left_on:
        raise BeforeLeaving(field="happened_on", name=person.name, day=person.left_on)
    writer.concern(person)
    if person.household_id == household_id:
        writer.set_person(person, relation=relation, joined_on=writer.on, left_on=None)
    else:
        writer.move_person(person, writer.household, relation)
    return writer.finish(name=person.name)
