"""The slow, plain way: one household at a time, in Python, straight from its records.

It shares the rule set with the compiled statement and nothing else. Whatever the two disagree on is a fault in one of
them; `holdfast grade --engine reference` runs a whole round with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitoring.rules.conditions import AllOf, Band, Condition, Is, OneOf
from monitoring.rules.home import Home, Reading
from monitoring.rules.indicators import Value
from monitoring.rules.logic import every, some
from monitoring.rules.parameters import PARAMETERS
from monitoring.rules.ruleset import RULE_COLOURS, Rule, RuleSet
from monitoring.rules.window import window_before
from registry.rules.words import Colour


@dataclass(frozen=True, slots=True)
class Verdict:
    """A household's grade.

    Args:
        reasons: ids of the rules that fired, most severe first.
        unknowns: inputs that are not known and keep a rule or the colour from being decided.
        is_stale: the facts were surveyed too long ago, or nobody knows when.
        evidence: the values that the fired rules were decided on; None when none fired.
    """

    colour: Colour
    score: int
    reasons: tuple[str, ...]
    unknowns: tuple[str, ...]
    is_stale: bool
    evidence: Mapping[str, Value] | None


def grade_home(ruleset: RuleSet, as_of: date, home: Home) -> Verdict:
    """Grade one household on a day."""
    values = measure_home(ruleset, as_of, home)
    results = {rule.id: judge(rule.when, values) for rule in ruleset.rules}
    fired = [rule for rule in ruleset.rules if results[rule.id]]
    return Verdict(
        colour=first_colour(ruleset, values, results, fired),
        score=min(sum(rule.points for rule in fired), ruleset.score_cap),
        reasons=tuple(rule.id for rule in fired),
        unknowns=missing_inputs(ruleset, values, results),
        is_stale=home.surveyed_on is None or (as_of - home.surveyed_on).days > ruleset.stale_after_days,
        evidence=evidence_of(fired, values),
    )


def measure_home(ruleset: RuleSet, as_of: date, home: Home) -> dict[str, Value]:
    """Compute the indicators that the rule set needs."""
    figures = {name: ruleset.value_for(name, as_of, home.region_path) for name in PARAMETERS}
    known = {name: figure for name, figure in figures.items() if figure is not None}
    reading = Reading(home, window_before(as_of), known)
    return {name: ruleset.indicator(name).reference(reading) for name in ruleset.indicators}


def judge(condition: Condition, values: Mapping[str, Value]) -> bool | None:
    """Decide a condition: true, false, or None when what is known does not settle it."""
    if isinstance(condition, AllOf):
        return every(judge(part, values) for part in condition.parts)
    if not isinstance(condition, Band | Is | OneOf):
        return some(judge(part, values) for part in condition.parts)
    value = values[condition.indicator]
    if value is None:
        return None
    if isinstance(condition, Is):
        return value is condition.expected
    if isinstance(condition, OneOf):
        return value in condition.codes
    number = float(value)
    return (condition.lower is None or number >= condition.lower) and (
        condition.upper is None or number < condition.upper
    )


def first_colour(
    ruleset: RuleSet, values: Mapping[str, Value], results: Mapping[str, bool | None], fired: list[Rule]
) -> Colour:
    """Return the first colour that applies: red, orange, yellow, blue, unknown, green."""
    for colour in RULE_COLOURS:
        if any(rule.colour is colour for rule in fired):
            return colour
    is_red_undecided = any(results[rule.id] is None for rule in ruleset.rules_of(Colour.RED))
    if is_red_undecided or any(values[name] is None for name in ruleset.key_inputs):
        return Colour.UNKNOWN
    return Colour.GREEN


def missing_inputs(
    ruleset: RuleSet, values: Mapping[str, Value], results: Mapping[str, bool | None]
) -> tuple[str, ...]:
    """Return the inputs that are not known and that matter: key inputs, and those of rules left undecided."""
    undecided = {name for rule in ruleset.rules if results[rule.id] is None for name in rule.indicators}
    return tuple(
        name
        for name in ruleset.indicators
        if values[name] is None and (name in ruleset.key_inputs or name in undecided)
    )


def evidence_of(fired: list[Rule], values: Mapping[str, Value]) -> dict[str, Value] | None:
    """Return the known values behind the fired rules."""
    if not fired:
        return None
    names = {name for rule in fired for name in rule.indicators}
    return {name: value for name, value in values.items() if name in names and value is not None}
