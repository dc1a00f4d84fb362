"""What may be subscribed to, how often it comes, and when it is due.

Source: docs/methods.md, Pushed figures.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from foundation.wording import Worded, mark


class Topic(Worded):
    """Figures and lists that are pushed to those who asked for them."""

    COLOURS = "colours", mark("Households by colour")
    CHANGES = "changes", mark("Households whose colour changed")
    LEADS = "leads", mark("Leads that wait")
    REGISTER = "register", mark("The register in figures")
    IMPORTS = "imports", mark("Imports that wait for a decision")
    SUBMISSIONS = "submissions", mark("Submissions from the field that wait")
    LINKS = "links", mark("Possible duplicates that wait")
    QUALITY = "quality", mark("Findings of the validation")
    ROUNDS = "rounds", mark("Frozen rounds of statistics")


class Cadence(Worded):
    DAILY = "daily", mark("Every day")
    WEEKLY = "weekly", mark("Every Monday")
    MONTHLY = "monthly", mark("On the first of the month")


class FigureUnit(Worded):
    """What a pushed figure counts."""

    HOUSEHOLDS = "households", mark("households")
    PEOPLE = "people", mark("people")
    LEADS = "leads", mark("leads")
    IMPORTS = "imports", mark("imports")
    SUBMISSIONS = "submissions", mark("submissions")
    PAIRS = "pairs", mark("pairs")
    FINDINGS = "findings", mark("findings")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a message.

    Args:
        label: marked words, translated where they are read.
        value: None where the reader may not see so small a number, or what would give one away.
        change: against the message before; None in the first one.
    """

    label: str
    value: int | None
    unit: FigureUnit
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What one message says: figures that go on from one message to the next, or one piece of news.

    Args:
        round_id: the frozen round of statistics that the message tells of.
    """

    figures: Sequence[Figure] = ()
    round_id: int | None = None


def is_due(cadence: Cadence, last_on: date | None, today: date) -> bool:
    """Tell whether a subscription is to be served today: once a day, once a week, once a month at most.

    A day on which nothing ran is made up for on the next.
    """
    if last_on is None:
        return True
    if cadence is Cadence.DAILY:
        return last_on < today
    if cadence is Cadence.WEEKLY:
        return last_on < today - timedelta(days=today.weekday())
    return last_on < today.replace(day=1)


def with_changes(figures: Sequence[Figure], before: Sequence[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Return the figures as they are kept, each with its change against the message before."""
    known = {figure["label"]: figure["value"] for figure in before or ()}
    return [asdict(figure) | {"change": _change(figure.value, known.get(figure.label))} for figure in figures]


def says_the_same(figures: Sequence[Figure], before: Sequence[dict[str, Any]] | None) -> bool:
    """Tell whether a message would only repeat the one before."""
    return before is not None and [(f.label, f.value) for f in figures] == [(f["label"], f["value"]) for f in before]


def _change(value: int | None, before: int | None) -> int | None:
    return None if value is None or before is None else value - before
