"""A rule set: what turns indicators into a colour, as frozen data that was proven whole before it was built.

`monitoring.rules.parse` builds it from TOML and refuses anything that is unknown, overlapping, missing or of the wrong
unit. The grading statement, the reference grader and the explanations all read this one form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from monitoring.rules.conditions import Condition, indicators_of
from monitoring.rules.indicators import CATALOGUE, Indicator, Unit
from registry.rules.causes import Cause
from registry.rules.words import Colour

RULE_COLOURS = (Colour.RED, Colour.ORANGE, Colour.YELLOW, Colour.BLUE)


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a rule set in both languages; they are data, so they are not in the translation files."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """Return the Chinese words for any Chinese language, the English ones otherwise."""
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a colour means here and what it asks for; None where nothing is asked.

    Args:
        contact_hours: hours until the first contact.
        plan_days: days until a plan stands.
        visit_days: days between visits.
    """

    colour: Colour
    title: Text
    meaning: Text
    contact_hours: int | None
    plan_days: int | None
    visit_days: int | None


@dataclass(frozen=True, slots=True)
class ScaleBand:
    """A named half-open band `lower` ≤ x < `upper` of a scale."""

    id: str
    title: Text
    lower: float | None
    upper: float | None

    def holds(self, value: float) -> bool:
        return (self.lower is None or value >= self.lower) and (self.upper is None or value < self.upper)


@dataclass(frozen=True, slots=True)
class Scale:
    """The named bands of one indicator: every number lies in exactly one of them."""

    indicator: str
    unit: Unit
    bands: tuple[ScaleBand, ...]
    source: str

    def band_of(self, value: float) -> ScaleBand:
        """Return the band that holds `value`."""
        return next(band for band in self.bands if band.holds(value))


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A figure that holds in a region for a time.

    Args:
        region: a region path prefix; empty holds everywhere. The longest matching prefix wins.
        starts, ends: in force from `starts` up to the day before `ends`; None has no end yet.
        document: the number and title of the paper that sets it.
    """

    region: str
    starts: date
    ends: date | None
    value: float
    document: str
    source: str

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason for a colour.

    Args:
        help: what would bring the household back, in plain words.
        points: what the rule adds to the score.
        cause: the cause of risk that a case would start from; None when other rules tell it.
    """

    id: str
    colour: Colour
    title: Text
    help: Text
    points: int
    cause: Cause | None
    when: Condition
    source: str

    @property
    def indicators(self) -> tuple[str, ...]:
        return indicators_of(self.when)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of the rules, in force in a region for a time. Rules are in order of colour, most severe first.

    Args:
        region: a region path prefix; empty holds everywhere.
        key_inputs: indicators without which a household can never be green.
        stale_after_days: facts surveyed longer ago are shown as stale.
        score_cap: the highest score.
        extras: the indicators of the further fields that its rules name, by id.
    """

    name: str
    version: int
    title: Text
    region: str
    valid_from: date
    valid_to: date | None
    source: str
    key_inputs: tuple[str, ...]
    stale_after_days: int
    score_cap: int
    legend: Mapping[Colour, LegendEntry]
    scales: Mapping[str, Scale]
    parameters: Mapping[str, tuple[ParameterValue, ...]]
    rules: tuple[Rule, ...]
    extras: Mapping[str, Indicator] = field(default_factory=dict)

    def indicator(self, name: str) -> Indicator:
        """Return an indicator that the rule set names: the catalogue's own or that of a further field."""
        return self.extras.get(name) or CATALOGUE[name]

    def knows(self, name: str) -> bool:
        """Tell whether an indicator is there."""
        return name in self.extras or name in CATALOGUE

    def rule(self, rule_id: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def rules_of(self, colour: Colour) -> Iterator[Rule]:
        return (rule for rule in self.rules if rule.colour is colour)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of all indicators that grading needs, each once."""
        used = (indicator for rule in self.rules for indicator in rule.indicators)
        return tuple(dict.fromkeys((*self.key_inputs, *used)))

    def values_on(self, name: str, day: date) -> tuple[ParameterValue, ...]:
        """Return a parameter's values in force on `day`, the most specific region first."""
        values = (value for value in self.parameters.get(name, ()) if value.holds_on(day))
        return tuple(sorted(values, key=lambda value: (-len(value.region), value.region)))

    def value_for(self, name: str, day: date, region_path: str) -> float | None:
        """Return a parameter's value for a place and day, None when none is in force."""
        found = (value.value for value in self.values_on(name, day) if region_path.startswith(value.region))
        return next(found, None)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
