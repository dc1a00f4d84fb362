"""Leads for everybody that a round flagged, in one statement."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from casework.models import CaseFile, CaseNote, Lead
from casework.rules.clocks import lead_due_at
from casework.rules.facts import FlaggedHousehold, LeadsOpened
from casework.rules.leads import OPEN_STATES, QUIET_DAYS, QUIET_STATES
from casework.rules.words import CaseState, LeadChannel, LeadState, NoteKind
from foundation.orm import AwareUTC
from foundation.unit_of_work import UnitOfWork
from registry.rules.words import URGENCY, Colour


def open_leads(
    unit: UnitOfWork,
    flagged: Select[*tuple[Any, ...]] | Sequence[FlaggedHousehold],
    *,
    round_id: int,
    quiet_days: int = QUIET_DAYS,
) -> LeadsOpened:
    """Open a lead for each flagged household that has neither an open lead nor an open case.

    A household with an open case gets a note there; an open lead takes over a worse colour and its shorter clock. What
    people decided stands: a household whose lead was not confirmed or was withdrawn within the quiet days gets no new
    lead unless its colour is worse than it was then. Repeating the call changes nothing.

    Args:
        flagged: a select of (household_id, region_path, colour, causes text[]), or rows of the same.
        quiet_days: how long a person's decision holds against the same colour.
    Writes: lead, case_note, audit. Cost: 1 statement, whatever the number.
    """
    source = (flagged if isinstance(flagged, Select) else as_select(flagged)).cte("flagged")
    is_quiet = decided_lately(source, unit.now - timedelta(days=quiet_days))
    written = (
        insert_leads(source, unit.now, round_id, is_quiet),
        raise_leads(source, unit.now),
        note_cases(source, unit.now, round_id),
    )
    held_back = select(func.count()).select_from(source).where(is_quiet, ~has_open_lead(source), ~has_open_case(source))
    counts = [select(func.count()).select_from(part).scalar_subquery() for part in (source, *written)]
    row = unit.session.execute(select(*counts, held_back.scalar_subquery())).one()
    fact = LeadsOpened(flagged=row[0], opened=row[1], raised=row[2], noted=row[3], held_back=row[4])
    unit.note("open_leads", "grading_round", round_id, opened=fact.opened, raised=fact.raised, noted=fact.noted)
    return fact


def as_select(rows: Sequence[FlaggedHousehold]) -> Select[*tuple[Any, ...]]:
    """Return rows as a select, sent as one document whatever their number."""
    names = ("household_id", "region_path", "colour", "causes")
    document = json.dumps([{name: getattr(row, name) for name in names} for row in rows])
    columns = (
        column("household_id", BigInteger),
        column("region_path", String),
        column("colour", String),
        column("causes", ARRAY(String)),
    )
    records = func.jsonb_to_recordset(cast(literal(document, String), JSONB)).table_valued(*columns)
    return select(records.render_derived(name="given", with_types=True))


def insert_leads(source: CTE, now: datetime, round_id: int, is_quiet: ColumnElement[bool]) -> CTE:
    """Return the insert of new leads; the index on open leads lets no household have two."""
    columns = source.c
    new = select(
        columns.household_id,
        columns.region_path,
        literal(LeadChannel.GRADING.value, String),
        literal(LeadState.OPEN.value, String),
        columns.colour,
        literal(round_id, BigInteger),
        literal(now, AwareUTC),
        due_at(source, now),
        columns.causes,
    ).where(~is_quiet, ~has_open_case(source))
    names = [
        "household_id",
        "region_path",
        "channel",
        "state",
        "colour",
        "round_id",
        "opened_at",
        "due_at",
        "proposed_causes",
    ]
    # The columns' defaults are left to the database: inside a CTE their Python values would never be bound.
    statement = insert(Lead).from_select(names, new, include_defaults=False).on_conflict_do_nothing()
    return statement.returning(Lead.id).cte("opened")


def raise_leads(source: CTE, now: datetime) -> CTE:
    """Return the update of open leads whose colour got worse."""
    statement = (
        update(Lead)
        .where(
            Lead.household_id == source.c.household_id,
            Lead.state.in_(OPEN_STATES),
            urgency(source.c.colour) < urgency(Lead.colour),
        )
        .values(colour=source.c.colour, due_at=func.least(Lead.due_at, due_at(source, now)))
        .returning(Lead.id)
    )
    return statement.cte("raised")


def note_cases(source: CTE, now: datetime, round_id: int) -> CTE:
    """Return the insert of notes on open cases, once a round."""
    new = select(
        CaseFile.id,
        CaseFile.household_id,
        CaseFile.region_path,
        literal(NoteKind.COLOUR.value, String),
        literal(now, AwareUTC),
        source.c.colour,
        literal(round_id, BigInteger),
    ).where(CaseFile.household_id == source.c.household_id, CaseFile.state != CaseState.CLOSED)
    names = ["case_id", "household_id", "region_path", "kind", "noted_at", "colour", "round_id"]
    statement = insert(CaseNote).from_select(names, new, include_defaults=False).on_conflict_do_nothing()
    return statement.returning(CaseNote.id).cte("noted")


def has_open_case(source: CTE) -> ColumnElement[bool]:
    """Return the condition that the household has a case that is not closed."""
    open_case = and_(CaseFile.household_id == source.c.household_id, CaseFile.state != CaseState.CLOSED)
    return select(CaseFile.id).where(open_case).correlate(source).exists()


def has_open_lead(source: CTE) -> ColumnElement[bool]:
    """Return the condition that the household has a lead without a decision."""
    open_lead = and_(Lead.household_id == source.c.household_id, Lead.state.in_(OPEN_STATES))
    return select(Lead.id).where(open_lead).correlate(source).exists()


def decided_lately(source: CTE, since: datetime) -> ColumnElement[bool]:
    """Return the condition that people ended a lead since then, at this colour or a worse one."""
    decided = select(Lead.id).where(
        Lead.household_id == source.c.household_id,
        Lead.state.in_(QUIET_STATES),
        Lead.decided_at > since,
        urgency(Lead.colour) <= urgency(source.c.colour),
    )
    return decided.correlate(source).exists()


def urgency(colour: ColumnElement[Any] | Any) -> ColumnElement[int]:
    """Return a colour's rank, 0 for the most urgent."""
    return case({known.value: rank for known, rank in URGENCY.items()}, value=cast(colour, String))


def due_at(source: CTE, now: datetime) -> ColumnElement[datetime]:
    """Return the moment by which somebody has met the household."""
    moments = {colour.value: literal(lead_due_at(colour, now), AwareUTC) for colour in Colour}
    return case(moments, value=cast(source.c.colour, String))
