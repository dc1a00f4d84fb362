"""The poverty lines that income can be held against, and below which of several a household lies.

Lines are chosen from a short list and never typed in: whoever could set any line could move it past one household and
read its income off the difference of two headcounts. For the same reason a line is told only where the households
between it and every line told before it are none or many.

Source: docs/methods.md, Poverty lines and inequality.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from foundation.wording import Worded, mark
from monitoring.rules.measures.arrays import Floats
from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.weights import Weights, take_known, weighted_quantile


class PovertyLine(Worded):
    """A line to hold income against, in the order in which lines are told."""

    OFFICIAL = "official", mark("The region's income line")
    DOUBLE = "double", mark("Twice the income line")
    HALF_MORE = "half_more", mark("One and a half times the income line")
    QUARTER_MORE = "quarter_more", mark("One and a quarter times the income line")
    HALF_MEDIAN = "half_median", mark("Half the median income (relative poverty)")
    FOOD = "food", mark("The region's food line")


TIMES = {
    PovertyLine.OFFICIAL: 1.0,
    PovertyLine.DOUBLE: 2.0,
    PovertyLine.HALF_MORE: 1.5,
    PovertyLine.QUARTER_MORE: 1.25,
}
"""Lines that are so many times the region's income line."""


def line_values(line: PovertyLine, columns: Mapping[Column, Floats], weights: Weights) -> Floats:
    """Return the line that each household's income is held against.

    Args:
        columns: income per head, income line and food line, yuan a person and year, each of shape (households,).
        weights: people, for the median of those whose income is known.
    Returns: shape (households,), NaN where no line holds.
    """
    if line is PovertyLine.FOOD:
        return columns[Column.FOOD_LINE]
    if line in TIMES:
        return columns[Column.INCOME_LINE] * TIMES[line]
    income = columns[Column.INCOME_PER_HEAD]
    sample = take_known(weights, income)
    known = income[sample.keep]
    order = np.argsort(known, kind="stable")
    median = weighted_quantile(known[order], sample.weights[order], 0.5)
    return np.full(len(income), median / 2 if median > 0 else np.nan)


def bands(amount: Floats, lines: Sequence[Floats]) -> Floats:
    """Tell which of several lines each household lies below, as one number a household.

    Args:
        amount: yuan a person and year, shape (households,).
        lines: each of shape (households,).
    Returns: the sum of 2 ** place of the lines above the amount; NaN where the amount or a line is not known.
    """
    found = np.zeros(len(amount))
    for place, line in enumerate(lines):
        found += np.where(np.isfinite(amount) & np.isfinite(line), (amount < line) * 2.0**place, np.nan)
    return found


def lines_told(amount: Floats, lines: Mapping[PovertyLine, Floats], limit: int) -> list[PovertyLine]:
    """Return the lines of which headcounts may be told side by side, in the order of `PovertyLine`.

    A line is left out when, with it, some band of those told before would hold a few households: above none and below
    `limit`.

    Args:
        lines: each of shape (households,).
        limit: the smallest count that may be shown.
    """
    told: list[PovertyLine] = []
    for line in (line for line in PovertyLine if line in lines):
        found = bands(amount, [lines[each] for each in (*told, line)])
        _values, counts = np.unique(found[~np.isnan(found)], return_counts=True)
        if (counts >= limit).all():
            told.append(line)
    return told
