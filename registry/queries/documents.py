"""Households as the search index sees them: the words that a caseworker would look for, never an identity number."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from foundation.ports import SearchDocument
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region


def list_changed_ids(unit: UnitOfWork, since: datetime) -> Sequence[int]:
    """Return the households that changed at or after a moment. Cost: 1."""
    return unit.session.scalars(select(Household.id).where(Household.changed_at >= since)).all()


def iterate_household_documents(unit: UnitOfWork, keys: Sequence[int] | None = None) -> Iterator[SearchDocument]:
    """Yield one document for each household in the register, open ones only. Cost: 1 streamed statement."""
    statement = (
        select(
            Household.id,
            Household.code,
            Household.address,
            Household.region_path,
            Person.name,
            Region.name.label("village"),
        )
        .join(Region, Region.code == Household.village_code)
        .join(Person, (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None))
        .where(Household.closed_on.is_(None))
    )
    if keys is not None:
        statement = statement.where(Household.id.in_(keys))
    for row in unit.session.execute(statement.execution_options(yield_per=1000)):
        yield SearchDocument(
            kind="household",
            key=row.id,
            title=f"{row.name} · {row.village}",
            body=f"{row.code} {row.name} {row.village} {row.address or ''}",
            region_path=row.region_path,
        )
