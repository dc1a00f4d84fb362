"""Measures: their states, and which of them a cause asks for.

Source: docs/methods.md, Cause and measure table, Plan and measures.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from casework.errors import StepRefused
from casework.rules.words import MeasureKind as M
from casework.rules.words import MeasureState
from registry.rules.causes import Cause

TRANSITIONS: frozenset[tuple[MeasureState, MeasureState]] = frozenset(
    {
        (MeasureState.PROPOSED, MeasureState.AGREED),
        # Emergency help starts before the plan is agreed.
        (MeasureState.PROPOSED, MeasureState.UNDER_WAY),
        (MeasureState.PROPOSED, MeasureState.DROPPED),
        (MeasureState.AGREED, MeasureState.UNDER_WAY),
        (MeasureState.AGREED, MeasureState.DONE),
        (MeasureState.AGREED, MeasureState.DROPPED),
        (MeasureState.UNDER_WAY, MeasureState.DONE),
        (MeasureState.UNDER_WAY, MeasureState.DROPPED),
    }
)

DEVELOPMENT: frozenset[M] = frozenset({M.INDUSTRY, M.EMPLOYMENT, M.FINANCE, M.PUBLIC_JOB})
"""Help that lets a household earn more itself; a household with labour needs at least one (rule 5_12_007)."""


@dataclass(frozen=True, slots=True)
class CauseRule:
    """A cause needs at least one of these measures.

    Args:
        for_labour: True, for households where somebody can work; False, where nobody can; None, for all.
    """

    cause: Cause
    any_of: frozenset[M]
    for_labour: bool | None = None


CAUSE_RULES: tuple[CauseRule, ...] = (
    CauseRule(Cause.ILLNESS, frozenset({M.HEALTH, M.SOCIETY, M.SAFETY_NET})),
    CauseRule(Cause.DISABILITY, frozenset({M.SAFETY_NET, M.SOCIETY})),
    CauseRule(Cause.SCHOOLING, frozenset({M.COMPULSORY_SCHOOL, M.EDUCATION, M.SOCIETY})),
    CauseRule(Cause.CHILD_OUT_OF_SCHOOL, frozenset({M.COMPULSORY_SCHOOL})),
    CauseRule(Cause.NATURAL_DISASTER, frozenset({M.SOCIETY, M.SAFETY_NET})),
    CauseRule(Cause.ACCIDENT, frozenset({M.HEALTH, M.SAFETY_NET})),
    CauseRule(Cause.BUSINESS_FAILURE, frozenset({M.INDUSTRY})),
    CauseRule(Cause.UNSTABLE_WORK, frozenset({M.EMPLOYMENT, M.PUBLIC_JOB})),
    CauseRule(Cause.LACK_OF_LABOUR, frozenset({M.PUBLIC_JOB, M.INDUSTRY}), for_labour=True),
    CauseRule(Cause.LACK_OF_LABOUR, frozenset({M.SAFETY_NET}), for_labour=False),
    CauseRule(Cause.HOUSING, frozenset({M.HOUSING, M.RELOCATION})),
    CauseRule(Cause.WATER, frozenset({M.WATER})),
    CauseRule(Cause.LACK_OF_SKILL, frozenset({M.EMPLOYMENT, M.INDUSTRY})),
    CauseRule(Cause.LACK_OF_FUNDS, frozenset({M.FINANCE})),
    CauseRule(Cause.LACK_OF_LAND, frozenset({M.INDUSTRY, M.EMPLOYMENT, M.PUBLIC_JOB})),
    CauseRule(Cause.TRANSPORT, frozenset({M.INFRASTRUCTURE})),
    CauseRule(Cause.LOW_CONFIDENCE, frozenset({M.ENCOURAGEMENT})),
    CauseRule(Cause.LOW_INCOME, DEVELOPMENT | {M.SAFETY_NET}),
    CauseRule(Cause.COVER_GAP, frozenset({M.HEALTH, M.SAFETY_NET})),
    CauseRule(Cause.OTHER, frozenset(M)),
)


@dataclass(frozen=True, slots=True)
class MissingMeasure:
    """A cause that nothing in the plan answers, and what would."""

    cause: Cause
    any_of: tuple[M, ...]


def check_change(state: MeasureState, target: MeasureState) -> None:
    """Refuse a change of state that the table does not have. Raises StepRefused."""
    if (state, target) not in TRANSITIONS:
        raise StepRefused(state=state.label)


def changes_from(state: MeasureState) -> tuple[MeasureState, ...]:
    """Return the states that a measure can go to from `state`, in the order of the list."""
    return tuple(target for target in MeasureState if (state, target) in TRANSITIONS)


def missing_measures(
    causes: Iterable[Cause], kinds: Iterable[M], has_labour: bool | None = None
) -> tuple[MissingMeasure, ...]:
    """Return each cause that no measure answers, in the order of `causes`.

    Args:
        kinds: kinds of the measures that are not dropped.
        has_labour: whether somebody in the household can work; None, not known: either answer counts.
    """
    planned = frozenset(kinds)
    wanted = ((cause, answers_to(cause, has_labour)) for cause in causes)
    return tuple(
        MissingMeasure(cause, tuple(kind for kind in M if kind in any_of))
        for cause, any_of in wanted
        if not any_of & planned
    )


def answers_to(cause: Cause, has_labour: bool | None) -> frozenset[M]:
    """Return the kinds of measure that answer a cause."""
    rules = (rule for rule in CAUSE_RULES if rule.cause == cause)
    fitting = (rule.any_of for rule in rules if None in (rule.for_labour, has_labour) or rule.for_labour == has_labour)
    return frozenset().union(*fitting)


def lacks_development(kinds: Iterable[M], has_labour: bool) -> bool:
    """Tell whether a household that can work gets no help to earn more itself."""
    return has_labour and DEVELOPMENT.isdisjoint(kinds)
