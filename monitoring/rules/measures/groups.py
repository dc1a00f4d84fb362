"""Groups of households that a measure is broken down by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from foundation.wording import mark
from monitoring.rules.measures.arrays import Wholes

NOT_KNOWN = mark("not known")


@dataclass(frozen=True, slots=True)
class Groups:
    """Which group each household belongs to.

    Args:
        labels: the groups' keys, in the order in which they are told: a code list's value, a region's code, or the text
            itself.
        codes: the place of each household's group in `labels`, shape (households,); -1 is not known.
        titles: what people read instead of a key; keys without a title are read as they are.
    """

    labels: tuple[str, ...]
    codes: Wholes
    titles: dict[str, str] = field(default_factory=dict)

    def members(self) -> Iterator[tuple[str, Wholes]]:
        """Yield each group that has households, with their places; those whose group is not known come last."""
        places = np.argsort(self.codes, kind="stable")
        found, starts = np.unique(self.codes[places], return_index=True)
        parts = np.split(places, starts[1:])
        named = [(int(code), part) for code, part in zip(found, parts, strict=True)]
        yield from ((self.labels[code], part) for code, part in named if code >= 0)
        yield from ((NOT_KNOWN, part) for code, part in named if code < 0)


def groups_of(values: Sequence[str | None]) -> Groups:
    """Group households by a text each; None or empty is not known. Labels are in alphabetical order."""
    labels = tuple(sorted({value for value in values if value}))
    place = {label: number for number, label in enumerate(labels)}
    codes = np.fromiter((place[value] if value else -1 for value in values), dtype=np.int64, count=len(values))
    return Groups(labels, codes)
