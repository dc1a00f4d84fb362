"""Import profiles: those that ship with the platform, those written on screen, and files of the importer's own."""

import dataclasses
from pathlib import Path

from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.queries.profiles import (
    find_stored_profile,
    get_profile_version,
    list_stored_profiles,
    list_usable_definitions,
)
from registry.rules.imports.errors import ProfileInvalid, ProfileNotFound
from registry.rules.imports.profile import Profile
from registry.rules.imports.profile_fields import Definitions
from registry.rules.imports.profile_texts import read_text

SHIPPED = Path(__file__).resolve().parent.parent.parent / "profiles"


def list_profiles() -> list[Profile]:
    """Return the shipped profiles in the order of their names."""
    return [_read(path) for path in sorted(SHIPPED.glob("*.toml"))]


def list_usable_profiles(unit: UnitOfWork) -> list[Profile]:
    """Return the profiles that the actor may import under: the shipped ones, then those written on screen.

    One that does not fit the further fields of the day any more is left out. Cost: 2 statements, 1 an area.
    """
    definitions = list_usable_definitions(unit)
    usable = list_profiles()
    for row in list_stored_profiles(unit):
        try:
            usable.append(read_text(row.name, row.text, definitions, row.version))
        except ProfileInvalid:
            continue
    return usable


def is_shipped(name: str) -> bool:
    """Tell whether a profile of that name ships with the platform."""
    return name.isidentifier() and (SHIPPED / f"{name}.toml").is_file()


def shipped_text(name: str) -> str:
    """Return the TOML text of a shipped profile. Raises: ProfileNotFound."""
    if not is_shipped(name):
        raise ProfileNotFound(name=name)
    return (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def find_shipped_profile(name: str) -> Profile:
    """Return a shipped profile by its name. Raises: ProfileNotFound."""
    return read_text(name, shipped_text(name))


def find_known_profile(unit: UnitOfWork, name: str, version: int | None = None) -> Profile:
    """Return a profile by its name: a shipped one, or one written on screen, in a past version if one is named.

    Raises: ProfileNotFound; ProfileInvalid when it does not fit the further fields of the day any more.
    Cost: none for a shipped one, otherwise 2 statements, 1 an area.
    """
    if version is None and is_shipped(name):
        return find_shipped_profile(name)
    stored = find_stored_profile(unit, name)
    if stored is None:
        raise ProfileNotFound(name=name)
    saved = get_profile_version(unit, stored, version)
    return read_text(name, saved.text, list_usable_definitions(unit), saved.number)


def find_profile(name: str, unit: UnitOfWork | None = None) -> Profile:
    """Return a shipped profile by its name, the profile in a TOML file by its path, or one written on screen.

    Args:
        unit: where profiles written on screen and further fields are looked up; without it there are none.
    Raises: ProfileNotFound; ProfileInvalid with every problem of the file.
    """
    path = Path(name)
    if path.suffix != ".toml":
        return find_shipped_profile(name) if unit is None else find_known_profile(unit, name)
    if not path.is_file():
        raise ProfileNotFound(name=name)
    return _read(path, list_usable_definitions(unit) if unit is not None else ())


def _read(path: Path, definitions: Definitions = ()) -> Profile:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = mark("%(place)s, %(key)s: the file is no TOML: %(problem)s")
        raise ProfileInvalid([(message, {"place": path.stem, "key": "toml", "problem": str(error)})]) from error
    return dataclasses.replace(read_text(path.stem, text, definitions), name=path.stem)
