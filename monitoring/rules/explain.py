"""Says why: each rule that fired, the value it was decided on, the band it was held against, and the way back.

Nothing here computes a grade; it reads the rule set and the evidence that was frozen with the grade.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, product
from typing import Any

from monitoring.rules.conditions import AllOf, AnyOf, Band, Condition, Is, Leaf, OneOf, leaves
from monitoring.rules.indicators import CATALOGUE, Indicator, Value
from monitoring.rules.reference import judge
from monitoring.rules.ruleset import Rule, RuleSet, Text
from registry.rules.causes import Cause
from registry.rules.words import Colour


@dataclass(frozen=True, slots=True)
class WayBack:
    """What the value would have to become: at least, or below, a number; an answer; or none of some codes."""

    at_least: float | None = None
    below: float | None = None
    answer: bool | None = None
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One value that a rule was decided on.

    Args:
        lower, upper: the half-open band it was held against; None leaves a side open.
        expected: the answer that the rule asks for, for yes-or-no indicators.
        is_met: whether the rule's condition on this value holds; None when the value is not known.
        band_title: the band's name, when the rule set names the bands of this indicator.
    """

    indicator: Indicator
    value: Value
    lower: float | None
    upper: float | None
    expected: bool | None
    is_met: bool | None
    way_back: WayBack
    band_title: Text | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fired, in words and with its values.

    Args:
        measures: the conditions that hold.
        ways_back: alternatives, each a set of measures that would all have to change; the smallest set comes first.
    """

    rule_id: str
    colour: Colour
    title: Text
    help: Text
    cause: Cause | None
    points: int
    source: str
    measures: tuple[Measure, ...]
    ways_back: tuple[tuple[Measure, ...], ...]


def way_back(leaf: Leaf) -> WayBack:
    """Return what would end a condition: leave the band on the side where safety lies, or change the answer."""
    if isinstance(leaf, Is):
        return WayBack(answer=not leaf.expected)
    if isinstance(leaf, OneOf):
        return WayBack(none_of=leaf.codes)
    known = CATALOGUE.get(leaf.indicator)
    rises = known is not None and known.higher_is_better
    if leaf.lower is None or (rises and leaf.upper is not None):
        return WayBack(at_least=leaf.upper)
    return WayBack(below=leaf.lower)


def explain_rule(rule: Rule, evidence: Mapping[str, Any], ruleset: RuleSet) -> Reason:
    """Return a fired rule with the values behind it; conditions that did not hold are left out."""
    measures = {leaf: explain_leaf(leaf, evidence, ruleset) for leaf in leaves(rule.when)}
    ways = sorted(breaking(rule.when, measures), key=len)
    return Reason(
        rule_id=rule.id,
        colour=rule.colour,
        title=rule.title,
        help=rule.help,
        cause=rule.cause,
        points=rule.points,
        source=rule.source,
        measures=tuple(measure for measure in measures.values() if measure.is_met),
        ways_back=tuple(tuple(measures[leaf] for leaf in way) for way in ways),
    )


def breaking(condition: Condition, measures: Mapping[Leaf, Measure]) -> tuple[tuple[Leaf, ...], ...]:
    """Return the sets of conditions that hold and whose end would end the whole: one set is enough.

    All-of ends with any of its parts; any-of only when each part that holds has ended.
    """
    if isinstance(condition, AllOf):
        return tuple(way for part in condition.parts for way in breaking(part, measures))
    if isinstance(condition, AnyOf):
        holding = [ways for part in condition.parts if (ways := breaking(part, measures))]
        return tuple(tuple(dict.fromkeys(chain(*choice))) for choice in product(*holding)) if holding else ()
    return ((condition,),) if measures[condition].is_met else ()


def explain_leaf(leaf: Leaf, evidence: Mapping[str, Any], ruleset: RuleSet) -> Measure:
    """Return one condition with its value."""
    value: Value = evidence.get(leaf.indicator)
    scale = ruleset.scales.get(leaf.indicator)
    band = scale.band_of(value) if scale and isinstance(value, int | float) and not isinstance(value, bool) else None
    return Measure(
        indicator=ruleset.indicator(leaf.indicator),
        value=value,
        lower=leaf.lower if isinstance(leaf, Band) else None,
        upper=leaf.upper if isinstance(leaf, Band) else None,
        expected=leaf.expected if isinstance(leaf, Is) else None,
        is_met=judge(leaf, {leaf.indicator: value}),
        way_back=way_back(leaf),
        band_title=band.title if band else None,
    )


def explain_reasons(ruleset: RuleSet, reasons: Iterable[str], evidence: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Return the rules that fired, in the order they are given; ids that the rule set lacks are left out."""
    rules = (ruleset.rule(rule_id) for rule_id in reasons)
    return tuple(explain_rule(rule, evidence, ruleset) for rule in rules if rule is not None)


def definitions(ruleset: RuleSet) -> dict[str, dict[str, Any]]:
    """Return each rule as it is frozen with a change: its colour, the bands held against, and the ways back."""
    return {
        rule.id: {
            "rule": rule.id,
            "colour": rule.colour.value,
            "held_against": [plain_leaf(leaf) for leaf in leaves(rule.when)],
            "back": [plain_way(leaf.indicator, way_back(leaf)) for leaf in leaves(rule.when)],
        }
        for rule in ruleset.rules
    }


def plain_leaf(leaf: Leaf) -> dict[str, Any]:
    """Return a condition as plain JSON values."""
    if isinstance(leaf, Is):
        return {"indicator": leaf.indicator, "is": leaf.expected}
    if isinstance(leaf, OneOf):
        return {"indicator": leaf.indicator, "in": list(leaf.codes)}
    ends = {"from": leaf.lower, "below": leaf.upper}
    return {"indicator": leaf.indicator, **{key: end for key, end in ends.items() if end is not None}}


def plain_way(indicator: str, way: WayBack) -> dict[str, Any]:
    """Return a way back as plain JSON values."""
    parts = {"at_least": way.at_least, "below": way.below, "is": way.answer, "none_of": list(way.none_of) or None}
    return {"indicator": indicator, **{key: value for key, value in parts.items() if value is not None}}
