"""A household's raw records, and what the reference grader reads out of them.

This is the second definition of every aggregate, in plain Python over single records; the first is SQL in
`monitoring.rules.aggregates`. They share no code, so that one can prove the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from monitoring.rules.window import Window

ABLE = ("ordinary", "skilled", "weak")
COMPULSORY_FROM, COMPULSORY_BELOW = 6, 16
WORKING_FROM, RETIREMENT_FROM, LABOUR_FROM = 15, 65, 16
ANY_AGE = range(1000)


@dataclass(frozen=True, slots=True)
class Member:
    """A person's present record; None is not known."""

    born_on: date
    school_status: str | None
    health: str | None
    disability_grade: int | None
    labour_status: str | None
    medical_scheme: str | None
    has_critical_illness_cover: bool | None
    joined_on: date | None
    left_on: date | None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of income or spending, fen."""

    on: date
    kind: str
    minor: int


@dataclass(frozen=True, slots=True)
class Shock:
    """A life event; `cost_minor` None when the loss is not known."""

    on: date
    kind: str
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the register holds of one household that grading reads."""

    household_id: int
    region_path: str
    household_class: str
    civil_affairs_class: str | None
    is_dwelling_safe: bool | None
    is_water_safe: bool | None
    land_mu: float | None
    debt_minor: int | None
    road_km: float | None
    surveyed_on: date | None
    case_state: str | None
    members: Sequence[Member]
    income: Sequence[Line]
    spending: Sequence[Line]
    shocks: Sequence[Shock]
    extra: Mapping[str, Any] = field(default_factory=dict)


class Reading:
    """A household on a day: what its records add up to under the parameters of its region.

    Args:
        parameters: the values in force for the household's region on the day; a missing name is not known.
    """

    def __init__(self, home: Home, window: Window, parameters: Mapping[str, float]) -> None:
        self.home = home
        self.window = window
        self.parameters = parameters

    @cached_property
    def members(self) -> list[Member]:
        """Those who belong to the household on the day."""
        day = self.window.as_of
        return [
            member
            for member in self.home.members
            if member.born_on <= day
            and (member.joined_on is None or member.joined_on <= day)
            and (member.left_on is None or member.left_on > day)
        ]

    @cached_property
    def ages(self) -> list[int]:
        """The age of each member in full years, in the order of `members`."""
        return [age_on(self.window.as_of, member.born_on) for member in self.members]

    def count(self, holds: Callable[[Member], bool], *, aged: range = ANY_AGE) -> float:
        """Count the members of an age for whom `holds`."""
        return float(
            sum(1 for member, age in zip(self.members, self.ages, strict=True) if age in aged and holds(member))
        )

    def count_if_known(
        self, holds: Callable[[Member], bool], missing: Callable[[Member], bool], *, aged: range = ANY_AGE
    ) -> float | None:
        """Count the members for whom `holds`; None when none is found but a record, or every member, is missing."""
        found = self.count(holds, aged=aged)
        if not self.members or (found == 0 and self.count(missing, aged=aged) > 0):
            return None
        return found

    @cached_property
    def workers(self) -> float | None:
        return self.count_if_known(
            lambda member: member.labour_status in ABLE,
            lambda member: member.labour_status is None,
            aged=range(LABOUR_FROM, ANY_AGE.stop),
        )

    @cached_property
    def working_age_members(self) -> float | None:
        return self.count(lambda member: True, aged=range(WORKING_FROM, RETIREMENT_FROM)) if self.members else None

    @cached_property
    def earnings(self) -> list[Line]:
        """The lines of the income window, insurance claims apart."""
        window = self.window
        return [line for line in self.home.income if window.start <= line.on < window.end and line.kind != "claims"]

    def income_of(self, kind: str) -> float:
        """Add up one source of income over the window."""
        return float(sum(line.minor for line in self.earnings if line.kind == kind))

    @cached_property
    def claims(self) -> float:
        lines = (line for line in self.home.income if self.window.start <= line.on < self.window.end)
        return float(sum(line.minor for line in lines if line.kind == "claims"))

    @cached_property
    def net_income(self) -> float | None:
        """Wages, business less its costs, property and transfers; None when nothing was recorded in the window."""
        return net_of(self.earnings)

    @cached_property
    def gross_income(self) -> float | None:
        """Net income before business costs."""
        return None if self.net_income is None else self.net_income + self.income_of("business_cost")

    @cached_property
    def recent_income(self) -> float | None:
        return net_of([line for line in self.earnings if line.on >= self.window.recent_start])

    @cached_property
    def earlier_income(self) -> float | None:
        window = self.window
        return net_of([line for line in self.earnings if window.earlier_start <= line.on < window.recent_start])

    @cached_property
    def spending(self) -> list[Line]:
        """The lines of consumption in the window: production inputs are no consumption."""
        return [
            line
            for line in self.home.spending
            if self.window.start <= line.on < self.window.end and line.kind != "production"
        ]

    @cached_property
    def consumption(self) -> float | None:
        return float(sum(line.minor for line in self.spending)) if self.spending else None

    def spent_on(self, kind: str) -> float | None:
        """Add up one kind of spending; None when no consumption was recorded at all."""
        return float(sum(line.minor for line in self.spending if line.kind == kind)) if self.spending else None

    @cached_property
    def shocks(self) -> list[Shock]:
        """The events from the start of the income window up to the day itself."""
        return [shock for shock in self.home.shocks if self.window.start <= shock.on <= self.window.as_of]

    def shocks_of(self, *kinds: str) -> float:
        return float(sum(1 for shock in self.shocks if shock.kind in kinds))

    @cached_property
    def shock_cost(self) -> float | None:
        """What the events cost; None when the loss of one is not known."""
        costs = [shock.cost_minor for shock in self.shocks]
        return None if None in costs else float(sum(cost for cost in costs if cost is not None))


def age_on(day: date, born_on: date) -> int:
    """Return the age in full years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def net_of(lines: Sequence[Line]) -> float | None:
    """Add up income lines, business costs subtracted; None when there are none."""
    if not lines:
        return None
    return float(sum(-line.minor if line.kind == "business_cost" else line.minor for line in lines))
