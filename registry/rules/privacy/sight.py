"""What one reader sees of one family: the table of disclosure, applied in one place.

Source: docs/methods.md, Privacy, law, ethics.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from foundation.actor import Actor
from foundation.identifiers import masked_name
from registry.rules.ages import age_on
from registry.rules.privacy.disclosure import DataKind, Disclosure, disclosure

CHILD_UNTIL = 14
"""Years of age; all data of somebody younger are sensitive (Personal Information Protection Law, art. 28)."""
OWN_ROLE = "household_member"


class Member(Protocol):
    """A person, or a row of one."""

    @property
    def name(self) -> str: ...
    @property
    def born_on(self) -> date: ...


@dataclass(frozen=True, slots=True)
class SeenMember:
    """How much of one member is shown.

    Args:
        name: the name in the form that is shown.
        sees_life: whether age, schooling, labour and cover are shown; of a child they may not be.
    """

    name: str
    sees_life: bool
    health: Disclosure
    phone: Disclosure
    numbers: Disclosure


@dataclass(frozen=True, slots=True)
class Sight:
    """How much of each kind of data of one family is shown to one reader."""

    levels: Mapping[DataKind, Disclosure]

    @property
    def income(self) -> Disclosure:
        """Of income, assets and debt."""
        return self.levels[DataKind.INCOME]

    @property
    def health(self) -> Disclosure:
        """Of the health of grown-ups."""
        return self.levels[DataKind.HEALTH]

    def name(self, name: str | None) -> str | None:
        """Return a name in the form that is shown."""
        return name if name is None or self.levels[DataKind.NAME].is_open else masked_name(name)

    def member(self, person: Member, on: date) -> SeenMember:
        """Return how much of a member is shown on a day; of a child never more than of children."""
        is_child = age_on(person.born_on, on) < CHILD_UNTIL
        most = self.levels[DataKind.CHILDREN] if is_child else Disclosure.OPEN
        health, phone, numbers = (
            min(self.levels[kind], most) for kind in (DataKind.HEALTH, DataKind.PHONE, DataKind.NUMBERS)
        )
        return SeenMember(self.name(person.name) or "", most.is_open, health, phone, numbers)


EVERYTHING = Sight(dict.fromkeys(DataKind, Disclosure.OPEN))
"""What a family sees of itself, and what is in the copy that is made for it."""


def sight_of(actor: Actor, household_id: int) -> Sight:
    """Return what an actor sees of a household; to be a member of one family opens no other family's file."""
    if actor.is_system:
        return EVERYTHING
    is_own = actor.household_id == household_id
    roles = [role for role in actor.roles if is_own or role != OWN_ROLE]
    return Sight({kind: disclosure(roles, kind) for kind in DataKind})
