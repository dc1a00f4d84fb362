"""Where a pair stands and what a decision, its undoing, a merge or a new look makes of it, as one table."""

from registry.rules.linkage.words import PairState, Verdict

DECISIONS: dict[tuple[PairState, Verdict], PairState] = {
    (PairState.OPEN, Verdict.SAME): PairState.SAME,
    (PairState.OPEN, Verdict.DIFFERENT): PairState.DIFFERENT,
    (PairState.OPEN, Verdict.UNSURE): PairState.UNSURE,
    (PairState.UNSURE, Verdict.SAME): PairState.SAME,
    (PairState.UNSURE, Verdict.DIFFERENT): PairState.DIFFERENT,
    (PairState.UNSURE, Verdict.UNSURE): PairState.UNSURE,
}
"""Every other state is decided already: undo the decision first."""

UNDECIDED = frozenset({PairState.OPEN, PairState.UNSURE})
"""States in which a pair waits for people, and which a run may weigh anew or clear."""

MERGEABLE = frozenset({PairState.OPEN, PairState.UNSURE, PairState.SAME})
AFTER_UNDOING = PairState.OPEN
REOPENED = PairState.OPEN
"""What a cleared pair becomes when its records look alike again."""
