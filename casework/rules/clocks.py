"""How soon a household is met, planned for and visited, by colour.

Source: docs/methods.md, Colour grading (default legend).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registry.rules.words import Colour


@dataclass(frozen=True, slots=True)
class Clock:
    """The deadlines of one colour.

    Args:
        first_contact: from the lead to the first contact.
        plan_days: from the case's opening to the agreed plan.
        visit_days: between two visits.
    """

    first_contact: timedelta
    plan_days: int
    visit_days: int


CLOCKS: dict[Colour, Clock] = {
    Colour.RED: Clock(timedelta(hours=24), 3, 7),
    Colour.ORANGE: Clock(timedelta(days=3), 10, 15),
    Colour.YELLOW: Clock(timedelta(days=7), 30, 30),
    Colour.BLUE: Clock(timedelta(days=7), 30, 90),
    Colour.UNKNOWN: Clock(timedelta(days=7), 30, 30),
    Colour.GREEN: Clock(timedelta(days=7), 30, 182),
}


def lead_due_at(colour: Colour, opened_at: datetime) -> datetime:
    """Return the moment by which somebody has met the household."""
    return opened_at + CLOCKS[colour].first_contact


def plan_due_on(colour: Colour, opened_on: date) -> date:
    """Return the day by which the plan is agreed."""
    return opened_on + timedelta(days=CLOCKS[colour].plan_days)


def first_visit_due_on(colour: Colour, paired_on: date) -> date:
    """Return the day by which a newly assigned caseworker visits."""
    return paired_on + CLOCKS[colour].first_contact


def next_visit_due_on(colour: Colour, visited_on: date) -> date:
    """Return the day of the next visit when nobody names an earlier one."""
    return visited_on + timedelta(days=CLOCKS[colour].visit_days)
