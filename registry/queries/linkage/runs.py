"""Reads of linkage runs. A run may be seen by whoever started it and by those whose area holds its region."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun, LinkPair, LinkRun
from registry.queries.linkage.pairs import joined_pairs, may_see
from registry.rules.linkage.errors import LinkRunNotFound
from registry.rules.linkage.words import Certainty, LinkRunKind, LinkRunState, PairState
from registry.rules.words_imports import ImportState

ACTIVE = (LinkRunState.WAITING, LinkRunState.RUNNING)
CATCH_UP = timedelta(days=7)
"""Imports older than this are left to the run over the whole register."""


def visible_runs(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a run may be seen by the actor."""
    inside = within_areas(LinkRun.scope_path, unit.actor)
    return inside if unit.actor.user_id is None else or_(inside, LinkRun.started_by_id == unit.actor.user_id)


def get_run(unit: UnitOfWork, run_id: int, *, for_update: bool = False) -> LinkRun:
    """Return a run the actor may see.

    Args:
        for_update: hold the row until the unit ends.
    Raises: LinkRunNotFound. Cost: 1 statement.
    """
    statement = select(LinkRun).where(LinkRun.id == run_id, visible_runs(unit))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    run = unit.session.scalar(statement)
    if run is None:
        raise LinkRunNotFound()
    return run


def list_runs(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of runs as rows, the latest first. Cost: 2 statements."""
    statement = select(
        LinkRun.id,
        LinkRun.kind,
        LinkRun.state,
        LinkRun.scope_path,
        LinkRun.source_name,
        LinkRun.import_run_id,
        LinkRun.counts,
        LinkRun.started_at,
        LinkRun.started_by,
        LinkRun.finished_at,
    ).where(visible_runs(unit))
    return fetch_page(unit.session, statement, request, {"started_at": LinkRun.started_at}, (LinkRun.id.desc(),))


def find_latest_run(unit: UnitOfWork) -> LinkRun | None:
    """Return the latest run that the actor may see, None when there is none. Cost: 1 statement."""
    return unit.session.scalar(select(LinkRun).where(visible_runs(unit)).order_by(LinkRun.id.desc()).limit(1))


def find_active_run(unit: UnitOfWork, scope_path: str) -> int | None:
    """Return a run over the whole of a region that waits or goes on, None when there is none. Cost: 1 statement."""
    return unit.session.scalar(
        select(LinkRun.id).where(
            LinkRun.scope_path == scope_path, LinkRun.kind == LinkRunKind.REGISTER, LinkRun.state.in_(ACTIVE)
        )
    )


def find_last_look(unit: UnitOfWork) -> datetime | None:
    """Return when the last finished run over the whole register, or over its changes, began. Cost: 1 statement."""
    return unit.session.scalar(
        select(func.max(LinkRun.started_at)).where(
            LinkRun.scope_path == "",
            LinkRun.kind.in_((LinkRunKind.REGISTER, LinkRunKind.CHANGED)),
            LinkRun.state == LinkRunState.FINISHED,
        )
    )


def list_unlinked_imports(unit: UnitOfWork) -> Sequence[Row[Any]]:
    """Return the imports of the last days whose people nobody has held against the register. Cost: 1 statement."""
    columns: list[Any] = [ImportRun.id, ImportRun.finished_at]
    statement = (
        select(*columns)
        .outerjoin(LinkRun, LinkRun.import_run_id == ImportRun.id)
        .where(
            ImportRun.state == ImportState.COMMITTED,
            ImportRun.finished_at >= unit.now - CATCH_UP,
            LinkRun.id.is_(None),
        )
        .order_by(ImportRun.id)
    )
    return unit.session.execute(statement).all()


def count_states(unit: UnitOfWork, run_id: int) -> dict[tuple[PairState, Certainty], int]:
    """Return how many pairs that a run found first stand where, by state and certainty, as far as the actor may see.

    Cost: 1 statement.
    """
    statement = joined_pairs(LinkPair.state, LinkPair.certainty, func.count())
    statement = statement.where(LinkPair.run_id == run_id, may_see(unit)).group_by(LinkPair.state, LinkPair.certainty)
    return {(row[0], row[1]): row[2] for row in unit.session.execute(statement)}
