"""Every row of every table that is bound to a household, as the family gets it.

The tables come from the schema itself: a table that is added later is in the copy without anybody remembering it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table, select

from foundation.audit import AuditEntry
from foundation.orm import Base
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.queries.households import get_household

LEFT_OUT: Mapping[str, str] = {
    "staged_record": "what an import has not yet brought into the register",
    "pairing_proposal": "a plan about caseworkers that nobody confirmed",
    "pairing_shortage": "a plan about caseworkers",
    "app_user": "log-ins; the family knows its own",
}
"""Tables with a household's number that are not the family's data, each with the reason."""
HIDDEN = ("_index",)
PATHS = ("region_path",)


def read_subject_file(unit: UnitOfWork, household_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return table → rows of everything about a household that the actor may see, numbers in the clear.

    Raises: HouseholdNotFound. Cost: 1 statement a table.
    """
    get_household(unit, household_id)
    household = Base.metadata.tables[Household.__tablename__]
    found = {household.name: _rows(unit, household, household.c.id, household_id)}
    for table in bound_tables():
        found[table.name] = _rows(unit, table, table.c.household_id, household_id)
    return {name: rows for name, rows in found.items() if rows}


def bound_tables() -> list[Table]:
    """Return the tables whose rows are about one household and belong into its copy."""
    return [table for table in Base.metadata.sorted_tables if "household_id" in table.c and table.name not in LEFT_OUT]


def _rows(unit: UnitOfWork, table: Table, key: Column[Any], household_id: int) -> list[dict[str, Any]]:
    columns = [column for column in table.c if not column.name.endswith(HIDDEN) and column.name not in PATHS]
    order = list(table.primary_key.columns)
    rows = unit.session.execute(select(*columns).where(key == household_id).order_by(*order))
    return [{name: plain(value) for name, value in row._mapping.items() if value is not None} for row in rows]


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return None
    return value


def list_looks(unit: UnitOfWork, household_id: int) -> list[dict[str, Any]]:
    """Return who looked at masked numbers of the household's members, when and why. Cost: 1."""
    people = select(Person.id).where(Person.household_id == household_id)
    entries = unit.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action == "reveal_person", AuditEntry.subject_id.in_(people))
        .order_by(AuditEntry.id)
    )
    return [
        {"at": entry.at.isoformat(), "who": entry.actor_name, "why": entry.detail.get("reason")} for entry in entries
    ]
