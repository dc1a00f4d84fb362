"""Which figures of a measure must not be told, because they would tell of few households."""

from collections.abc import Mapping

import numpy as np

from monitoring.queries.measures import MeasureData
from monitoring.rules.measures.arrays import Floats, Wholes
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.lines import PovertyLine, bands, line_values, lines_told
from registry.rules.suppression import Axis, Cube, Key, hide_small_cells, key_of
from reports.statistics.computing import Computed

GROUP, STATUS = "group", "status"
UNKNOWN = -1
PARTED = ("band:", "censored:", "contribution:", "dimension:")
"""Figures whose parts add up to a whole."""


def hidden_figures(computed: Computed, limit: int) -> set[str]:
    """Return the figures that would give a small number away: of those whom a share counts, or of the others.

    The parts of a whole add up, so a lone hidden one takes the next smallest with it.
    """
    every = {figure.key for figure in computed.told.figures}
    whole = computed.told.basis.households
    if 0 < whole < limit:
        return every
    hidden = {k for k, n in computed.counts.items() if 0 < n < limit or 0 < whole - n < limit} & every
    for kind in PARTED:
        parts = {key: computed.counts[key] for key in every if key.startswith(kind) and computed.counts[key]}
        if len(hidden & set(parts)) == 1:
            hidden.add(min(set(parts) - hidden, key=lambda key: (parts[key], key), default=kind))
    return hidden


def line_bands(data: MeasureData, amount: Column, line: PovertyLine, limit: int) -> Floats | None:
    """Tell below which of the lines told up to a chosen one each household lies; None when that one is not told.

    Whoever holds two headcounts of one place against each other learns how many households lie between the two lines.

    Args:
        data: a reading with the lines of the register.
        amount: what is held against the line.
        line: the chosen one.
    """
    columns, weights = data.columns, data.per_person()
    upto = list(PovertyLine)[: list(PovertyLine).index(line) + 1]
    lines = {each: line_values(each, columns, weights) for each in upto}
    told = lines_told(columns[amount], lines, limit)
    if line not in told:
        return None
    found = bands(columns[amount], [lines[each] for each in told])
    return np.where(columns[Column.SIZE] > 0, found, np.nan)


def hidden_groups(members: Mapping[str, Wholes], status: Floats, limit: int) -> set[str]:
    """Return the groups of which the share of those with a status must not be told.

    Args:
        status: one number for each kind of household, such as 1 for a poor one and 0 for another; NaN is not known.
    """
    values = np.where(np.isnan(status), UNKNOWN, status).astype(int)
    counts: dict[tuple[str, ...], int] = {}
    for label, at in members.items():
        kinds, found = np.unique(values[at], return_counts=True)
        counts |= {(label, str(kind)): int(count) for kind, count in zip(kinds, found, strict=True)}
    kinds_seen = sorted({kind for _label, kind in counts})
    axes = (Axis.flat(GROUP, members), Axis.flat(STATUS, kinds_seen))
    covered = hide_small_cells([Cube(axes, counts)], limit)
    known = [kind for kind in kinds_seen if kind != str(UNKNOWN)]
    return {
        label
        for label in members
        if _is_covered(covered, label) or any(key_of(**{GROUP: label, STATUS: kind}) in covered for kind in known)
    }


def hidden_sizes(members: Mapping[str, Wholes], limit: int) -> set[str]:
    """Return the groups whose number of households must not be told."""
    sizes = Cube((Axis.flat(GROUP, members),), {(label,): len(at) for label, at in members.items()})
    covered = hide_small_cells([sizes], limit)
    return {label for label in members if _is_covered(covered, label)}


def _is_covered(covered: frozenset[Key], label: str) -> bool:
    return () in covered or key_of(**{GROUP: label}) in covered
