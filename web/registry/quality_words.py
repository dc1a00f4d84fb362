"""Validation in the words of the page's language: rules, findings with their values, and where to mend them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, url_for
from flask_babel import gettext, ngettext
from sqlalchemy import Row

from foundation.actor import Actor
from registry.permissions import RegistryPermission
from registry.quality import shipped_rules
from registry.queries.quality.books import get_rule
from registry.rules.privacy.kinds import FACTS, shows_facts
from registry.rules.privacy.sight import Sight, sight_of
from registry.rules.quality.catalogue import CATALOGUE, Fact, Source
from registry.rules.quality.faults import RuleNotFound
from registry.rules.quality.kinds import MONEY, Kind, Type, Unit
from registry.rules.quality.rulebook import Rule
from registry.rules.quality.syntax import ExtraValue, FactValue, Node, facts_of
from registry.rules.quality.words import FindingState, RunState, Severity
from web.filters import day, label, money, number
from web.languages import current_language
from web.registry import blueprint

SEVERITY_KINDS = {Severity.HIGH: "refused", Severity.MID: "waiting", Severity.LOW: "neutral"}
STATE_KINDS = {FindingState.OPEN: "waiting", FindingState.EXCEPTED: "closed", FindingState.CLEARED: "done"}
RUN_KINDS = {
    RunState.WAITING: "waiting",
    RunState.RUNNING: "active",
    RunState.FINISHED: "done",
    RunState.BROKEN: "refused",
}


def find_rule(rule_id: str) -> Rule | None:
    """Return a rule that may have been retired in the meantime; a region's own are read once a request."""
    shipped = shipped_rules().find(rule_id)
    if shipped is not None:
        return shipped
    known: dict[str, Rule | None] = g.setdefault("quality_rules", {})
    if rule_id not in known:
        try:
            known[rule_id] = get_rule(g.unit, rule_id)
        except RuleNotFound:
            known[rule_id] = None
    return known[rule_id]


@blueprint.app_template_filter("rule_title")
def rule_title(rule_id: str) -> str:
    """Return a rule's title, its id when the rule is no more."""
    rule = find_rule(rule_id)
    return rule.title.in_language(current_language()) if rule else rule_id


@blueprint.app_template_filter("finding_text")
def finding_text(finding: Row[Any], actor: Actor) -> str:
    """Return what is wrong with a record and how to mend it, with the values that the reader may see."""
    rule = find_rule(finding.rule_id)
    if rule is None:
        return gettext("This rule is no longer in force. The finding goes with the next check.")
    sight = sight_of(actor, finding.household_id)
    sees_life = finding.born_on is None or sight.sees_life(finding.born_on, g.unit.today)
    values = {
        name: value_words(finding.evidence.get(name), node.type)
        if shows_value(sight, node, sees_life=sees_life)
        else gettext("hidden")
        for name, node in rule.values.items()
    }
    return rule.message.in_language(current_language()) % values


def shows_value(sight: Sight, node: Node, *, sees_life: bool) -> bool:
    """Tell whether a value of a message is shown.

    Args:
        sees_life: whether more than the name is shown of the member that the finding is about.
    """
    if not sees_life and any(fact.source is Source.PERSON for fact in facts_of(node).values()):
        return False
    if isinstance(node, FactValue) and node.fact.name in FACTS:
        return shows_facts(sight, [node.fact.name])
    return shows_facts(sight, facts_of(node))


def message_pattern(rule: Rule) -> str:
    """Return a rule's message with the name of each value in its place."""
    places = {name: f"‹{node_words(name, node)}›" for name, node in rule.values.items()}
    return rule.message.in_language(current_language()) % places


def node_words(name: str, node: Node) -> str:
    """Return the name of a value: the fact's, else that of its place in the message."""
    if isinstance(node, FactValue):
        return gettext(node.fact.title)
    return node.key if isinstance(node, ExtraValue) else name.replace("_", " ")


def value_words(value: Any, kind: Type) -> str:
    """Return a value as people read it, with its unit."""
    if value is None:
        return gettext("not known")
    if kind.kind is Kind.YES_NO:
        return gettext("yes") if value else gettext("no")
    if kind.kind is Kind.DATE:
        return day(date.fromisoformat(value))
    if kind.kind is Kind.CODE:
        return code_words(str(value), kind)
    if kind.kind is Kind.CODES:
        return gettext(", ").join(code_words(str(word), kind) for word in value) or gettext("none")
    return number_words(float(value), kind.unit)


def code_words(value: str, kind: Type) -> str:
    """Return a code's word."""
    return label(kind.words(value)) if kind.words is not None and value in kind.codes else value


def number_words(value: float, unit: Unit) -> str:
    """Return a number with its unit; spans of time stand bare, their sentence names the unit."""
    if unit in MONEY:
        return money(round(value))
    if unit is Unit.SHARE:
        return f"{number(value * 100, 1)} %"
    if unit in (Unit.MU, Unit.KM):
        return f"{number(value)} {gettext(unit.label)}"
    return number(value)


def change_words(change: int) -> str:
    """Return a change since the last check with its sign in words."""
    if change > 0:
        return ngettext("%(num)s more", "%(num)s more", change)
    if change < 0:
        return ngettext("%(num)s fewer", "%(num)s fewer", -change)
    return gettext("as before")


def share_words(part: int, whole: int) -> str | None:
    """Return a share in percent, None of nothing."""
    return f"{number(100 * part / whole, 0)} %" if whole else None


@dataclass(frozen=True, slots=True)
class MendLink:
    """The page on which a record is mended."""

    text: str
    url: str


def mend_link(finding: Row[Any], actor: Actor) -> MendLink:
    """Return where the fields of a finding are mended, as far as the reader may."""
    rule = find_rule(finding.rule_id)
    sources = [CATALOGUE[name].source for name in rule.mend if name in CATALOGUE] if rule else []
    may_edit = actor.may(RegistryPermission.HOUSEHOLD_EDIT)
    if may_edit and finding.person_id is not None:
        return MendLink(gettext("Edit the member"), url_for("registry.show_edit_person", person_id=finding.person_id))
    if may_edit and sources and sources[0] is Source.HOUSEHOLD:
        url = url_for("registry.show_edit_household", household_id=finding.household_id)
        return MendLink(gettext("Edit the household"), url)
    return MendLink(gettext("Open the file"), url_for("registry.show_household", household_id=finding.household_id))


def mend_words(rule: Rule | None) -> str:
    """Return the fields to look at."""
    names = (gettext(CATALOGUE[name].title) if name in CATALOGUE else name for name in (rule.mend if rule else ()))
    return gettext(", ").join(names)


def unit_words(fact: Fact) -> str:
    """Return a fact's type, and the unit of a number."""
    if fact.type.kind is Kind.NUMBER and fact.type.unit is not Unit.PLAIN:
        return label(fact.type.unit)
    return label(fact.type.kind)


def source_words(fact: Fact) -> str:
    """Return who holds a fact."""
    words = {
        Source.CARE: gettext("Casework"),
        Source.FIGURE: gettext("Figures of the grading rules"),
        Source.EARNED: gettext("Income lines, last twelve months"),
        Source.SPENT: gettext("Spending lines, last twelve months"),
        Source.STRUCK: gettext("Events, last twelve months"),
        Source.DERIVED: gettext("Worked out from other facts"),
        Source.NOWHERE: gettext("Nobody records it yet"),
        Source.DAY: gettext("The check itself"),
    }
    return words.get(fact.source, gettext("Register"))


def region_name(names: Mapping[str, str], path: str) -> str:
    """Return a region's name, the whole register for the empty path."""
    return names.get(path, path) if path else gettext("the whole register")
