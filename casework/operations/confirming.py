"""People's decisions on proposed pairs, and the end of an assignment."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip

from casework.errors import CapacityExceeded, NoCaseworker, NotWaiting, OwnPair
from casework.models import Assignment, CaseFile, PairingExclusion, PairingProposal
from casework.operations.pairing import settle_runs
from casework.queries.arrays import among
from casework.queries.cases import get_case
from casework.queries.proposals import get_proposal
from casework.rules.clocks import first_visit_due_on
from casework.rules.facts import AssignmentEnded, PairingConfirmed
from casework.rules.words import CaseState, ExclusionReason, ProposalState, RunState
from foundation.unit_of_work import UnitOfWork
from registry.models import StaffProfile, Standing, User
from registry.operations.standing import assign_caseworkers
from registry.queries.scope import household_scope
from registry.rules.words import Colour


def confirm_proposals(
    unit: UnitOfWork, *, run_id: int | None = None, proposal_ids: Sequence[int] | None = None
) -> PairingConfirmed:
    """Make proposed pairs true: all undecided ones of a run in the actor's scope, or the chosen ones.

    Proposals whose case was closed or paired otherwise in the meantime are set aside and counted.
    Raises: NotWaiting when none is undecided, OwnPair when one of them is with the actor, CapacityExceeded.
    Writes: assignment, pairing_proposal, pairing_run, standing, audit. Cost: 10 statements, whatever the number.
    """
    chosen = lock_proposals(unit, run_id, proposal_ids)
    if not chosen:
        raise NotWaiting()
    if any(row.caseworker_id == unit.actor.user_id for row in chosen):
        raise OwnPair()
    waiting = lock_waiting(unit, [row.case_id for row in chosen])
    pairs = [row for row in chosen if row.case_id in waiting]
    check_places(unit, pairs)
    decide(unit, [row.id for row in pairs], ProposalState.CONFIRMED)
    decide(unit, [row.id for row in chosen if row.case_id not in waiting], ProposalState.SUPERSEDED)
    assign(unit, pairs)
    settle_runs(unit, {row.run_id for row in chosen}, RunState.CONFIRMED)
    for confirmed_run in sorted({row.run_id for row in pairs}):
        made = [[row.case_id, row.caseworker_id] for row in pairs if row.run_id == confirmed_run]
        unit.note("confirm_proposals", "pairing_run", confirmed_run, pairs=made)
    return PairingConfirmed(len(pairs), len(chosen) - len(pairs), tuple(row.household_id for row in pairs))


def lock_proposals(unit: UnitOfWork, run_id: int | None, proposal_ids: Sequence[int] | None) -> Sequence[Row[Any]]:
    """Return the undecided proposals that are meant, with the households' colours, and hold them."""
    columns: list[Any] = [
        PairingProposal.id,
        PairingProposal.run_id,
        PairingProposal.case_id,
        PairingProposal.household_id,
        PairingProposal.region_path,
        PairingProposal.caseworker_id,
        Standing.colour,
    ]
    statement = (
        select(*columns)
        .outerjoin(Standing, Standing.household_id == PairingProposal.household_id)
        .where(
            PairingProposal.state == ProposalState.PROPOSED,
            household_scope(PairingProposal.region_path, PairingProposal.household_id, unit.actor),
        )
        .order_by(PairingProposal.id)
        .with_for_update(of=PairingProposal)
    )
    if run_id is not None:
        statement = statement.where(PairingProposal.run_id == run_id)
    if proposal_ids is not None:
        statement = statement.where(among(PairingProposal.id, proposal_ids))
    return unit.session.execute(statement).all()


def lock_waiting(unit: UnitOfWork, case_ids: Sequence[int]) -> set[int]:
    """Return those of the cases that are open and have no caseworker, and hold them."""
    statement = select(CaseFile.id).where(among(CaseFile.id, case_ids), CaseFile.state != CaseState.CLOSED)
    open_cases = set(unit.session.scalars(statement.order_by(CaseFile.id).with_for_update(of=CaseFile)))
    # Asked only now: while the rows above were waited for, somebody else may have paired them.
    assigned = select(Assignment.case_id).where(among(Assignment.case_id, case_ids), Assignment.ended_on.is_(None))
    return open_cases - set(unit.session.scalars(assigned))


def check_places(unit: UnitOfWork, pairs: Sequence[Row[Any]]) -> None:
    """Refuse more pairs than a caseworker has places. Raises CapacityExceeded."""
    wanted = Counter(row.caseworker_id for row in pairs)
    # Two confirmations for one caseworker wait for each other here.
    profiles = unit.session.execute(
        select(StaffProfile.user_id, StaffProfile.capacity, User.name)
        .join(User, User.id == StaffProfile.user_id)
        .where(StaffProfile.user_id.in_(wanted))
        .order_by(StaffProfile.user_id)
        .with_for_update(of=StaffProfile)
    ).all()
    held = select(Assignment.caseworker_id, func.count()).where(
        Assignment.caseworker_id.in_(wanted), Assignment.ended_on.is_(None)
    )
    cases = {row[0]: row[1] for row in unit.session.execute(held.group_by(Assignment.caseworker_id))}
    for user_id, capacity, name in profiles:
        places = capacity - cases.get(user_id, 0)
        if wanted[user_id] > places:
            raise CapacityExceeded(name=name, places=max(places, 0), pairs=wanted[user_id])


def decide(unit: UnitOfWork, proposal_ids: Sequence[int], state: ProposalState) -> None:
    """Give proposals their final state."""
    if proposal_ids:
        unit.session.execute(
            update(PairingProposal)
            .where(among(PairingProposal.id, proposal_ids))
            .values(state=state, decided_at=unit.now, decided_by_id=unit.actor.user_id)
        )


def assign(unit: UnitOfWork, pairs: Sequence[Row[Any]]) -> None:
    """Start the assignments, and write caseworker and first visit into the households' standing."""
    if not pairs:
        return
    columns: list[Any] = [
        PairingProposal.case_id,
        PairingProposal.household_id,
        PairingProposal.region_path,
        PairingProposal.caseworker_id,
        literal(unit.today),
        PairingProposal.id,
    ]
    chosen = select(*columns).where(among(PairingProposal.id, (row.id for row in pairs)))
    names = ["case_id", "household_id", "region_path", "caseworker_id", "started_on", "pairing_proposal_id"]
    unit.session.execute(insert(Assignment).from_select(names, chosen))
    assign_caseworkers(
        unit,
        [
            (row.household_id, row.caseworker_id, first_visit_due_on(row.colour or Colour.UNKNOWN, unit.today))
            for row in pairs
        ],
    )


def reject_proposal(
    unit: UnitOfWork, proposal_id: int, *, note: str, reason: ExclusionReason = ExclusionReason.REJECTED
) -> None:
    """Turn a proposed pair down; the two are not proposed to each other again.

    Raises: ProposalNotFound, NotWaiting. Writes: pairing_proposal, pairing_exclusion, pairing_run, audit.
    """
    proposal = get_proposal(unit, proposal_id, lock=True)
    if proposal.state != ProposalState.PROPOSED:
        raise NotWaiting()
    proposal.state, proposal.decided_at = ProposalState.REJECTED, unit.now
    proposal.decided_by_id, proposal.decision_reason = unit.actor.user_id, note.strip()
    unit.session.flush()
    exclusion = insert_or_skip(PairingExclusion).values(
        household_id=proposal.household_id,
        region_path=proposal.region_path,
        caseworker_id=proposal.caseworker_id,
        reason=reason,
        note=note.strip(),
        created_at=unit.now,
        created_by_id=unit.actor.user_id,
    )
    unit.session.execute(exclusion.on_conflict_do_nothing())
    settle_runs(unit, [proposal.run_id], RunState.CONFIRMED)
    detail = {"reason": reason.value, "note": note}
    unit.note("reject_proposal", "pairing_proposal", proposal.id, region_path=proposal.region_path, **detail)


def end_assignment(unit: UnitOfWork, case_id: int, *, reason: str) -> AssignmentEnded:
    """End who looks after a case; it waits for the next pairing.

    Raises: CaseNotFound, NoCaseworker. Writes: assignment, standing, audit.
    """
    case = get_case(unit, case_id, lock=True)
    current = unit.session.scalar(
        select(Assignment).where(Assignment.case_id == case.id, Assignment.ended_on.is_(None)).with_for_update()
    )
    if current is None:
        raise NoCaseworker()
    current.ended_on, current.end_reason = unit.today, reason.strip()
    assign_caseworkers(unit, [(case.household_id, None, None)])
    unit.note(
        "end_assignment", "case_file", case.id, region_path=case.region_path, was=current.caseworker_id, reason=reason
    )
    return AssignmentEnded(case.id, case.household_id, current.caseworker_id)
