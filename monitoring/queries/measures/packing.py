"""Numbers of many households as arrays: the database packs each column into one string of bytes.

A million rows of ten numbers would become ten million Python objects; packed, they are ten strings, which numpy reads
as they are.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy import Double, LargeBinary, Select, cast, func, literal, select

from foundation.unit_of_work import UnitOfWork
from monitoring.rules.measures.arrays import Floats

NOT_KNOWN = literal("NaN").cast(Double)
EMPTY = literal(b"", LargeBinary)


def read_packed(unit: UnitOfWork, statement: Select[Any]) -> Mapping[str, Floats]:
    """Return each column of a select of numbers as an array, in the select's order; null becomes NaN. Cost: 1."""
    rows = statement.subquery("rows")
    packed = [
        func.string_agg(func.float8send(func.coalesce(cast(column, Double), NOT_KNOWN)), EMPTY).label(column.name)
        for column in rows.c
    ]
    found = unit.session.execute(select(*packed)).one()
    return {
        column.name: np.frombuffer(value or b"", dtype=">f8").astype(np.float64)
        for column, value in zip(rows.c, found, strict=True)
    }


def join_parts(parts: list[Mapping[str, Floats]]) -> dict[str, Floats]:
    """Put arrays of several parts one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
