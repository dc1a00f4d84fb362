"""The poverty measures of an area as they may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from foundation.wording import mark
from monitoring.rules.measures.lines import PovertyLine
from registry.rules.statistics import Title

PLACE = Title(mark("Place"))


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One figure.

    Args:
        label: a marked sentence, with a place for `title` where there is one.
        title: words in both languages, such as an indicator's.
        value: None where it is hidden or has no meaning; `is_hidden` tells which.
    """

    key: str
    label: str
    title: Title | None
    unit: str
    value: float | None
    low: float | None = None
    high: float | None = None
    is_hidden: bool = False

    @property
    def says_something(self) -> bool:
        """Whether there is a figure, be it a hidden one."""
        return self.is_hidden or self.value is not None


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure as it may be shown.

    Args:
        notes: (sentence, values of its places).
        households: how many went into it; None when that is a small number.
        left_out: how many did not; None when that is a small number.
        trouble: why it could not be computed, empty otherwise.
    """

    key: str
    title: str
    lines: tuple[MeasureLine, ...]
    notes: tuple[tuple[str, Mapping[str, object]], ...] = ()
    households: int | None = 0
    left_out: int | None = 0
    trouble: str = ""

    def line(self, key: str) -> MeasureLine | None:
        """Return one figure, None when the measure has none of that key."""
        return next((line for line in self.lines if line.key == key), None)

    @property
    def told(self) -> tuple[MeasureLine, ...]:
        """The figures that have a meaning here."""
        return tuple(line for line in self.lines if line.says_something)


@dataclass(frozen=True, slots=True)
class GroupView:
    """The headcounts of one group of households, by `measure.figure`.

    Args:
        households: None when that is a small number.
        figures: None where hidden or without meaning.
        hidden: which of the figures are hidden.
    """

    label: str
    title: Title
    households: int | None
    figures: Mapping[str, float | None]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MeasuresView:
    """All measures of an area on a day.

    Args:
        groups: the parts that the households fall into, empty where there are not two of them.
        weights: the indicators of the multidimensional index with their weights, which stand beside the figure.
        line: what income was held against.
        by: what the groups are.
        surveyed: how many households counted with a survey weight of their own; None when that is a small number.
    """

    day: date
    measures: tuple[MeasureView, ...]
    groups: tuple[GroupView, ...]
    weights: tuple[tuple[Title, float], ...]
    line: PovertyLine = PovertyLine.OFFICIAL
    by: Title = PLACE
    surveyed: int | None = 0

    def measure(self, key: str) -> MeasureView | None:
        """Return one measure."""
        return next((measure for measure in self.measures if measure.key == key), None)
