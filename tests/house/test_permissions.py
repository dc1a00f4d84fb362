"""What roles may do is written down, and every permission is held and asked for by somebody."""

from pathlib import Path

from scripts.permissions import TARGET, page
from web.roles import ROOM_GRANTS, all_grants

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_permissions_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == page(), "run `make permissions`"


def test_every_permission_is_granted_to_somebody() -> None:
    held = {permission for permissions in all_grants().values() for permission in permissions}
    families = {type(permission) for grants in ROOM_GRANTS for some in grants.values() for permission in some}
    missing = sorted(member.value for family in families for member in family if member not in held)
    assert not missing, f"grant these to a role in their room's permissions.py, or delete them: {missing}"


def test_every_permission_guards_something() -> None:
    """A permission that no view needs and no code asks for protects nothing."""
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("web", "templates", "registry", "ledger", "marketplace", "casework", "insurance", "development")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html"} and path.name != "permissions.py"
    )
    families = {type(permission) for grants in ROOM_GRANTS for some in grants.values() for permission in some}
    unused = [
        f"{family.__name__}.{member.name}"
        for family in families
        for member in family
        if f"{family.__name__}.{member.name}" not in text and f'"{member.value}"' not in text
    ]
    assert not unused, f"no view needs these: {sorted(unused)}"
