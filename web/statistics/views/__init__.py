"""Classified statistics: tables, maps and measures with small numbers hidden."""

from web.statistics.views import home, maps, measures, rounds, shapes, tables

__all__ = ["home", "maps", "measures", "rounds", "shapes", "tables"]
