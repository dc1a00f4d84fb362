"""What validation is told from outside the register: facts of casework, and figures such as the income line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select

from registry.rules.quality.catalogue import CATALOGUE, Fact
from registry.rules.quality.expressions import Ground
from registry.rules.quality.rulebook import Rule
from registry.rules.quality.syntax import facts_of

CareSelect = Callable[[int, int, date], Select[Any]]
"""The ids of the first and the last household, and the day → a select of `household_id` and the facts, one row each."""

Figures = Mapping[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True)
class Outside:
    """What whoever starts a check hands in.

    Args:
        care: reads the facts of casework; None when nobody holds them.
        care_facts: the names of these facts.
        figures_on: the figures in force on a day: name → (region path prefix, value in fen), most specific first.
        limits: fact → a sentence on what of it is not recorded yet.
    """

    care: CareSelect | None = None
    care_facts: frozenset[str] = frozenset()
    figures_on: Callable[[date], Figures] = lambda _day: {}
    limits: Mapping[str, str] = field(default_factory=dict)

    def ground(self, day: date) -> Ground:
        """Return what is known from outside on a day."""
        return Ground(self.care_facts, self.figures_on(day))

    def gaps(self, rule: Rule, day: date) -> list[Fact]:
        """Return the facts of a rule that nobody holds: by them it cannot be decided."""
        return self.ground(day).gaps(rule.when)

    def limits_of(self, rule: Rule) -> list[tuple[Fact, str]]:
        """Return the facts of a rule that are recorded in part, with what is missing."""
        return [(CATALOGUE[name], self.limits[name]) for name in facts_of(rule.when) if name in self.limits]
