"""The periods that indicators look back on (known answer K-14), and ages on a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitoring.rules.home import age_on
from monitoring.rules.window import window_before, years_back

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


def test_any_day_of_june_2020_looks_back_on_june_2019_to_may_2020() -> None:
    for day in (1, 15, 30):
        window = window_before(date(2020, 6, day))
        assert (window.start, window.end - timedelta(days=1)) == (date(2019, 6, 1), date(2020, 5, 31))


def test_january_2024_looks_back_on_the_whole_year_before() -> None:
    window = window_before(date(2024, 1, 17))
    assert (window.start, window.end - timedelta(days=1)) == (date(2023, 1, 1), date(2023, 12, 31))


def test_the_two_quarters_are_the_last_six_months_of_the_window() -> None:
    window = window_before(date(2024, 3, 31))
    assert (window.earlier_start, window.recent_start, window.end) == (
        date(2023, 9, 1),
        date(2023, 12, 1),
        date(2024, 3, 1),
    )


@given(DAYS)
def test_a_window_is_a_year_of_whole_months_that_ends_before_the_day(day: date) -> None:
    window = window_before(day)
    assert window.end <= day < window.end + timedelta(days=31)
    assert (window.end.year - window.start.year, window.start.month, window.start.day) == (1, window.end.month, 1)


@given(DAYS, DAYS, st.integers(0, 100))
def test_born_on_or_before_the_day_years_back_means_that_old(day: date, born_on: date, years: int) -> None:
    """The database compares birthdays with a limit, the reference counts years: both must agree, leap days included."""
    if day.year - years < 1900:
        return
    assert (born_on <= years_back(day, years)) == (age_on(day, born_on) >= years)


def test_a_leap_day_child_comes_of_age_on_the_first_of_march() -> None:
    assert age_on(date(2023, 2, 28), date(2008, 2, 29)) == 14
    assert age_on(date(2023, 3, 1), date(2008, 2, 29)) == 15
