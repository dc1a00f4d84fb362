"""What the register's operations report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UserAdded:
    user_id: int
    login: str


@dataclass(frozen=True, slots=True)
class LoggedIn:
    user_id: int
    needs_code: bool


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    consent_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class RegionsLoaded:
    count: int
