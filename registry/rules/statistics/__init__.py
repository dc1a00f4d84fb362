"""Classified statistics: what can be counted by what, and the tables that come of it with small numbers hidden."""

from registry.rules.statistics.catalogue import (
    AREA,
    DIMENSIONS,
    NOT_KNOWN,
    NUMBERS,
    PLACES,
    Catalogue,
    Dimension,
    Number,
    Value,
)
from registry.rules.statistics.definition import MOST_FILTERS, TableDefinition
from registry.rules.statistics.tables import TOTAL, Cell, Member, Table, Tally
from registry.rules.statistics.titles import Title
from registry.rules.statistics.words import CountedUnit, Measure

__all__ = [
    "AREA",
    "DIMENSIONS",
    "MOST_FILTERS",
    "NOT_KNOWN",
    "NUMBERS",
    "PLACES",
    "TOTAL",
    "Catalogue",
    "Cell",
    "CountedUnit",
    "Dimension",
    "Measure",
    "Member",
    "Number",
    "Table",
    "TableDefinition",
    "Tally",
    "Title",
    "Value",
]
