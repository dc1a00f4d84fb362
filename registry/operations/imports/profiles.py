"""Import profiles: those that ship with the platform, and files of the importer's own."""

import tomllib
from pathlib import Path

from foundation.wording import mark
from registry.rules.imports.errors import ProfileInvalid, ProfileNotFound
from registry.rules.imports.profile import Profile
from registry.rules.imports.profile_reading import read_profile

SHIPPED = Path(__file__).resolve().parent.parent.parent / "profiles"


def list_profiles() -> list[Profile]:
    """Return the shipped profiles in the order of their names."""
    return [_read(path) for path in sorted(SHIPPED.glob("*.toml"))]


def find_shipped_profile(name: str) -> Profile:
    """Return a shipped profile by its name. Raises: ProfileNotFound."""
    if not name.isidentifier() or not (SHIPPED / f"{name}.toml").is_file():
        raise ProfileNotFound(name=name)
    return _read(SHIPPED / f"{name}.toml")


def find_profile(name: str) -> Profile:
    """Return a shipped profile by its name, or the profile in a TOML file by its path.

    Raises: ProfileNotFound; ProfileInvalid with every problem of the file.
    """
    path = Path(name)
    if name.isidentifier():
        return find_shipped_profile(name)
    if path.suffix != ".toml" or not path.is_file():
        raise ProfileNotFound(name=name)
    return _read(path)


def _read(path: Path) -> Profile:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = mark("%(place)s, %(key)s: the file is no TOML: %(problem)s")
        raise ProfileInvalid([(message, {"place": path.stem, "key": "toml", "problem": str(error)})]) from error
    return read_profile(path.stem, document)
