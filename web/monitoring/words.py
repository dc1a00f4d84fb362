"""Grades in the words of the page's language: values, the bands they are held against, and the ways back."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, ngettext

from monitoring.queries.grades import ExplainedGrade
from monitoring.rules.conditions import AllOf, Band, Condition, Is, Leaf, OneOf
from monitoring.rules.explain import Measure, Reason
from monitoring.rules.indicators import Indicator, Unit, Value
from monitoring.rules.indicators.income import INCOME
from monitoring.rules.indicators.spending import SPENDING
from monitoring.rules.ruleset import RuleSet, Text
from monitoring.rules.way_to_green import Change
from registry.rules.fields import FieldEntity
from registry.rules.privacy.sight import Sight
from registry.rules.words import Colour
from web.filters import number
from web.languages import current_language
from web.monitoring import blueprint

ILL_MEMBERS = frozenset({"seriously_ill_members", "severely_disabled_members", "illnesses"})
OF_MONEY = frozenset(indicator.id for indicator in (*INCOME, *SPENDING))


@blueprint.app_template_filter("wording")
def wording(text: Text) -> str:
    """Return words of a rule set in the page's language."""
    return text.in_language(current_language())


@blueprint.app_template_filter("indicator_title")
def indicator_title(indicator: Indicator) -> str:
    """Return what an indicator is called: the question of a further field, else the catalogue's title."""
    return indicator.field.question(current_language()) if indicator.field else gettext(indicator.title)


def value_words(value: Value, indicator: Indicator) -> str:
    """Return a value with its unit."""
    if value is None:
        return gettext("not known")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str):
        return indicator.field.show(value, current_language()) if indicator.field else value
    return amount_words(value, indicator)


def amount_words(value: float, indicator: Indicator) -> str:
    """Return a number with its unit."""
    shown, unit = number(value), indicator.unit
    if unit is Unit.PERCENT:
        return f"{shown} %"
    if unit is Unit.YUAN:
        return gettext("%(amount)s yuan", amount=shown)
    whole = int(value)
    if unit is Unit.PEOPLE:
        return ngettext("%(num)s person", "%(num)s people", whole)
    if unit is Unit.EVENTS:
        return ngettext("%(num)s event", "%(num)s events", whole)
    if unit is Unit.DAYS:
        return ngettext("%(num)s day", "%(num)s days", whole)
    word = indicator.unit_word if unit is Unit.OWN else gettext(unit.label)
    return f"{shown} {word}".rstrip()


def band_words(lower: float | None, upper: float | None, indicator: Indicator) -> str:
    """Return a half-open band in words."""
    if lower is None and upper is None:
        return ""
    if lower is None:
        return gettext("below %(amount)s", amount=amount_words(upper or 0, indicator))
    if upper is None:
        return gettext("%(amount)s or more", amount=amount_words(lower, indicator))
    ends = {"lower": amount_words(lower, indicator), "upper": amount_words(upper, indicator)}
    return gettext("%(lower)s to below %(upper)s", **ends)


def way_words(change: Measure | Change) -> str:
    """Return what a value would have to become."""
    way, indicator = change.way_back, change.indicator
    title = indicator_title(indicator)
    if way.answer is not None:
        return gettext("%(title)s: %(value)s", title=title, value=value_words(way.answer, indicator))
    if way.at_least is not None:
        return gettext("%(title)s: at least %(value)s", title=title, value=amount_words(way.at_least, indicator))
    if way.below is not None:
        return gettext("%(title)s: below %(value)s", title=title, value=amount_words(way.below, indicator))
    return gettext("%(title)s: another class", title=title)


@blueprint.app_template_filter("ways")
def ways_words(ways: Sequence[Sequence[Measure | Change]]) -> str:
    """Return alternatives in words: each a set of changes that are all needed."""
    together = (gettext(" and ").join(way_words(change) for change in way) for way in ways)
    return gettext(" or ").join(together)


@blueprint.app_template_filter("reason_rows")
def reason_rows(grade: ExplainedGrade, sight: Sight) -> list[dict[str, Any]]:
    """Return the reasons of a grade as rows of the `reasons` part, most severe first, with the values it shows."""
    return [reason_row(reason, sight) for reason in grade.reasons]


def reason_row(reason: Reason, sight: Sight) -> dict[str, Any]:
    """Return one reason: what, which value, held against which line, and what would bring it back."""
    lines = (band_words(measure.lower, measure.upper, measure.indicator) for measure in reason.measures)
    ways = ways_words(reason.ways_back)
    mend = wording(reason.help)
    return {
        "text": wording(reason.title),
        "value": gettext("; ").join(measure_words(measure, sight) for measure in reason.measures),
        "line": gettext("; ").join(line for line in lines if line),
        "mend": gettext("%(help)s (%(ways)s)", help=mend, ways=ways) if ways else mend,
        "colour": reason.colour.value,
    }


def measure_words(measure: Measure, sight: Sight) -> str:
    """Return an indicator with its value, as far as it is shown."""
    is_shown = shows_indicator(measure.indicator, sight)
    value = value_words(measure.value, measure.indicator) if is_shown else gettext("hidden")
    return gettext("%(title)s: %(value)s", title=indicator_title(measure.indicator), value=value)


def shows_indicator(indicator: Indicator, sight: Sight) -> bool:
    """Tell whether an indicator's value is shown. Whoever sees the grade sees its rules, whatever they are about."""
    if indicator.field is not None:
        return indicator.field.entity is not FieldEntity.PERSON or sight.health.may_ask
    if indicator.id in ILL_MEMBERS:
        return sight.health.shows_flag
    return indicator.id not in OF_MONEY or sight.income.shows_sum


def deciding_titles(rules: RuleSet, reasons: Sequence[str], colour: Colour) -> str:
    """Return the titles of the rules that gave the colour, and how many more fired: enough for a row of a list."""
    fired = [rule for rule_id in reasons if (rule := rules.rule(rule_id))]
    deciding = [wording(rule.title) for rule in fired if rule.colour is colour]
    more = len(fired) - len(deciding)
    if more:
        deciding.append(ngettext("%(num)s more reason", "%(num)s more reasons", more))
    return gettext("; ").join(deciding)


def reason_titles(rules: RuleSet, reasons: Sequence[str]) -> list[str]:
    """Return the titles of rules in the page's language; ids that the rule set lacks stay as they are."""
    found = ((rule_id, rules.rule(rule_id)) for rule_id in reasons)
    return [wording(rule.title) if rule else rule_id for rule_id, rule in found]


@blueprint.app_template_filter("condition_words")
def condition_words(condition: Condition, rules: RuleSet) -> str:
    """Return a rule's condition as a sentence part."""
    if isinstance(condition, Band | Is | OneOf):
        return leaf_words(condition, rules.indicator(condition.indicator))
    joint = gettext(" and ") if isinstance(condition, AllOf) else gettext(" or ")
    parts = [condition_words(part, rules) for part in condition.parts]
    nested = [
        f"({text})" if not isinstance(part, Band | Is | OneOf) and len(parts) > 1 else text
        for part, text in zip(condition.parts, parts, strict=True)
    ]
    return joint.join(nested)


def leaf_words(leaf: Leaf, indicator: Indicator) -> str:
    """Return a condition on one indicator."""
    if isinstance(leaf, Is):
        held = value_words(leaf.expected, indicator)
    elif isinstance(leaf, OneOf):
        held = gettext(" or ").join(value_words(code, indicator) for code in leaf.codes)
    else:
        held = band_words(leaf.lower, leaf.upper, indicator)
    return gettext("%(title)s: %(value)s", title=indicator_title(indicator), value=held)
