"""Counts of findings: by severity, by rule and by village, with what the last run changed. Always scoped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal, select
from sqlalchemy.orm import aliased

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import QualityException, QualityFinding, Region
from registry.queries.scope import household_scope
from registry.rules.quality.words import Severity

OPEN = QualityFinding.cleared_at.is_(None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How findings stand.

    Args:
        open: to be mended; `excepted`: hidden by an exception.
        added, cleared: since the last run began.
        ever: all findings there have been, cleared ones too.
    """

    open: int = 0
    excepted: int = 0
    added: int = 0
    cleared: int = 0
    ever: int = 0

    @property
    def change(self) -> int:
        return self.added - self.cleared


def is_excepted(day: date) -> ColumnElement[bool]:
    """Return the condition that an exception in force hides a finding."""
    return exists().where(
        QualityException.household_id == QualityFinding.household_id,
        QualityException.rule_id == QualityFinding.rule_id,
        QualityException.person_id.is_not_distinct_from(QualityFinding.person_id),
        QualityException.ended_at.is_(None),
        QualityException.until_on >= day,
    )


def seen(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that the actor may see a finding."""
    return household_scope(QualityFinding.region_path, QualityFinding.household_id, unit.actor)


def tally_columns(day: date, since: datetime | None) -> list[Any]:
    """Return the columns of a tally over a group of findings."""
    excepted = is_excepted(day)
    moved = literal(since, QualityFinding.first_seen_at.type)
    return [
        func.count().filter(OPEN, ~excepted).label("open"),
        func.count().filter(OPEN, excepted).label("excepted"),
        func.count().filter(OPEN, QualityFinding.first_seen_at >= moved).label("added"),
        func.count().filter(QualityFinding.cleared_at >= moved).label("cleared"),
        func.count().label("ever"),
    ]


def count_by_rule(unit: UnitOfWork, since: datetime | None, region_path: str = "") -> dict[str, Tally]:
    """Return the tally of each rule that ever found something. Cost: 1."""
    statement = (
        select(QualityFinding.rule_id, *tally_columns(unit.today, since))
        .where(seen(unit))
        .group_by(QualityFinding.rule_id)
    )
    if region_path:
        statement = statement.where(QualityFinding.region_path.between(region_path, region_path + "\x7f"))
    return {row.rule_id: _tally(row) for row in unit.session.execute(statement)}


def count_exceptions(unit: UnitOfWork) -> dict[str, int]:
    """Return for each rule for how many records an exception was ever granted: its false alarms. Cost: 1."""
    records = func.count(func.distinct(func.row(QualityException.household_id, QualityException.person_id)))
    statement = (
        select(QualityException.rule_id, records.label("records"))
        .where(household_scope(QualityException.region_path, QualityException.household_id, unit.actor))
        .group_by(QualityException.rule_id)
    )
    return {row.rule_id: row.records for row in unit.session.execute(statement)}


@dataclass(frozen=True, slots=True)
class VillageFilters:
    """What a list of villages is narrowed to.

    Args:
        words: part of the village's name.
        region_path: only below this region.
    """

    words: str = ""
    region_path: str = ""


def list_villages(
    unit: UnitOfWork, since: datetime | None, filters: VillageFilters, request: PageRequest
) -> Page[Row[Any]]:
    """Return a page of the villages with findings, how many of each severity, the most severe first. Cost: 2."""
    statement = village_rows(unit, since, filters)
    tally = statement.selected_columns
    sortable = {key: tally[key] for key in ("village", "township", "high", "mid", "low", "open", "excepted", "change")}
    order = [tally["high"].desc(), tally["mid"].desc(), tally["low"].desc(), tally["code"]]
    return fetch_page(unit.session, statement, request, sortable, order)


def iterate_villages(unit: UnitOfWork, since: datetime | None, filters: VillageFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = village_rows(unit, since, filters)
    return unit.session.execute(statement.order_by(statement.selected_columns["code"])).all()


def village_rows(unit: UnitOfWork, since: datetime | None, filters: VillageFilters) -> Select[Any]:
    """Return the scoped and filtered select behind the list of villages and its export."""
    excepted = is_excepted(unit.today)
    shown = OPEN & ~excepted
    by_severity = [
        func.count().filter(shown, QualityFinding.severity == severity).label(severity.value) for severity in Severity
    ]
    counted = (
        select(QualityFinding.region_path, *by_severity, *tally_columns(unit.today, since))
        .where(seen(unit))
        .group_by(QualityFinding.region_path)
        .subquery()
    )
    above = aliased(Region)
    statement = (
        select(
            Region.code,
            Region.name.label("village"),
            above.name.label("township"),
            *(counted.c[severity.value] for severity in Severity),
            counted.c.open,
            counted.c.excepted,
            counted.c.added,
            counted.c.cleared,
            (counted.c.added - counted.c.cleared).label("change"),
        )
        .join(counted, counted.c.region_path == Region.path)
        .outerjoin(above, above.code == Region.parent_code)
        .where((counted.c.open > 0) | (counted.c.excepted > 0) | (counted.c.cleared > 0))
    )
    if filters.words:
        pattern = filters.words.replace("%", r"\%").replace("_", r"\_")
        statement = statement.where(Region.name.like(f"%{pattern}%"))
    if filters.region_path:
        statement = statement.where(Region.path.between(filters.region_path, filters.region_path + "\x7f"))
    return statement


def sum_severities(tallies: Mapping[str, Tally], severity_of: Mapping[str, Severity]) -> dict[Severity, Tally]:
    """Return the tally of each severity from those of the rules."""
    sums = {severity: [0, 0, 0, 0, 0] for severity in Severity}
    for rule_id, tally in tallies.items():
        severity = severity_of.get(rule_id)
        if severity is not None:
            parts = (tally.open, tally.excepted, tally.added, tally.cleared, tally.ever)
            sums[severity] = [one + other for one, other in zip(sums[severity], parts, strict=True)]
    return {severity: Tally(*parts) for severity, parts in sums.items()}


def _tally(row: Row[Any]) -> Tally:
    return Tally(row.open, row.excepted, row.added, row.cleared, row.ever)
