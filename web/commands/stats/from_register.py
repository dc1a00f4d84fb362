"""A measure's inputs from the register, with the eyes of the command: the whole of it."""

import numpy as np

from foundation.errors import Invalid
from foundation.unit_of_work import UnitOfWork
from monitoring.queries.measures import MeasureData, MeasureFilters, read_measure_data
from monitoring.rules.measures.arrays import Floats
from monitoring.rules.measures.columns import EXPLAINING, Column
from registry.queries.regions import get_region
from web.commands.stats.inputs import Inputs
from web.commands.stats.options import Asked


class ColumnUnknown(Invalid):
    message = "The register has no number “%(name)s”; it has %(known)s."


def read_register(unit: UnitOfWork, asked: Asked) -> Inputs:
    """Read a measure's inputs from the register.

    Raises: RegionNotFound, FieldNotGroupable, TooManyGroups, ColumnUnknown. Cost: as `read_measure_data`, and 1.
    """
    explaining = explaining_columns(asked)
    wanted = {column for column in asked.measure.columns.values() if column is not None} | set(explaining)
    if asked.measure.line is not None:
        wanted.add(asked.measure.line)
    filters = MeasureFilters(
        as_of=asked.as_of,
        region_path=get_region(unit, asked.area).path if asked.area else "",
        columns=frozenset(wanted),
        index=asked.index if asked.name == "mpi" else None,
        by=asked.by,
        cluster=asked.cluster or "",
    )
    data = read_measure_data(unit, filters)
    return Inputs(
        numbers={role: data[column] for role, column in asked.measure.columns.items() if column is not None},
        weights=data.per_household() if asked.per == "households" else data.per_person(),
        survey=data.survey,
        line=line_of(asked, data),
        groups=data.groups,
        clusters=data.clusters,
        explaining={column.value: data[column] for column in explaining},
        index=asked.index,
        marks=data.marks,
        bands=asked.bands,
    )


def explaining_columns(asked: Asked) -> tuple[Column, ...]:
    """Return the columns that vulnerability is explained by. Raises ColumnUnknown."""
    if asked.name != "vep":
        return ()
    for name in asked.explain:
        if name not in list(Column):
            raise ColumnUnknown(name=name, known=", ".join(Column))
    return tuple(map(Column, asked.explain)) or EXPLAINING


def line_of(asked: Asked, data: MeasureData) -> Floats | None:
    """Return the line that was given, else that of each household's region."""
    if asked.line is not None:
        return np.full(len(data), asked.line)
    return None if asked.measure.line is None else data[asked.measure.line]
