"""A household's income and spending of the last twelve whole months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from foundation.money import Money
from foundation.unit_of_work import UnitOfWork
from registry.models import Income, LifeEvent, Spending
from registry.queries.scope import household_scope
from registry.rules.words import IncomeSource, SpendingKind


@dataclass(frozen=True, slots=True)
class YearOfMoney:
    """Sums by source and by kind over the income window, claims apart, costs positive."""

    first_on: date
    last_on: date
    income: dict[IncomeSource, Money]
    spending: dict[SpendingKind, Money]

    @property
    def net_income(self) -> Money:
        """Wages, business, property and transfers less business costs; claims are not income (docs/methods.md)."""
        total = Money.zero()
        for source, amount in self.income.items():
            if source == IncomeSource.BUSINESS_COST:
                total -= amount
            elif source != IncomeSource.CLAIMS:
                total += amount
        return total


def income_window(today: date) -> tuple[date, date]:
    """Return the first and last day of the twelve whole months before the month of `today`.

    Source: docs/methods.md, Income window (Anhui practice).
    """
    first = date(today.year - 1, today.month, 1)
    last = date.fromordinal(date(today.year, today.month, 1).toordinal() - 1)
    return first, last


def get_year_of_money(unit: UnitOfWork, household_id: int) -> YearOfMoney:
    """Return the household's sums over the income window. Cost: 2 statements."""
    first, last = income_window(unit.today)
    income = unit.session.execute(
        select(Income.source, func.sum(Income.amount_minor))
        .where(
            Income.household_id == household_id,
            Income.received_on.between(first, last),
            household_scope(Income.region_path, Income.household_id, unit.actor),
        )
        .group_by(Income.source)
    )
    spending = unit.session.execute(
        select(Spending.kind, func.sum(Spending.amount_minor))
        .where(
            Spending.household_id == household_id,
            Spending.spent_on.between(first, last),
            household_scope(Spending.region_path, Spending.household_id, unit.actor),
        )
        .group_by(Spending.kind)
    )
    return YearOfMoney(
        first,
        last,
        {source: Money(int(total)) for source, total in income},
        {kind: Money(int(total)) for kind, total in spending},
    )


def list_events(unit: UnitOfWork, household_id: int) -> Sequence[LifeEvent]:
    """Return what befell the household, newest first. Cost: 1."""
    statement = select(LifeEvent).where(
        LifeEvent.household_id == household_id,
        household_scope(LifeEvent.region_path, LifeEvent.household_id, unit.actor),
    )
    return unit.session.scalars(statement.order_by(LifeEvent.happened_on.desc())).all()
