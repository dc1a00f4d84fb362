"""What the operations on points report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScheduleLoaded:
    items: int


@dataclass(frozen=True, slots=True)
class ParticipationStarted:
    participation_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class ParticipationEnded:
    """`is_new` is False when the household did not take part."""

    household_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class EntryRecorded:
    """An entry that waits for a second person; `points` are what its item is worth."""

    entry_id: int
    household_id: int
    points: int


@dataclass(frozen=True, slots=True)
class WorkDayConfirmed:
    """An entry that counts. `points` is what was credited, `journal_id` its booking (None when the year is full);
    `is_new` is False when it was confirmed before."""

    entry_id: int
    household_id: int
    points: int
    journal_id: int | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class EntryRejected:
    entry_id: int
    household_id: int
