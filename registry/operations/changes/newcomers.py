"""People and households who come into the register through a change."""

from typing import Any

from sqlalchemy import select

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.operations.changes.writer import ChangeWriter
from registry.queries.places import find_place
from registry.rules.changes_errors import (
    BornInFuture,
    HouseholdCodeTaken,
    IdNumberTaken,
    IdNumberTakenElsewhere,
    RelationOfHead,
)
from registry.rules.changes_input import NewHome, NewMember
from registry.rules.identity_numbers import INDEXES, clean_id_number, clean_phone
from registry.rules.words import Relation

INHERITED = ("household_class", "language", "is_generated")
CODE_LENGTH = 40


def add_newcomer(writer: ChangeWriter, household: Household, new: NewMember, **values: Any) -> Person:
    """Add somebody to a household who is not in the register yet.

    Raises: BornInFuture, RelationOfHead, IdNumberWrong, IdNumberContradicts, IdNumberTaken, NumberWrong.
    Writes: person.
    """
    if new.born_on > writer.unit.today:
        raise BornInFuture(field="born_on")
    if new.relation is Relation.HEAD:
        raise RelationOfHead(field="relation")
    person = Person(
        household_id=household.id,
        region_path=household.region_path,
        code=writer.free_code(household),
        name=new.name.strip(),
        relation=new.relation,
        sex=new.sex,
        born_on=new.born_on,
        ethnicity=new.ethnicity or None,
        joined_on=writer.on,
        extra={},
        **values,
        **numbers_of(writer.unit, new),
    )
    writer.unit.session.add(person)
    writer.unit.session.flush()
    writer.concern(person)
    writer.newcomers.append(person.id)
    return person


def numbers_of(unit: UnitOfWork, new: NewMember) -> dict[str, str]:
    """Return the numbers of a newcomer in their kept form, each with its blind index."""
    numbers = {}
    if new.id_number:
        numbers["id_number"] = clean_id_number(new.id_number, new.born_on, new.sex)
        refuse_known_number(unit, numbers["id_number"])
    if new.phone:
        numbers["phone"] = clean_phone(new.phone)
    return numbers | {f"{name}_index": INDEXES[name](number) for name, number in numbers.items()}


def refuse_known_number(unit: UnitOfWork, number: str, *, except_id: int | None = None) -> None:
    """Refuse an ID number that a member of a household has already. Outside the actor's areas no household is named.

    Raises: IdNumberTaken, IdNumberTakenElsewhere. Cost: 1 statement.
    """
    statement = (
        select(Household.code, Household.region_path)
        .join(Person, Person.household_id == Household.id)
        .where(Person.id_number_index == INDEXES["id_number"](number), Person.left_on.is_(None))
        .limit(1)
    )
    if except_id is not None:
        statement = statement.where(Person.id != except_id)
    found = unit.session.execute(statement).one_or_none()
    if found is None:
        return
    if covers(unit.actor, found.region_path):
        raise IdNumberTaken(field="id_number", code=found.code)
    raise IdNumberTakenElsewhere(field="id_number")


def found_household(writer: ChangeWriter, home: NewHome) -> Household:
    """Take a household into the register that comes from the one of the change.

    Its history class goes on; its civil-affairs class, its dwelling and its land have to be found out.
    Raises: HouseholdCodeTaken, VillageUnknown. Writes: household, standing.
    """
    unit, origin = writer.unit, writer.household
    code = home.code.strip() or free_household_code(unit, origin.code)
    if unit.session.scalar(select(Household.id).where(Household.code == code)) is not None:
        raise HouseholdCodeTaken(field="code", code=code)
    place = find_place(unit, home.village_code or origin.village_code)
    household = Household(
        code=code,
        village_code=place.code,
        region_path=place.path,
        address=home.address or (origin.address if place.code == origin.village_code else None),
        registered_on=writer.on,
        changed_at=writer.moment,
        extra={},
        **{name: getattr(origin, name) for name in INHERITED},
    )
    writer.found(household)
    return household


def free_household_code(unit: UnitOfWork, code: str) -> str:
    """Return the household number with the first ending that is free: `0412-2`, `0412-3`, …"""
    stem = code[: CODE_LENGTH - 5]
    used = set(unit.session.scalars(select(Household.code).where(Household.code.like(f"{escaped(stem)}-%"))))
    number = 2
    while f"{stem}-{number}" in used:
        number += 1
    return f"{stem}-{number}"


def escaped(text: str) -> str:
    """Return a text whose characters stand for themselves in a `like`."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
