"""Reads of profiles that were written on screen. A region's profiles serve it and those below; those above see them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, or_, select, tuple_

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import ExtraField, ImportProfile, ImportProfileVersion
from registry.queries.fields import definition_of, list_all_definitions
from registry.rules.fields import FieldDefinition
from registry.rules.imports.errors import ProfileNotFound


def visible_profiles(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a profile serves, or lies in, one of the actor's areas."""
    path = ImportProfile.region_path
    above = [func.starts_with(literal(area), path) for area in unit.actor.areas]
    return or_(within_areas(path, unit.actor), *above)


def list_stored_profiles(unit: UnitOfWork, *, with_retired: bool = False) -> Sequence[Row[Any]]:
    """Return the profiles written on screen, by name, with who saved them last. Cost: 1 statement."""
    columns: list[Any] = [
        ImportProfile.id,
        ImportProfile.name,
        ImportProfile.region_path,
        ImportProfile.version,
        ImportProfile.copied_from,
        ImportProfile.retired_at,
        ImportProfileVersion.text,
        ImportProfileVersion.saved_at,
        ImportProfileVersion.saved_by,
    ]
    statement = select(*columns).join(ImportProfileVersion, _is_present()).where(visible_profiles(unit))
    if not with_retired:
        statement = statement.where(ImportProfile.retired_at.is_(None))
    return unit.session.execute(statement.order_by(ImportProfile.name)).all()


def find_stored_profile(unit: UnitOfWork, name: str) -> ImportProfile | None:
    """Return a profile of that name that the actor may use, a retired one too. Cost: 1 statement."""
    return unit.session.scalar(select(ImportProfile).where(ImportProfile.name == name, visible_profiles(unit)))


def get_editable_profile(unit: UnitOfWork, name: str, *, for_update: bool = False) -> ImportProfile:
    """Return a profile of one of the actor's areas.

    Args:
        for_update: hold the row, so that nobody else saves at the same time.
    Raises: ProfileNotFound. Cost: 1 statement.
    """
    statement = select(ImportProfile).where(
        ImportProfile.name == name, within_areas(ImportProfile.region_path, unit.actor)
    )
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    profile = unit.session.scalar(statement)
    if profile is None:
        raise ProfileNotFound(name=name)
    return profile


def may_edit(unit: UnitOfWork, profile: ImportProfile) -> bool:
    """Tell whether a profile belongs to one of the actor's areas, and not to a region above."""
    return any(profile.region_path.startswith(area) for area in unit.actor.areas)


def get_profile_version(unit: UnitOfWork, profile: ImportProfile, number: int | None = None) -> ImportProfileVersion:
    """Return one saved version, the one in force without a number. Raises: ProfileNotFound. Cost: 1 statement."""
    version = unit.session.scalar(
        select(ImportProfileVersion).where(
            ImportProfileVersion.profile_id == profile.id,
            ImportProfileVersion.number == (number or profile.version),
        )
    )
    if version is None:
        raise ProfileNotFound(name=profile.name)
    return version


def list_profile_versions(unit: UnitOfWork, profile: ImportProfile) -> Sequence[Row[Any]]:
    """Return the saved versions of a profile, the latest first. Cost: 1 statement."""
    columns: list[Any] = [
        ImportProfileVersion.number,
        ImportProfileVersion.saved_at,
        ImportProfileVersion.saved_by,
        ImportProfileVersion.remark,
    ]
    statement = select(*columns).where(ImportProfileVersion.profile_id == profile.id)
    return unit.session.execute(statement.order_by(ImportProfileVersion.number.desc())).all()


def list_usable_definitions(unit: UnitOfWork) -> list[FieldDefinition]:
    """Return the further fields that hold in some part of the actor's areas, each key once. Cost: 1 an area."""
    found: dict[str, FieldDefinition] = {}
    for area in unit.actor.areas:
        for definition in list_all_definitions(unit, region_path=area):
            found.setdefault(definition.key, definition)
    return list(found.values())


def list_definitions_of(unit: UnitOfWork, keys: Iterable[tuple[str, str]]) -> list[FieldDefinition]:
    """Return every definition of some further fields that holds in some part of the actor's areas, of each region.

    Args:
        keys: (entity, key) pairs.
    Cost: 1 statement, none without keys.
    """
    wanted = sorted((str(entity), key) for entity, key in keys)
    if not wanted:
        return []
    path = ExtraField.region_path
    above = [func.starts_with(literal(area), path) for area in unit.actor.areas]
    statement = select(ExtraField).where(
        tuple_(ExtraField.entity, ExtraField.key).in_(wanted), or_(within_areas(path, unit.actor), *above)
    )
    found = [definition_of(row) for row in unit.session.scalars(statement.order_by(ExtraField.id))]
    return [one for one in found if one.holds_on(unit.today)]


def _is_present() -> ColumnElement[bool]:
    return (ImportProfileVersion.profile_id == ImportProfile.id) & (
        ImportProfileVersion.number == ImportProfile.version
    )
