"""An edit held against what somebody else may have changed since it was begun."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

SCREEN = "screen"
Texts = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody says of a household or a person.

    Args:
        values: column → new value; a column that is left out stays. Numbers that identify are given as typed; None
            takes one away.
        extra: key of a further field → new value; None takes it away.
        seen_at: the household's `changed_at` when the values were read for editing; None overwrites whatever is there.
        valid_from: since when the new values hold; None, since today.
        is_correction: the old values never were true.
        source: where the edit comes from, such as `screen` or `api`.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    seen_at: datetime | None = None
    valid_from: date | None = None
    is_correction: bool = False
    source: str = SCREEN


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed at the same time: what the other one made of it, who and when."""

    field: str
    now: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Interim:
    """What became of a field after it was read for editing."""

    was: str | None
    by: str
    at: datetime


def is_touched(given: str | None, now: str | None, interim: Interim | None) -> bool:
    """Tell whether an editor changed a field: a value that only repeats what they read was not touched.

    Args:
        given, now: the edited value and the register's, as texts.
        interim: what changed since the editor read it.
    """
    seen = now if interim is None else interim.was
    return given not in (seen, now)


def find_clashes(given: Texts, now: Texts, interim: Mapping[str, Interim]) -> tuple[Clash, ...]:
    """Return the fields that both the editor and somebody else changed, to different values."""
    return tuple(
        Clash(name, now[name], interim[name].by, interim[name].at)
        for name, text in given.items()
        if name in interim and is_touched(text, now[name], interim[name])
    )
