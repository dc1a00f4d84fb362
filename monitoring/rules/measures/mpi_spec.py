"""What a multidimensional index looks at: dimensions, indicators, weights and cut-offs, as data.

Source: docs/methods.md, Multidimensional poverty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from monitoring.rules.measures.arrays import Floats
from monitoring.rules.measures.errors import CutoffOutOfRange, IndicatorUnknown, NothingLeft
from monitoring.rules.ruleset import Text


@dataclass(frozen=True, slots=True)
class MpiIndicator:
    """One thing that a household has or lacks.

    Args:
        weight: its part of the score; exact, because a sixth and a sixth must make a third.
        deprived_when: in words, when a household lacks it.
        reads: how the register tells it (`deprivations.CATALOGUE`, or `extra:KEY` for a further field of the region);
            None when only files can.
        limits: the numbers that `reads` needs.
        lacks: for a further field, the values that mean the household lacks it.
        columns: headings under which a file may have it, besides the id.
    """

    id: str
    dimension: str
    title: Text
    weight: Fraction
    deprived_when: Text
    reads: str | None
    limits: Mapping[str, float]
    lacks: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MpiDimension:
    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class MpiSpec:
    """An index. The weights of its indicators add up to 1.

    Args:
        cutoff: k; whoever lacks this share of the weighted indicators or more is poor.
        vulnerable_from: whoever is not poor but lacks this share or more is vulnerable.
        severe_from: whoever lacks this share or more is severely poor.
    """

    name: str
    version: int
    title: Text
    source: str
    cutoff: float
    vulnerable_from: float
    severe_from: float
    dimensions: tuple[MpiDimension, ...]
    indicators: tuple[MpiIndicator, ...]

    @property
    def weights(self) -> Floats:
        """The weights in the order of the indicators."""
        return np.array([float(indicator.weight) for indicator in self.indicators])

    def places_of(self, dimension: str) -> list[int]:
        """Return the places of a dimension's indicators."""
        return [place for place, indicator in enumerate(self.indicators) if indicator.dimension == dimension]

    def with_cutoff(self, cutoff: float) -> "MpiSpec":
        """Return the index with another k. Raises CutoffOutOfRange."""
        if not 0 < cutoff <= 1:
            raise CutoffOutOfRange()
        return replace(self, cutoff=cutoff)

    def without(self, ids: Iterable[str]) -> "MpiSpec":
        """Return the index without some indicators; the others of the dimension share their weight.

        Raises: IndicatorUnknown, NothingLeft when a dimension would be empty.
        """
        dropped = set(ids)
        known = {indicator.id for indicator in self.indicators}
        for name in sorted(dropped - known):
            raise IndicatorUnknown(name=self.name, indicator=name, known=", ".join(sorted(known)))
        kept: list[MpiIndicator] = []
        for dimension in self.dimensions:
            inside = [self.indicators[place] for place in self.places_of(dimension.id)]
            stays = [indicator for indicator in inside if indicator.id not in dropped]
            if not stays:
                raise NothingLeft(dimension=dimension.title.en)
            raised = sum_weights(inside) / sum_weights(stays)
            kept += [replace(each, weight=each.weight * raised) for each in stays]
        return replace(self, indicators=tuple(kept))


def sum_weights(indicators: Iterable[MpiIndicator]) -> Fraction:
    """Add up the weights, exactly."""
    return sum((indicator.weight for indicator in indicators), Fraction(0))
