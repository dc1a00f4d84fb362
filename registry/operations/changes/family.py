"""Births, deaths, marriages and divorces."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from registry.models import LifeEvent, Person
from registry.operations.changes.departures import depart
from registry.operations.changes.holding import as_member, list_members, pick_member
from registry.operations.changes.newcomers import add_newcomer
from registry.operations.changes.writer import ChangeWriter
from registry.rules.changes import ChangeKind
from registry.rules.changes_errors import NotAMember
from registry.rules.changes_facts import FamilyChanged
from registry.rules.changes_input import Destination, NewMember, Occasion, Relations, Where
from registry.rules.relations import find_spouse, relation_of_spouse
from registry.rules.words import EventKind, MaritalStatus


def record_birth(unit: UnitOfWork, household_id: int, child: NewMember, *, reason: str = "") -> FamilyChanged:
    """Record that a child was born into a household; it belongs to it from its day of birth.

    Raises: as `ChangeWriter` and `add_newcomer`; RosterFaulty. Writes: person, household_change, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.BIRTH, household_id, Occasion(child.born_on, reason))
    add_newcomer(writer, writer.household, child, marital_status=MaritalStatus.SINGLE)
    return writer.finish()


def record_death(
    unit: UnitOfWork, household_id: int, occasion: Occasion, person_id: int, *, relations: Relations | None = None
) -> FamilyChanged:
    """Record that a member died; husband or wife is widowed, and the household closes when nobody is left.

    Args:
        relations: of those who are left to their new head, when the head has died.
    Raises: as `ChangeWriter`; NotAMember, BeforeJoining, RosterFaulty.
    Writes: person, life_event, household, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.DEATH, household_id, occasion)
    people = list_members(unit, household_id)
    deceased = pick_member(people, person_id)
    writer.concern(deceased)
    widow_spouse(writer, people, person_id)
    writer.set_person(deceased, died_on=writer.on, left_on=writer.on)
    writer.set_relations((person for person in people if person.id != person_id), relations or {})
    return writer.finish(event=note_death(writer), name=deceased.name)


def widow_spouse(writer: ChangeWriter, people: Sequence[Person], person_id: int) -> None:
    """Set the marital status of the spouse whom the relations tell."""
    spouse = find_spouse([as_member(person) for person in people], person_id)
    if spouse is not None:
        writer.set_person(pick_member(people, spouse.person_id), marital_status=MaritalStatus.WIDOWED)


def note_death(writer: ChangeWriter) -> int | None:
    """Add the death to what befell the household; return the event's id, None when it was there already."""
    statement = (
        insert(LifeEvent)
        .values(
            household_id=writer.household.id,
            region_path=writer.household.region_path,
            happened_on=writer.on,
            kind=EventKind.DEATH,
        )
        .on_conflict_do_nothing()
    )
    return writer.unit.session.scalar(statement.returning(LifeEvent.id))


def record_marriage(
    unit: UnitOfWork,
    household_id: int,
    occasion: Occasion,
    person_id: int,
    spouse: NewMember | int,
    *,
    lives_here: bool = True,
    destination: Destination | None = None,
    relations: Relations | None = None,
) -> FamilyChanged:
    """Record that a member married: the spouse joins the household, or the member leaves it.

    Args:
        spouse: somebody new to the register, or the id of a member of another household.
        lives_here: the couple lives in this household; otherwise the member goes to `destination`.
        destination: for a spouse in the register their household; otherwise away.
        relations: of those who are left to their new head, when the head goes.
    Raises: as `ChangeWriter`, `add_newcomer`, `depart`. Writes: person, household_change, observation, audit.
    """
    spouse_home = home_of(unit, spouse) if isinstance(spouse, int) else None
    writer = ChangeWriter(unit, ChangeKind.MARRIAGE, household_id, occasion, spouse_home)
    people = list_members(unit, household_id)
    member = pick_member(people, person_id)
    writer.concern(member)
    writer.set_person(member, marital_status=MaritalStatus.MARRIED)
    if isinstance(spouse, NewMember):
        if lives_here:
            add_newcomer(writer, writer.household, spouse, marital_status=MaritalStatus.MARRIED)
    else:
        marry_registered(writer, member, spouse, lives_here=lives_here, relations=relations)
    if not lives_here:
        gone_to = destination or Destination()
        if spouse_home is not None:
            gone_to = Destination(Where.INTO, spouse_home, gone_to.relation)
        depart(writer, people, member, gone_to, relations or {})
    return writer.finish(name=member.name, spouse=spouse.name if isinstance(spouse, NewMember) else None)


def marry_registered(
    writer: ChangeWriter, member: Person, spouse_id: int, *, lives_here: bool, relations: Relations | None
) -> None:
    """Marry a member to somebody of another household, who joins this one when they live here."""
    their_home = writer.require_other()
    people = list_members(writer.unit, their_home.id)
    spouse = pick_member(people, spouse_id, "spouse_number")
    writer.concern(spouse)
    writer.set_person(spouse, marital_status=MaritalStatus.MARRIED)
    if lives_here:
        relation = (relations or {}).get(spouse_id, relation_of_spouse(member.relation))
        depart(writer, people, spouse, Destination(Where.INTO, writer.household.id, relation), relations or {})


def home_of(unit: UnitOfWork, person_id: int) -> int:
    """Return the household that a person belongs to now. Raises NotAMember."""
    person = unit.session.get(Person, person_id, populate_existing=True)
    if person is None or person.left_on is not None:
        raise NotAMember(field="spouse_number", name=person.name if person else str(person_id))
    return person.household_id


def record_divorce(
    unit: UnitOfWork,
    household_id: int,
    occasion: Occasion,
    person_id: int,
    *,
    former_spouse_id: int | None,
    destination: Destination,
    relations: Relations | None = None,
) -> FamilyChanged:
    """Record that a marriage ended and the member leaves.

    Args:
        former_spouse_id: the one who stays; None when they were no member.
        relations: of those who stay to their new head, when the head goes.
    Raises: as `ChangeWriter` and `depart`. Writes: person, household, household_change, observation, audit.
    """
    writer = ChangeWriter(unit, ChangeKind.DIVORCE, household_id, occasion, destination.household_id)
    people = list_members(unit, household_id)
    leaving = pick_member(people, person_id)
    writer.concern(leaving)
    writer.set_person(leaving, marital_status=MaritalStatus.DIVORCED)
    if former_spouse_id is not None:
        former = pick_member(people, former_spouse_id, "former_spouse")
        writer.concern(former)
        writer.set_person(former, marital_status=MaritalStatus.DIVORCED)
    depart(writer, people, leaving, destination, relations or {})
    return writer.finish(name=leaving.name)
