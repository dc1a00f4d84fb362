"""What people say when they record a change of a family."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from foundation.wording import Worded, mark
from registry.rules.words import Relation, Sex

Relations = Mapping[int, Relation]
"""Person → relation to the head of the household they belong to afterwards."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """When a change happened, and what else is to be said about it."""

    happened_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who is not in the register yet. `id_number` and `phone` as typed."""

    name: str
    sex: Sex
    born_on: date
    relation: Relation
    ethnicity: str | None = None
    id_number: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class NewHome:
    """Where a new household lives; empty parts follow the household that it comes from.

    Args:
        code: its number; empty takes the next free one.
    """

    code: str = ""
    village_code: str = ""
    address: str | None = None


class Where(Worded):
    """Where somebody goes who leaves a household."""

    AWAY = "away", mark("Away, to where this register does not reach")
    INTO = "into", mark("Into another household of the register")
    OWN = "own", mark("Into a household of their own")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where somebody goes; `household_id` and `relation` for INTO, `home` for OWN."""

    where: Where = Where.AWAY
    household_id: int | None = None
    relation: Relation = Relation.OTHER
    home: NewHome = NewHome()
