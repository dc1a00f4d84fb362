"""Reads of grades: one household's with its reasons, and all of them for an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select

from foundation.unit_of_work import UnitOfWork
from monitoring.models import Grade, GradingRound, RuleSetVersion
from monitoring.queries.rulesets import parse_stored
from monitoring.rules.explain import Reason, explain_reasons
from monitoring.rules.indicators import Indicator
from monitoring.rules.ruleset import LegendEntry
from monitoring.rules.way_to_green import Change, ways_to_green
from monitoring.rules.words import RoundState
from registry.models import Household, Standing
from registry.queries.scope import household_scope
from registry.rules.words import Colour

STREAM_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class ExplainedGrade:
    """A household's grade in words.

    Args:
        as_of: the day it was graded for.
        legend: what the colour means in this rule set.
        is_stale: the facts are old, or nobody knows how old; `surveyed_on` says when they were looked at.
        reasons: the rules that fired, most severe first.
        unknowns: the inputs that are missing.
        ways_to_green: the smallest changes that would end every reason.
    """

    household_id: int
    round_id: int
    as_of: date
    graded_at: datetime
    rule_set_id: int
    colour: Colour
    legend: LegendEntry
    score: int
    is_stale: bool
    surveyed_on: date | None
    reasons: tuple[Reason, ...]
    unknowns: tuple[Indicator, ...]
    ways_to_green: tuple[tuple[Change, ...], ...]


def explain_household(unit: UnitOfWork, household_id: int) -> ExplainedGrade | None:
    """Return a household's present grade with its reasons, None when it is not graded or not the actor's to see.

    Cost: 1.
    """
    row = unit.session.execute(
        select(Grade, GradingRound, RuleSetVersion, Household.surveyed_on)
        .join(GradingRound, GradingRound.id == Grade.round_id)
        .join(RuleSetVersion, RuleSetVersion.id == GradingRound.rule_set_id)
        .join(Household, Household.id == Grade.household_id)
        .where(
            Grade.household_id == household_id,
            GradingRound.state == RoundState.FINISHED,
            household_scope(Household.region_path, Household.id, unit.actor),
        )
        .order_by(GradingRound.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _explained(*row)


def _explained(
    grade: Grade, graded: GradingRound, rule_set: RuleSetVersion, surveyed_on: date | None
) -> ExplainedGrade:
    rules = parse_stored(rule_set.source_text, rule_set.extra_fields)
    return ExplainedGrade(
        household_id=grade.household_id,
        round_id=graded.id,
        as_of=graded.as_of_on,
        graded_at=graded.finished_at or graded.started_at,
        rule_set_id=graded.rule_set_id,
        colour=grade.colour,
        legend=rules.legend[grade.colour],
        score=grade.score,
        is_stale=grade.is_stale,
        surveyed_on=surveyed_on,
        reasons=explain_reasons(rules, grade.reasons, grade.evidence or {}),
        unknowns=tuple(rules.indicator(name) for name in grade.unknowns if rules.knows(name)),
        ways_to_green=ways_to_green(rules, grade.evidence or {}),
    )


def export_grades(unit: UnitOfWork) -> Iterator[tuple[str, str, int, str]]:
    """Yield (household code, colour, score, reasons joined by a space) of every graded household, by code.

    Rows are streamed, some thousand in memory at a time. Cost: 1.
    """
    rows: Sequence[Row[Any]] | Any = unit.session.execute(
        select(Household.code, Standing.colour, Standing.score, Standing.reasons)
        .join(Standing, Standing.household_id == Household.id)
        .where(
            Standing.round_id.is_not(None),
            Household.closed_on.is_(None),
            household_scope(Household.region_path, Household.id, unit.actor),
        )
        .order_by(Household.code)
        .execution_options(yield_per=STREAM_ROWS)
    )
    for row in rows:
        yield row.code, row.colour.value, row.score, " ".join(row.reasons)
