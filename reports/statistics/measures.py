"""The poverty measures of an area, whole and by group, with small numbers hidden."""

from collections.abc import Callable, Mapping
from dataclasses import replace
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
from monitoring.rules.measures.lines import PovertyLine
from monitoring.rules.measures.telling import Figure
from registry.rules.statistics import Title
from reports.statistics import computing
from reports.statistics.choosing import MeasuresChoice, as_chosen
from reports.statistics.computing import Computed
from reports.statistics.hiding import hidden_figures, hidden_groups, hidden_sizes, line_bands
from reports.statistics.views import GroupView, MeasureLine, MeasuresView, MeasureView

INDEX = "china"
DRAWS = 500
COLUMNS = frozenset(
    {
        Column.INCOME_PER_HEAD,
        Column.INCOME_LINE,
        Column.FOOD_LINE,
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
HELD_AGAINST_LINE = {"fgt": Column.INCOME_PER_HEAD, "vep": Column.CONSUMPTION_PER_HEAD}
"""The measures that count who lies below the chosen line, and by what."""


def read_measures(unit: UnitOfWork, choice: MeasuresChoice, limit: int) -> MeasuresView:
    """Return the poverty measures of a region inside the actor's scope, small numbers hidden.

    Args:
        limit: the smallest count that may be shown.
    Raises: FieldNotGroupable, TooManyGroups.
    Cost: that of `read_measure_data` with groups.
    """
    spec = get_index(INDEX)
    filters = MeasureFilters(
        as_of=choice.as_of, region_path=choice.area, columns=COLUMNS, index=spec, by=choice.groups.key
    )
    read = read_measure_data(unit, filters)
    data = as_chosen(read, choice)
    statuses = {key: line_bands(read, amount, choice.line, limit) for key, amount in HELD_AGAINST_LINE.items()}
    untold = {key for key, bands in statuses.items() if bands is None and choice.line is not PovertyLine.OFFICIAL}
    how = Resampling(replicates=DRAWS) if choice.has_intervals else None
    return MeasuresView(
        day=data.on,
        measures=tuple(_view(key, data, limit, how, is_line_hidden=key in untold) for key in MEASURES),
        groups=_groups(data, choice, {"fgt": statuses["fgt"], "mpi": computing.is_deprived(data)}, limit),
        weights=tuple((Title(i.title.en, i.title.zh), float(i.weight)) for i in spec.indicators),
        line=choice.line,
        by=choice.groups.title,
        surveyed=_shown(int(np.isfinite(data.survey).sum()), limit),
    )


def _view(key: str, data: MeasureData, limit: int, how: Resampling | None, *, is_line_hidden: bool) -> MeasureView:
    title, compute = MEASURES[key]
    try:
        computed = compute(data, np.arange(len(data)), how)
    except HoldfastError as trouble:
        return MeasureView(key, title, (), trouble=trouble.message % trouble.params)
    basis = computed.told.basis
    hidden = hidden_figures(computed, limit) | (set(computed.counts) if is_line_hidden else set())
    notes = [(note.message, note.params) for note in computed.told.notes if not _counts_few(note.params, limit)]
    lines = tuple(_line(figure, is_hidden=figure.key in hidden) for figure in computed.told.figures)
    return MeasureView(key, title, lines, tuple(notes), _shown(basis.households, limit), _shown(basis.left_out, limit))


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


def _groups(
    data: MeasureData, choice: MeasuresChoice, statuses: Mapping[str, Floats | None], limit: int
) -> tuple[GroupView, ...]:
    """Return the headcounts of each group; who is poor there is hidden like any count of a table.

    Args:
        statuses: by measure, what tells households apart; None hides every group.
    """
    members = dict(data.groups.members()) if data.groups else {}
    if data.groups is None or len(members) < 2:
        return ()
    hidden = {
        key: set(members) if status is None else hidden_groups(members, status, limit)
        for key, status in statuses.items()
    }
    few = hidden_sizes(members, limit)
    rows = []
    for label, at in members.items():
        figures: dict[str, float | None] = {}
        for key, names in BY_GROUP.items():
            told = None if label in hidden[key] else MEASURES[key][1](data, at, None).told
            figures |= {f"{key}.{name}": _round(told.value(name)) if told else None for name in names}
        untold = frozenset(f"{key}.{name}" for key, names in BY_GROUP.items() if label in hidden[key] for name in names)
        title = choice.groups.name(label, data.groups.titles)
        rows.append(GroupView(label, title, None if label in few else len(at), figures, untold))
    return tuple(rows)


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
BY_GROUP: Mapping[str, tuple[str, ...]] = {"fgt": ("headcount", "gap", "severity"), "mpi": ("h", "a", "m0")}
"""What is told of each group."""
