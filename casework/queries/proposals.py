"""Reads of proposed pairs with their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from casework.errors import ProposalNotFound
from casework.models import CaseCause, PairingProposal
from casework.queries import AnySelect
from casework.rules.words import ProposalState
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person, Region, Standing, User
from registry.queries.scope import household_scope


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
    statement = proposal_rows(unit, filters).where(PairingProposal.run_id == run_id)
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


def get_proposal_page(unit: UnitOfWork, proposal_id: int) -> Row[Any]:
    """Return a proposal as a row of the list. Raises ProposalNotFound. Cost: 1."""
    statement = proposal_rows(unit, ProposalFilters()).where(PairingProposal.id == proposal_id)
    row = unit.session.execute(statement).one_or_none()
    if row is None:
        raise ProposalNotFound()
    return row


def iterate_proposals(unit: UnitOfWork, run_id: int, filters: ProposalFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    statement = proposal_rows(unit, filters).where(PairingProposal.run_id == run_id)
    return unit.session.execute(statement.order_by(Standing.urgency, PairingProposal.id)).all()


def proposal_rows(unit: UnitOfWork, filters: ProposalFilters) -> AnySelect:
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
            PairingProposal.run_id,
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
