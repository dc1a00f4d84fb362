"""A household's story in casework, in the words of the page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from casework.rules.words import CloseReason, LeadChannel, LeadState, MeasureKind, TimelineKind
from foundation.clock import local_date
from foundation.wording import Worded
from registry.rules.privacy.sight import Sight
from registry.rules.words import Colour
from web.filters import label

WORDS: dict[str, type[Worded]] = {
    TimelineKind.LEAD_OPENED: LeadChannel,
    TimelineKind.LEAD_DECIDED: LeadState,
    TimelineKind.CASE_CLOSED: CloseReason,
    TimelineKind.MEASURE_ADDED: MeasureKind,
    TimelineKind.NOTED: Colour,
}

NOTES = frozenset({TimelineKind.LEAD_OPENED, TimelineKind.LEAD_VERIFIED, TimelineKind.VISITED, TimelineKind.NOTED})
"""What is told of the family in free words; the other texts are numbers, titles and reasons of an office."""

DAYS = frozenset({TimelineKind.ASSIGNED, TimelineKind.PARTED})
"""What is known to the day only."""


def story_lines(rows: Sequence[Row[Any]], sight: Sight) -> list[dict[str, Any]]:
    """Return the rows of a timeline as its component takes them: at or on, what, who, why."""
    return [{**_when(row), "what": _what(row), "who": row.who, "why": _why(row, sight)} for row in rows]


def _why(row: Row[Any], sight: Sight) -> str | None:
    return (row.text or None) if sight.notes or row.kind not in NOTES else None


def _when(row: Row[Any]) -> dict[str, Any]:
    return {"on": local_date(row.at)} if row.kind in DAYS else {"at": row.at}


def _what(row: Row[Any]) -> str:
    kind = label(TimelineKind(row.kind))
    return f"{kind}: {label(WORDS[row.kind](row.word))}" if row.word else kind
