"""What the operations of record linkage report."""

from dataclasses import dataclass

from registry.rules.linkage.words import LinkRunState, PairState


@dataclass(frozen=True, slots=True)
class LinkRunRequested:
    run_id: int


@dataclass(frozen=True, slots=True)
class LinkRunEnded:
    """What a run came to.

    Args:
        left, right: people held against one another; `right` is none within one register.
        likely, possible: pairs found.
        new: pairs that had never been seen.
        kept: pairs that people have decided before, and are not asked again.
        cleared: open pairs whose cause is gone.
    """

    run_id: int
    state: LinkRunState
    left: int = 0
    right: int = 0
    likely: int = 0
    possible: int = 0
    new: int = 0
    kept: int = 0
    cleared: int = 0


@dataclass(frozen=True, slots=True)
class PairDecided:
    pair_id: int
    decision_id: int
    state: PairState


@dataclass(frozen=True, slots=True)
class PairsAccepted:
    run_id: int
    count: int


@dataclass(frozen=True, slots=True)
class PeopleMerged:
    """Two records of one person made one.

    Args:
        fields: those in which the record that stays took the other's value.
    """

    merge_id: int
    kept_id: int
    merged_id: int
    household_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionUndone:
    """A decision taken back.

    Args:
        is_merge: two records were apart again afterwards.
        left_alone: fields that somebody has changed since the merge, and which therefore stay as they are now.
    """

    pair_id: int
    is_merge: bool
    left_alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairsRechecked:
    """Open pairs looked at again: how many, and how many of them were cleared."""

    checked: int
    cleared: int
