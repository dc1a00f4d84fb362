"""What came of a change of a family."""

from dataclasses import dataclass
from datetime import date

from registry.rules.changes import ChangeKind
from registry.rules.composition import Member, Remark


@dataclass(frozen=True, slots=True)
class FamilyAfter:
    """A household after a change: who belongs to it, and what is odd about that.

    Args:
        is_new: the change founded it.
        is_closed: the change closed it.
    """

    household_id: int
    code: str
    members: tuple[Member, ...]
    warnings: tuple[Remark, ...]
    is_new: bool
    is_closed: bool


@dataclass(frozen=True, slots=True)
class FamilyChanged:
    """A change of a family, with every household that it touched, the one it was recorded for first."""

    change_id: int
    kind: ChangeKind
    happened_on: date
    families: tuple[FamilyAfter, ...]

    @property
    def household_id(self) -> int:
        return self.families[0].household_id

    @property
    def closed_ids(self) -> tuple[int, ...]:
        return tuple(family.household_id for family in self.families if family.is_closed)


@dataclass(frozen=True, slots=True)
class ChangeTakenBack:
    change_id: int
    household_id: int
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class HouseholdEdited:
    """Which fields of a household changed; none when nothing differed."""

    household_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonEdited:
    """Which fields of a person changed; none when nothing differed."""

    person_id: int
    household_id: int
    fields: tuple[str, ...]
