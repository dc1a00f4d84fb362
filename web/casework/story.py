"""A household's story in casework, in the words of the page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from casework.rules.words import CloseReason, LeadChannel, LeadState, MeasureKind, TimelineKind
from foundation.wording import Worded
from registry.rules.words import Colour
from web.filters import label

WORDS: dict[str, type[Worded]] = {
    TimelineKind.LEAD_OPENED: LeadChannel,
    TimelineKind.LEAD_DECIDED: LeadState,
    TimelineKind.CASE_CLOSED: CloseReason,
    TimelineKind.MEASURE_ADDED: MeasureKind,
    TimelineKind.NOTED: Colour,
}


def story_lines(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Return the rows of a timeline as its component takes them: at, what, who, why."""
    return [{"at": row.at, "what": _what(row), "who": row.who, "why": row.text or None} for row in rows]


def _what(row: Row[Any]) -> str:
    kind = label(TimelineKind(row.kind))
    return f"{kind}: {label(WORDS[row.kind](row.word))}" if row.word else kind
