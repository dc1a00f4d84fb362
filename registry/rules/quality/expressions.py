"""Writes a predicate as a PostgreSQL expression whose three values are those of the reference evaluator.

Facts are columns `f_NAME`, further fields `x_h_KEY` and `x_p_KEY`, questions about members `m_N`. Written values travel
as parameters.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.rules.quality import syntax as s
from registry.rules.quality.catalogue import Fact, Source
from registry.rules.quality.kinds import Kind, Type, Unit

SQL_TYPES = {
    Kind.YES_NO: "boolean",
    Kind.NUMBER: "float8",
    Kind.DATE: "date",
    Kind.CODE: "text",
    Kind.CODES: "text[]",
}


@dataclass(frozen=True)
class Ground:
    """What is known from outside the register on the day of the check.

    Args:
        care: the facts of casework that are handed in, by name.
        figures: figure → (region path prefix, value) pairs in force, the most specific region first.
    """

    care: frozenset[str] = frozenset()
    figures: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    def has(self, fact: Fact, formula: "s.Node | None" = None) -> bool:
        """Tell whether anybody holds a fact at all."""
        if fact.source is Source.CARE:
            return fact.name in self.care
        if fact.source is Source.FIGURE:
            return fact.name in self.figures
        if formula is not None:
            return not self.gaps(formula)
        return fact.source is not Source.NOWHERE

    def gaps(self, node: s.Node) -> list[Fact]:
        """Return the facts of a predicate that nobody holds, so that it cannot be decided by them."""
        values = (part for part in s.walk(node) if isinstance(part, s.FactValue))
        return list({part.fact.name: part.fact for part in values if not self.has(part.fact, part.formula)}.values())


@dataclass
class Places:
    """Hands out named places for values."""

    params: dict[str, Any] = field(default_factory=dict)

    def put(self, value: Any, kind: str) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f"cast(:{name} as {kind})"


@dataclass
class Writer:
    """Writes expressions; it remembers the questions about members that they stand on.

    `members`: question → its number. Inside a question about members it writes with a writer of its own, because
    members know no further questions.
    """

    ground: Ground
    places: Places
    members: dict[s.OfMembers, int] = field(default_factory=dict)

    def write(self, node: s.Node) -> str:
        """Return the SQL of a node, in brackets where it needs them."""
        return WRITERS[type(node)](self, node)

    def listed(self, parts: Iterable[s.Node], joint: str) -> str:
        return "(" + joint.join(self.write(part) for part in parts) + ")"


def null(kind: Type) -> str:
    """Return an unknown value of a type."""
    return f"cast(null as {SQL_TYPES[kind.kind]})"


def _literal(writer: Writer, node: s.Literal) -> str:
    return writer.places.put(node.value, SQL_TYPES[node.type.kind])


def _fact(writer: Writer, node: s.FactValue) -> str:
    if not writer.ground.has(node.fact, node.formula):
        return null(node.type)
    return writer.write(node.formula) if node.formula is not None else f"f_{node.fact.name}"


def extra_column(node: s.ExtraValue) -> str:
    """Return the column of a further field."""
    return f"x_{'p' if node.of_person else 'h'}_{node.key}"


def _missing(writer: Writer, node: s.Missing) -> str:
    if writer.ground.gaps(node.part):
        return null(node.type)
    return f"({writer.write(node.part)} is null)"


def _arithmetic(writer: Writer, node: s.Arithmetic) -> str:
    left, right = writer.write(node.left), writer.write(node.right)
    if node.left.type.kind is Kind.DATE:
        return f"cast({left} - {right} as float8)"
    return f"({left} {node.how} {f'nullif({right}, 0)' if node.how is s.Operation.OVER else right})"


def _shifted(writer: Writer, node: s.Shifted) -> str:
    part = writer.write(node.part)
    if node.unit is Unit.DAYS:
        return f"({part} + {node.amount})"
    months = node.amount * (12 if node.unit is Unit.YEARS else 1)
    return f"cast({part} + make_interval(months => {months}) as date)"


def _of_members(writer: Writer, node: s.OfMembers) -> str:
    return f"m_{writer.members.setdefault(node, len(writer.members))}"


def _among(writer: Writer, node: s.Among) -> str:
    return f"({writer.write(node.part)} in {writer.listed(node.options, ', ')})"


def _holds(writer: Writer, node: s.Holds) -> str:
    words = writer.places.put(list(node.words), "text[]")
    return f"({writer.write(node.part)} && {words})"


WRITERS: dict[type, Callable[[Writer, Any], str]] = {
    s.Literal: _literal,
    s.FactValue: _fact,
    s.ExtraValue: lambda _writer, node: extra_column(node),
    s.Not: lambda writer, node: f"(not {writer.write(node.part)})",
    s.Every: lambda writer, node: writer.listed(node.parts, " and "),
    s.Some: lambda writer, node: writer.listed(node.parts, " or "),
    s.Compare: lambda writer, node: f"({writer.write(node.left)} {node.how} {writer.write(node.right)})",
    s.Among: _among,
    s.Missing: _missing,
    s.Arithmetic: _arithmetic,
    s.Shifted: _shifted,
    s.OfMembers: _of_members,
    s.Holds: _holds,
    s.Size: lambda writer, node: f"cast(cardinality({writer.write(node.part)}) as float8)",
}


def aggregate_sql(writer: Writer, node: s.OfMembers) -> str:
    """Return the aggregate over a household's members that answers a question.

    A household without members says nothing of its members: it has no row, so every answer but a count is unknown.
    """
    if node.part is None:
        return "cast(count(*) as float8)"
    asked = writer.write(node.part)
    if node.question in (s.Question.ANY, s.Question.ALL):
        # 2 is yes, 0 no, 1 not known: the highest decides whether any, the lowest whether all.
        mark, extreme = f"coalesce(cast({asked} as int) * 2, 1)", "max" if node.question is s.Question.ANY else "min"
        return f"case {extreme}({mark}) when 2 then true when 0 then false end"
    counted = f"cast(count(*) filter (where {asked}) as float8)"
    over = " / count(*)" if node.question is s.Question.SHARE else ""
    return f"case when bool_and({asked} is not null) then {counted}{over} end"
