"""People on their way into a linkage run, numbers in the clear: a stream that is never kept and never logged."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, LinkRecord, Person
from registry.rules.linkage.traits import PersonRecord, Traits, traits_of

STREAMED = 5_000


def stream_people(unit: UnitOfWork, scope_path: str, *, since: datetime | None = None) -> Iterator[PersonRecord]:
    """Yield the people who belong to a household of a region now, household by household.

    Args:
        since: only those of households that changed from this moment on.
    Cost: 1 streamed statement, and the deciphering of two numbers a person.
    """
    statement = _people(unit).where(Person.region_path.between(scope_path, scope_path + "\x7f"))
    if since is not None:
        statement = statement.where(Household.changed_at >= since)
    rows = unit.session.execute(
        statement.order_by(Person.household_id, Person.id).execution_options(yield_per=STREAMED)
    )
    for row in rows:
        yield PersonRecord._make(row)


def stream_records(unit: UnitOfWork, run_id: int) -> Iterator[PersonRecord]:
    """Yield the rows of a run's file; keys and households are below zero, so that none is taken for the register's.

    Cost: 1 streamed statement, and the deciphering of a document a row.
    """
    rows = unit.session.execute(
        select(LinkRecord.id, LinkRecord.sealed)
        .where(LinkRecord.run_id == run_id)
        .order_by(LinkRecord.id)
        .execution_options(yield_per=STREAMED)
    )
    for record_id, sealed in rows:
        yield as_record(record_id, json.loads(sealed))


def as_record(record_id: int, document: dict[str, Any]) -> PersonRecord:
    """Return a row of a file as a person's particulars."""
    born_on = document.get("born_on")
    return PersonRecord(
        -record_id,
        -int(document["household_no"]),
        document.get("village"),
        document.get("name"),
        document.get("sex"),
        date.fromisoformat(born_on) if born_on else None,
        document.get("id_number"),
        document.get("phone"),
    )


def read_traits(unit: UnitOfWork, household_ids: Sequence[int]) -> dict[int, Traits]:
    """Return what is compared of everybody in some households, by person. Cost: 1 statement."""
    statement = _people(unit).where(Person.household_id.in_(household_ids)).order_by(Person.household_id, Person.id)
    records = [PersonRecord._make(row) for row in unit.session.execute(statement)]
    return {one.key: one for one in traits_of(records)}


def _people(unit: UnitOfWork) -> Select[Any]:
    columns: list[Any] = [
        Person.id,
        Person.household_id,
        Household.village_code,
        Person.name,
        Person.sex,
        Person.born_on,
        Person.id_number,
        Person.phone,
    ]
    return (
        select(*columns)
        .join(Household, Household.id == Person.household_id)
        .where(within_areas(Person.region_path, unit.actor), Person.left_on.is_(None), Household.closed_on.is_(None))
    )
