"""Stored codes as the words that pages show."""

from collections.abc import Iterable

from casework.rules.pairing.skills import Skill
from registry.rules.causes import Cause


def causes_of(values: Iterable[str] | None) -> list[Cause]:
    """Return stored causes as members of the list."""
    return [Cause(value) for value in values or ()]


def skills_of(values: Iterable[str]) -> list[Skill | str]:
    """Return a profile's skills; a word that is no skill of the list stays as it is."""
    return [Skill(value) if value in list(Skill) else value for value in values]
