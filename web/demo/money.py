"""Made-up income and spending around real rice land: sixteen months before the demo's day, in fen.

Net income a person is lognormal around a level that grows with the share of members who can work, rice land and the
head's literacy. It is then split into wages, farming, allowances; spending follows from it. Lines fall into the same
months of every quarter, so that a quarter compares with the one before.
"""

import math
from dataclasses import dataclass
from datetime import date
from random import Random

from registry.rules.words import IncomeSource, SpendingKind

MEDIAN_YUAN = 15_300
SPREAD = 0.31
MONTHS = 16
FARM_MONTHS, ALLOWANCE_MONTHS = (2, 5, 8, 11, 14), (1, 4, 7, 10, 13, 16)
RICE_NET_YUAN_A_MU = 620
RICE_COST_SHARE = 0.45
PENSION_YUAN, SUBSIDY_YUAN_A_MU, ALLOWANCE_YUAN = 2_160, 95, 4_200


@dataclass(frozen=True, slots=True)
class Earner:
    """What the level of income follows from.

    Args:
        allowances: members who receive the subsistence allowance or extreme-hardship support.
    """

    members: int
    workers: int
    elders: int
    rice_mu: float
    is_head_literate: bool
    allowances: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of income or spending; `months_ago` 1 is the month before the demo's day."""

    on: date
    kind: IncomeSource | SpendingKind
    minor: int
    months_ago: int


@dataclass(frozen=True, slots=True)
class YearPlan:
    """The yuan of a usual year."""

    wage: float
    farm_net: float
    transfer: float

    @property
    def net(self) -> float:
        return self.wage + self.farm_net + self.transfer


def draw_net_per_head(rng: Random, earner: Earner) -> float:
    """Return net income a person and year, yuan."""
    level = math.log(MEDIAN_YUAN)
    level += 0.55 * (earner.workers / earner.members - 0.62)
    level += 0.10 * (earner.is_head_literate - 0.8)
    level += 0.10 * math.log((earner.rice_mu / earner.members + 0.3) / 2.3)
    return math.exp(level + rng.gauss(0, SPREAD))


def plan_year(earner: Earner, net_per_head: float) -> YearPlan:
    """Split a household's net income: allowances by right, farming by land, wages for the rest where somebody works."""
    net = net_per_head * earner.members
    transfer = earner.elders * PENSION_YUAN + min(earner.rice_mu, 60) * SUBSIDY_YUAN_A_MU
    transfer = min(transfer + earner.allowances * ALLOWANCE_YUAN, net * 0.9)
    farm = min(earner.rice_mu * RICE_NET_YUAN_A_MU, (net - transfer) * (0.65 if earner.workers else 0.4))
    rest = net - transfer - farm
    return YearPlan(rest, farm, transfer) if earner.workers else YearPlan(0, farm, transfer + rest)


def income_lines(rng: Random, plan: YearPlan, today: date, wage_levels: dict[int, float]) -> list[Line]:
    """Return the lines of income.

    Args:
        wage_levels: months ago → the part of the usual wage that was earned, for months that were not usual.
    """
    lines = []
    for ago in range(1, MONTHS + 1):
        wage = plan.wage / 12 * wage_levels.get(ago, 1.0) * rng.uniform(0.95, 1.05)
        lines.append(_line(today, ago, 10, IncomeSource.WAGE, wage))
        if ago in FARM_MONTHS:
            gross = plan.farm_net / 4 / (1 - RICE_COST_SHARE)
            lines.append(_line(today, ago, 16, IncomeSource.BUSINESS, gross))
            lines.append(_line(today, ago, 17, IncomeSource.BUSINESS_COST, gross * RICE_COST_SHARE))
        if ago in ALLOWANCE_MONTHS:
            lines.append(_line(today, ago, 20, IncomeSource.TRANSFER, plan.transfer / 4))
    return [line for line in lines if line.minor > 0]


def spending_lines(rng: Random, plan: YearPlan, today: date, students: int, medical: dict[int, float]) -> list[Line]:
    """Return the lines of spending.

    Args:
        students: members in senior school or beyond, who pay for schooling; younger ones cost little.
        medical: months ago → yuan of medical bills that the household paid itself.
    """
    usual = plan.net * rng.uniform(0.62, 0.8)
    food_share = rng.uniform(0.3, 0.44)
    lines = []
    for ago in ALLOWANCE_MONTHS:
        lines.append(_line(today, ago, 25, SpendingKind.FOOD, usual * food_share / 4))
        lines.append(_line(today, ago, 26, SpendingKind.HOUSING, usual * 0.16 / 4))
        lines.append(_line(today, ago, 27, SpendingKind.OTHER, usual * (0.84 - food_share) * rng.uniform(0.7, 0.9) / 4))
    for ago in FARM_MONTHS:
        lines.append(_line(today, ago, 12, SpendingKind.PRODUCTION, plan.farm_net * 0.2 / 4))
    for ago in range(1, MONTHS + 1):
        if students and _month(today, ago)[1] in (2, 9):
            lines.append(_line(today, ago, 1, SpendingKind.EDUCATION, students * rng.uniform(1_800, 4_500)))
        if medical.get(ago):
            lines.append(_line(today, ago, 22, SpendingKind.MEDICAL_SELF_PAID, medical[ago]))
    return [line for line in lines if line.minor > 0]


def day_of(today: date, months_ago: int, day: int) -> date:
    """Return a day of the month that lies so many months before the month of `today`."""
    year, month = _month(today, months_ago)
    return date(year, month, day)


def _month(today: date, months_ago: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 - months_ago
    return index // 12, index % 12 + 1


def _line(today: date, ago: int, day: int, kind: IncomeSource | SpendingKind, yuan: float) -> Line:
    return Line(day_of(today, ago, day), kind, round(yuan) * 100, ago)
