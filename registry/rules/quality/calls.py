"""The functions of the predicate language."""

import ast
from collections.abc import Callable
from datetime import date

from foundation.wording import mark
from registry.rules.quality import syntax as s
from registry.rules.quality.catalogue import HOUSEHOLD
from registry.rules.quality.kinds import COUNT, DATE, MONEY, YES_NO, Unit, number
from registry.rules.quality.parsing import (
    OUTSIDE,
    Setting,
    fact_value,
    known_word,
    members_setting,
    plain_number,
    question,
    refused,
)

Function = Callable[[ast.Call, str, Setting], s.Node]
UNITS = {unit.value: unit for unit in Unit if unit not in (Unit.PLAIN, Unit.SHARE)}
SETS = {"has_risk": "risks", "has_measure": "measures", "had_event": "events", "owns": "assets"}
SIZES = {"count_risks": "risks", "count_measures": "measures"}


def written_number(tree: ast.Call, name: str) -> float:
    """Return the one written number of a call."""
    argument = tree.args[0] if len(tree.args) == 1 else None
    sign = 1
    if isinstance(argument, ast.UnaryOp) and isinstance(argument.op, ast.USub):
        argument, sign = argument.operand, -1
    value = argument.value if isinstance(argument, ast.Constant) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(tree, mark("%(name)s(…) needs one written number"), name=name)
    return sign * plain_number(tree, value)


def written_words(tree: ast.Call, name: str) -> tuple[str, ...]:
    """Return the written words of a call, at least one."""
    words = tuple(part.value for part in tree.args if isinstance(part, ast.Constant) and isinstance(part.value, str))
    if not words or len(words) != len(tree.args):
        raise refused(tree, mark("%(name)s(…) needs written words, such as %(name)s('illness')"), name=name)
    return words


def read_unit(tree: ast.Call, name: str, _setting: Setting) -> s.Node:
    """Return a number with its unit, such as `yuan_a_month(100)`; amounts become fen."""
    unit = UNITS[name]
    value = written_number(tree, name)
    return s.Literal(float(round(value * 100)) if unit in MONEY else value, number(unit))


def read_percent(tree: ast.Call, name: str, _setting: Setting) -> s.Node:
    """Return a share that is written in percent."""
    return s.Literal(written_number(tree, name) / 100, number(Unit.SHARE))


def read_day(tree: ast.Call, name: str, _setting: Setting) -> s.Node:
    """Return a written date: `day('2022-04-01')`."""
    words = written_words(tree, name)
    try:
        return s.Literal(date.fromisoformat(words[0]), DATE)
    except ValueError:
        raise refused(tree, mark("“%(text)s” is not a date like 2022-04-01"), text=words[0]) from None


def read_members(tree: ast.Call, name: str, setting: Setting) -> s.Node:
    """Return a question about all members."""
    asked = s.Question(name)
    if setting.of_members:
        raise refused(tree, mark("a question about members cannot stand inside another one"))
    if not tree.args and asked is s.Question.COUNT:
        return s.OfMembers(asked, None, COUNT)
    if len(tree.args) != 1:
        raise refused(tree, mark("%(name)s(…) needs one question"), name=name)
    part = question(tree.args[0], members_setting(setting))
    result = {s.Question.COUNT: COUNT, s.Question.SHARE: number(Unit.SHARE)}.get(asked, YES_NO)
    return s.OfMembers(asked, part, result)


def household_set(tree: ast.Call, name: str, fact: str, setting: Setting) -> s.FactValue:
    """Return a set that the household has."""
    if setting.of_members:
        raise refused(tree, OUTSIDE, name=name)
    return fact_value(HOUSEHOLD[fact])


def read_holds(tree: ast.Call, name: str, setting: Setting) -> s.Node:
    """Return whether a set has one of the words: `has_risk('illness')`."""
    part = household_set(tree, name, SETS[name], setting)
    words = written_words(tree, name)
    for word in words:
        known_word(tree, word, part.type.codes)
    return s.Holds(part, words)


def read_aims(tree: ast.Call, name: str, setting: Setting) -> s.Node:
    """Return whether a measure answers one of some risks: `has_measure_for('safety_net', 'disability')`."""
    part = household_set(tree, name, "measure_aims", setting)
    measure, *causes = written_words(tree, name)
    if not causes:
        raise refused(tree, mark("%(name)s(…) needs a measure and at least one risk"), name=name)
    known_word(tree, measure, HOUSEHOLD["measures"].type.codes)
    for cause in causes:
        known_word(tree, cause, HOUSEHOLD["risks"].type.codes)
    return s.Holds(part, tuple(f"{measure}:{cause}" for cause in causes))


def read_size(tree: ast.Call, name: str, setting: Setting) -> s.Node:
    """Return how many words a set has."""
    if tree.args:
        raise refused(tree, mark("%(name)s() takes nothing"), name=name)
    return s.Size(household_set(tree, name, SIZES[name], setting), COUNT)


FUNCTIONS: dict[str, Function] = {
    **dict.fromkeys(UNITS, read_unit),
    "percent": read_percent,
    "day": read_day,
    **{asked.value: read_members for asked in s.Question},
    **dict.fromkeys(SETS, read_holds),
    "has_measure_for": read_aims,
    **dict.fromkeys(SIZES, read_size),
}
