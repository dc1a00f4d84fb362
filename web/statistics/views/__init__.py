"""Classified statistics: tables, maps and measures with small numbers hidden."""

from web.statistics.views import home, measures, rounds, tables

__all__ = ["home", "measures", "rounds", "tables"]
