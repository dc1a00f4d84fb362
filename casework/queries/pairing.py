"""Reads of pairing runs, their proposals and shortages, and of caseloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from casework.errors import PairingRunNotFound, ProposalNotFound
from casework.models import Assignment, CaseCause, CaseFile, PairingProposal, PairingRun, PairingShortage
from casework.queries import AnySelect
from casework.rules.words import CaseState, ProposalState
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Appointment, Household, Person, Region, StaffProfile, Standing, User
from registry.queries.scope import household_scope

CASEWORKER = "caseworker"


@dataclass(frozen=True, slots=True)
class ProposalFilters:
    """What a list of proposals is narrowed to; empty means all of the run in scope.

    Args:
        has_language_gap: only pairs without the household's language.
        is_full: only pairs whose second choice would have cost less but is full.
    """

    words: str = ""
    region_path: str = ""
    colour: str = ""
    state: str = ""
    caseworker_id: int | None = None
    has_language_gap: bool = False
    is_full: bool = False


def get_run(unit: UnitOfWork, run_id: int) -> PairingRun:
    """Return a run for a region that the actor's areas cover or lie in. Raises PairingRunNotFound. Cost: 1."""
    run = unit.session.scalar(select(PairingRun).where(PairingRun.id == run_id, touches(unit)))
    if run is None:
        raise PairingRunNotFound()
    return run


def list_runs(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of runs, latest first. Cost: 2."""
    statement = (
        select(
            PairingRun.id,
            PairingRun.created_at,
            PairingRun.scope_path,
            PairingRun.state,
            PairingRun.counts,
            User.name.label("created_by"),
            Region.name.label("region"),
        )
        .outerjoin(User, User.id == PairingRun.created_by_id)
        .outerjoin(Region, Region.path == PairingRun.scope_path)
        .where(touches(unit))
    )
    sortable = {"created": PairingRun.created_at, "state": PairingRun.state}
    return fetch_page(unit.session, statement, request, sortable, [PairingRun.id.desc()])


def touches(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a run's region lies in the actor's areas, or the other way round."""
    above = [PairingRun.scope_path == area[:end] for area in unit.actor.areas for end in prefixes(area)]
    return or_(within_areas(PairingRun.scope_path, unit.actor), *above)


def prefixes(path: str) -> list[int]:
    """Return where the paths of the regions above end in `path`; the empty path is above all."""
    return [0, *(end + 1 for end, sign in enumerate(path) if sign == "." and end + 1 < len(path))]


def get_proposal(unit: UnitOfWork, proposal_id: int, *, lock: bool = False) -> PairingProposal:
    """Return a proposal for a household the actor may see. Raises ProposalNotFound. Cost: 1."""
    statement = select(PairingProposal).where(
        PairingProposal.id == proposal_id,
        household_scope(PairingProposal.region_path, PairingProposal.household_id, unit.actor),
    )
    proposal = unit.session.scalar(statement.with_for_update() if lock else statement)
    if proposal is None:
        raise ProposalNotFound()
    return proposal


def list_proposals(unit: UnitOfWork, run_id: int, filters: ProposalFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of a run's proposals, the most urgent households first. Cost: 2."""
    statement = proposal_rows(unit, run_id, filters)
    sortable = {
        "cost": PairingProposal.cost,
        "distance": PairingProposal.distance_m,
        "margin": PairingProposal.runner_up_cost - PairingProposal.cost,
        "head": Person.name,
        "village": Region.name,
        "caseworker": User.name,
        "urgency": Standing.urgency,
    }
    return fetch_page(unit.session, statement, request, sortable, [Standing.urgency, PairingProposal.id])


def proposal_rows(unit: UnitOfWork, run_id: int, filters: ProposalFilters) -> AnySelect:
    """Return the scoped and filtered select behind the list and its export."""
    runner_up = aliased(User)
    head = and_(
        Person.household_id == PairingProposal.household_id, Person.relation == "head", Person.left_on.is_(None)
    )
    causes = (
        select(func.array_agg(cast(CaseCause.cause, String), type_=ARRAY(String)))
        .where(CaseCause.case_id == PairingProposal.case_id)
        .correlate(PairingProposal)
        .scalar_subquery()
    )
    return (
        select(
            PairingProposal.id,
            PairingProposal.case_id,
            PairingProposal.household_id,
            PairingProposal.caseworker_id,
            PairingProposal.cost,
            PairingProposal.distance_m,
            PairingProposal.skill_cost,
            PairingProposal.changed_cost,
            PairingProposal.village_cost,
            PairingProposal.language_cost,
            PairingProposal.runner_up_cost,
            PairingProposal.runner_up_reason,
            PairingProposal.state,
            PairingProposal.decision_reason,
            Household.code,
            Household.language,
            Person.name.label("head"),
            Region.name.label("village"),
            Standing.colour,
            User.name.label("caseworker"),
            runner_up.name.label("runner_up"),
            causes.label("causes"),
        )
        .join(Household, Household.id == PairingProposal.household_id)
        .join(Region, Region.code == Household.village_code)
        .join(User, User.id == PairingProposal.caseworker_id)
        .outerjoin(runner_up, runner_up.id == PairingProposal.runner_up_id)
        .outerjoin(Person, head)
        .outerjoin(Standing, Standing.household_id == PairingProposal.household_id)
        .where(
            PairingProposal.run_id == run_id,
            household_scope(PairingProposal.region_path, PairingProposal.household_id, unit.actor),
            *proposal_conditions(filters),
        )
    )


def proposal_conditions(filters: ProposalFilters) -> list[ColumnElement[bool]]:
    """Return the conditions that the filters ask for."""
    conditions: list[ColumnElement[bool]] = []
    if filters.words:
        pattern = filters.words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        conditions.append(
            Household.code.like(f"{pattern}%") | Person.name.like(f"%{pattern}%") | User.name.ilike(f"%{pattern}%")
        )
    if filters.region_path:
        end = filters.region_path + "\x7f"
        conditions.append(PairingProposal.region_path.between(filters.region_path, end))
    if filters.colour:
        conditions.append(Standing.colour == filters.colour)
    if filters.state:
        conditions.append(PairingProposal.state == filters.state)
    if filters.caseworker_id is not None:
        conditions.append(PairingProposal.caseworker_id == filters.caseworker_id)
    if filters.has_language_gap:
        conditions.append(PairingProposal.language_cost > 0)
    if filters.is_full:
        conditions.append(PairingProposal.runner_up_cost < PairingProposal.cost)
    return conditions


def count_proposals(unit: UnitOfWork, run_id: int) -> dict[ProposalState, int]:
    """Return how many of a run's proposals in scope are in each state. Cost: 1."""
    rows = unit.session.execute(
        select(PairingProposal.state, func.count())
        .where(
            PairingProposal.run_id == run_id,
            household_scope(PairingProposal.region_path, PairingProposal.household_id, unit.actor),
        )
        .group_by(PairingProposal.state)
    )
    return {row[0]: row[1] for row in rows}


def list_shortages(unit: UnitOfWork, run_id: int) -> Sequence[Row[Any]]:
    """Return what a run could not give to which village, with its township, most urgent first. Cost: 1."""
    village, township = aliased(Region), aliased(Region)
    statement: AnySelect = (
        select(
            PairingShortage.missing,
            PairingShortage.language,
            PairingShortage.households,
            PairingShortage.urgency,
            PairingShortage.region_path,
            village.name.label("village"),
            township.name.label("township"),
        )
        .outerjoin(village, village.path == PairingShortage.region_path)
        .outerjoin(township, township.code == village.parent_code)
        .where(PairingShortage.run_id == run_id, within_areas(PairingShortage.region_path, unit.actor))
        .order_by(PairingShortage.urgency, PairingShortage.region_path, PairingShortage.missing)
    )
    return unit.session.execute(statement).all()


def count_waiting(unit: UnitOfWork) -> int:
    """Return how many open cases in scope wait for a caseworker. Cost: 1."""
    current = select(Assignment.id).where(Assignment.case_id == CaseFile.id, Assignment.ended_on.is_(None))
    statement = select(func.count()).select_from(CaseFile)
    return (
        unit.session.scalar(
            statement.where(
                CaseFile.state != CaseState.CLOSED,
                household_scope(CaseFile.region_path, CaseFile.household_id, unit.actor),
                ~current.exists(),
            )
        )
        or 0
    )


def list_caseloads(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of caseworkers with capacity and present households by colour, the fullest first. Cost: 2."""
    today = unit.today
    held = func.count(Assignment.id)
    appointed = select(Appointment.id).where(
        Appointment.user_id == StaffProfile.user_id,
        Appointment.role_name == CASEWORKER,
        Appointment.starts_on <= today,
        or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today),
    )
    colours = [
        func.count(Assignment.id).filter(Standing.colour == colour).label(colour)
        for colour in ("red", "orange", "yellow")
    ]
    overdue = func.count(Assignment.id).filter(Standing.next_visit_due_on < today).label("overdue")
    statement: AnySelect = (
        select(
            User.id,
            User.name,
            Region.name.label("region"),
            StaffProfile.capacity,
            held.label("held"),
            (StaffProfile.capacity - held).label("free"),
            *colours,
            overdue,
            StaffProfile.leave_from_on,
            StaffProfile.leave_until_on,
            StaffProfile.languages,
            StaffProfile.skills,
        )
        .join(User, User.id == StaffProfile.user_id)
        .outerjoin(Region, Region.path == StaffProfile.region_path)
        .outerjoin(Assignment, and_(Assignment.caseworker_id == StaffProfile.user_id, Assignment.ended_on.is_(None)))
        .outerjoin(Standing, Standing.household_id == Assignment.household_id)
        .where(within_areas(StaffProfile.region_path, unit.actor), User.is_active, appointed.exists())
        .group_by(User.id, Region.name, StaffProfile.user_id)
    )
    sortable = {
        "name": User.name,
        "region": Region.name,
        "capacity": StaffProfile.capacity,
        "held": held,
        "free": StaffProfile.capacity - held,
        "overdue": overdue,
    }
    return fetch_page(unit.session, statement, request, sortable, [StaffProfile.capacity - held, User.name, User.id])
