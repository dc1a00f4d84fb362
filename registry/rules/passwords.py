"""Log-in rules: what a password must be, and when an account is locked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MIN_LENGTH = 12


def is_acceptable(password: str, login: str) -> bool:
    """Tell whether a password is long enough and is not the log-in name (NIST SP 800-63B: length over composition)."""
    return len(password) >= MIN_LENGTH and password.casefold() != login.casefold()


@dataclass(frozen=True, slots=True)
class LockoutPolicy:
    """After `attempts` failures in a row the account is locked for `minutes`."""

    attempts: int = 5
    minutes: int = 15

    def locked_until(self, failed_logins: int, now: datetime) -> datetime | None:
        return now + timedelta(minutes=self.minutes) if failed_logins >= self.attempts else None
