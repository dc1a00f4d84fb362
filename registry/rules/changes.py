"""The kinds of change that a family goes through, and what each of them needs to be recorded.

Source: docs/methods.md, Changes of households.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.wording import Worded, mark
from registry.rules.changes_errors import ChangeInFuture, ChangeTooEarly


class ChangeKind(Worded):
    SPLIT = "split", mark("Split")
    MERGE = "merge", mark("Merge")
    MOVE = "move", mark("Move")
    HEAD = "head", mark("Change of head")
    BIRTH = "birth", mark("Birth")
    DEATH = "death", mark("Death")
    MARRIAGE = "marriage", mark("Marriage")
    DIVORCE = "divorce", mark("Divorce")
    JOINED = "joined", mark("Member joins")
    LEFT = "left", mark("Member leaves")
    CLOSED = "closed", mark("Household closes")
    ERROR = "error", mark("Member recorded in error")


class EndReason(Worded):
    """Why a household is no longer kept."""

    MOVED_AWAY = "moved_away", mark("It moved away")
    DIED = "died", mark("Everyone has died")
    IN_ERROR = "in_error", mark("It was recorded twice or in error")


class First(StrEnum):
    """What must be known before the rest of a change can be asked for."""

    NOTHING = "nothing"
    PERSON = "person"
    PEOPLE = "people"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class ChangeTerms:
    """What one kind of change is for and what it asks.

    Args:
        explains: when to choose it, in a sentence.
        first: what is asked on a page of its own, because the other questions follow from it.
        may_take_head: the one it concerns may be the head; then another head is asked for.
        may_empty: nobody may be left afterwards; then the household closes.
    """

    explains: str
    first: First = First.NOTHING
    may_take_head: bool = False
    may_empty: bool = False


CHANGES: dict[ChangeKind, ChangeTerms] = {
    ChangeKind.BIRTH: ChangeTerms(mark("A child was born into the household.")),
    ChangeKind.DEATH: ChangeTerms(
        mark("A member has died. If it was the head, another head is chosen."),
        First.PERSON,
        may_take_head=True,
        may_empty=True,
    ),
    ChangeKind.MARRIAGE: ChangeTerms(
        mark("A member has married: husband or wife joins the household, or the member leaves it."),
        First.PERSON,
        may_take_head=True,
        may_empty=True,
    ),
    ChangeKind.DIVORCE: ChangeTerms(
        mark("A marriage has ended, and one of the two leaves."), First.PERSON, may_take_head=True
    ),
    ChangeKind.JOINED: ChangeTerms(mark("Somebody came to live with the household, or came back.")),
    ChangeKind.LEFT: ChangeTerms(
        mark("A member no longer belongs to the household. Working away for a time does not count."),
        First.PERSON,
        may_take_head=True,
    ),
    ChangeKind.HEAD: ChangeTerms(mark("Another member became head of the household."), First.PERSON),
    ChangeKind.SPLIT: ChangeTerms(
        mark("Some members have founded a household of their own."), First.PEOPLE, may_take_head=True
    ),
    ChangeKind.MERGE: ChangeTerms(
        mark("Another household joined this one; it closes, and its members belong here."), First.HOUSEHOLD
    ),
    ChangeKind.MOVE: ChangeTerms(mark("The whole household lives in another village or at another address.")),
    ChangeKind.CLOSED: ChangeTerms(
        mark("The household moved away, died out, or never should have been recorded."), may_empty=True
    ),
    ChangeKind.ERROR: ChangeTerms(mark("Somebody was recorded who never belonged to the household."), First.PERSON),
}
"""In the order in which they are offered: the frequent ones first."""


def check_day(happened_on: date, today: date, registered_on: date) -> None:
    """Refuse a day on which a change cannot have happened, as far as the register knows.

    What changed before the household was registered is part of what was registered.
    Raises: ChangeInFuture, ChangeTooEarly.
    """
    if happened_on > today:
        raise ChangeInFuture(field="happened_on")
    if happened_on < registered_on:
        raise ChangeTooEarly(field="happened_on", day=registered_on)
