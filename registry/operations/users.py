"""Users, roles, appointments and logging in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation.permissions import Permission
from foundation.unit_of_work import UnitOfWork
from registry.errors import LoginRefused, LoginTaken, RoleUnknown, WeakPassword
from registry.models import Appointment, Organisation, Role, User
from registry.queries.users import find_user_by_login, get_user
from registry.rules.facts import LoggedIn, UserAdded
from registry.rules.passwords import LockoutPolicy, is_acceptable
from registry.rules.words import OrganisationKind

TOTP_STEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class NewUser:
    """What adding a user needs; `region_path` is the area of the appointment."""

    login: str
    name: str
    password: str
    role: str
    region_path: str | None = None
    email: str | None = None
    language: str = "zh"
    organisation_id: int | None = None
    household_id: int | None = None


def sync_roles(unit: UnitOfWork, grants: Mapping[str, frozenset[Permission]]) -> None:
    """Make the role table say what the rooms grant. Writes: role. Cost: 1."""
    rows = [{"name": name, "permissions": sorted(permissions)} for name, permissions in sorted(grants.items())]
    statement = insert(Role).values(rows)
    unit.session.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"permissions": statement.excluded.permissions})
    )


def add_organisation(
    unit: UnitOfWork,
    *,
    kind: OrganisationKind,
    name: str,
    region_path: str,
    credit_code: str | None = None,
    contact: str | None = None,
) -> Organisation:
    """Add an organisation. Writes: organisation, audit."""
    organisation = Organisation(kind=kind, name=name, region_path=region_path, credit_code=credit_code, contact=contact)
    unit.session.add(organisation)
    unit.session.flush()
    unit.note("add_organisation", "organisation", organisation.id, region_path=region_path, kind=kind.value)
    return organisation


def add_user(unit: UnitOfWork, new: NewUser, hasher: PasswordHasher) -> UserAdded:
    """Add a user with one role.

    Raises: LoginTaken, RoleUnknown, WeakPassword.
    Writes: app_user, appointment, audit.
    """
    login = new.login.strip().lower()
    if not is_acceptable(new.password, login):
        raise WeakPassword(field="password")
    if find_user_by_login(unit, login) is not None:
        raise LoginTaken(login=login)
    user = User(
        login=login,
        name=new.name,
        password_hash=hasher.hash(new.password),
        email=new.email,
        language=new.language,
        session_nonce=secrets.token_hex(16),
        organisation_id=new.organisation_id,
        household_id=new.household_id,
    )
    unit.session.add(user)
    unit.session.flush()
    appoint(unit, user.id, new.role, new.region_path)
    unit.note("add_user", "user", user.id, region_path=new.region_path, login=login, role=new.role)
    return UserAdded(user.id, login)


def appoint(unit: UnitOfWork, user_id: int, role: str, region_path: str | None) -> None:
    """Give a user a role in an area from today on. Raises RoleUnknown. Writes: appointment, audit."""
    if unit.session.get(Role, role) is None:
        raise RoleUnknown(field="role", role=role)
    unit.session.add(Appointment(user_id=user_id, role_name=role, region_path=region_path, starts_on=unit.today))
    unit.session.flush()
    unit.note("appoint", "user", user_id, region_path=region_path, role=role)


def log_in(
    unit: UnitOfWork, login: str, password: str, hasher: PasswordHasher, policy: LockoutPolicy
) -> LoggedIn | None:
    """Check a password; None when it is refused. Every outcome is counted and audited, so the unit must be committed.

    The answer never says whether the name or the password was wrong. Writes: app_user, audit.
    """
    user = find_user_by_login(unit, login)
    if user is None:
        hasher.hash(password)  # takes as long as a real check, so that the time does not tell which names exist
        unit.note("log_in_refused", "user", None, login=login[:80])
        return None
    is_locked = user.locked_until is not None and user.locked_until > unit.now
    if is_locked or not user.is_active or not _fits(hasher, user.password_hash, password):
        _count_failure(unit, user, policy)
        return None
    if hasher.check_needs_rehash(user.password_hash):
        user.password_hash = hasher.hash(password)
    if user.totp_secret is None:
        _count_success(unit, user)
    return LoggedIn(user.id, needs_code=user.totp_secret is not None)


def confirm_code(unit: UnitOfWork, user_id: int, code: str, policy: LockoutPolicy) -> bool:
    """Check the second factor of a half-finished log-in; a code works once. Writes: app_user, audit."""
    user = get_user(unit, user_id)
    step = int(unit.now.timestamp()) // TOTP_STEP_SECONDS
    is_locked = user.locked_until is not None and user.locked_until > unit.now
    if user.totp_secret is not None and not is_locked:
        totp = pyotp.TOTP(user.totp_secret)
        for candidate in (step, step - 1, step + 1):
            is_fresh = user.totp_last_step is None or candidate > user.totp_last_step
            if is_fresh and secrets.compare_digest(totp.generate_otp(candidate), code.strip()):
                user.totp_last_step = candidate
                _count_success(unit, user)
                return True
    _count_failure(unit, user, policy)
    return False


def enrol_second_factor(unit: UnitOfWork, user_id: int, secret: str, code: str) -> None:
    """Turn the second factor on once the user has shown a code made from `secret`.

    Raises: LoginRefused when the code does not fit. Writes: app_user, audit.
    """
    if not pyotp.TOTP(secret).verify(code.strip(), for_time=unit.now, valid_window=1):
        raise LoginRefused(field="code")
    user = get_user(unit, user_id)
    user.totp_secret = secret
    user.totp_last_step = None
    unit.note("enrol_second_factor", "user", user.id)


def change_password(unit: UnitOfWork, user_id: int, old: str, new: str, hasher: PasswordHasher) -> None:
    """Change one's own password and end all other sessions.

    Raises: LoginRefused, WeakPassword. Writes: app_user, audit.
    """
    user = get_user(unit, user_id)
    if not _fits(hasher, user.password_hash, old):
        raise LoginRefused(field="old_password")
    if not is_acceptable(new, user.login):
        raise WeakPassword(field="new_password")
    user.password_hash = hasher.hash(new)
    user.session_nonce = secrets.token_hex(16)
    unit.note("change_password", "user", user.id)


def change_contact(unit: UnitOfWork, user_id: int, *, email: str | None, language: str) -> None:
    """Change where one's own letters go and in which language. Writes: app_user, audit."""
    user = get_user(unit, user_id)
    user.email = email
    user.language = language
    unit.note("change_contact", "user", user.id)


def set_active(unit: UnitOfWork, user_id: int, *, is_active: bool) -> None:
    """Close or reopen an account; closing ends its sessions. Writes: app_user, audit."""
    user = get_user(unit, user_id)
    user.is_active = is_active
    user.session_nonce = secrets.token_hex(16)
    unit.note("open_account" if is_active else "close_account", "user", user.id)


def unlock(unit: UnitOfWork, user_id: int) -> None:
    """Lift a lock-out. Writes: app_user, audit."""
    user = unit.session.scalar(select(User).where(User.id == user_id).with_for_update())
    if user is not None:
        user.failed_logins, user.locked_until = 0, None
        unit.note("unlock", "user", user.id)


def _fits(hasher: PasswordHasher, password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _count_failure(unit: UnitOfWork, user: User, policy: LockoutPolicy) -> None:
    user.failed_logins += 1
    user.locked_until = policy.locked_until(user.failed_logins, unit.now) or user.locked_until
    unit.note("log_in_refused", "user", user.id, failures=user.failed_logins)


def _count_success(unit: UnitOfWork, user: User) -> None:
    user.failed_logins, user.locked_until, user.last_login_at = 0, None, unit.now
    unit.note("log_in", "user", user.id)
