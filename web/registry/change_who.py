"""Who a change is about: asked first and kept in the address, because the other questions follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.queries.changes import find_household_id, list_present
from registry.queries.households import get_household
from registry.rules.changes import CHANGES, ChangeKind, First
from registry.rules.changes_errors import HouseholdIsClosed
from registry.rules.composition import Member
from registry.rules.relations import propose_relations
from registry.rules.words import Relation
from web.filters import age
from web.forms import add_error
from web.registry.change_forms import WhoForm, offer_members

TAKING_AWAY = frozenset({ChangeKind.DEATH, ChangeKind.DIVORCE, ChangeKind.LEFT, ChangeKind.MARRIAGE})


@dataclass
class Who:
    """A household with those of whom a change speaks.

    Args:
        chosen: the one, or those, that the change is about.
        head_id: who is head of the household afterwards, when the head goes.
        new_head_id: who is head of the household that is founded.
        other: the household that joins, with its members.
    """

    household: Household
    members: Sequence[Person]
    chosen: list[Person] = field(default_factory=list)
    head_id: int | None = None
    new_head_id: int | None = None
    other: Household | None = None
    other_members: Sequence[Person] = ()

    @property
    def head(self) -> Person | None:
        return next((member for member in self.members if member.relation is Relation.HEAD), None)

    @property
    def staying(self) -> list[Person]:
        return [member for member in self.members if member not in self.chosen]

    @property
    def takes_head(self) -> bool:
        return self.head is not None and self.head in self.chosen

    def proposals(self, people: Sequence[Person], head_id: int) -> dict[int, Relation]:
        """Return what everybody would be to a new head, as far as it can be told."""
        return propose_relations([as_member(person) for person in people], head_id)


def as_member(person: Person) -> Member:
    """Return a person as the rules of a household see them."""
    return Member(person.id, person.name, person.relation, person.sex, person.born_on, person.died_on)


def read_who(unit: UnitOfWork, household_id: int, kind: ChangeKind) -> tuple[Who, WhoForm, bool]:
    """Return whom the address names, the form that asks for it, and whether everything needed was given.

    Raises: HouseholdNotFound, HouseholdIsClosed.
    """
    household = get_household(unit, household_id)
    if household.closed_on is not None:
        raise HouseholdIsClosed(code=household.code)
    who = Who(household, list_present(unit, household_id))
    form = WhoForm()
    ages = {member.id: _("%(age)s years", age=age(member.born_on, unit.today)) for member in who.members}
    offer_members(form, who.members, ages)
    first = CHANGES[kind].first
    if first is First.NOTHING:
        return who, form, True
    if not form.was_asked():
        return who, form, False
    try:
        READERS[first](unit, kind, who, form)
    except Invalid as error:
        add_error(form, error)
        return who, form, False
    return who, form, True


def _read_person(unit: UnitOfWork, kind: ChangeKind, who: Who, form: WhoForm) -> None:
    who.chosen = [member for member in who.members if member.id == form.person.data]
    if not who.chosen:
        raise Invalid(_("Choose one of the members."), field="person")
    if kind is not ChangeKind.HEAD and CHANGES[kind].may_take_head and who.takes_head and who.staying:
        who.head_id = _pick(form.head.data, who.staying)
        if who.head_id is None and kind is not ChangeKind.MARRIAGE:
            raise Invalid(_("The head goes. Choose who is head afterwards."), field="head")


def _read_people(unit: UnitOfWork, kind: ChangeKind, who: Who, form: WhoForm) -> None:
    who.chosen = [member for member in who.members if member.id in (form.people.data or [])]
    if not who.chosen:
        raise Invalid(_("Choose at least one member."), field="people")
    if not who.staying:
        raise Invalid(_("Somebody has to stay. If all of them go, record a move."), field="people")
    only = who.chosen[0].id if len(who.chosen) == 1 else None
    who.new_head_id = only or _pick(form.new_head.data, who.chosen)
    if who.new_head_id is None:
        raise Invalid(_("Choose the head of the new household among those who go."), field="new_head")
    if who.takes_head:
        who.head_id = _pick(form.head.data, who.staying)
        if who.head_id is None:
            raise Invalid(_("The head goes. Choose who is head afterwards."), field="head")


def _read_household(unit: UnitOfWork, kind: ChangeKind, who: Who, form: WhoForm) -> None:
    other_id = find_household_id(unit, form.other.data or "", "other")
    if other_id == who.household.id:
        raise Invalid(_("This is the same household. Give the number of the other one."), field="other")
    who.other = get_household(unit, other_id)
    who.other_members = list_present(unit, other_id)


READERS: dict[First, Any] = {
    First.PERSON: _read_person,
    First.PEOPLE: _read_people,
    First.HOUSEHOLD: _read_household,
}


def _pick(text: str | None, people: Sequence[Person]) -> int | None:
    """Return the person whom a choice names, None for nobody of them."""
    return next((person.id for person in people if str(person.id) == text), None)
