"""Profiles written on screen: begun as a copy, saved version by version, retired and offered again."""

import re
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportProfile, ImportProfileVersion
from registry.operations.imports.profiles import is_shipped
from registry.queries.profiles import get_editable_profile, list_usable_definitions
from registry.rules.imports.errors import ProfileChanged, ProfileNameTaken, ProfileNameWrong, ProfilePlaceMissing
from registry.rules.imports.profile import Profile
from registry.rules.imports.profile_texts import read_text

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProfileSaved:
    """A profile has a new version."""

    name: str
    version: int


def create_profile(unit: UnitOfWork, name: str, text: str, *, copied_from: str | None = None) -> ProfileSaved:
    """Begin a profile of the actor's first area.

    Args:
        name: small letters, digits and low lines; no other profile's, whoever's it is.
        text: TOML.
    Raises: ProfileNameWrong, ProfileNameTaken, ProfilePlaceMissing; ProfileInvalid with every problem of the text.
    Writes: import_profile, import_profile_version, audit.
    """
    if not _NAME.fullmatch(name):
        raise ProfileNameWrong(field="name")
    if is_shipped(name):
        raise ProfileNameTaken(field="name", name=name)
    if not unit.actor.areas:
        raise ProfilePlaceMissing()
    check_text(unit, name, text)
    profile = ImportProfile(
        name=name,
        region_path=unit.actor.areas[0],
        version=1,
        copied_from=copied_from,
        created_at=unit.now,
        created_by=unit.actor.name[:120],
    )
    try:
        with unit.session.begin_nested():
            unit.session.add(profile)
    except IntegrityError as error:
        raise ProfileNameTaken(field="name", name=name) from error
    _keep(unit, profile, text, "")
    unit.note("create_profile", "import_profile", profile.id, region_path=profile.region_path, name=name)
    return ProfileSaved(name, 1)


def save_profile(unit: UnitOfWork, name: str, text: str, *, seen_version: int, remark: str = "") -> ProfileSaved:
    """Save a new version; imports from now on are read with it, past ones keep theirs.

    Args:
        seen_version: the version that was edited.
    Raises: ProfileNotFound; ProfileChanged when somebody else saved in between; ProfileInvalid with every problem.
    Writes: import_profile, import_profile_version, audit.
    """
    profile = get_editable_profile(unit, name, for_update=True)
    if profile.version != seen_version:
        raise ProfileChanged()
    check_text(unit, name, text)
    profile.version += 1
    _keep(unit, profile, text, remark)
    unit.note(
        "save_profile",
        "import_profile",
        profile.id,
        region_path=profile.region_path,
        name=name,
        version=profile.version,
    )
    return ProfileSaved(name, profile.version)


def retire_profile(unit: UnitOfWork, name: str) -> None:
    """Offer a profile no more. Raises: ProfileNotFound. Writes: import_profile, audit."""
    profile = get_editable_profile(unit, name, for_update=True)
    profile.retired_at = profile.retired_at or unit.now
    unit.note("retire_profile", "import_profile", profile.id, region_path=profile.region_path, name=name)


def offer_profile(unit: UnitOfWork, name: str) -> None:
    """Offer a retired profile again. Raises: ProfileNotFound. Writes: import_profile, audit."""
    profile = get_editable_profile(unit, name, for_update=True)
    profile.retired_at = None
    unit.note("offer_profile", "import_profile", profile.id, region_path=profile.region_path, name=name)


def check_text(unit: UnitOfWork, name: str, text: str) -> Profile:
    """Read a profile's text as it would be imported under now. Raises: ProfileInvalid with every problem."""
    return read_text(name, text, list_usable_definitions(unit))


def _keep(unit: UnitOfWork, profile: ImportProfile, text: str, remark: str) -> None:
    unit.session.add(
        ImportProfileVersion(
            profile_id=profile.id,
            number=profile.version,
            text=text.replace("\r\n", "\n"),
            remark=remark.strip()[:200],
            saved_at=unit.now,
            saved_by_id=unit.actor.user_id,
            saved_by=unit.actor.name[:120],
        )
    )
    unit.session.flush()
