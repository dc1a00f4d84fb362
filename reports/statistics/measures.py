"""The poverty measures of an area, whole and by place, with small numbers hidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite

import numpy as np

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from monitoring.measures import get_index
from monitoring.queries.measures import MeasureData, MeasureFilters, read_measure_data
from monitoring.rules.measures import Resampling
from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.columns import EXPLAINING, Column
from monitoring.rules.measures.telling import Figure
from registry.rules.statistics import Title
from registry.rules.suppression import Axis, Cube, Key, hide_small_cells, key_of
from reports.statistics import computing
from reports.statistics.computing import Computed

INDEX = "china"
GROUP, STATUS = "group", "status"
DRAWS = 500
COLUMNS = frozenset(
    {
        Column.INCOME_PER_HEAD,
        Column.INCOME_LINE,
        Column.CONSUMPTION,
        Column.CONSUMPTION_PER_HEAD,
        Column.FOOD,
        Column.HEALTH,
        Column.YOUNG,
        Column.WORKING,
        Column.OLD,
        *EXPLAINING,
    }
)
"""Everything that the measures below need, read once."""


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


@dataclass(frozen=True, slots=True)
class GroupView:
    """The headcounts of one place, by `measure.figure`, None where hidden."""

    label: str
    title: Title
    households: int | None
    figures: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class MeasuresView:
    """All measures of an area on a day.

    Args:
        groups: the places below it, empty where there are none.
        weights: the indicators of the multidimensional index with their weights, which stand beside the figure.
    """

    day: date
    measures: tuple[MeasureView, ...]
    groups: tuple[GroupView, ...]
    weights: tuple[tuple[Title, float], ...]

    def measure(self, key: str) -> MeasureView | None:
        """Return one measure."""
        return next((measure for measure in self.measures if measure.key == key), None)


def read_measures(
    unit: UnitOfWork, area: str, as_of: date | None, limit: int, *, has_intervals: bool = False
) -> MeasuresView:
    """Return the poverty measures of a region inside the actor's scope, small numbers hidden.

    Args:
        limit: the smallest count that may be shown.
        has_intervals: add intervals of confidence by bootstrap, which takes seconds for a county.
    Cost: that of `read_measure_data` with groups.
    """
    spec = get_index(INDEX)
    filters = MeasureFilters(as_of=as_of, region_path=area, columns=COLUMNS, index=spec, by="region")
    data = read_measure_data(unit, filters)
    how = Resampling(replicates=DRAWS) if has_intervals else None
    views = tuple(_view(key, data, limit, how) for key in MEASURES)
    weights = tuple((Title(i.title.en, i.title.zh), float(i.weight)) for i in spec.indicators)
    return MeasuresView(data.on, views, _groups(data, limit), weights)


def _view(key: str, data: MeasureData, limit: int, how: Resampling | None) -> MeasureView:
    title, compute = MEASURES[key]
    try:
        computed = compute(data, np.arange(len(data)), how)
    except HoldfastError as trouble:
        return MeasureView(key, title, (), trouble=trouble.message % trouble.params)
    basis = computed.told.basis
    hidden = hidden_figures(computed, limit)
    notes = [(note.message, note.params) for note in computed.told.notes if not _counts_few(note.params, limit)]
    lines = tuple(_line(figure, is_hidden=figure.key in hidden) for figure in computed.told.figures)
    return MeasureView(key, title, lines, tuple(notes), _shown(basis.households, limit), _shown(basis.left_out, limit))


def hidden_figures(computed: Computed, limit: int) -> set[str]:
    """Return the figures that would give a small number away: of those whom a share counts, or of the others.

    The parts of a whole add up, so a lone hidden one takes the next smallest with it.
    """
    every = {figure.key for figure in computed.told.figures}
    whole = computed.told.basis.households
    if 0 < whole < limit:
        return every
    hidden = {k for k, n in computed.counts.items() if 0 < n < limit or 0 < whole - n < limit} & every
    for kind in ("band:", "censored:", "contribution:", "dimension:"):
        parts = {key: computed.counts[key] for key in every if key.startswith(kind) and computed.counts[key]}
        if len(hidden & set(parts)) == 1:
            hidden.add(min(set(parts) - hidden, key=lambda key: (parts[key], key), default=kind))
    return hidden


def _line(figure: Figure, *, is_hidden: bool) -> MeasureLine:
    title = Title(figure.title.en, figure.title.zh) if figure.title else None
    line = MeasureLine(figure.key, figure.label, title, figure.unit.value, None, is_hidden=is_hidden)
    if is_hidden or not isfinite(figure.value):
        return line
    low, high = (figure.interval.low, figure.interval.high) if figure.interval else (None, None)
    return replace(line, value=_round(figure.value), low=_round(low), high=_round(high))


def _round(value: float | None) -> float | None:
    return None if value is None or not isfinite(value) else round(value, 6) + 0.0


def _shown(count: int, limit: int) -> int | None:
    return count if count == 0 or count >= limit else None


def _counts_few(params: Mapping[str, object], limit: int) -> bool:
    """Tell whether a note counts so few households, somewhere, that it must not be shown."""
    words = " ".join(str(value) for value in params.values()).split()
    return any(word.isdigit() and 0 < int(word) < limit for word in words) and (
        "count" in params or "missing" in params
    )


def _groups(data: MeasureData, limit: int) -> tuple[GroupView, ...]:
    """Return the headcounts of each place; who is poor there is hidden like any count of a table."""
    members = dict(data.groups.members()) if data.groups else {}
    if data.groups is None or len(members) < 2:
        return ()
    hidden = {key: hidden_groups(members, status(data), limit) for key, (status, _) in BY_GROUP.items()}
    sizes = Cube((Axis.flat(GROUP, members),), {(label,): len(at) for label, at in members.items()})
    covered = hide_small_cells([sizes], limit)
    titles = data.groups.titles
    rows = []
    for label, at in members.items():
        figures: dict[str, float | None] = {}
        for key, (_, names) in BY_GROUP.items():
            told = None if label in hidden[key] else MEASURES[key][1](data, at, None).told
            figures |= {f"{key}.{name}": _round(told.value(name)) if told else None for name in names}
        title = Title.named(titles[label]) if label in titles else Title(label)
        rows.append(GroupView(label, title, None if _is_in(covered, label) else len(at), figures))
    return tuple(rows)


def hidden_groups(members: Mapping[str, Wholes], status: Floats, limit: int) -> set[str]:
    """Return the places of which the share of those who are poor must not be told.

    Args:
        status: 1 for a poor household, 0 for the others, NaN where it is not known.
    """
    values = np.where(np.isnan(status), 2, status).astype(int)
    counts = {(label, str(n)): int((values[at] == n).sum()) for label, at in members.items() for n in range(3)}
    axes = (Axis.flat(GROUP, members), Axis.flat(STATUS, sorted({n for (_, n), count in counts.items() if count})))
    covered = hide_small_cells([Cube(axes, {key: count for key, count in counts.items() if count})], limit)
    return {
        label
        for label in members
        if _is_in(covered, label) or any(key_of(**{GROUP: label, STATUS: n}) in covered for n in "01")
    }


def _is_in(covered: frozenset[Key], label: str) -> bool:
    return () in covered or key_of(**{GROUP: label}) in covered


Compute = Callable[[MeasureData, Wholes, Resampling | None], Computed]
MEASURES: Mapping[str, tuple[str, Compute]] = {
    "fgt": (mark("Poverty headcount, gap and severity (FGT)"), computing.fgt),
    "mpi": (mark("Multidimensional poverty index"), computing.mpi),
    "gini": (mark("Inequality (Gini)"), computing.gini),
    "quintiles": (mark("Shares of income by fifths"), computing.fifths),
    "dependency": (mark("Dependency ratio"), computing.dependency),
    "engel": (mark("Food against all spending (Engel)"), computing.engel),
    "che": (mark("Catastrophic health expenditure"), computing.che),
    "vep": (mark("Vulnerability to poverty"), computing.vep),
}
BY_GROUP: Mapping[str, tuple[Callable[[MeasureData], Floats], tuple[str, ...]]] = {
    "fgt": (computing.is_poor, ("headcount", "gap", "severity")),
    "mpi": (computing.is_deprived, ("h", "a", "m0")),
}
"""What is told of each place, and who is counted by it."""
