"""What the acts of early warning return."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RuleSetStored:
    """A version of a rule set is in the record; `is_new` tells whether it was just written."""

    rule_set_id: int
    name: str
    version: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A range of household ids that is graded in one transaction, both ends included."""

    first_id: int
    last_id: int


@dataclass(frozen=True, slots=True)
class RoundStarted:
    """A round is open; each of `parts` is to be graded, then the round finished."""

    round_id: int
    as_of: date
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PartGraded:
    round_id: int
    households: int


@dataclass(frozen=True, slots=True)
class RoundFinished:
    """A round's grades hold from now on.

    Args:
        households: how many were graded.
        changes: how many have another colour than before; a first grade counts unless it is green.
        colours: how many households got each colour.
    """

    round_id: int
    households: int
    changes: int
    colours: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RoundRemoved:
    round_id: int
    grades: int
