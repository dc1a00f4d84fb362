"""The register's rows for files: streamed, scoped, now or as of a day, without numbers unless they were asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy
from sqlalchemy import ARRAY, Column, Select, String, select
from sqlalchemy.dialects.postgresql import JSONB

from foundation.orm import AwareUTC, EncryptedText
from foundation.unit_of_work import UnitOfWork
from foundation.wording import Worded, mark
from registry.models import Household, Income, LifeEvent, Person, Spending
from registry.queries.as_of import households_as_of, past_day, people_as_of
from registry.queries.scope import household_scope

STREAM_ROWS = 2_000
NUMBERS = ("id_number", "phone", "bank_account")
NEVER = ("id_number_index", "phone_index", "bank_account_index", "region_path", "import_run_id", "merged_into")


class ExportPart(Worded):
    """What can be exported; a file each."""

    HOUSEHOLDS = "households", mark("Households")
    PEOPLE = "people", mark("People")
    INCOME = "income", mark("Income")
    SPENDING = "spending", mark("Spending")
    EVENTS = "events", mark("Events")


TABLES: dict[ExportPart, Any] = {
    ExportPart.HOUSEHOLDS: Household,
    ExportPart.PEOPLE: Person,
    ExportPart.INCOME: Income,
    ExportPart.SPENDING: Spending,
    ExportPart.EVENTS: LifeEvent,
}


@dataclass(frozen=True, slots=True)
class ExportTable:
    """The columns of a part with the kind of value each has (str, int, float, bool, date, datetime), and its rows."""

    columns: Sequence[str]
    kinds: Sequence[type]
    rows: Iterator[Sequence[Any]]


def export_part(
    unit: UnitOfWork,
    part: ExportPart,
    *,
    region_path: str = "",
    as_of: date | None = None,
    with_numbers: bool = False,
) -> ExportTable:
    """Return a part of the register as far as the actor may see it, by household.

    Lines and people carry the household's code in place of its id.

    Args:
        as_of: households and people as they were on this day; lines up to it.
        with_numbers: ID numbers, telephones and accounts in the clear; the caller writes down why.
    Cost: 1 streamed statement.
    """
    on = past_day(unit, as_of)
    households = households_as_of(on)
    statement, columns = _statement(part, households, on, with_numbers)
    statement = statement.where(household_scope(households.region_path, households.id, unit.actor))
    if region_path:
        statement = statement.where(households.region_path.between(region_path, region_path + "\x7f"))
    rows = unit.session.execute(statement.execution_options(yield_per=STREAM_ROWS))
    table = TABLES[part].__table__
    kinds = [_kind(table.c[name]) if name in table.c else str for name in columns]
    return ExportTable(columns, kinds, ([_plain(value) for value in row] for row in rows))


def _statement(part: ExportPart, households: Any, on: date | None, with_numbers: bool) -> tuple[Select[Any], list[str]]:
    if part is ExportPart.HOUSEHOLDS:
        names = _names(Household.__table__.columns, with_numbers, ("id",))
        return select(*(getattr(households, name) for name in names)).order_by(households.code), names
    if part is ExportPart.PEOPLE:
        people: Any = people_as_of(on)
        names = _names(Person.__table__.columns, with_numbers, ("id", "household_id"))
        there = people.household_id == households.id
        present = people.left_on.is_(None)
        columns = [households.code.label("household_code"), *(getattr(people, name) for name in names)]
        statement = select(*columns).join(people, there & present).order_by(households.code, people.code)
        return statement, ["household_code", *names]
    line: Any
    line, day = {
        ExportPart.INCOME: (Income, Income.received_on),
        ExportPart.SPENDING: (Spending, Spending.spent_on),
        ExportPart.EVENTS: (LifeEvent, LifeEvent.happened_on),
    }[part]
    names = _names(line.__table__.columns, with_numbers, ("id", "household_id"))
    columns = [households.code.label("household_code"), *(getattr(line, name) for name in names)]
    statement = select(*columns).join(line, line.household_id == households.id).order_by(households.code, day, line.id)
    return statement if on is None else statement.where(day <= on), ["household_code", *names]


def _kind(column: Column[Any]) -> type:
    if isinstance(column.type, sqlalchemy.Enum | EncryptedText | ARRAY | JSONB | String):
        return str
    return datetime if isinstance(column.type, AwareUTC) else column.type.python_type


def _names(columns: Sequence[Column[Any]] | Any, with_numbers: bool, left_out: Sequence[str]) -> list[str]:
    hidden = {*NEVER, *left_out, *(() if with_numbers else NUMBERS)}
    return [column.name for column in columns if column.name not in hidden]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{key}={item}" for key, item in value.items())
    return value
