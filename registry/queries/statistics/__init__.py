"""Reads of classified statistics: grouped figures only, with small numbers hidden before anybody sees them."""

from registry.queries.statistics.expressions import HandedIn
from registry.queries.statistics.places import Whole, read_catalogue, whole_of
from registry.queries.statistics.tables import read_table, read_tables

__all__ = ["HandedIn", "Whole", "read_catalogue", "read_table", "read_tables", "whole_of"]
