"""Reads what measures are computed from: many households at once, scoped, as arrays."""

from monitoring.queries.measures.grouping import GROUPABLE
from monitoring.queries.measures.homes import MeasureFilters
from monitoring.queries.measures.reading import MeasureData, read_measure_data

__all__ = ["GROUPABLE", "MeasureData", "MeasureFilters", "read_measure_data"]
