"""The further fields of a region that merges."""

from dataclasses import asdict

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.models import ExtraField, Region
from registry.queries.fields import definition_of, with_options


def hand_over_fields(unit: UnitOfWork, region: Region, into: Region) -> None:
    """Let the further fields of a region hold in the one it merges into, so that its values keep their meaning.

    Where both define a key, it means the same in both, and the one that stays takes the options of both.
    Writes: extra_field. Cost: 2.
    """
    rows = unit.session.scalars(select(ExtraField).where(ExtraField.region_path.in_((region.path, into.path)))).all()
    there = {row.key: row for row in rows if row.region_path == into.path}
    for row in rows:
        if row.region_path == into.path:
            continue
        if row.key not in there:
            row.region_path = into.path
            continue
        kept = there[row.key]
        both = with_options(definition_of(kept), definition_of(row))
        kept.options = [asdict(option) for option in both.options]
        kept.low, kept.high = both.low, both.high
    unit.session.flush()
