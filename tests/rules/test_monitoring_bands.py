"""Half-open bands cover a line exactly once, or the fault is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.rules.bands import Stretch, cover_fault
from monitoring.rules.indicators import Unit
from monitoring.rules.logic import every, some
from monitoring.rules.ruleset import Scale, ScaleBand, Text

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("stretches", "fault"),
    [
        ([(None, None)], None),
        ([(None, 10.0), (10.0, None)], None),
        ([(None, 10.0), (10.0, 20.0), (20.0, None)], None),
        ([(0.0, 10.0), (10.0, None)], (0, "open_start")),
        ([(None, 10.0), (10.0, 20.0)], (1, "open_end")),
        ([(None, 10.0), (9.9, None)], (1, "overlap")),
        ([(None, 10.0), (10.1, None)], (1, "gap")),
        ([(None, 10.0), (None, None)], (1, "overlap")),
        ([(None, None), (10.0, None)], (1, "overlap")),
        ([(None, 10.0), (10.0, 10.0), (10.0, None)], (1, "empty")),
        ([(None, 10.0), (20.0, 15.0), (15.0, None)], (1, "empty")),
    ],
)
def test_the_first_fault_of_a_scale_is_found(stretches: list[Stretch[float]], fault: tuple[int, str] | None) -> None:
    assert cover_fault(stretches, opens=True, closes=True) == fault


def test_periods_may_begin_and_end_but_not_leave_a_day_out() -> None:
    years = [(date(2022, 1, 1), date(2023, 1, 1)), (date(2023, 1, 1), None)]
    assert cover_fault(years, opens=False, closes=False) is None
    late = [(date(2022, 1, 1), date(2023, 1, 1)), (date(2023, 1, 2), None)]
    assert cover_fault(late, opens=False, closes=False) == (1, "gap")


@given(st.lists(NUMBERS, min_size=1, max_size=6, unique=True), NUMBERS)
def test_every_number_lies_in_exactly_one_band_of_a_scale_without_fault(edges: list[float], value: float) -> None:
    ends = sorted(edges)
    stretches = list(zip([None, *ends], [*ends, None], strict=True))
    assert cover_fault(stretches, opens=True, closes=True) is None
    title = Text("a", "a")
    bands = tuple(ScaleBand(f"b{index}", title, *ends) for index, ends in enumerate(stretches))
    assert sum(band.holds(value) for band in bands) == 1
    assert Scale("income_to_line", Unit.PERCENT, bands, "").band_of(value).holds(value)


@pytest.mark.parametrize(
    ("results", "all_of", "any_of"),
    [
        ([], True, False),
        ([True, True], True, True),
        ([True, False], False, True),
        ([True, None], None, True),
        ([False, None], False, None),
        ([None], None, None),
    ],
)
def test_what_is_not_known_stays_unknown_unless_the_rest_settles_it(
    results: list[bool | None], all_of: bool | None, any_of: bool | None
) -> None:
    assert every(results) is all_of
    assert some(results) is any_of
