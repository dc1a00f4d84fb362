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

    def shows(self, kind: DataKind, least: Disclosure) -> bool:
        """Tell whether at least so much of one kind of data is shown."""
        return self.levels[kind] >= least

    @property
    def notes(self) -> bool:
        """Tell whether notes in free words are shown: what is told at a visit is as often as not about health."""
        return self.health.shows_flag

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
        most = self._most(person.born_on, on)
        health, phone, numbers = (
            min(self.levels[kind], most) for kind in (DataKind.HEALTH, DataKind.PHONE, DataKind.NUMBERS)
        )
        return SeenMember(self.name(person.name) or "", most.is_open, health, phone, numbers)

    def sees_life(self, born_on: date, on: date) -> bool:
        """Tell whether more than the name is shown of somebody born on a day."""
        return self._most(born_on, on).is_open

    def _most(self, born_on: date, on: date) -> Disclosure:
        is_child = age_on(born_on, on) < CHILD_UNTIL
        return self.levels[DataKind.CHILDREN] if is_child else Disclosure.OPEN


EVERYTHING = Sight(dict.fromkeys(DataKind, Disclosure.OPEN))
"""What a family sees of itself, and what is in the copy that is made for it."""


def sight_of(actor: Actor, household_id: int) -> Sight:
    """Return what an actor sees of a household; to be a member of one family opens no other family's file."""
    if actor.is_system:
        return EVERYTHING
    is_own = actor.household_id == household_id
    roles = [role for role in actor.roles if is_own or role != OWN_ROLE]
    return Sight({kind: disclosure(roles, kind) for kind in DataKind})
