"""Whole households: split, merge, move, change of head, end."""

from typing import Any

from foundation.unit_of_work import UnitOfWork
from registry.operations.changes.holding import list_members, pick_member
from registry.operations.changes.newcomers import found_household
from registry.operations.changes.writer import ChangeWriter, require_one_head
from registry.queries.places import find_place
from registry.rules.changes import ChangeKind, EndReason
from registry.rules.changes_errors import AlreadyHead, AlreadyThere, EverybodyLeaves, NobodyChosen
from registry.rules.changes_facts import FamilyChanged
from registry.rules.changes_input import NewHome, Occasion, Relations
from registry.rules.words import Relation


def split_household(
    unit: UnitOfWork,
    household_id: int,
    occasion: Occasion,
    leaving: Relations,
    *,
    home: NewHome,
    staying: Relations | None = None,
) -> FamilyChanged:
    """Record that some members founded a household of their own. An open case stays with the old one.

    Args:
        leaving: those who go → relation to the head of the new household, who is one of them.
        staying: relations of those who stay to their new head, when the head goes.
    Raises: as `ChangeWriter` and `found_household`; NobodyChosen, EverybodyLeaves, HeadMissing, RosterFaulty.
    Writes: household, person, membership, standing, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.SPLIT, household_id, occasion)
    people = list_members(unit, household_id)
    movers = [pick_member(people, person_id) for person_id in leaving]
    if not movers:
        raise NobodyChosen(field="people")
    if len(movers) == len(people):
        raise EverybodyLeaves(field="people")
    writer.concern(*movers)
    founded = found_household(writer, home)
    require_one_head(leaving, leaving, founded.code)
    for person in movers:
        writer.move_person(person, founded, leaving[person.id])
    writer.set_relations((person for person in people if person.id not in leaving), staying or {})
    return writer.finish()


def merge_households(
    unit: UnitOfWork, household_id: int, occasion: Occasion, other_id: int, relations: Relations
) -> FamilyChanged:
    """Record that another household joined this one; it closes, and what it earned and spent stays in its file.

    Args:
        relations: the other's members → relation to the head of this one.
    Raises: as `ChangeWriter`; SameHousehold, RosterFaulty.
    Writes: household, person, membership, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.MERGE, household_id, occasion, other_id)
    other = writer.require_other()
    movers = list_members(unit, other_id)
    writer.concern(*movers)
    for person in movers:
        writer.move_person(person, writer.household, relations.get(person.id, Relation.OTHER))
    writer.close(other)
    return writer.finish(other_code=other.code)


def move_household(
    unit: UnitOfWork,
    household_id: int,
    occasion: Occasion,
    *,
    village_code: str,
    address: str | None,
    is_correction: bool = False,
) -> FamilyChanged:
    """Record that a household lives elsewhere. Everything that belongs to it, its case too, moves to the new area.

    Args:
        is_correction: the old place was recorded in error.
    Raises: as `ChangeWriter`; VillageUnknown, AlreadyThere. Writes: household and its rows, household_change, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.MOVE, household_id, occasion)
    household, place = writer.household, find_place(unit, village_code)
    if place.code == household.village_code and (address or None) == household.address:
        raise AlreadyThere(field="village_code")
    came_from = household.village_code
    values: dict[str, Any] = {"village_code": place.code, "region_path": place.path, "address": address or None}
    # Where the new dwelling stands on the map nobody has measured yet.
    values |= {"latitude": None, "longitude": None}
    writer.set_household(household, is_correction=is_correction, **values)
    return writer.finish(came_from=came_from, gone_to=place.code, is_correction=is_correction)


def change_head(
    unit: UnitOfWork, household_id: int, occasion: Occasion, head_id: int, relations: Relations
) -> FamilyChanged:
    """Record that another member became head of the household.

    Args:
        relations: everybody's relation to the new head.
    Raises: as `ChangeWriter`; NotAMember, AlreadyHead, RosterFaulty.
    Writes: person, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.HEAD, household_id, occasion)
    people = list_members(unit, household_id)
    head = pick_member(people, head_id)
    if head.relation is Relation.HEAD:
        raise AlreadyHead(field="person", name=head.name)
    writer.concern(head)
    writer.set_relations(people, {**relations, head_id: Relation.HEAD})
    return writer.finish(name=head.name)


def close_household(unit: UnitOfWork, household_id: int, occasion: Occasion, end: EndReason) -> FamilyChanged:
    """Record that a household is no longer kept. One recorded in error counts as never having been there.

    Raises: as `ChangeWriter`; BeforeJoining. Writes: household, person, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.CLOSED, household_id, occasion)
    people = list_members(unit, household_id)
    if end is EndReason.IN_ERROR:
        writer.on = writer.household.registered_on
        for person in people:
            writer.set_person(person, joined_on=writer.on, left_on=writer.on)
    else:
        writer.concern(*people)
        for person in people:
            died = {"died_on": writer.on} if end is EndReason.DIED else {}
            writer.set_person(person, left_on=writer.on, **died)
    writer.close(writer.household)
    return writer.finish(end=end.value)
