"""Classified statistics: tables, maps and measures with small numbers hidden."""

from web.statistics.views import home, tables

__all__ = ["home", "tables"]
