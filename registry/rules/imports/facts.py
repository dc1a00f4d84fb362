"""What an import did, in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.rules.words_imports import StagedEntity, StagedOutcome

Counts = Mapping[StagedEntity, Mapping[StagedOutcome, int]]


@dataclass(frozen=True, slots=True)
class ImportStaged:
    """Files were read, checked and staged; the register is as it was.

    Args:
        counts: entity → outcome → records.
        rows: rows read, without headings and blank rows.
        errors, warnings: how many issues of each weight, listed or not.
    """

    run_id: int
    counts: Counts
    rows: int
    blank_rows: int
    errors: int
    warnings: int

    @property
    def is_clean(self) -> bool:
        return self.errors == 0

    @property
    def takes(self) -> int:
        """Records that a commit would write."""
        return sum(
            outcomes.get(o, 0) for outcomes in self.counts.values() for o in (StagedOutcome.NEW, StagedOutcome.CHANGED)
        )


@dataclass(frozen=True, slots=True)
class ImportCommitted:
    """Staged records became part of the register.

    Args:
        counts: entity → `new` or `changed` → records written.
        households: how many households have something new.
    """

    run_id: int
    counts: Counts
    households: int

    @property
    def written(self) -> int:
        return sum(sum(outcomes.values()) for outcomes in self.counts.values())


@dataclass(frozen=True, slots=True)
class ImportDiscarded:
    """Staged records were thrown away; the register is as it was."""

    run_id: int
