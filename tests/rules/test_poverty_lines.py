"""Poverty lines: their values, the bands between them, and which of them may be told side by side."""

import numpy as np
import pytest

from monitoring.rules.measures.columns import Column
from monitoring.rules.measures.lines import PovertyLine, bands, line_values, lines_told
from monitoring.rules.measures.weights import weigh_people

LIMIT = 10
INCOME = np.array([4_000.0, 8_000.0, 12_000.0, 40_000.0, np.nan])
SIZE = np.array([1.0, 1.0, 3.0, 1.0, 2.0])
COLUMNS = {
    Column.INCOME_PER_HEAD: INCOME,
    Column.INCOME_LINE: np.full(5, 8_000.0),
    Column.FOOD_LINE: np.array([3_000.0] * 4 + [np.nan]),
}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (PovertyLine.OFFICIAL, 8_000),
        (PovertyLine.QUARTER_MORE, 10_000),
        (PovertyLine.HALF_MORE, 12_000),
        (PovertyLine.DOUBLE, 16_000),
        (PovertyLine.FOOD, 3_000),
        (PovertyLine.HALF_MEDIAN, 6_000),
    ],
)
def test_each_line_has_its_value(line: PovertyLine, wanted: float) -> None:
    assert line_values(line, COLUMNS, weigh_people(SIZE))[0] == wanted


def test_no_median_means_no_line() -> None:
    columns = {**COLUMNS, Column.INCOME_PER_HEAD: np.full(5, np.nan)}
    assert np.isnan(line_values(PovertyLine.HALF_MEDIAN, columns, weigh_people(SIZE))).all()


def test_bands_tell_below_which_lines_a_household_lies() -> None:
    found = bands(INCOME, [np.full(5, 8_000.0), np.full(5, 16_000.0)])
    assert found[:4].tolist() == [3, 2, 2, 0]
    assert np.isnan(found[4])


def told(*incomes: tuple[float, int]) -> list[PovertyLine]:
    amount = np.concatenate([np.full(count, value) for value, count in incomes])
    lines = {PovertyLine.OFFICIAL: 8_000.0, PovertyLine.DOUBLE: 16_000.0, PovertyLine.HALF_MORE: 12_000.0}
    return lines_told(amount, {line: np.full(len(amount), value) for line, value in lines.items()}, LIMIT)


def test_lines_with_few_households_between_them_are_not_told_side_by_side() -> None:
    everything = [PovertyLine.OFFICIAL, PovertyLine.DOUBLE, PovertyLine.HALF_MORE]
    assert told((5_000, 10), (10_000, 10), (14_000, 10), (90_000, 10)) == everything
    assert told((5_000, 10), (10_000, 20), (90_000, 10)) == everything
    assert told((5_000, 10), (10_000, 9), (14_000, 10), (90_000, 10)) == everything[:2]
    assert told((5_000, 10), (14_000, 9), (90_000, 10)) == [PovertyLine.OFFICIAL, PovertyLine.HALF_MORE]


def test_a_line_below_which_few_lie_is_not_told() -> None:
    assert told((5_000, 9), (90_000, 100)) == []
