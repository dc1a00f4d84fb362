"""Lines of a household's history in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from registry.rules.values import NUMBERS, SENSITIVE
from web.filters import label
from web.registry.value_words import Definitions, field_word, value_word

FIRST_DAY = date(1900, 1, 1)
HIDDEN = SENSITIVE - NUMBERS
SOURCES: dict[str, Callable[[str], str]] = {
    "screen": lambda _rest: _("edited on screen"),
    "import": lambda rest: _("import %(profile)s", profile=rest),
    "region_change": lambda _rest: _("change of regions"),
    "merge": lambda _rest: _("two records of one person merged"),
    "contradiction": lambda rest: _("contradiction settled (%(import)s)", **{"import": rest.removeprefix("of ")}),
    "undo": lambda _rest: _("import taken back"),
}


@dataclass(frozen=True)
class ValueLine:
    """One changed value as the page shows it; `since` is None when it held from the beginning."""

    who: str | None
    field: str
    old: str | None
    new: str | None
    since: date | None
    at: datetime
    by: str
    source: str
    is_correction: bool
    is_hidden: bool


def value_lines(rows: Iterable[Any], definitions: Definitions, *, sees_detail: bool) -> list[ValueLine]:
    """Return changed values in words; health and the like only for those who may see them."""
    return [_line(row, definitions, is_hidden=not sees_detail and row.field in HIDDEN) for row in rows]


def _line(row: Any, definitions: Definitions, *, is_hidden: bool) -> ValueLine:
    of_person = row.person_id is not None

    def word(text: str | None) -> str | None:
        return None if is_hidden else value_word(row.field, text, of_person=of_person, definitions=definitions)

    return ValueLine(
        who=row.name,
        field=field_word(row.field, of_person=of_person, definitions=definitions),
        old=word(row.old_value),
        new=word(row.new_value),
        since=row.effective_on if row.effective_on > FIRST_DAY else None,
        at=row.observed_at,
        by=row.actor_name,
        source=label(row.kind) if row.kind is not None else source_word(row.source),
        is_correction=row.is_correction,
        is_hidden=is_hidden,
    )


def source_word(source: str) -> str:
    """Return where a value came from, in words."""
    kind, _blank, rest = source.partition(" ")
    say = SOURCES.get(kind)
    return say(rest) if say else source
