"""Reads of rounds, and of the parts that a new round falls into."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RoundNotFound
from monitoring.models import GradingRound, RuleSetVersion
from monitoring.rules.facts import Part
from monitoring.rules.words import RoundState
from registry.models import Household, Region

ROUND_COLUMNS: tuple[Any, ...] = (
    GradingRound.id,
    GradingRound.as_of_on,
    GradingRound.scope_path,
    GradingRound.extent,
    GradingRound.engine,
    GradingRound.state,
    GradingRound.started_at,
    GradingRound.started_by_name,
    GradingRound.finished_at,
    GradingRound.parts_total,
    GradingRound.parts_done,
    GradingRound.household_count,
    GradingRound.change_count,
    GradingRound.rule_set_id,
    RuleSetVersion.name.label("rule_set_name"),
    RuleSetVersion.version.label("rule_set_version"),
    Region.name.label("region"),
)


def reaches(scope_path: Any, unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a round's scope and the actor's areas have households in common.

    A round of the whole register concerns a township too: its own households were graded in it.
    """
    above = (func.starts_with(area, scope_path) for area in unit.actor.areas)
    return or_(within_areas(scope_path, unit.actor), *above)


def rounds_with_rules() -> Select[Any]:
    """Return the select of rounds with the name of their region and the version of their rules."""
    return (
        select(*ROUND_COLUMNS)
        .join(RuleSetVersion, RuleSetVersion.id == GradingRound.rule_set_id)
        .outerjoin(Region, Region.path == GradingRound.scope_path)
    )


def get_round(unit: UnitOfWork, round_id: int) -> Row[Any]:
    """Return one round, running or finished, of a scope that touches the actor's areas.

    Raises: RoundNotFound. Cost: 1.
    """
    row = unit.session.execute(
        rounds_with_rules().where(GradingRound.id == round_id, reaches(GradingRound.scope_path, unit))
    ).first()
    if row is None:
        raise RoundNotFound()
    return row


def list_rounds(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return the rounds that touch the actor's areas, newest first. Cost: 2."""
    statement = rounds_with_rules().where(reaches(GradingRound.scope_path, unit))
    sortable = {
        "as_of": GradingRound.as_of_on,
        "finished": GradingRound.finished_at,
        "households": GradingRound.household_count,
        "changes": GradingRound.change_count,
    }
    return fetch_page(unit.session, statement, request, sortable, (GradingRound.id.desc(),))


def list_latest_rounds(unit: UnitOfWork, count: int) -> Sequence[Row[Any]]:
    """Return the last finished rounds that touch the actor's areas, newest first. Cost: 1."""
    return unit.session.execute(
        rounds_with_rules()
        .where(GradingRound.state == RoundState.FINISHED, reaches(GradingRound.scope_path, unit))
        .order_by(GradingRound.id.desc())
        .limit(count)
    ).all()


def last_round_id(unit: UnitOfWork) -> int:
    """Return the highest id of all rounds, 0 when there is none. Cost: 1."""
    return unit.session.scalar(select(func.max(GradingRound.id))) or 0


def find_round_after(unit: UnitOfWork, round_id: int) -> int | None:
    """Return the id of the first round after one that touches the actor's areas, running or finished. Cost: 1."""
    return unit.session.scalar(
        select(func.min(GradingRound.id)).where(GradingRound.id > round_id, reaches(GradingRound.scope_path, unit))
    )


def find_last_round_of(unit: UnitOfWork, scope_path: str) -> GradingRound | None:
    """Return the last finished round that graded all of a region, None when there is none. Cost: 1."""
    return unit.session.scalar(
        select(GradingRound)
        .where(GradingRound.state == RoundState.FINISHED, func.starts_with(scope_path, GradingRound.scope_path))
        .order_by(GradingRound.id.desc())
        .limit(1)
    )


def graded_households(as_of: date, scope_path: str, changed_since: datetime | None) -> list[ColumnElement[bool]]:
    """Return the conditions that hold for the households a round grades."""
    conditions = [
        Household.registered_on <= as_of,
        or_(Household.closed_on.is_(None), Household.closed_on > as_of),
    ]
    if scope_path:
        conditions.append(Household.region_path.between(scope_path, scope_path + "\x7f"))
    if changed_since is not None:
        conditions.append(Household.changed_at >= changed_since)
    return conditions


def list_parts(unit: UnitOfWork, conditions: Sequence[ColumnElement[bool]], size: int) -> tuple[Part, ...]:
    """Cut the households that meet `conditions` into ranges of about `size` households each, by id. Cost: 1."""
    number = (func.row_number().over(order_by=Household.id) - 1) // size
    numbered = select(Household.id, number.label("part")).where(*conditions).subquery()
    rows = unit.session.execute(
        select(func.min(numbered.c.id), func.max(numbered.c.id)).group_by(numbered.c.part).order_by(numbered.c.part)
    )
    return tuple(Part(first_id, last_id) for first_id, last_id in rows)


def list_household_ids(
    unit: UnitOfWork, conditions: Sequence[ColumnElement[bool]], part: Part, *, after: int = 0, limit: int | None = None
) -> list[int]:
    """Return the ids of the households of a part that meet `conditions`, in order. Cost: 1."""
    statement = (
        select(Household.id)
        .where(Household.id.between(max(part.first_id, after + 1), part.last_id), *conditions)
        .order_by(Household.id)
        .limit(limit)
    )
    return list(unit.session.scalars(statement))
