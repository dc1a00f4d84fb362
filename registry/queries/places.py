"""Where a household of the actor's areas can live: villages and villagers' groups that are there now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Region
from registry.rules.changes_errors import VillageUnknown
from registry.rules.words import RegionLevel

HOMES = (RegionLevel.VILLAGE, RegionLevel.GROUP)


def list_places(unit: UnitOfWork) -> Sequence[Region]:
    """Return the places of the actor's areas where a household can live, by code. Cost: 1 statement."""
    return unit.session.scalars(_places(unit).order_by(Region.code)).all()


def find_place(unit: UnitOfWork, code: str) -> Region:
    """Return the place with this code. Raises VillageUnknown. Cost: 1 statement."""
    place: Region | None = unit.session.scalar(_places(unit).where(Region.code == code))
    if place is None:
        raise VillageUnknown(field="village_code")
    return place


def _places(unit: UnitOfWork) -> Select[Any]:
    return select(Region).where(
        Region.level.in_(HOMES),
        or_(Region.valid_to.is_(None), Region.valid_to > unit.today),
        within_areas(Region.path, unit.actor),
    )
