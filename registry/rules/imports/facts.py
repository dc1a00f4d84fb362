"""What an import did, in numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from foundation.wording import Worded
from registry.rules.words_imports import ContradictionState, StagedEntity, StagedOutcome

Counts = Mapping[StagedEntity, Mapping[StagedOutcome, int]]


@dataclass(frozen=True, slots=True)
class ImportStaged:
    """Files were read, checked and staged; the register is as it was.

    Args:
        counts: entity → outcome → records.
        rows: rows read, without headings and blank rows.
        errors, warnings: how many issues of each weight, listed or not.
        contradictions: members whose sex, birth date or ID number differs from the register.
        is_stopped: so much is doubtful that nothing of it may be taken in.
    """

    run_id: int
    counts: Counts
    rows: int
    blank_rows: int
    errors: int
    warnings: int
    contradictions: int = 0
    is_stopped: bool = False

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


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """Something that was built on an import.

    Args:
        examples: the first of them, by the household's number or the import's.
    """

    kind: Worded
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """What a commit had written was taken out of the register again.

    Args:
        removed: entity → new records that are gone.
        restored: entity → records that have their former values again.
    """

    run_id: int
    removed: Mapping[StagedEntity, int]
    restored: Mapping[StagedEntity, int]


@dataclass(frozen=True, slots=True)
class ContradictionsDecided:
    """A person said which of two values is right, or that they belong to two people.

    Args:
        put_back: the other values that the same row had brought were taken back.
    """

    person_id: int
    decision: ContradictionState
    fields: tuple[str, ...]
    put_back: bool = False
