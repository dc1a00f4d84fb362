"""What the acts of validation report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run with the ranges of household ids that are checked one by one."""

    run_id: int
    scope_path: str
    rule_ids: tuple[str, ...] | None
    at: datetime
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PartChecked:
    """How many violations a part has, and how many of them are new or gone."""

    found: int
    added: int
    cleared: int


@dataclass(frozen=True, slots=True)
class RunFinished:
    """What stands open in the region after a run.

    Args:
        open_by_rule: findings that no exception hides.
        excepted: findings that one hides.
    """

    run_id: int
    open_by_rule: Mapping[str, int]
    open_by_severity: Mapping[str, int]
    excepted: int
    added: int
    cleared: int


@dataclass(frozen=True, slots=True)
class ExceptionGranted:
    exception_id: int
    household_id: int


@dataclass(frozen=True, slots=True)
class RulesStored:
    rules_id: int
    name: str
    count: int
