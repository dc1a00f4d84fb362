"""Exceptions: why a rule does not hold for a record, for a time."""

from datetime import date, timedelta

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.models import QualityException, QualityFinding
from registry.queries.quality.findings import get_exception, get_finding
from registry.rules.quality.facts import ExceptionGranted
from registry.rules.quality.faults import ExceptionInForce, ExceptionPast, ExceptionTooLong, FindingCleared

LONGEST = timedelta(days=730)


def grant_exception(unit: UnitOfWork, finding_id: int, *, reason: str, until_on: date) -> ExceptionGranted:
    """Say why a rule does not hold for a record, until a day; then the finding shows again by itself.

    Raises: FindingNotFound; FindingCleared; ExceptionInForce; ExceptionPast and ExceptionTooLong for a day that is not
        after today or more than two years away.
    Writes: quality_exception, audit. Cost: 3.
    """
    finding = get_finding(unit, finding_id)
    unit.session.execute(select(QualityFinding.id).where(QualityFinding.id == finding_id).with_for_update())
    if finding.cleared_at is not None:
        raise FindingCleared()
    if finding.until_on is not None:
        raise ExceptionInForce(until=finding.until_on)
    if until_on <= unit.today:
        raise ExceptionPast(field="until_on")
    if until_on > unit.today + LONGEST:
        raise ExceptionTooLong(field="until_on", latest=unit.today + LONGEST)
    row = QualityException(
        household_id=finding.household_id,
        region_path=finding.region_path,
        person_id=finding.person_id,
        rule_id=finding.rule_id,
        reason=reason,
        until_on=until_on,
        granted_at=unit.now,
        granted_by_id=unit.actor.user_id,
        granted_by=unit.actor.name,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.note(
        "grant_quality_exception",
        "household",
        finding.household_id,
        region_path=finding.region_path,
        rule=finding.rule_id,
        until_on=until_on,
        reason=reason,
    )
    return ExceptionGranted(row.id, finding.household_id)


def end_exception(unit: UnitOfWork, exception_id: int) -> None:
    """End an exception before its day. Ending one that is over changes nothing.

    Raises: ExceptionNotFound. Writes: quality_exception, audit. Cost: 3.
    """
    get_exception(unit, exception_id)
    row = unit.session.get_one(QualityException, exception_id, with_for_update=True)
    if row.ended_at is not None or row.until_on < unit.today:
        return
    row.ended_at, row.ended_by = unit.now, unit.actor.name
    unit.session.flush()
    unit.note("end_quality_exception", "household", row.household_id, region_path=row.region_path, rule=row.rule_id)
