"""Reads of where households stand."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Standing
from registry.queries.scope import household_scope


def iterate_standings(unit: UnitOfWork) -> Iterator[Row[Any]]:
    """Yield (code, colour, score, reasons) of each graded household in scope, by code. Cost: 1 streamed statement."""
    statement = (
        select(Household.code, Standing.colour, Standing.score, Standing.reasons)
        .join(Standing, Standing.household_id == Household.id)
        .where(
            household_scope(Standing.region_path, Standing.household_id, unit.actor),
            Standing.round_id.is_not(None),
            Household.closed_on.is_(None),
        )
        .order_by(Household.code)
    )
    yield from unit.session.execute(statement.execution_options(yield_per=2000))
