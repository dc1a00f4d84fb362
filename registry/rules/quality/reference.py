"""Evaluates predicates record by record, slowly and plainly: the yardstick for the compiled statement.

Three values: True, False, and None for not known. A comparison with something unknown is unknown; `and`, `or` and `not`
follow Kleene, as SQL does. Facts are worked out in `reference_facts`, which shares no expression with the statement.
"""

import calendar
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from registry.rules.quality import syntax as s
from registry.rules.quality.expressions import Ground
from registry.rules.quality.kinds import Kind, Unit
from registry.rules.quality.logic import every, some
from registry.rules.quality.records import Home, Town
from registry.rules.quality.reference_facts import FACTS, belongs
from registry.rules.quality.rulebook import Rule
from registry.rules.quality.words import Subject

COMPARE: dict[s.Comparison, Callable[[Any, Any], bool]] = {
    s.Comparison.LESS: operator.lt,
    s.Comparison.AT_MOST: operator.le,
    s.Comparison.MORE: operator.gt,
    s.Comparison.AT_LEAST: operator.ge,
    s.Comparison.EQUAL: operator.eq,
    s.Comparison.OTHER: operator.ne,
}
COMPUTE: dict[s.Operation, Callable[[Any, Any], Any]] = {
    s.Operation.PLUS: operator.add,
    s.Operation.MINUS: operator.sub,
    s.Operation.TIMES: operator.mul,
}


@dataclass(frozen=True)
class Case:
    """What a predicate is asked of: a household, or one of its members, on a day."""

    town: Town
    home: Home
    person: "dict[str, Any] | None" = None

    def members(self) -> "list[Case]":
        """Return a case for each present member."""
        present = (person for person in self.home.people if belongs(person, self.town.as_of))
        return [Case(self.town, self.home, person) for person in present]


def violations(rule: Rule, town: Town, ground: Ground) -> set[tuple[int, int | None]]:
    """Return the households, or households and members, that violate a rule."""
    found = set()
    for home in town.homes:
        if not home.is_registered(town.as_of) or not home.region_path.startswith(rule.region):
            continue
        whole = Case(town, home)
        for case in [whole] if rule.subject is Subject.HOUSEHOLD else whole.members():
            if evaluate(rule.when, case, ground):
                found.add((home.id, case.person["id"] if case.person else None))
    return found


def evaluate(node: s.Node, case: Case, ground: Ground) -> Any:
    """Return the value of an expression, None when it is not known."""
    return EVALUATORS[type(node)](node, case, ground)


def _fact(node: s.FactValue, case: Case, ground: Ground) -> Any:
    if not ground.has(node.fact, node.formula):
        return None
    if node.formula is not None:
        return evaluate(node.formula, case, ground)
    return FACTS[node.fact.name](case.town, case.home, case.person, ground)


def _extra(node: s.ExtraValue, case: Case, _ground: Ground) -> Any:
    record = case.person if node.of_person else case.home.values
    value = (record or {}).get("extra", {}).get(node.key)
    if node.type.kind is Kind.NUMBER:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if node.type.kind is Kind.YES_NO:
        return value if isinstance(value, bool) else None
    if not isinstance(value, str):
        return None
    return date.fromisoformat(value) if node.type.kind is Kind.DATE else value


def _compare(node: s.Compare, case: Case, ground: Ground) -> bool | None:
    left, right = evaluate(node.left, case, ground), evaluate(node.right, case, ground)
    return None if left is None or right is None else COMPARE[node.how](left, right)


def _among(node: s.Among, case: Case, ground: Ground) -> bool | None:
    value = evaluate(node.part, case, ground)
    return None if value is None else value in [option.value for option in node.options]


def _missing(node: s.Missing, case: Case, ground: Ground) -> bool | None:
    return None if ground.gaps(node.part) else evaluate(node.part, case, ground) is None


def _arithmetic(node: s.Arithmetic, case: Case, ground: Ground) -> float | None:
    left, right = evaluate(node.left, case, ground), evaluate(node.right, case, ground)
    if left is None or right is None:
        return None
    if isinstance(left, date):
        return float((left - right).days)
    if node.how is s.Operation.OVER:
        return left / right if right else None
    result: float = COMPUTE[node.how](left, right)
    return result


def _shifted(node: s.Shifted, case: Case, ground: Ground) -> date | None:
    day = evaluate(node.part, case, ground)
    if day is None:
        return None
    if node.unit is Unit.DAYS:
        moved: date = day + timedelta(days=node.amount)
        return moved
    months = day.year * 12 + day.month - 1 + node.amount * (12 if node.unit is Unit.YEARS else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _of_members(node: s.OfMembers, case: Case, ground: Ground) -> Any:
    members = Case(case.town, case.home).members()
    if node.part is None:
        return float(len(members))
    answers = [evaluate(node.part, member, ground) for member in members]
    if node.question is s.Question.COUNT:
        return None if None in answers else float(answers.count(True))
    if not answers:
        return None
    if node.question is s.Question.SHARE:
        return None if None in answers else answers.count(True) / len(answers)
    return some(answers) if node.question is s.Question.ANY else every(answers)


def _holds(node: s.Holds, case: Case, ground: Ground) -> bool | None:
    held = evaluate(node.part, case, ground)
    return None if held is None else bool(set(held) & set(node.words))


def _size(node: s.Size, case: Case, ground: Ground) -> float | None:
    held = evaluate(node.part, case, ground)
    return None if held is None else float(len(held))


def _not(node: s.Not, case: Case, ground: Ground) -> bool | None:
    answer = evaluate(node.part, case, ground)
    return None if answer is None else not answer


EVALUATORS: dict[type, Callable[[Any, Case, Ground], Any]] = {
    s.Literal: lambda node, _case, _ground: node.value,
    s.FactValue: _fact,
    s.ExtraValue: _extra,
    s.Not: _not,
    s.Every: lambda node, case, ground: every(evaluate(part, case, ground) for part in node.parts),
    s.Some: lambda node, case, ground: some(evaluate(part, case, ground) for part in node.parts),
    s.Compare: _compare,
    s.Among: _among,
    s.Missing: _missing,
    s.Arithmetic: _arithmetic,
    s.Shifted: _shifted,
    s.OfMembers: _of_members,
    s.Holds: _holds,
    s.Size: _size,
}
