"""How long each kind of data is kept, as data.

Source: docs/methods.md, Privacy, law, ethics; PIPL art. 19.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data" / "retention.toml"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One kind of data and its time.

    Args:
        titles, reasons: language → words.
        days: how long it is kept.
        by_itself: it goes every night; otherwise a person starts it.
    """

    id: str
    titles: dict[str, str]
    reasons: dict[str, str]
    days: int
    by_itself: bool


@cache
def retention_rules() -> tuple[RetentionRule, ...]:
    """Return the rules of the data file. Raises: KeyError, ValueError when it is not as it should be."""
    with DATA.open("rb") as file:
        told = tomllib.load(file)
    rules = [
        RetentionRule(name, one["title"], one["reason"], int(one["days"]), bool(one["by_itself"]))
        for name, one in told.items()
    ]
    wrong = [rule.id for rule in rules if rule.days < 1]
    if wrong:
        raise ValueError(f"retention of at least a day: {wrong}")
    return tuple(rules)
