"""When figures are due, and what a message says against the one before."""

from datetime import date

import pytest

from registry.rules.messages import Cadence, Figure, FigureUnit, is_due, says_the_same, with_changes

MONDAY, TUESDAY, SUNDAY = date(2026, 6, 15), date(2026, 6, 16), date(2026, 6, 21)


@pytest.mark.parametrize(
    ("cadence", "last_on", "today", "due"),
    [
        (Cadence.DAILY, None, MONDAY, True),
        (Cadence.DAILY, MONDAY, MONDAY, False),
        (Cadence.DAILY, MONDAY, TUESDAY, True),
        (Cadence.WEEKLY, None, SUNDAY, True),
        (Cadence.WEEKLY, MONDAY, SUNDAY, False),
        (Cadence.WEEKLY, SUNDAY, date(2026, 6, 22), True),
        (Cadence.WEEKLY, date(2026, 6, 8), TUESDAY, True),
        (Cadence.MONTHLY, date(2026, 6, 1), date(2026, 6, 30), False),
        (Cadence.MONTHLY, date(2026, 6, 30), date(2026, 7, 1), True),
        (Cadence.MONTHLY, date(2026, 5, 1), date(2026, 6, 9), True),
    ],
)
def test_a_subscription_is_served_once_in_its_time_and_made_up_for_when_nothing_ran(cadence, last_on, today, due):
    assert is_due(cadence, last_on, today) is due


def figure(value, label="Red"):
    return Figure(label, value, FigureUnit.HOUSEHOLDS)


def test_each_figure_is_held_against_the_message_before():
    before = with_changes([figure(5)], None)
    assert before[0]["change"] is None
    now = with_changes([figure(3), figure(7, "New")], before)
    assert [one["change"] for one in now] == [-2, None]


def test_only_the_same_figures_say_the_same():
    before = with_changes([figure(5)], None)
    assert says_the_same([figure(5)], before)
    assert not says_the_same([figure(6)], before)
    assert not says_the_same([figure(5), figure(0, "New")], before)
    assert not says_the_same([figure(5)], None)
