"""The shape of a fact: a named value with its type, where it comes from, and what an empty one means."""

from dataclasses import dataclass
from enum import Enum

from registry.rules.quality.kinds import Type


class Source(Enum):
    """Where a fact is read, or that it follows from other facts."""

    DAY = "day"
    HOUSEHOLD = "household"
    PERSON = "person"
    MEMBERS = "members"
    EARNED = "earned"
    SPENT = "spent"
    STRUCK = "struck"
    CARE = "care"
    FIGURE = "figure"
    DERIVED = "derived"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that predicates may name.

    Args:
        title: the words that people read for it.
        sql: the expression inside its source (aliases `h` for the household, `p` for the person, `i`, `s`, `e` for
            lines of income, spending and events); for a derived fact the predicate-language expression.
        unknown_when: what an empty value means, in words.
        when_absent: the value of a household without any row in a grouped source.
    """

    name: str
    title: str
    type: Type
    source: Source
    sql: str = ""
    unknown_when: str = ""
    when_absent: str = "null"


PRESENT = "({0}.joined_on is null or {0}.joined_on <= :as_of) and ({0}.left_on is null or {0}.left_on > :as_of)"
"""Who belongs to a household on the day."""
