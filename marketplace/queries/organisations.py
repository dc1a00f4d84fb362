"""Reads of the actor's own organisation: who gives or sells, and where its help can hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from foundation.unit_of_work import UnitOfWork
from marketplace.errors import NotAGiver
from registry.models import Organisation, Region
from registry.queries.regions import is_there
from registry.rules.words import RegionLevel


@dataclass(frozen=True, slots=True)
class OwnOrganisation:
    """The organisation that the actor acts for."""

    id: int
    name: str
    region_path: str


def get_own_organisation(unit: UnitOfWork) -> OwnOrganisation:
    """Return the organisation that the actor acts for. Raises NotAGiver when there is none. Cost: 1."""
    organisation_id = unit.actor.organisation_id
    organisation = None if organisation_id is None else unit.session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotAGiver()
    return OwnOrganisation(organisation.id, organisation.name, organisation.region_path)


def list_offer_regions(unit: UnitOfWork) -> Sequence[Region]:
    """Return where an own offer can hold: the regions around the organisation's seat, and the townships of its county.

    Cost: 2 statements.
    """
    seat = get_own_organisation(unit).region_path
    around: ColumnElement[bool] = Region.path.in_(_prefixes(seat))
    county = _county_of(seat)
    townships = and_(func.starts_with(Region.path, county), Region.level == RegionLevel.TOWNSHIP)
    statement = select(Region).where(or_(around, townships) if county else around)
    return unit.session.scalars(statement.where(is_there()).order_by(Region.path)).all()


def _prefixes(path: str) -> list[str]:
    codes = [code for code in path.split(".") if code]
    return [".".join(codes[: depth + 1]) + "." for depth in range(len(codes))]


def _county_of(path: str) -> str | None:
    """A county is the third level of a path: province, prefecture, county."""
    prefixes = _prefixes(path)
    return prefixes[2] if len(prefixes) > 2 else None
