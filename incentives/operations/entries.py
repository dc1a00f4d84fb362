"""Recording what people did, and confirming it as a second person."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from incentives.errors import (
    AlreadyRecorded,
    BadEntry,
    ExemptFromLabour,
    NotTakingPart,
    ReasonMissing,
    SecondPersonNeeded,
)
from incentives.models import Participation, ParticipationEntry, ParticipationItem
from incentives.queries.points import find_participation, lock_entry, lock_participation, sum_credited
from incentives.queries.schedule import get_item
from incentives.rules.exemption import facts_of, find_exemption
from incentives.rules.facts import EntryRecorded, EntryRejected, WorkDayConfirmed
from incentives.rules.points import check_entry, next_state, points_credited
from incentives.rules.words import EntryAct, EntryState
from ledger.operations.accounts import open_household_points
from ledger.operations.journals import post_journal
from ledger.rules.accounts import POINTS_ISSUED, household_points_code
from ledger.rules.entries import move_points
from registry.models import Person
from registry.queries.households import get_person


def record_entry(unit: UnitOfWork, *, person_id: int, item_code: str, occurred_on: date, note: str) -> EntryRecorded:
    """Record what a member of a participating household did; it counts once a second person has confirmed it.

    Args:
        note: what was done and where, the evidence a second person goes by.
    Raises: PersonNotFound, BadEntry, NotTakingPart, ItemNotFound, ExemptFromLabour, AlreadyRecorded.
    Writes: participation_entry, audit.
    """
    check_entry(occurred_on, unit.today, note)
    person = get_person(unit, person_id)
    if person.left_on is not None and person.left_on < occurred_on:
        raise BadEntry(mark("This person had left the household by then."), field="person_id")
    _require_participation(find_participation(unit, person.household_id), occurred_on)
    item = get_item(unit, item_code, occurred_on)
    _check_may_be_asked(unit, person, item, occurred_on)
    entry_id = _insert_entry(unit, person, item, occurred_on, note.strip())
    unit.note(
        "record_entry",
        "participation_entry",
        entry_id,
        region_path=person.region_path,
        person_id=person.id,
        item=item.code,
        points=item.points,
    )
    return EntryRecorded(entry_id, person.household_id, item.points)


def confirm_entry(unit: UnitOfWork, entry_id: int) -> WorkDayConfirmed:
    """Confirm an entry as a second person and book its points. Repeating it changes nothing.

    Raises: EntryNotFound, SecondPersonNeeded, AlreadyDecided, NotTakingPart.
    Writes: participation_entry, the ledger, audit.
    """
    entry = lock_entry(unit, entry_id)
    if entry.state is EntryState.CONFIRMED:
        return _confirmed(entry, is_new=False)
    _require_second_person(unit, entry)
    state = next_state(entry.state, EntryAct.CONFIRM)
    participation = _require_participation(lock_participation(unit, entry.household_id), entry.occurred_on)
    earned = sum_credited(unit, entry.household_id, entry.occurred_on.year)
    points = points_credited(entry.points, earned, participation.points_a_year)
    journal_id = _book(unit, entry, points) if points else None
    entry.state, entry.decided_at, entry.confirmed_by_id = state, unit.now, unit.actor.user_id
    entry.credited_points, entry.journal_id = points, journal_id
    unit.session.flush()
    unit.note(
        "confirm_entry",
        "participation_entry",
        entry.id,
        region_path=entry.region_path,
        points=entry.credited_points,
        journal_id=entry.journal_id,
    )
    return _confirmed(entry, is_new=True)


def reject_entry(unit: UnitOfWork, entry_id: int, reason: str) -> EntryRejected:
    """Do not confirm an entry, with the reason the household is told. It takes no points away.

    Raises: EntryNotFound, AlreadyDecided, ReasonMissing. Writes: participation_entry, audit.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    entry = lock_entry(unit, entry_id)
    entry.state = next_state(entry.state, EntryAct.REJECT)
    entry.decided_at, entry.reason = unit.now, reason.strip()
    unit.session.flush()
    unit.note("reject_entry", "participation_entry", entry.id, region_path=entry.region_path)
    return EntryRejected(entry.id, entry.household_id)


def _require_participation(participation: Participation | None, occurred_on: date) -> Participation:
    if participation is None or occurred_on < local_date(participation.joined_at):
        raise NotTakingPart()
    return participation


def _check_may_be_asked(unit: UnitOfWork, person: Person, item: ParticipationItem, on: date) -> None:
    exemption = find_exemption(facts_of(person), on)
    if exemption is None or not item.is_labour:
        return
    other = get_item(unit, item.other_route_code or "", on)
    raise ExemptFromLabour(exemption=exemption, other=f"{other.title_zh} · {other.title_en}")


def _insert_entry(unit: UnitOfWork, person: Person, item: ParticipationItem, occurred_on: date, note: str) -> int:
    entry_id: int | None = unit.session.scalar(
        insert(ParticipationEntry)
        .values(
            household_id=person.household_id,
            region_path=person.region_path,
            person_id=person.id,
            item_code=item.code,
            occurred_on=occurred_on,
            points=item.points,
            state=EntryState.RECORDED,
            note=note,
            recorded_at=unit.now,
            recorded_by_id=unit.actor.user_id,
        )
        .on_conflict_do_nothing(
            index_elements=["person_id", "item_code", "occurred_on"], index_where=text("state <> 'rejected'")
        )
        .returning(ParticipationEntry.id)
    )
    if entry_id is None:
        raise AlreadyRecorded()
    return entry_id


def _require_second_person(unit: UnitOfWork, entry: ParticipationEntry) -> None:
    actor = unit.actor
    if actor.user_id is None or actor.user_id == entry.recorded_by_id or actor.household_id == entry.household_id:
        raise SecondPersonNeeded()


def _book(unit: UnitOfWork, entry: ParticipationEntry, points: int) -> int:
    open_household_points(unit, entry.household_id, entry.region_path)
    posted = post_journal(
        unit,
        reference=f"participation:{entry.id}",
        description=f"{entry.item_code} {entry.occurred_on}",
        entries=move_points(POINTS_ISSUED, household_points_code(entry.household_id), points),
        source_kind="participation",
        source_id=entry.id,
    )
    return posted.journal_id


def _confirmed(entry: ParticipationEntry, *, is_new: bool) -> WorkDayConfirmed:
    return WorkDayConfirmed(entry.id, entry.household_id, entry.credited_points or 0, entry.journal_id, is_new)
