"""Who is counted, how much, and who is left out because a value is not known.

A figure about people and a figure about households are two different figures, so every result says which it is. A
household whose value is not known is left out and its number stands beside the figure; it is never taken for zero.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from foundation.wording import Worded, mark
from monitoring.rules.measures.arrays import TOLERANCE, Flags, Floats, as_floats
from monitoring.rules.measures.errors import LengthsDiffer, WeightNegative


class Counted(Worded):
    """What a figure counts."""

    PEOPLE = "people", mark("people")
    HOUSEHOLDS = "households", mark("households")


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each household counts; NaN is not known.

    Args:
        values: shape (households,), none below zero.
        counted: what the values count.
    """

    values: Floats
    counted: Counted


@dataclass(frozen=True, slots=True)
class Basis:
    """On whom a figure rests.

    Args:
        counted: whether the figure is about people or about households.
        households: households that went into it, unweighted.
        total: people or households that they stand for.
        left_out: households that did not go into it, because a value or their size is not known.
    """

    counted: Counted
    households: int
    total: float
    left_out: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The households that are counted, out of those given.

    Args:
        keep: shape (households given,).
        weights: shape (households counted,).
    """

    keep: Flags
    weights: Floats
    basis: Basis


def weigh_households(count: int, survey: ArrayLike | None = None) -> Weights:
    """Let each household count once, or as many times as its survey weight says.

    Args:
        survey: how many households of the population each stands for; NaN counts as one.
    Raises: WeightNegative, LengthsDiffer.
    """
    return Weights(survey_weights(count, survey), Counted.HOUSEHOLDS)


def weigh_people(size: ArrayLike, survey: ArrayLike | None = None) -> Weights:
    """Let each household count with its members, times its survey weight.

    Args:
        size: members of each household; NaN or zero is not known.
    Raises: WeightNegative, LengthsDiffer.
    """
    people = refuse_negative(as_floats(size))
    known = np.where(people > 0, people, np.nan)
    return Weights(known * survey_weights(len(people), survey), Counted.PEOPLE)


def survey_weights(count: int, survey: ArrayLike | None = None) -> Floats:
    """Return the survey weights, one where none is known. Raises WeightNegative, LengthsDiffer."""
    if survey is None:
        return np.ones(count)
    given = as_floats(survey)
    if given.shape != (count,):
        raise LengthsDiffer(found=len(given), wanted=count)
    return refuse_negative(np.where(np.isnan(given), 1.0, given))


def refuse_negative(values: Floats) -> Floats:
    """Return weights as they are. Raises WeightNegative for the first one below zero or without end."""
    wrong = np.flatnonzero((values < 0) | np.isinf(values))
    if len(wrong):
        raise WeightNegative(row=int(wrong[0]) + 1, value=float(values[wrong[0]]))
    return values


def take_known(weights: Weights | None, *columns: Floats, also: Flags | None = None) -> Sample:
    """Keep the households all of whose values, and whose weight, are known.

    Args:
        weights: None counts every household once.
        columns: at least one; NaN is not known.
        also: a further condition for being counted.
    Raises: LengthsDiffer, WeightNegative.
    """
    given = weights or weigh_households(len(columns[0]))
    if len(given.values) != len(columns[0]):
        raise LengthsDiffer(found=len(given.values), wanted=len(columns[0]))
    keep = ~np.isnan(refuse_negative(given.values))
    for column in columns:
        keep &= np.isfinite(column)
    if also is not None:
        keep &= also
    kept = given.values[keep]
    return Sample(keep, kept, Basis(given.counted, len(kept), float(kept.sum()), len(keep) - len(kept)))


def weighted_quantile(ordered: Floats, weights: Floats, share: float) -> float:
    """Return the smallest value at or below which at least `share` of the weight lies; NaN when there is no weight.

    Args:
        ordered: values in ascending order.
        weights: their weights, in the same order.
    """
    reached = np.cumsum(weights)
    if not len(reached) or reached[-1] <= 0:
        return float("nan")
    place = int(np.searchsorted(reached, share * reached[-1] - TOLERANCE * reached[-1]))
    return float(ordered[min(place, len(ordered) - 1)])
