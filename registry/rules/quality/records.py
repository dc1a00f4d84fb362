"""Plain records that the reference evaluator works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of income or spending, in fen, or an event."""

    on: date
    kind: str
    amount: int = 0


@dataclass(frozen=True)
class Home:
    """A household with all that belongs to it.

    Args:
        values: the columns of its row.
        people: the columns of each person's row.
        care: what casework says of it; None when casework knows no case.
    """

    id: int
    region_path: str
    values: Mapping[str, Any]
    people: Sequence[dict[str, Any]] = ()
    income: Sequence[Line] = ()
    spending: Sequence[Line] = ()
    events: Sequence[Line] = ()
    care: Mapping[str, Any] | None = None

    def is_registered(self, day: date) -> bool:
        """Tell whether the household is in the register on a day."""
        closed_on = self.values.get("closed_on")
        return self.values["registered_on"] <= day and (closed_on is None or closed_on > day)


@dataclass(frozen=True)
class Town:
    """All households of the register on a day.

    Args:
        window: the income window, from the first day up to the day before the second.
    """

    as_of: date
    window: tuple[date, date]
    homes: Sequence[Home] = field(default_factory=tuple)
