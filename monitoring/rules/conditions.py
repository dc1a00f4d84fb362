"""What a rule asks of the indicators: bands, yes or no, codes, joined by all-of and any-of."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A number lies in the half-open band `lower` ≤ x < `upper`; None leaves a side open."""

    indicator: str
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Is:
    """A yes-or-no indicator has the expected answer."""

    indicator: str
    expected: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """A code is one of the listed."""

    indicator: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


Leaf = Band | Is | OneOf
Condition = Leaf | AllOf | AnyOf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the conditions over single indicators, in the order they are written."""
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def indicators_of(condition: Condition) -> tuple[str, ...]:
    """Return the ids of the indicators that the condition reads, each once, in order."""
    return tuple(dict.fromkeys(leaf.indicator for leaf in leaves(condition)))
