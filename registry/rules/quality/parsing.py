"""Reads a predicate into typed nodes, and refuses whatever is unknown, of the wrong type or of the wrong unit.

The text is read by Python's own grammar in expression mode; nothing of it is ever run. Only the forms listed in
`FORMS` are taken, names are facts of the catalogue, and functions are those of `calls`.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from foundation.wording import mark
from registry.rules.quality import syntax as s
from registry.rules.quality.catalogue import HOUSEHOLD, PERSON, Fact, Source
from registry.rules.quality.faults import PredicateRefused
from registry.rules.quality.kinds import COUNT, SPANS, Kind, Type, Unit, number
from registry.rules.quality.words import Subject

OUTSIDE = mark("“%(name)s” is a fact of the household; ask it outside the question about members")
MOST_CHARACTERS = 2000
MOST_NODES = 300
COMPARISONS: dict[type[ast.cmpop], s.Comparison] = {
    ast.Lt: s.Comparison.LESS,
    ast.LtE: s.Comparison.AT_MOST,
    ast.Gt: s.Comparison.MORE,
    ast.GtE: s.Comparison.AT_LEAST,
    ast.Eq: s.Comparison.EQUAL,
    ast.NotEq: s.Comparison.OTHER,
}
OPERATIONS: dict[type[ast.operator], s.Operation] = {
    ast.Add: s.Operation.PLUS,
    ast.Sub: s.Operation.MINUS,
    ast.Mult: s.Operation.TIMES,
    ast.Div: s.Operation.OVER,
}
EQUALITY = (s.Comparison.EQUAL, s.Comparison.OTHER)


@dataclass(frozen=True)
class Setting:
    """Of what a predicate speaks, and which further fields it may name.

    Args:
        of_members: whether it is asked of each member inside a question about all of them.
        household_extra, person_extra: further fields by key.
    """

    subject: Subject
    of_members: bool = False
    household_extra: Mapping[str, Type] = field(default_factory=dict)
    person_extra: Mapping[str, Type] = field(default_factory=dict)

    def facts(self) -> Mapping[str, Fact]:
        """Return the facts that may be named here."""
        if self.of_members:
            return PERSON | {"as_of": HOUSEHOLD["as_of"]}
        return HOUSEHOLD if self.subject is Subject.HOUSEHOLD else HOUSEHOLD | PERSON

    @property
    def speaks_of_person(self) -> bool:
        return self.of_members or self.subject is Subject.PERSON


def parse_predicate(text: str, setting: Setting) -> s.Node:
    """Return the predicate of a rule. Raises: PredicateRefused, with the column where it stops making sense."""
    node = parse_expression(text, setting)
    if node.type.kind is not Kind.YES_NO:
        raise PredicateRefused(
            1, mark("the whole must be a question with yes or no, not %(type)s"), type=node.type.kind
        )
    return node


def parse_expression(text: str, setting: Setting) -> s.Node:
    """Return an expression of any type. Raises: PredicateRefused."""
    plain = " ".join(text.split())
    if len(plain) > MOST_CHARACTERS:
        raise PredicateRefused(1, mark("longer than %(most)s characters"), most=MOST_CHARACTERS)
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError as error:
        raise PredicateRefused(error.offset or 1, mark("not an expression: %(why)s"), why=error.msg) from None
    except (ValueError, MemoryError, RecursionError):
        raise PredicateRefused(1, mark("not an expression")) from None
    if sum(1 for _ in ast.walk(tree)) > MOST_NODES:
        raise PredicateRefused(1, mark("too long: split it into several rules"))
    return read(tree, setting)


def read(tree: ast.AST, setting: Setting) -> s.Node:
    """Return the node of one form."""
    reader = FORMS.get(type(tree))
    if reader is None:
        raise refused(tree, mark("“%(form)s” cannot be used here"), form=ast.unparse(tree)[:60])
    return reader(tree, setting)


def refused(tree: ast.AST, message: str, **params: object) -> PredicateRefused:
    """Return the refusal of one form, with its place."""
    return PredicateRefused(getattr(tree, "col_offset", 0) + 1, message, **params)


def read_name(tree: ast.Name, setting: Setting) -> s.Node:
    """Return the fact of a name."""
    fact = setting.facts().get(tree.id)
    if fact is not None:
        return fact_value(fact)
    if tree.id in HOUSEHOLD and setting.of_members:
        raise refused(tree, OUTSIDE, name=tree.id)
    if tree.id in PERSON:
        raise refused(tree, mark("“%(name)s” is a fact of a member; ask any_member(…)"), name=tree.id)
    raise refused(tree, mark("unknown fact “%(name)s”"), name=tree.id)


def fact_value(fact: Fact) -> s.FactValue:
    """Return a fact as a node, with the formula behind a derived one."""
    return s.FactValue(fact, formula_of(fact) if fact.source is Source.DERIVED else None)


@cache
def formula_of(fact: Fact) -> s.Node:
    """Return what a derived fact stands for; a formula of another type than the fact's is a fault of the catalogue."""
    node = parse_expression(fact.sql, Setting(Subject.HOUSEHOLD if fact.name in HOUSEHOLD else Subject.PERSON))
    if node.type != fact.type:
        raise ValueError(f"{fact.name} is {fact.type}, its formula {node.type}")
    return node


def read_constant(tree: ast.Constant, _setting: Setting) -> s.Node:
    """Return a written number or word; yes and no are not written but asked."""
    value = tree.value
    if isinstance(value, str):
        return s.Literal(value, Type(Kind.CODE))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return s.Literal(plain_number(tree, value), COUNT)
    raise refused(tree, mark("“%(value)s” cannot be used here"), value=value)


def plain_number(tree: ast.AST, value: float) -> float:
    """Return a number that both engines hold exactly alike."""
    if value != 0 and not 1e-6 <= abs(value) <= 1e12:
        raise refused(tree, mark("numbers lie between 0.000001 and 1,000,000,000,000"))
    return float(value)


def read_joined(tree: ast.BoolOp, setting: Setting) -> s.Node:
    """Return `and` and `or`."""
    parts = tuple(question(part, setting) for part in tree.values)
    return s.Every(parts) if isinstance(tree.op, ast.And) else s.Some(parts)


def read_unary(tree: ast.UnaryOp, setting: Setting) -> s.Node:
    """Return `not`, and numbers below zero."""
    if isinstance(tree.op, ast.Not):
        return s.Not(question(tree.operand, setting))
    part = read(tree.operand, setting)
    if isinstance(tree.op, ast.USub) and isinstance(part, s.Literal) and isinstance(part.value, float):
        return replace(part, value=-part.value)
    raise refused(tree, mark("“%(form)s” cannot be used here"), form=ast.unparse(tree)[:60])


def question(tree: ast.AST, setting: Setting) -> s.Node:
    """Return a form that answers yes or no."""
    node = read(tree, setting)
    if node.type.kind is not Kind.YES_NO:
        raise refused(tree, mark("yes or no is needed here, not %(type)s"), type=node.type.kind)
    return node


def read_comparison(tree: ast.Compare, setting: Setting) -> s.Node:
    """Return a comparison; a chain such as `years(6) <= age < years(16)` is all of its links."""
    sides = [tree.left, *tree.comparators]
    links = [
        read_link(left, how, right, setting) for left, how, right in zip(sides[:-1], tree.ops, sides[1:], strict=True)
    ]
    return links[0] if len(links) == 1 else s.Every(tuple(links))


def read_link(left: ast.expr, how: ast.cmpop, right: ast.expr, setting: Setting) -> s.Node:
    """Return one link of a comparison."""
    if isinstance(how, ast.Is | ast.IsNot):
        return read_missing(left, how, right, setting)
    if isinstance(how, ast.In | ast.NotIn):
        found = read_among(left, right, setting)
        return s.Not(found) if isinstance(how, ast.NotIn) else found
    one, other = read(left, setting), read(right, setting)
    comparison = COMPARISONS[type(how)]
    agree(left, one, other, comparison)
    return s.Compare(one, comparison, other)


def read_missing(left: ast.expr, how: ast.cmpop, right: ast.expr, setting: Setting) -> s.Node:
    """Return `is None` and `is not None`."""
    if not isinstance(right, ast.Constant) or right.value is not None:
        raise refused(right, mark("“is” asks for None only"))
    part = read(left, setting)
    if isinstance(part, s.Literal):
        raise refused(left, mark("a written value is always known"))
    return s.Missing(part) if isinstance(how, ast.Is) else s.Not(s.Missing(part))


def read_among(left: ast.expr, right: ast.expr, setting: Setting) -> s.Node:
    """Return `in (…)`: a value among written ones."""
    part = read(left, setting)
    if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
        raise refused(right, mark("a list of values in brackets is needed after “in”"))
    options = []
    for option in right.elts:
        read_option = read(option, setting)
        if not isinstance(read_option, s.Literal):
            raise refused(option, mark("only written values can stand after “in”"))
        agree(option, part, read_option, s.Comparison.EQUAL)
        options.append(read_option)
    return s.Among(part, tuple(options))


def agree(tree: ast.AST, one: s.Node, other: s.Node, how: s.Comparison) -> None:
    """Refuse to compare what is of different types, units or code lists."""
    kinds = {one.type.kind, other.type.kind}
    if len(kinds) > 1 or kinds & {Kind.YES_NO, Kind.CODES}:
        hint = mark("%(left)s cannot be compared with %(right)s")
        raise refused(tree, hint, left=one.type.kind, right=other.type.kind)
    if kinds == {Kind.NUMBER} and one.type.unit is not other.type.unit:
        raise refused(
            tree,
            mark("unit mismatch: %(left)s against %(right)s"),
            left=one.type.unit.label,
            right=other.type.unit.label,
        )
    if kinds == {Kind.CODE}:
        agree_words(tree, one, other, how)


def agree_words(tree: ast.AST, one: s.Node, other: s.Node, how: s.Comparison) -> None:
    """Refuse words that a code list does not have, and their order."""
    if how not in EQUALITY:
        raise refused(tree, mark("words have no order: ask with == or in"))
    for part, listed in ((one, other.type.codes), (other, one.type.codes)):
        if isinstance(part, s.Literal):
            known_word(tree, str(part.value), listed)
    if not isinstance(one, s.Literal) and not isinstance(other, s.Literal) and one.type.codes != other.type.codes:
        raise refused(tree, mark("these two have different code lists"))


def known_word(tree: ast.AST, word: str, listed: tuple[str, ...]) -> None:
    """Refuse a word that a code list lacks."""
    if listed and word not in listed:
        shown = ", ".join(listed[:20]) + (" …" if len(listed) > 20 else "")
        raise refused(tree, mark("“%(word)s” is not one of %(listed)s"), word=word, listed=shown)


def read_arithmetic(tree: ast.BinOp, setting: Setting) -> s.Node:
    """Return a sum, difference, product or ratio, or a date moved by a span of time."""
    how = OPERATIONS.get(type(tree.op))
    if how is None:
        raise refused(tree, mark("only + - * / can be used"))
    left, right = read(tree.left, setting), read(tree.right, setting)
    if left.type.kind is Kind.DATE:
        return read_dates(tree, left, how, right)
    if {left.type.kind, right.type.kind} != {Kind.NUMBER}:
        raise refused(
            tree, mark("numbers are needed, not %(left)s and %(right)s"), left=left.type.kind, right=right.type.kind
        )
    return s.Arithmetic(left, how, right, number(result_unit(tree, left.type.unit, how, right.type.unit)))


def result_unit(tree: ast.AST, left: Unit, how: s.Operation, right: Unit) -> Unit:
    """Return the unit of a result; refuse sums across units and products of two units."""
    if how in (s.Operation.PLUS, s.Operation.MINUS) and left is right:
        return left
    if how is s.Operation.TIMES and Unit.PLAIN in (left, right):
        return right if left is Unit.PLAIN else left
    if how is s.Operation.OVER and right is Unit.PLAIN:
        return left
    if how is s.Operation.OVER and left is right:
        return Unit.SHARE
    raise refused(tree, mark("unit mismatch: %(left)s %(how)s %(right)s"), left=left.label, how=how, right=right.label)


def read_dates(tree: ast.AST, left: s.Node, how: s.Operation, right: s.Node) -> s.Node:
    """Return the days between two dates, or a date moved by a written span."""
    if right.type.kind is Kind.DATE and how is s.Operation.MINUS:
        return s.Arithmetic(left, how, right, number(Unit.DAYS))
    is_span = isinstance(right, s.Literal) and right.type.unit in SPANS and float(str(right.value)).is_integer()
    if not is_span or how not in (s.Operation.PLUS, s.Operation.MINUS):
        raise refused(tree, mark("a date is moved by whole days(…), months(…) or years(…)"))
    amount = int(float(str(right.value)))  # type: ignore[union-attr]
    return s.Shifted(left, amount if how is s.Operation.PLUS else -amount, right.type.unit)


def read_attribute(tree: ast.Attribute, setting: Setting) -> s.Node:
    """Return `extra.KEY`, a further field of the household or, in questions about members, of the member."""
    if not isinstance(tree.value, ast.Name) or tree.value.id != "extra":
        raise refused(tree, mark("only extra.KEY has a point"))
    known = setting.person_extra if setting.speaks_of_person else setting.household_extra
    kind = known.get(tree.attr)
    if kind is None:
        raise refused(tree, mark("no further field “%(key)s” is defined here"), key=tree.attr)
    return s.ExtraValue(tree.attr, setting.speaks_of_person, kind)


def read_call(tree: ast.Call, setting: Setting) -> s.Node:
    """Return a function of the language."""
    from registry.rules.quality.calls import FUNCTIONS  # noqa: PLC0415 - functions read their arguments here

    name = tree.func.id if isinstance(tree.func, ast.Name) else ""
    if name not in FUNCTIONS:
        raise refused(tree, mark("unknown function “%(name)s”"), name=name or ast.unparse(tree.func)[:40])
    if tree.keywords or any(isinstance(part, ast.Starred) for part in tree.args):
        raise refused(tree, mark("arguments are written one after another, without names"))
    return FUNCTIONS[name](tree, name, setting)


def members_setting(setting: Setting) -> Setting:
    """Return the setting inside a question about all members."""
    return replace(setting, of_members=True)


FORMS: dict[type[ast.AST], Callable[[Any, Setting], s.Node]] = {
    ast.Name: read_name,
    ast.Constant: read_constant,
    ast.BoolOp: read_joined,
    ast.UnaryOp: read_unary,
    ast.Compare: read_comparison,
    ast.BinOp: read_arithmetic,
    ast.Attribute: read_attribute,
    ast.Call: read_call,
}
