"""Reads of frozen rounds. A round is for those whose areas hold the whole of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Region, StatisticsRound
from registry.rules.statistics.errors import RoundNotFound
from registry.rules.statistics.sealing import Sealed, seal_round
from registry.rules.statistics.words import RoundState


def get_round(unit: UnitOfWork, round_id: int) -> StatisticsRound:
    """Return a round of the actor's areas. Raises RoundNotFound. Cost: 1."""
    found = unit.session.scalar(select(StatisticsRound).where(StatisticsRound.id == round_id, _readable(unit)))
    if found is None:
        raise RoundNotFound()
    return found


@dataclass(frozen=True, slots=True)
class RoundFilters:
    """Which rounds a list shows: words of the name, a region and what lies below it, a state."""

    words: str = ""
    region_path: str = ""
    state: RoundState | None = None


def list_rounds(unit: UnitOfWork, filters: RoundFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of rounds, newest first: id, name, reason, region, as_of_on, state, frozen_at, … Cost: 2."""
    columns: tuple[Any, ...] = (
        StatisticsRound.id,
        StatisticsRound.name,
        StatisticsRound.reason,
        StatisticsRound.as_of_on,
        StatisticsRound.state,
        StatisticsRound.requested_at,
        StatisticsRound.requested_by,
        StatisticsRound.frozen_at,
        StatisticsRound.content_hash,
        Region.name.label("region"),
        Region.code.label("region_code"),
    )
    statement = select(*columns).outerjoin(Region, Region.path == StatisticsRound.region_path).where(_readable(unit))
    if filters.words:
        statement = statement.where(StatisticsRound.name.icontains(filters.words, autoescape=True))
    if filters.region_path:
        statement = statement.where(StatisticsRound.region_path.startswith(filters.region_path, autoescape=True))
    if filters.state is not None:
        statement = statement.where(StatisticsRound.state == filters.state)
    sortable = {"name": StatisticsRound.name, "as_of": StatisticsRound.as_of_on, "region": Region.name}
    return fetch_page(unit.session, statement, request, sortable, [StatisticsRound.id.desc()])


def list_frozen(unit: UnitOfWork, region_path: str, *, except_id: int = 0, most: int = 50) -> Sequence[Row[Any]]:
    """Return the latest frozen rounds of exactly this region, newest first: id, name, as_of_on. Cost: 1."""
    columns: tuple[Any, ...] = (StatisticsRound.id, StatisticsRound.name, StatisticsRound.as_of_on)
    statement = select(*columns).where(
        StatisticsRound.region_path == region_path,
        StatisticsRound.state == RoundState.FROZEN,
        StatisticsRound.id != except_id,
        _readable(unit),
    )
    newest = (StatisticsRound.as_of_on.desc(), StatisticsRound.id.desc())
    return unit.session.execute(statement.order_by(*newest).limit(most)).all()


def is_whole(row: StatisticsRound) -> bool:
    """Tell whether a frozen round still says what it was sealed with."""
    if row.frozen_at is None or row.figures is None or row.smallest_shown is None:
        return False
    return seal_round(Sealed.of(row)) == row.content_hash


def altered_rounds(unit: UnitOfWork) -> Iterator[int]:
    """Yield the id of each frozen round that no longer says what it was sealed with. Cost: 1."""
    frozen = select(StatisticsRound).where(StatisticsRound.state == RoundState.FROZEN).order_by(StatisticsRound.id)
    for row in unit.session.scalars(frozen.execution_options(yield_per=20)):
        if not is_whole(row):
            yield row.id


def _readable(unit: UnitOfWork) -> ColumnElement[bool]:
    return within_areas(StatisticsRound.region_path, unit.actor)
