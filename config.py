"""Settings: the only place that reads the environment.

Every key has a unit, a default and a meaning. Secrets have no default in the code: when the environment does not give
them, `make run` writes random ones to `instance/secrets.env`, which is read here and never committed.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    database_url: str | None
    """PostgreSQL 15 or newer, `postgresql://…`; None starts the embedded server in the instance folder."""
    instance_path: Path
    """Where files, the search index and the embedded database live."""
    secret_key: str
    """Signs sessions and forms; at least 32 characters."""
    encryption_secret: str
    """Encrypts identity and account numbers; at least 32 characters. Losing it loses them."""
    base_url: str
    """The address people use, without a final slash; payment pages return to it."""
    stripe_secret_key: str | None
    """Stripe's secret key; None leaves bank transfer as the only way to pay."""
    stripe_webhook_secret: str | None
    """Checks the signature of Stripe's notices."""
    stripe_api_base: str
    """Stripe's address; tests point it at their stand-in."""
    bank_account_holder: str
    """Who receives bank transfers, as the bank knows them."""
    bank_name: str
    """The bank that holds the account for transfers."""
    bank_account_number: str
    """The account for transfers."""
    mail_url: str | None
    """`smtp://user:password@host:port?from=…`; None keeps letters as files in the instance folder."""
    cookies_secure: bool
    """Send cookies over HTTPS only; off for `make run` on the loopback address."""
    session_minutes: int
    """Minutes without a click after which a session ends."""
    login_attempts: int
    """Failed log-ins in a row after which an account is locked."""
    lockout_minutes: int
    """Minutes an account stays locked."""
    argon2_memory_kib: int
    """Memory of one password hash, KiB; 19456 is OWASP's floor."""
    rate_limit_storage: str
    """Where request counts are kept; `memory://` counts per process."""
    second_factor_required: bool
    """Staff must set up a second factor before they go on; off in the demo."""
    is_demo: bool
    """Show the demo banner and the demo log-ins."""

    @property
    def search_path(self) -> Path:
        return self.instance_path / "search"

    @property
    def files_path(self) -> Path:
        return self.instance_path / "files"

    @property
    def snapshot_path(self) -> Path:
        return self.instance_path / "snapshot"

    @property
    def mail_path(self) -> Path:
        return self.instance_path / "mail"

    @property
    def postgres_path(self) -> Path:
        return self.instance_path / "postgres"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment and, for what it lacks, from `instance/secrets.env`.

    Raises: ValueError when a number is no number.
    """
    given = dict(os.environ if environ is None else environ)
    instance = Path(given.get("HOLDFAST_INSTANCE", str(ROOT / "instance"))).resolve()
    values = {**read_secrets(instance / "secrets.env"), **given}
    return Settings(
        database_url=values.get("DATABASE_URL") or None,
        instance_path=instance,
        secret_key=values["HOLDFAST_SECRET_KEY"],
        encryption_secret=values["HOLDFAST_ENCRYPTION_SECRET"],
        base_url=values.get("HOLDFAST_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        stripe_secret_key=values.get("STRIPE_SECRET_KEY") or None,
        stripe_webhook_secret=values.get("STRIPE_WEBHOOK_SECRET") or None,
        stripe_api_base=values.get("STRIPE_API_BASE", "https://api.stripe.com"),
        bank_account_holder=values.get("HOLDFAST_BANK_HOLDER", "County assistance fund"),
        bank_name=values.get("HOLDFAST_BANK_NAME", "(bank not set)"),
        bank_account_number=values.get("HOLDFAST_BANK_ACCOUNT", "(account not set)"),
        mail_url=values.get("HOLDFAST_MAIL_URL") or None,
        cookies_secure=values.get("HOLDFAST_COOKIES_SECURE", "1") == "1",
        session_minutes=int(values.get("HOLDFAST_SESSION_MINUTES", "60")),
        login_attempts=int(values.get("HOLDFAST_LOGIN_ATTEMPTS", "5")),
        lockout_minutes=int(values.get("HOLDFAST_LOCKOUT_MINUTES", "15")),
        argon2_memory_kib=int(values.get("HOLDFAST_ARGON2_MEMORY_KIB", "19456")),
        rate_limit_storage=values.get("HOLDFAST_RATE_LIMIT_STORAGE", "memory://"),
        second_factor_required=values.get("HOLDFAST_SECOND_FACTOR", "1") == "1",
        is_demo=values.get("HOLDFAST_DEMO", "0") == "1",
    )


def read_secrets(path: Path) -> dict[str, str]:
    """Read `KEY=value` lines; make the file with fresh random secrets when it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{key}={secrets.token_urlsafe(48)}" for key in ("HOLDFAST_SECRET_KEY", "HOLDFAST_ENCRYPTION_SECRET")]
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n")
    pairs = (line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, value in pairs}
