"""Each poverty measure of a part of an area, with how many households stand behind each of its shares.

A share of a population tells a number: two percent of a hundred are two. So every figure that is a share comes with the
number of households that it counts, and whoever shows it holds that number against the limit for small ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from monitoring.measures import get_engel_bands
from monitoring.queries.measures import MeasureData
from monitoring.rules import measures as rules
from monitoring.rules.measures.arrays import TOLERANCE, Floats, Wholes
from monitoring.rules.measures.che import BUDGET_SHARES, CAPACITY_SHARE
from monitoring.rules.measures.columns import EXPLAINING, Column
from monitoring.rules.measures.telling import (
    Told,
    tell_che,
    tell_dependency,
    tell_engel,
    tell_fgt,
    tell_gini,
    tell_quintiles,
    tell_vep,
)
from monitoring.rules.measures.telling_mpi import tell_mpi
from monitoring.rules.measures.vep import LIKELY

BANDS = "fao"
How = rules.Resampling | None


@dataclass(frozen=True, slots=True)
class Computed:
    """A measure in words.

    Args:
        counts: by figure, how many households its share counts; figures without an entry are no shares of households.
    """

    told: Told
    counts: Mapping[str, int] = field(default_factory=dict)


def fgt(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute poverty below the line."""
    income, line, weights = data[Column.INCOME_PER_HEAD][at], data[Column.INCOME_LINE][at], people(data, at)
    found = rules.fgt_intervals(income, line, weights, how=how) if how else None
    poor = int((is_poor(data)[at] == 1).sum())
    return Computed(
        tell_fgt(rules.fgt(income, line, weights), found), dict.fromkeys(("headcount", "gap", "severity", "poor"), poor)
    )


def gini(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute inequality."""
    income, weights = data[Column.INCOME_PER_HEAD][at], people(data, at)
    found = rules.gini_intervals(income, weights, how=how) if how else None
    return Computed(tell_gini(rules.gini(income, weights), found))


def fifths(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute the shares of income by fifths."""
    income, weights = data[Column.INCOME_PER_HEAD][at], people(data, at)
    found = rules.quintile_intervals(income, weights, how=how) if how else None
    return Computed(tell_quintiles(rules.quintiles(income, weights), found))


def mpi(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute the multidimensional index."""
    spec, marks, weights = index_of(data), marks_of(data)[at], people(data, at)
    found = rules.mpi_intervals(marks, spec, weights, how=how) if how else None
    scores = rules.deprivation_scores(marks, spec)
    known = np.isfinite(scores)
    is_deprived = known & (np.nan_to_num(scores) >= spec.cutoff - TOLERANCE)
    near = known & ~is_deprived & (np.nan_to_num(scores) >= spec.vulnerable_from - TOLERANCE)
    severe = known & (np.nan_to_num(scores) >= spec.severe_from - TOLERANCE)
    poor = int(is_deprived.sum())
    counts = dict.fromkeys(("h", "a", "m0", "poor"), poor) | {
        "severe": int(severe.sum()),
        "vulnerable": int(near.sum()),
    }
    for place, indicator in enumerate(spec.indicators):
        lacks = known & (marks[:, place] == 1)
        counts[f"uncensored:{indicator.id}"] = int(lacks.sum())
        counts[f"censored:{indicator.id}"] = counts[f"contribution:{indicator.id}"] = int((lacks & is_deprived).sum())
    for dimension in spec.dimensions:
        inside = [place for place, each in enumerate(spec.indicators) if each.dimension == dimension.id]
        counts[f"dimension:{dimension.id}"] = int(((marks[:, inside] == 1).any(axis=1) & is_deprived).sum())
    return Computed(tell_mpi(rules.mpi(marks, spec, weights), found), counts)


def dependency(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute how many depend on those of working age."""
    young, working, old = (data[column][at] for column in (Column.YOUNG, Column.WORKING, Column.OLD))
    survey = data.survey[at]
    found = rules.dependency_intervals(young, working, old, survey=survey, how=how) if how else None
    return Computed(tell_dependency(rules.dependency(young, working, old, survey), found))


def engel(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute the share of food in spending, and how it lies in its bands."""
    food, total, weights = data[Column.FOOD][at], data[Column.CONSUMPTION][at], people(data, at)
    bands, survey = get_engel_bands(BANDS), data.survey[at]
    found = rules.engel_intervals(food, total, bands, weights, survey=survey, how=how) if how else None
    spends = np.isfinite(food) & np.isfinite(total) & (total > 0)
    places = bands.places(food[spends] / total[spends])
    counts = {f"band:{name}": int((places == place).sum()) for place, name in enumerate(bands.ids)}
    return Computed(tell_engel(rules.engel(food, total, bands, weights, survey=survey), found), counts)


def che(data: MeasureData, at: Wholes, how: How) -> Computed:
    """Compute catastrophic health expenditure."""
    total, food, health, size = (
        data[column][at] for column in (Column.CONSUMPTION, Column.FOOD, Column.HEALTH, Column.SIZE)
    )
    result = rules.che(total, food, health, size, people(data, at))
    found = rules.che_intervals(total, food, health, size, people(data, at), how=how) if how else None
    spends = np.isfinite(result.ratios)
    shares = np.where(spends, health, 0) / np.where(spends & (total > 0), total, 1)
    over = [int((shares > share).sum()) for share in BUDGET_SHARES]
    beyond = int((np.nan_to_num(result.ratios, nan=-1.0) >= CAPACITY_SHARE - TOLERANCE).sum())
    return Computed(tell_che(result, found), {"over_10": over[0], "over_25": over[1], "over_capacity": beyond})


def vep(data: MeasureData, at: Wholes, _how: How) -> Computed:
    """Compute vulnerability; intervals would fit it anew for each draw and are left to the command line."""
    columns = {column.value: data[column][at] for column in EXPLAINING if _varies(data[column][at])}
    line, spending = data[Column.INCOME_LINE][at], data[Column.CONSUMPTION_PER_HEAD][at]
    result = rules.vep(spending, columns, line, people(data, at), survey=data.survey[at])
    told = tell_vep(result)
    shown = tuple(figure for figure in told.figures if not figure.key.startswith("coefficient:"))
    known = np.isfinite(result.probabilities)
    chances = result.probabilities[known]
    counts = {
        "vulnerable": int((chances >= LIKELY).sum()),
        "vulnerable_relative": int((chances >= result.poverty_rate).sum()),
        "poverty_rate": int((spending[known] < line[known]).sum()),
    }
    return Computed(Told(shown, told.notes, told.basis), counts)


def people(data: MeasureData, at: Wholes) -> rules.Weights:
    """Let each household of a part count with its members."""
    weights = data.per_person()
    return rules.Weights(weights.values[at], weights.counted)


def is_poor(data: MeasureData) -> Floats:
    """Return 1 for each household below its line, 0 for one at or above it, NaN where that is not known."""
    income, line = data[Column.INCOME_PER_HEAD], data[Column.INCOME_LINE]
    known = np.isfinite(income) & np.isfinite(line) & (data[Column.SIZE] > 0)
    return np.where(known, (income < line).astype(np.float64), np.nan)


def is_deprived(data: MeasureData) -> Floats:
    """Return 1 for each multidimensionally poor household, 0 for the others, NaN where that is not known."""
    scores = rules.deprivation_scores(marks_of(data), index_of(data))
    return np.where(np.isfinite(scores), (scores >= index_of(data).cutoff - TOLERANCE).astype(np.float64), np.nan)


def marks_of(data: MeasureData) -> Any:
    """Return the deprivations that were read with the data."""
    assert data.marks is not None  # noqa: S101 - the index is always read
    return data.marks


def index_of(data: MeasureData) -> rules.MpiSpec:
    """Return the multidimensional index that was read with the data."""
    assert data.index is not None  # noqa: S101 - the index is always read
    return data.index


def _varies(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool(len(known)) and float(known.min()) < float(known.max())
