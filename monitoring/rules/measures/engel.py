"""Engel's coefficient: food as a share of all spending.

Source: docs/methods.md, Simple ratios.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from monitoring.rules.measures.arrays import Figures, Floats, Wholes, as_floats, ratio
from monitoring.rules.measures.bands import Bands
from monitoring.rules.measures.bootstrap import Interval, Resampling, intervals
from monitoring.rules.measures.weights import Basis, Weights, survey_weights, take_known


@dataclass(frozen=True, slots=True)
class EngelResult:
    """Food as a share of all spending.

    Args:
        ratio: food of all households divided by the spending of all, 0 to 1.
        mean: the mean of the households' own shares.
        shares: by band, the share of the population whose own share of food lies in it.
        bands: the bands, with their words.
    """

    ratio: float
    mean: float
    shares: Mapping[str, float]
    bands: Bands
    basis: Basis


def engel(
    food: ArrayLike,
    total: ArrayLike,
    bands: Bands,
    weights: Weights | None = None,
    *,
    survey: ArrayLike | None = None,
) -> EngelResult:
    """Measure the share of food in spending.

    Args:
        food, total: money of the household and of one period; one without any spending on record is left out.
        bands: what its share is told in.
        weights: people or households, for `mean` and `shares`.
        survey: survey weights, for `ratio`, which adds up money and not people.
    Raises: LengthsDiffer, WeightNegative.
    Source: docs/methods.md, Simple ratios.
    """
    figures, basis = _prepare(food, total, bands, weights, survey)
    found = [float(value) for value in figures.once()]
    return EngelResult(found[0], found[1], dict(zip(bands.ids, found[2:], strict=True)), bands, basis)


def engel_intervals(
    food: ArrayLike,
    total: ArrayLike,
    bands: Bands,
    weights: Weights | None = None,
    *,
    survey: ArrayLike | None = None,
    how: Resampling | None = None,
    clusters: Wholes | None = None,
) -> Mapping[str, Interval]:
    """Return an interval of confidence for the ratio, the mean, and the share of each band (`band:ID`).

    Raises: as `engel`, and TooFewToResample.
    """
    return intervals(_prepare(food, total, bands, weights, survey)[0], how, clusters)


def _prepare(
    food: ArrayLike, total: ArrayLike, bands: Bands, weights: Weights | None, survey: ArrayLike | None
) -> tuple[Figures, Basis]:
    spent = as_floats(total)
    on_food = as_floats(food, spent)
    sample = take_known(weights, spent, on_food, also=spent > 0)
    households = survey_weights(len(spent), survey)[sample.keep]
    eaten, whole = on_food[sample.keep], spent[sample.keep]
    own = eaten / whole
    band_of = bands.places(own)

    def compute(draws: Floats) -> Floats:
        weighed, money = sample.weights * draws, households * draws
        people = float(weighed.sum())
        inside = np.bincount(band_of, weights=weighed, minlength=len(bands.ids))
        shares = [ratio(float(part), people) for part in inside]
        overall = ratio(float(money @ eaten), float(money @ whole))
        return np.array([overall, ratio(float(weighed @ own), people), *shares])

    names = ("ratio", "mean", *(f"band:{name}" for name in bands.ids))
    return Figures(names, compute, sample.keep), sample.basis
