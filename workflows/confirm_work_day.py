"""A second person confirms what somebody did for the village: points are booked, and nothing else follows."""

from foundation.unit_of_work import UnitOfWork
from incentives.operations.entries import confirm_entry
from incentives.rules.facts import WorkDayConfirmed


def confirm_work_day(unit: UnitOfWork, entry_id: int) -> WorkDayConfirmed:
    """Confirm an entry of the points scheme. Raises what `confirm_entry` raises.

    Points reach no benefit, colour, cover or helper: this story has no second step.
    """
    return confirm_entry(unit, entry_id)
