"""Classified statistics with what only several rooms together know: colours as of a day and causes of open cases."""

from datetime import date

from casework.queries.cause_facts import main_causes_on
from foundation.unit_of_work import UnitOfWork
from monitoring.queries.measures.homes import colours_on
from registry.queries.as_of import past_day
from registry.queries.statistics import HandedIn, read_table, whole_of
from registry.rules.statistics import Table, TableDefinition


def facts_on(unit: UnitOfWork, on: date | None) -> HandedIn:
    """Return colours and causes as of a day, to be joined; no statement is made."""
    return HandedIn(main_causes_on(on or unit.today), colours_on(past_day(unit, on)))


def count_table(unit: UnitOfWork, definition: TableDefinition) -> Table:
    """Return a table of the actor's area, small numbers hidden.

    Raises: RegionNotFound outside the actor's areas; a subclass of Invalid when the table cannot be made.
    Cost: 4 to 6.
    """
    whole = whole_of(unit.actor, definition.area)
    return read_table(unit, definition, whole, facts_on(unit, definition.as_of))
