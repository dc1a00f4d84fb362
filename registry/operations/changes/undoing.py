"""Taking a change back that was recorded in error, as long as nothing was built on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, HouseholdChange, LifeEvent, Membership, Observation, Person
from registry.operations.changes.holding import as_member, hold_changed, list_members, moment_after
from registry.operations.changes.touching import mark_changed
from registry.operations.changes.writer import NAME_LENGTH, SOURCE
from registry.queries.changes import VALUE_CHANGED, find_later_trace, get_change
from registry.rules.changes_errors import BuiltUpon, ChangeUndone, RosterFaulty
from registry.rules.changes_facts import ChangeTakenBack
from registry.rules.composition import check_roster
from registry.rules.values import from_text
from registry.rules.words import Relation


def undo_change(unit: UnitOfWork, change_id: int, reason: str) -> ChangeTakenBack:
    """Take a change back: every value is again what it was before, and the change stays in the history as undone.

    A household that the change founded is closed from its first day; a person whom it brought never belonged.

    Args:
        reason: why it was wrong.
    Raises: ChangeNotFound, ChangeUndone; BuiltUpon when a value, a person or a household of the change was used since.
    Writes: household, person, membership, observation, household_change, audit; defers.
    """
    change = get_change(unit, change_id)
    households = hold_changed(unit, change)
    unit.session.refresh(change, with_for_update=True)
    if change.undone_at is not None:
        raise ChangeUndone()
    trace = find_later_trace(unit, change)
    if trace is not None:
        raise BuiltUpon(what=trace)
    moment = moment_after(unit, households)
    try:
        _rewind(unit, change, moment)
    except IntegrityError as error:
        raise BuiltUpon(what=VALUE_CHANGED) from error
    change.undone_at, change.undone_by, change.undo_reason = moment, unit.actor.name[:NAME_LENGTH], reason.strip()
    for household in households:
        mark_changed(unit, household, moment)
    unit.session.flush()
    _check(unit, households)
    unit.note(
        "undo_change", "household", change.household_id, region_path=change.region_path, change=change.id, reason=reason
    )
    return ChangeTakenBack(change.id, change.household_id, change.kind)


def _rewind(unit: UnitOfWork, change: HouseholdChange, moment: datetime) -> None:
    statement = select(Observation).where(Observation.change_id == change.id).order_by(Observation.id.desc())
    written = unit.session.scalars(statement).all()
    filed = _last_memberships(unit, change)
    unit.session.execute(update(Membership).where(Membership.id.in_(_filed_by(unit, written))).values(undone_at=moment))
    _restore_households(unit, [row for row in written if row.person_id is None], moment)
    _restore_people(unit, [row for row in written if row.person_id is not None], moment)
    _void_newcomers(unit, change)
    _void_founded(unit, change)
    # What the restoring itself has filed never was.
    again = Membership.person_id.in_(change.person_ids) & (Membership.id > filed)
    unit.session.execute(update(Membership).where(again).values(undone_at=moment))
    event = change.detail.get("event")
    if event is not None:
        unit.session.execute(delete(LifeEvent).where(LifeEvent.id == event))


def _last_memberships(unit: UnitOfWork, change: HouseholdChange) -> int:
    statement = select(func.max(Membership.id)).where(Membership.person_id.in_(change.person_ids))
    return unit.session.scalar(statement) or 0


def _filed_by(unit: UnitOfWork, written: Sequence[Observation]) -> list[int]:
    """Return the memberships that the change ended: the last one of everybody it moved or brought back."""
    moved = {row.person_id for row in written if row.field == "household_id"}
    moved |= {row.person_id for row in written if row.field == "left_on" and row.new_value is None}
    statement = (
        select(func.max(Membership.id))
        .where(Membership.person_id.in_(moved), Membership.undone_at.is_(None))
        .group_by(Membership.person_id)
    )
    return list(unit.session.scalars(statement))


def _restore_households(unit: UnitOfWork, written: Sequence[Observation], moment: datetime) -> None:
    for row in written:
        _observe_undone(unit, row, moment)
    unit.session.flush()  # before a path changes, to which the rows above are bound
    for row in written:
        household = unit.session.get_one(Household, row.household_id)
        setattr(household, row.field, from_text(row.old_value, _kind(Household, row.field)))
    unit.session.flush()


def _restore_people(unit: UnitOfWork, written: Sequence[Observation], moment: datetime) -> None:
    """Put people's values back, those who are no heads afterwards first."""
    values: dict[int, dict[str, Any]] = {}
    for row in written:
        values.setdefault(row.person_id or 0, {})[row.field] = from_text(row.old_value, _kind(Person, row.field))
        _observe_undone(unit, row, moment)
    unit.session.flush()
    people = {person_id: unit.session.get_one(Person, person_id) for person_id in values}
    for row_values in values.values():
        if "household_id" in row_values:
            home = unit.session.get_one(Household, row_values["household_id"])
            row_values["region_path"] = home.region_path
    for heads in (False, True):
        for person_id, person in people.items():
            if (values[person_id].get("relation", person.relation) is Relation.HEAD) is heads:
                for field, value in values[person_id].items():
                    setattr(person, field, value)
        unit.session.flush()


def _void_newcomers(unit: UnitOfWork, change: HouseholdChange) -> None:
    for person_id in change.detail.get("newcomers", []):
        person = unit.session.get_one(Person, person_id)
        person.left_on = person.joined_on = person.joined_on or change.happened_on
    unit.session.flush()


def _void_founded(unit: UnitOfWork, change: HouseholdChange) -> None:
    for household_id in change.detail.get("founded", []):
        household = unit.session.get_one(Household, household_id)
        household.closed_on = household.registered_on
    unit.session.flush()


def _observe_undone(unit: UnitOfWork, row: Observation, moment: datetime) -> None:
    """Write that the old value held all along after all."""
    unit.session.add(
        Observation(
            household_id=row.household_id,
            region_path=unit.session.get_one(Household, row.household_id).region_path,
            person_id=row.person_id,
            field=row.field,
            old_value=row.new_value,
            new_value=row.old_value,
            observed_at=moment,
            valid_from=row.effective_on,
            is_correction=True,
            source=SOURCE,
            actor_name=unit.actor.name[:NAME_LENGTH],
            change_id=row.change_id,
            detail={},
        )
    )


def _kind(table: type[Household] | type[Person], field: str) -> type:
    return table.__table__.c[field].type.python_type


def _check(unit: UnitOfWork, households: Sequence[Household]) -> None:
    for household in households:
        if household.closed_on is None:
            members = [as_member(person) for person in list_members(unit, household.id)]
            for fault in check_roster(members, unit.today, household.code).faults:
                raise RosterFaulty(fault.message, **fault.params)
