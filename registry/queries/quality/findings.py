"""Lists of findings and exceptions, scoped to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, QualityException, QualityFinding, Region
from registry.queries.quality.counts import OPEN, is_excepted, seen
from registry.queries.scope import household_scope
from registry.rules.quality.faults import ExceptionNotFound, FindingNotFound
from registry.rules.quality.words import SEVERITY_RANK, FindingState

HEAD, MEMBER = aliased(Person, name="head"), aliased(Person, name="member")
RANK = case({severity.value: rank for severity, rank in SEVERITY_RANK.items()}, value=QualityFinding.severity, else_=9)


@dataclass(frozen=True, slots=True)
class FindingFilters:
    """What a list of findings is narrowed to; empty means all in scope.

    Args:
        rule_ids: only these rules; None is all.
        words: part of the head's or member's name, or the beginning of the household's code.
    """

    rule_ids: tuple[str, ...] | None = None
    severity: str = ""
    region_path: str = ""
    state: FindingState = FindingState.OPEN
    words: str = ""
    household_id: int | None = None


def list_findings(unit: UnitOfWork, filters: FindingFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of findings, the most severe first, then village by village. Cost: 2."""
    statement = finding_rows(unit, filters)
    shown = statement.selected_columns
    sortable = {
        "severity": RANK,
        "household": shown["code"],
        "village": shown["village"],
        "rule": QualityFinding.rule_id,
        "first_seen": QualityFinding.first_seen_at,
        "until": shown["until_on"],
    }
    return fetch_page(unit.session, statement, request, sortable, [*ORDER])


ORDER = (RANK, QualityFinding.region_path, QualityFinding.household_id, QualityFinding.rule_id, QualityFinding.id)


def iterate_findings(unit: UnitOfWork, filters: FindingFilters, most: int = 100_000) -> Sequence[Row[Any]]:
    """Return the rows of a list for an export of exactly what is shown, up to `most`. Cost: 1."""
    return unit.session.execute(finding_rows(unit, filters).order_by(*ORDER).limit(most)).all()


def list_household_findings(unit: UnitOfWork, household_id: int) -> Sequence[Row[Any]]:
    """Return what is open or excepted for one household, the most severe first, for its file. Cost: 1."""
    statement = finding_rows(unit, FindingFilters(household_id=household_id), any_state=True).where(OPEN)
    return unit.session.execute(statement.order_by(*ORDER)).all()


def get_finding(unit: UnitOfWork, finding_id: int) -> Row[Any]:
    """Return one finding with its household. Raises: FindingNotFound. Cost: 1."""
    statement = finding_rows(unit, FindingFilters(), any_state=True).where(QualityFinding.id == finding_id)
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise FindingNotFound()
    return row


def finding_rows(unit: UnitOfWork, filters: FindingFilters, *, any_state: bool = False) -> Select[Any]:
    """Return the scoped and filtered select behind lists, exports and pages of findings."""
    is_head = and_(HEAD.household_id == Household.id, HEAD.relation == "head", HEAD.left_on.is_(None))
    until_on = (
        select(func.max(QualityException.until_on))
        .where(
            QualityException.household_id == QualityFinding.household_id,
            QualityException.rule_id == QualityFinding.rule_id,
            QualityException.person_id.is_not_distinct_from(QualityFinding.person_id),
            QualityException.ended_at.is_(None),
            QualityException.until_on >= unit.today,
        )
        .scalar_subquery()
    )
    statement = (
        select(
            QualityFinding.id,
            QualityFinding.rule_id,
            QualityFinding.severity,
            QualityFinding.evidence,
            QualityFinding.first_seen_at,
            QualityFinding.last_seen_at,
            QualityFinding.cleared_at,
            QualityFinding.household_id,
            QualityFinding.region_path,
            QualityFinding.person_id,
            Household.code,
            HEAD.name.label("head"),
            MEMBER.name.label("person"),
            MEMBER.born_on.label("born_on"),
            Region.name.label("village"),
            Region.code.label("village_code"),
            until_on.label("until_on"),
        )
        .join(Household, Household.id == QualityFinding.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(HEAD, is_head)
        .outerjoin(MEMBER, MEMBER.id == QualityFinding.person_id)
        .where(seen(unit))
    )
    if not any_state:
        statement = statement.where(in_state(filters.state, unit.today))
    return narrowed(statement, filters)


def in_state(state: FindingState, day: date) -> Any:
    """Return the condition that a finding stands so on a day."""
    if state is FindingState.CLEARED:
        return QualityFinding.cleared_at.is_not(None)
    return and_(OPEN, is_excepted(day) if state is FindingState.EXCEPTED else ~is_excepted(day))


def narrowed(statement: Select[Any], filters: FindingFilters) -> Select[Any]:
    """Return the select with the filters' conditions."""
    if filters.rule_ids is not None:
        statement = statement.where(QualityFinding.rule_id.in_(filters.rule_ids))
    if filters.severity:
        statement = statement.where(QualityFinding.severity == filters.severity)
    if filters.region_path:
        path = filters.region_path
        statement = statement.where(QualityFinding.region_path.between(path, path + "\x7f"))
    if filters.household_id is not None:
        statement = statement.where(QualityFinding.household_id == filters.household_id)
    if filters.words:
        pattern = filters.words.replace("%", r"\%").replace("_", r"\_")
        named = HEAD.name.like(f"%{pattern}%") | MEMBER.name.like(f"%{pattern}%")
        statement = statement.where(Household.code.like(f"{pattern}%") | named)
    return statement


def list_exceptions(unit: UnitOfWork, request: PageRequest, *, over: bool = False) -> Page[Row[Any]]:
    """Return a page of exceptions, those that end first before the others.

    Args:
        over: those that have ended instead of those in force.
    Cost: 2.
    """
    statement = exception_rows(unit)
    in_force = and_(QualityException.ended_at.is_(None), QualityException.until_on >= unit.today)
    statement = statement.where(~in_force if over else in_force)
    sortable = {
        "until": QualityException.until_on,
        "granted": QualityException.granted_at,
        "rule": QualityException.rule_id,
    }
    order = [QualityException.until_on.desc() if over else QualityException.until_on.asc(), QualityException.id]
    return fetch_page(unit.session, statement, request, sortable, order)


def get_exception(unit: UnitOfWork, exception_id: int) -> Row[Any]:
    """Return one exception with its household. Raises: ExceptionNotFound. Cost: 1."""
    row = unit.session.execute(exception_rows(unit).where(QualityException.id == exception_id)).one_or_none()
    if row is None:
        raise ExceptionNotFound()
    return row


def exception_rows(unit: UnitOfWork) -> Select[Any]:
    """Return the scoped select of exceptions with their households."""
    is_head = and_(HEAD.household_id == Household.id, HEAD.relation == "head", HEAD.left_on.is_(None))
    names = (
        "id",
        "rule_id",
        "household_id",
        "person_id",
        "reason",
        "until_on",
        "granted_at",
        "granted_by",
        "ended_at",
        "ended_by",
    )
    columns = [getattr(QualityException, name) for name in names]
    return (
        select(
            *columns, Household.code, HEAD.name.label("head"), MEMBER.name.label("person"), Region.name.label("village")
        )
        .join(Household, Household.id == QualityException.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(HEAD, is_head)
        .outerjoin(MEMBER, MEMBER.id == QualityException.person_id)
        .where(household_scope(QualityException.region_path, QualityException.household_id, unit.actor))
    )
