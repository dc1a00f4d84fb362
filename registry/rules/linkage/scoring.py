"""The weight of a pair and what speaks for and against it, in words.

Source: docs/methods.md, Record linkage.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any, NamedTuple

from foundation.wording import Worded
from registry.rules.linkage.comparing import compare
from registry.rules.linkage.model import UNKNOWN, LinkModel
from registry.rules.linkage.traits import Traits
from registry.rules.linkage.words import LEVELS, Comparison, Strength

_STEPS = (
    (8.0, Strength.STRONGLY_FOR),
    (3.0, Strength.FOR),
    (0.5, Strength.SLIGHTLY_FOR),
    (-0.5, Strength.NEITHER),
    (-3.0, Strength.SLIGHTLY_AGAINST),
    (-8.0, Strength.AGAINST),
)


class Reason(NamedTuple):
    """One comparison of a pair: how far it agrees, and its weight in bits."""

    comparison: Comparison
    level: Worded
    weight: float

    @property
    def strength(self) -> Strength:
        return strength_of(self.weight)


def strength_of(weight: float) -> Strength:
    """Return a weight in words."""
    for least, strength in _STEPS:
        if weight >= least:
            return strength
    return Strength.STRONGLY_AGAINST


def prior_weight(prior: float) -> float:
    """Return the weight with which every pair begins: how unlikely it is that any two records are one person."""
    return log2(prior / (1 - prior))


def weigh(model: LinkModel, left: Traits, right: Traits, before: Sequence[Reason] = ()) -> tuple[Reason, ...]:
    """Return the reasons for and against two records' being one person.

    Args:
        before: what a run found; where the level is the same its weight stays, which knows how rare the name is.
    """
    known = {(reason.comparison, reason.level): reason.weight for reason in before}
    found = []
    for comparison, level in compare(left, right).items():
        chances = model.chances[comparison].get(level.value)
        weight = 0.0 if level.value == UNKNOWN or chances is None else chances.weight
        found.append(Reason(comparison, level, known.get((comparison, level), weight)))
    return tuple(found)


def reasons_as_rows(levels: Iterable[str], weights: Iterable[float]) -> list[dict[str, object]]:
    """Return reasons in the form in which a pair keeps them; the order is that of `Comparison`."""
    return [
        {"comparison": comparison.value, "level": level, "weight": round(weight, 2)}
        for comparison, level, weight in zip(Comparison, levels, weights, strict=True)
    ]


def reasons_from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """Return the reasons that a pair keeps."""
    found = []
    for row in rows:
        comparison = Comparison(str(row["comparison"]))
        found.append(Reason(comparison, LEVELS[comparison](str(row["level"])), float(row["weight"])))
    return tuple(found)
