"""Reads of runs, and the counts of a day that nobody keeps."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, or_, select, text

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, QualityRun
from registry.queries.as_of import past_day
from registry.queries.quality.outside import Outside
from registry.queries.quality.tables import END_OF_PREFIX, LAST_ID, extent_params, fill
from registry.rules.quality.compiling import compile_rules
from registry.rules.quality.faults import RunNotFound
from registry.rules.quality.rulebook import RuleBook
from registry.rules.quality.words import RunState

PART_SIZE = 20_000


def touches(unit: UnitOfWork, scope_path: Any) -> ColumnElement[bool]:
    """Return the condition that a run's region lies in the actor's areas or around one of them."""
    conditions = [
        func.starts_with(scope_path, area) | func.starts_with(literal(area), scope_path) for area in unit.actor.areas
    ]
    return or_(literal(False), *conditions)


def get_run(unit: UnitOfWork, run_id: int, *, lock: bool = False) -> QualityRun:
    """Return a run that touches the actor's areas. Raises: RunNotFound. Cost: 1."""
    statement = select(QualityRun).where(QualityRun.id == run_id, touches(unit, QualityRun.scope_path))
    run = unit.session.scalar(statement.with_for_update() if lock else statement)
    if run is None:
        raise RunNotFound()
    return run


def find_last_run(unit: UnitOfWork) -> QualityRun | None:
    """Return the last finished run of all rules that touches the actor's areas. Cost: 1."""
    return unit.session.scalar(
        select(QualityRun)
        .where(
            QualityRun.state == RunState.FINISHED,
            QualityRun.rule_ids.is_(None),
            touches(unit, QualityRun.scope_path),
        )
        .order_by(QualityRun.id.desc())
        .limit(1)
    )


def compared_since(unit: UnitOfWork) -> datetime | None:
    """Return the moment from which findings are new: the start of the last run; None when it was the first. Cost: 1."""
    starts = (
        select(QualityRun.started_at)
        .where(
            QualityRun.state == RunState.FINISHED,
            QualityRun.rule_ids.is_(None),
            touches(unit, QualityRun.scope_path),
        )
        .order_by(QualityRun.id.desc())
        .limit(2)
    )
    found = unit.session.scalars(starts).all()
    return found[0] if len(found) == 2 else None


def find_open_run(unit: UnitOfWork) -> QualityRun | None:
    """Return a run that waits or goes on over the actor's areas. Cost: 1."""
    return unit.session.scalar(
        select(QualityRun)
        .where(
            QualityRun.state.in_((RunState.WAITING, RunState.RUNNING)),
            touches(unit, QualityRun.scope_path),
        )
        .order_by(QualityRun.id.desc())
        .limit(1)
    )


def list_runs(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of the runs that touch the actor's areas, newest first. Cost: 2."""
    columns = [getattr(QualityRun, name) for name in RUN_COLUMNS]
    statement = select(*columns).where(touches(unit, QualityRun.scope_path))
    sortable = {"asked_at": QualityRun.asked_at, "state": QualityRun.state}
    return fetch_page(unit.session, statement, request, sortable, [QualityRun.id.desc()])


RUN_COLUMNS = ("id", "scope_path", "state", "asked_at", "asked_by", "started_at", "finished_at", "counts", "rule_ids")


def list_parts(unit: UnitOfWork, scope_path: str, size: int = PART_SIZE) -> list[tuple[int, int]]:
    """Return ranges of household ids, both ends included, that cover a region without a gap.

    The gaps count too: a finding of a household that has left the register is cleared. Cost: 1.
    """
    numbered = (
        select(Household.id, ((func.row_number().over(order_by=Household.id) - 1) // size).label("part"))
        .where(Household.region_path.between(scope_path, scope_path + END_OF_PREFIX))
        .subquery()
    )
    last = func.max(numbered.c.id)
    ends: Sequence[int] = unit.session.scalars(select(last).group_by(numbered.c.part).order_by(last)).all()
    starts = [0, *(end + 1 for end in ends[:-1])]
    return list(zip(starts, [*ends[:-1], LAST_ID], strict=True)) if ends else [(0, LAST_ID)]


def count_violations(unit: UnitOfWork, book: RuleBook, outside: Outside, scope_path: str, day: date) -> dict[str, int]:
    """Return how many records violate each rule on a day, as the register was then; nothing is kept.

    Cost: 1 statement over the region.
    """
    statement = compile_rules(book.rules, outside.ground(day))
    sql = fill(statement.sql, outside, 0, LAST_ID, day, past_day(unit, day))
    values = statement.params | extent_params(scope_path, 0, LAST_ID, day)
    counted = text(f"select rule_id, count(*) as records from ({sql}) as hit group by rule_id")
    found = {row.rule_id: row.records for row in unit.session.connection().execute(counted, values)}
    return {rule.id: found.get(rule.id, 0) for rule in book}
