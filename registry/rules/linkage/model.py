"""The weights, thresholds and limits of record linkage, which are data: `registry/data/linkage.toml`.

A weight is the logarithm to base 2 of how much more often two records of one person agree so (`m`) than two records of
different people do (`u`). The prior weighs how unlikely it is that any two records are one person at all.
Source: docs/methods.md, Record linkage.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

from registry.rules.linkage.words import LEVELS, Certainty, Comparison

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Chances:
    """How often two records agree at one level: those of one person (m), those of two people (u)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class LinkModel:
    """Everything that decides how alike two records are and what follows from it.

    Args:
        version: changes with the numbers; each run keeps the one it was made with.
        chances: by comparison and level; the level of what is not known has none.
        likely, possible: the weights from which on a pair counts as likely and possible.
        share_between, share_within: the share of people expected to be on the other side, or to be there twice.
        most_per_person: more likely duplicates of one person than this stop a run.
        most_share: a larger share of people with a likely duplicate stops a run within the register.
        least_batch: the share is looked at from this many people on.
        most_alike: a number or telephone that more people share than this is a filler and not compared.
        rarest: no name counts as rarer than this share.
        usual_share, usual_people: how common a name is of which little is known, and how many people's worth of names
            that belief weighs: in a small register its own frequencies say little.
    """

    version: str
    chances: Mapping[Comparison, Mapping[str, Chances]]
    likely: float
    possible: float
    share_between: float
    share_within: float
    most_per_person: int
    most_share: float
    least_batch: int
    most_alike: int
    rarest: float
    usual_share: float
    usual_people: int

    def prior(self, left: int, right: int | None) -> float:
        """Return the chance that two records taken at random are one person.

        Args:
            left, right: how many records each side has; no right side is a register held against itself.
        """
        share, size = (self.share_within, left) if right is None else (self.share_between, max(left, right))
        return min(share / max(size, 2), 0.1)

    def certainty(self, weight: float) -> Certainty | None:
        """Return how sure a pair of this weight is; None when it is no finding."""
        if weight >= self.likely:
            return Certainty.LIKELY
        return Certainty.POSSIBLE if weight >= self.possible else None


def read_model(text: str) -> LinkModel:
    """Return the model that a TOML text describes.

    Raises: ValueError when a level lacks its chances, is unknown, or a chance lies outside 0 to 1.
    """
    document = tomllib.loads(text)
    chances = {comparison: _chances(comparison, document["weights"]) for comparison in Comparison}
    return LinkModel(
        version=document["version"],
        chances=chances,
        **document["thresholds"],
        **document["expected"],
        **document["limits"],
        **document["names"],
    )


@cache
def shipped_model() -> LinkModel:
    """Return the model that comes with the platform."""
    return read_model(files("registry").joinpath("data", "linkage.toml").read_text(encoding="utf-8"))


def _chances(comparison: Comparison, weights: Mapping[str, Any]) -> dict[str, Chances]:
    given = weights[comparison.value]
    wanted = [level.value for level in LEVELS[comparison] if level.value != UNKNOWN]
    if set(given) != set(wanted):
        raise ValueError(f"weights of {comparison.value} must name exactly: {', '.join(wanted)}")
    found = {level: Chances(*given[level]) for level in wanted}
    if not all(0 < one.m < 1 and 0 < one.u < 1 for one in found.values()):
        raise ValueError(f"weights of {comparison.value}: every chance lies between 0 and 1")
    return found
