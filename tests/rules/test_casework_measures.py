"""Which measures a cause asks for, and how a measure moves. Known answers: validation rules 5_18 and 5_12."""

import pytest

from casework.errors import StepRefused
from casework.rules.measures import (
    CAUSE_RULES,
    TRANSITIONS,
    answers_to,
    changes_from,
    check_change,
    lacks_development,
    missing_measures,
)
from casework.rules.words import MeasureKind, MeasureState
from registry.rules.causes import Cause

KNOWN = [
    # cause, kinds planned, is it answered?
    (Cause.SCHOOLING, {MeasureKind.HEALTH}, False),  # 5_18_002
    (Cause.SCHOOLING, {MeasureKind.EDUCATION}, True),
    (Cause.DISABILITY, {MeasureKind.SOCIETY}, True),
    (Cause.DISABILITY, {MeasureKind.HEALTH}, False),
    (Cause.ILLNESS, {MeasureKind.HEALTH}, True),
    (Cause.ILLNESS, {MeasureKind.SAFETY_NET}, True),  # the older rule accepts it
    (Cause.ILLNESS, {MeasureKind.INDUSTRY}, False),
    (Cause.CHILD_OUT_OF_SCHOOL, {MeasureKind.EDUCATION}, False),
    (Cause.CHILD_OUT_OF_SCHOOL, {MeasureKind.COMPULSORY_SCHOOL}, True),
    (Cause.HOUSING, {MeasureKind.RELOCATION}, True),
    (Cause.WATER, {MeasureKind.HOUSING}, False),
    (Cause.UNSTABLE_WORK, {MeasureKind.PUBLIC_JOB}, True),
    (Cause.LACK_OF_FUNDS, {MeasureKind.FINANCE}, True),
    (Cause.LOW_CONFIDENCE, {MeasureKind.ENCOURAGEMENT}, True),
    (Cause.OTHER, {MeasureKind.WATER}, True),
    (Cause.OTHER, set(), False),
]


@pytest.mark.parametrize(("cause", "kinds", "is_answered"), KNOWN)
def test_a_cause_is_answered_as_the_table_says(cause: Cause, kinds: set[MeasureKind], is_answered: bool) -> None:
    assert (missing_measures([cause], kinds) == ()) is is_answered


def test_every_cause_has_a_measure_and_every_measure_answers_something() -> None:
    assert {rule.cause for rule in CAUSE_RULES} == set(Cause)
    assert frozenset().union(*(rule.any_of for rule in CAUSE_RULES if rule.cause != Cause.OTHER)) >= (
        set(MeasureKind) - {MeasureKind.LIVING}
    )


def test_lack_of_labour_is_answered_by_work_or_by_the_safety_net_as_the_household_is() -> None:
    assert answers_to(Cause.LACK_OF_LABOUR, True) == {MeasureKind.PUBLIC_JOB, MeasureKind.INDUSTRY}
    assert answers_to(Cause.LACK_OF_LABOUR, False) == {MeasureKind.SAFETY_NET}
    assert answers_to(Cause.LACK_OF_LABOUR, None) == answers_to(Cause.LACK_OF_LABOUR, True) | {MeasureKind.SAFETY_NET}


def test_what_is_missing_keeps_the_order_of_the_causes_and_names_what_would_help() -> None:
    missing = missing_measures([Cause.WATER, Cause.ILLNESS, Cause.HOUSING], [MeasureKind.HEALTH])
    assert [(item.cause, item.any_of) for item in missing] == [
        (Cause.WATER, (MeasureKind.WATER,)),
        (Cause.HOUSING, (MeasureKind.HOUSING, MeasureKind.RELOCATION)),
    ]


def test_a_household_that_can_work_gets_more_than_the_safety_net() -> None:
    assert lacks_development([MeasureKind.SAFETY_NET], has_labour=True)  # 5_11_032
    assert not lacks_development([MeasureKind.SAFETY_NET, MeasureKind.PUBLIC_JOB], has_labour=True)
    assert not lacks_development([MeasureKind.SAFETY_NET], has_labour=False)


@pytest.mark.parametrize("state", MeasureState)
@pytest.mark.parametrize("target", MeasureState)
def test_a_measure_moves_forward_only(state: MeasureState, target: MeasureState) -> None:
    if (state, target) in TRANSITIONS:
        check_change(state, target)
        assert target in changes_from(state)
    else:
        with pytest.raises(StepRefused):
            check_change(state, target)


def test_what_is_done_or_dropped_stays_so() -> None:
    assert changes_from(MeasureState.DONE) == changes_from(MeasureState.DROPPED) == ()
    assert changes_from(MeasureState.PROPOSED) == (
        MeasureState.AGREED,
        MeasureState.UNDER_WAY,
        MeasureState.DROPPED,
    )
