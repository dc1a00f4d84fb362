"""Reads of what people decided about pairs, undone or standing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import LinkDecision, LinkPair, PersonMerge
from registry.queries.linkage.pairs import PairLine, as_line, join_homes, joined_pairs, line_columns, may_see
from registry.rules.linkage.errors import LinkDecisionNotFound
from registry.rules.linkage.words import Verdict


@dataclass(frozen=True, slots=True)
class DecisionFilters:
    """What a list of decisions is narrowed to; empty means all.

    Args:
        is_standing: true, those that hold; false, those that were undone.
    """

    verdict: Verdict | None = None
    is_standing: bool | None = None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as a list shows it, with its pair; `merge_id` when the records were merged on it."""

    id: int
    verdict: Verdict
    reason: str
    decided_at: datetime
    decided_by: str
    undone_at: datetime | None
    undone_by: str | None
    merge_id: int | None
    pair: PairLine


def get_decision(unit: UnitOfWork, decision_id: int, *, for_update: bool = False) -> LinkDecision:
    """Return a decision about a pair that the actor may see.

    Args:
        for_update: hold the row until the unit ends.
    Raises: LinkDecisionNotFound. Cost: 1 statement.
    """
    statement = (
        joined_pairs(LinkDecision)
        .join(LinkDecision, LinkDecision.pair_id == LinkPair.id)
        .where(LinkDecision.id == decision_id, may_see(unit))
    )
    if for_update:
        statement = statement.with_for_update(of=LinkDecision).execution_options(populate_existing=True)
    decision: LinkDecision | None = unit.session.scalar(statement)
    if decision is None:
        raise LinkDecisionNotFound()
    return decision


def find_standing_decision(unit: UnitOfWork, pair_id: int) -> LinkDecision | None:
    """Return the decision about a pair that holds, None when none does. Cost: 1 statement."""
    return unit.session.scalar(
        select(LinkDecision).where(LinkDecision.pair_id == pair_id, LinkDecision.undone_at.is_(None))
    )


def find_merge(unit: UnitOfWork, decision_id: int) -> PersonMerge | None:
    """Return the standing merge that followed a decision, None when there is none. Cost: 1 statement."""
    return unit.session.scalar(
        select(PersonMerge).where(PersonMerge.decision_id == decision_id, PersonMerge.undone_at.is_(None))
    )


def find_merged_into(unit: UnitOfWork, person_id: int) -> int | None:
    """Return the person whom a record that left was merged into, None when it was not. Cost: 1 statement."""
    return unit.session.scalar(
        select(PersonMerge.kept_id).where(PersonMerge.merged_id == person_id, PersonMerge.undone_at.is_(None))
    )


def list_decisions(unit: UnitOfWork, filters: DecisionFilters, request: PageRequest) -> Page[DecisionLine]:
    """Return a page of decisions, the latest first. Cost: 2 statements."""
    sortable = {"decided_at": LinkDecision.decided_at, "decided_by": LinkDecision.decided_by}
    page = fetch_page(unit.session, _decisions(unit, filters), request, sortable, (LinkDecision.id.desc(),))
    return Page([_as_decision(row) for row in page.rows], page.total, page.number, page.size, page.sort)


def list_pair_decisions(unit: UnitOfWork, pair_id: int) -> Sequence[LinkDecision]:
    """Return every decision about a pair, the latest first. Cost: 1 statement."""
    statement = select(LinkDecision).where(LinkDecision.pair_id == pair_id).order_by(LinkDecision.id.desc())
    return unit.session.scalars(statement).all()


def _decisions(unit: UnitOfWork, filters: DecisionFilters) -> Select[Any]:
    statement = (
        join_homes(joined_pairs(*line_columns(), *_decision_columns()))
        .join(LinkDecision, LinkDecision.pair_id == LinkPair.id)
        .outerjoin(PersonMerge, PersonMerge.decision_id == LinkDecision.id)
        .where(may_see(unit))
    )
    if filters.verdict is not None:
        statement = statement.where(LinkDecision.verdict == filters.verdict)
    if filters.is_standing is not None:
        undone = LinkDecision.undone_at
        statement = statement.where(undone.is_(None) if filters.is_standing else undone.is_not(None))
    return statement


def _decision_columns() -> list[Any]:
    return [
        LinkDecision.id.label("decision_id"),
        LinkDecision.verdict,
        LinkDecision.reason,
        LinkDecision.decided_at,
        LinkDecision.decided_by,
        LinkDecision.undone_at,
        LinkDecision.undone_by,
        PersonMerge.id.label("merge_id"),
    ]


def _as_decision(row: Row[Any]) -> DecisionLine:
    return DecisionLine(
        id=row.decision_id,
        verdict=row.verdict,
        reason=row.reason,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        merge_id=row.merge_id,
        pair=as_line(row),
    )
