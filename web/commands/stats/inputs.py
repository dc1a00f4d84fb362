"""What a measure is computed from, wherever it comes from, and how a part of it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from monitoring.rules.measures import Bands, Groups, MpiSpec, Weights
from monitoring.rules.measures.arrays import Floats, Wholes


@dataclass(frozen=True)
class Inputs:
    """Arrays with one place a household.

    Args:
        numbers: by role (`income`, `food`, …).
        line: one for each household; None where the measure needs none or finds its own.
        explaining: columns that vulnerability is explained by.
        is_demo: the scorecard behind the numbers is invented.
    """

    numbers: Mapping[str, Floats]
    weights: Weights
    survey: Floats | None
    line: Floats | None = None
    groups: Groups | None = None
    clusters: Wholes | None = None
    explaining: Mapping[str, Floats] = field(default_factory=dict)
    index: MpiSpec | None = None
    marks: NDArray[np.int8] | None = None
    bands: Bands | None = None
    is_demo: bool = False

    def at(self, places: Wholes) -> "Inputs":
        """Return the part of some households, without groups."""
        return replace(
            self,
            numbers={role: values[places] for role, values in self.numbers.items()},
            weights=Weights(self.weights.values[places], self.weights.counted),
            survey=None if self.survey is None else self.survey[places],
            line=None if self.line is None else self.line[places],
            groups=None,
            clusters=None if self.clusters is None else self.clusters[places],
            explaining={name: values[places] for name, values in self.explaining.items()},
            marks=None if self.marks is None else self.marks[places],
        )

    def explained(self) -> "Inputs":
        """Leave out explaining columns that do not vary: beside the constant they explain nothing."""
        return replace(self, explaining={name: each for name, each in self.explaining.items() if varies(each)})


def varies(values: Floats) -> bool:
    """Tell whether a column has two different known values."""
    known = values[~np.isnan(values)]
    return bool(len(known)) and float(known.min()) < float(known.max())
