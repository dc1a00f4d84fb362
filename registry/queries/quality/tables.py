"""The tables that a check reads, or what stands in for them on a past day, as text inside its statement."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql

from registry.models import Household, Person
from registry.queries.as_of import households_as_of, people_as_of
from registry.queries.money import income_window
from registry.queries.quality.outside import Outside
from registry.rules.quality.compiling import fill_tables, tables_in

EVERYWHERE = ""
END_OF_PREFIX = "\x7f"
LAST_ID = 2**62


def fill(sql: str, outside: Outside, first_id: int, last_id: int, day: date, past: date | None) -> str:
    """Return a statement with its tables.

    Args:
        first_id, last_id: the households that facts of casework are read for.
        day: the day of the check.
        past: the day to look back to; None reads the present.
    """
    tables = {name: name for name in ("household", "person", "income", "spending", "life_event")}
    if past is not None:
        tables["household"] = f"({_rows(Household, households_as_of(past))})"
        tables["person"] = f"({_rows(Person, people_as_of(past))})"
    if outside.care is not None and "care" in tables_in(sql):
        tables["care"] = render(outside.care(first_id, last_id, day))
    return fill_tables(sql, tables)


def render(statement: Select[Any]) -> str:
    """Return a select with its values written out, safe to stand inside a text with named places."""
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace(":", r"\:")


def extent_params(scope_path: str, first_id: int, last_id: int, day: date) -> dict[str, Any]:
    """Return the values that every compiled statement takes beside its own."""
    first, last = income_window(day)
    return {
        "as_of": day,
        "window_start": first,
        "window_end": last + timedelta(days=1),
        "first_id": first_id,
        "last_id": last_id,
        "scope_start": scope_path,
        "scope_end": scope_path + END_OF_PREFIX,
    }


def _rows(table: Any, then: Any) -> str:
    return render(select(*(getattr(then, column.key) for column in table.__table__.columns)))
