"""A household's income and spending of the last twelve whole months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select, union_all

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


def get_year_of_money(unit: UnitOfWork, household_id: int, as_of: date | None = None) -> YearOfMoney:
    """Return the household's sums over the income window before a day, or before today. Cost: 1 statement."""
    first, last = income_window(as_of or unit.today)
    earned = _sums(unit, household_id, literal(True), Income.source, Income.received_on, first, last)
    spent = _sums(unit, household_id, literal(False), Spending.kind, Spending.spent_on, first, last)
    rows = unit.session.execute(union_all(earned, spent)).all()
    return YearOfMoney(
        first,
        last,
        {IncomeSource(row.kind): Money(int(row.total)) for row in rows if row.is_income},
        {SpendingKind(row.kind): Money(int(row.total)) for row in rows if not row.is_income},
    )


def _sums(
    unit: UnitOfWork, household_id: int, is_income: Any, kind: Any, day: Any, first: date, last: date
) -> Select[Any]:
    table = kind.class_
    return (
        select(
            is_income.label("is_income"),
            cast(kind, String).label("kind"),
            func.sum(table.amount_minor).label("total"),
        )
        .where(
            table.household_id == household_id,
            day.between(first, last),
            household_scope(table.region_path, table.household_id, unit.actor),
        )
        .group_by(kind)
    )


def list_events(unit: UnitOfWork, household_id: int, as_of: date | None = None) -> Sequence[LifeEvent]:
    """Return what befell the household, newest first, up to a day where one is given. Cost: 1."""
    statement = select(LifeEvent).where(
        LifeEvent.household_id == household_id,
        household_scope(LifeEvent.region_path, LifeEvent.household_id, unit.actor),
    )
    if as_of is not None:
        statement = statement.where(LifeEvent.happened_on <= as_of)
    return unit.session.scalars(statement.order_by(LifeEvent.happened_on.desc())).all()
