"""What a predicate consists of, once its names and types were checked."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from registry.rules.quality.catalogue import Fact
from registry.rules.quality.kinds import DATE, YES_NO, Type, Unit


class Comparison(StrEnum):
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    EQUAL = "="
    OTHER = "<>"


class Operation(StrEnum):
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


class Question(StrEnum):
    """What may be asked of all members of a household together."""

    ANY = "any_member"
    ALL = "all_members"
    COUNT = "count_members"
    SHARE = "share_members"


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written; amounts are in fen, shares between 0 and 1."""

    value: float | str | bool | date
    type: Type


@dataclass(frozen=True, slots=True)
class FactValue:
    """A fact's value. `formula` is what a derived fact stands for."""

    fact: Fact
    formula: "Node | None" = None

    @property
    def type(self) -> Type:
        return self.fact.type


@dataclass(frozen=True, slots=True)
class ExtraValue:
    """A further field that a region defines, of the household or of the member."""

    key: str
    of_person: bool
    type: Type


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple["Node", ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Node", ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Compare:
    left: "Node"
    how: Comparison
    right: "Node"
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Among:
    """A value is one of several written ones."""

    part: "Node"
    options: tuple[Literal, ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Missing:
    """A value is not known: the only question that an unknown value answers with yes."""

    part: "Node"
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Arithmetic:
    left: "Node"
    how: Operation
    right: "Node"
    type: Type


@dataclass(frozen=True, slots=True)
class Shifted:
    """A date moved by whole days, months or years; a day that the month lacks becomes its last."""

    part: "Node"
    amount: int
    unit: Unit
    type: Type = DATE


@dataclass(frozen=True, slots=True)
class OfMembers:
    """A question about all members; `part` is asked of each of them, None counts them."""

    question: Question
    part: "Node | None"
    type: Type


@dataclass(frozen=True, slots=True)
class Holds:
    """A set has at least one of the words."""

    part: "Node"
    words: tuple[str, ...]
    type: Type = YES_NO


@dataclass(frozen=True, slots=True)
class Size:
    """How many words a set has."""

    part: "Node"
    type: Type


Node = (
    Literal
    | FactValue
    | ExtraValue
    | Not
    | Every
    | Some
    | Compare
    | Among
    | Missing
    | Arithmetic
    | Shifted
    | OfMembers
    | Holds
    | Size
)


def parts_of(node: Node) -> Iterator[Node]:
    """Yield the nodes right below a node."""
    for field in fields(node):
        value = getattr(node, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield item


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order they are written."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def facts_of(node: Node) -> dict[str, Fact]:
    """Return the facts that a predicate reads, also those that derived facts stand on, in the order of reading."""
    return {part.fact.name: part.fact for part in walk(node) if isinstance(part, FactValue)}


def named_facts(node: Node) -> dict[str, Fact]:
    """Return the facts that a predicate names of its own subject, without those inside questions about members."""
    if isinstance(node, OfMembers):
        return {}
    if isinstance(node, FactValue):
        return {node.fact.name: node.fact}
    found: dict[str, Fact] = {}
    for part in parts_of(node):
        found |= named_facts(part)
    return found
