"""Reads of leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, cast, func, select
from sqlalchemy.orm import aliased

from casework.errors import LeadNotFound
from casework.models import CaseFile, Lead
from casework.queries import AnySelect
from casework.rules.leads import OPEN_STATES
from foundation.clock import CHINA
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region, Standing, User
from registry.queries.scope import household_scope


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """What a list of leads is narrowed to; empty means all in scope.

    Args:
        words: part of the head's name, or the beginning of the household's code.
        region_path: only below this region.
        is_open: only leads without a decision.
        is_overdue: only open leads past their time.
    """

    words: str = ""
    region_path: str = ""
    state: str = ""
    colour: str = ""
    channel: str = ""
    is_open: bool = False
    is_overdue: bool = False


def get_lead(unit: UnitOfWork, lead_id: int, *, lock: bool = False) -> Lead:
    """Return a lead of a household the actor may see.

    Args:
        lock: hold the row until the unit ends.
    Raises: LeadNotFound. Cost: 1.
    """
    statement = select(Lead).where(Lead.id == lead_id, household_scope(Lead.region_path, Lead.household_id, unit.actor))
    lead = unit.session.scalar(statement.with_for_update() if lock else statement)
    if lead is None:
        raise LeadNotFound()
    return lead


def get_lead_page(unit: UnitOfWork, lead_id: int) -> Row[Any]:
    """Return a lead with its household, its people's names and its case. Raises LeadNotFound. Cost: 1."""
    opener, checker, verifier, decider = (aliased(User) for _ in range(4))
    statement = (
        lead_rows(unit)
        .add_columns(
            Lead,
            Household.code.label("household_code"),
            Standing.reasons,
            Standing.round_id.label("graded_round_id"),
            opener.name.label("opened_by"),
            checker.name.label("checking_by"),
            verifier.name.label("verified_by"),
            decider.name.label("decided_by"),
            CaseFile.id.label("case_id"),
            CaseFile.number.label("case_number"),
        )
        .outerjoin(opener, opener.id == Lead.opened_by_id)
        .outerjoin(checker, checker.id == Lead.checking_by_id)
        .outerjoin(verifier, verifier.id == Lead.verified_by_id)
        .outerjoin(decider, decider.id == Lead.decided_by_id)
        .outerjoin(CaseFile, CaseFile.lead_id == Lead.id)
        .where(Lead.id == lead_id)
    )
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise LeadNotFound()
    return row


def list_leads(unit: UnitOfWork, filters: LeadFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of leads as rows, those due first at the top. Cost: 2."""
    statement = lead_rows(unit).where(*lead_conditions(unit, filters))
    sortable = {
        "due": Lead.due_at,
        "opened": Lead.opened_at,
        "village": Region.name,
        "head": Person.name,
        "state": Lead.state,
        "urgency": Standing.urgency,
    }
    waiting_first = [Lead.decided_at.is_not(None), Lead.due_at, Lead.id]
    return fetch_page(unit.session, statement, request, sortable, waiting_first)


def iterate_leads(unit: UnitOfWork, filters: LeadFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = lead_rows(unit).where(*lead_conditions(unit, filters))
    return unit.session.execute(statement.order_by(Lead.due_at, Lead.id)).all()


def find_open_lead_id(unit: UnitOfWork, household_id: int) -> int | None:
    """Return the household's lead that waits for a decision, if there is one. Cost: 1."""
    return unit.session.scalar(select(Lead.id).where(Lead.household_id == household_id, Lead.state.in_(OPEN_STATES)))


def lead_rows(unit: UnitOfWork) -> AnySelect:
    """Return the scoped select behind the list and the page."""
    head = (Person.household_id == Lead.household_id) & (Person.relation == "head") & Person.left_on.is_(None)
    return (
        select(
            Lead.id,
            Lead.household_id,
            Lead.state,
            Lead.colour,
            Lead.channel,
            Lead.opened_at,
            Lead.due_at,
            china_date(Lead.opened_at).label("opened_on"),
            china_date(Lead.due_at).label("due_on"),
            china_date(Lead.verified_at).label("verified_on"),
            china_date(Lead.decided_at).label("decided_on"),
            Household.code,
            Person.name.label("head"),
            Region.name.label("village"),
        )
        .join(Household, Household.id == Lead.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, head)
        .outerjoin(Standing, Standing.household_id == Lead.household_id)
        .where(household_scope(Lead.region_path, Lead.household_id, unit.actor))
    )


def china_date(moment: Any) -> ColumnElement[date | None]:
    """Return the calendar date of a moment in China."""
    return cast(func.timezone(CHINA.key, moment), Date)


def lead_conditions(unit: UnitOfWork, filters: LeadFilters) -> list[ColumnElement[bool]]:
    """Return the conditions that the filters ask for."""
    conditions: list[ColumnElement[bool]] = []
    if filters.words:
        pattern = filters.words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        conditions.append(Household.code.like(f"{pattern}%") | Person.name.like(f"%{pattern}%"))
    if filters.region_path:
        conditions.append(Lead.region_path.between(filters.region_path, filters.region_path + "\x7f"))
    if filters.state:
        conditions.append(Lead.state == filters.state)
    if filters.colour:
        conditions.append(Lead.colour == filters.colour)
    if filters.channel:
        conditions.append(Lead.channel == filters.channel)
    if filters.is_open or filters.is_overdue:
        conditions.append(Lead.state.in_(OPEN_STATES))
    if filters.is_overdue:
        conditions.append(Lead.due_at < unit.now)
    return conditions
