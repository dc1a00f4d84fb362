"""Proposing pairs: solve, explain, write; people confirm."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from casework.models import PairingProposal, PairingRun, PairingShortage
from casework.queries.waiting import read_problem
from casework.rules.facts import PairingProposed
from casework.rules.pairing import Pairing, PairingWeights, Problem, pair_households
from casework.rules.words import Missing, ProposalState, RunState
from foundation.errors import NotFound
from foundation.ports import FlowSolver
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork

COPY = """
copy pairing_proposal (run_id, case_id, household_id, region_path, caseworker_id, cost, distance_m, skill_cost,
    changed_cost, village_cost, language_cost, runner_up_id, runner_up_cost, runner_up_reason, state) from stdin
"""
NULL = r"\N"


def propose_pairs(
    unit: UnitOfWork, solver: FlowSolver, scope_path: str, weights: PairingWeights | None = None
) -> PairingProposed:
    """Propose a caseworker for each open case without one in a region, and say where help is short.

    Pairs that people confirmed stay as they are. Undecided proposals of older runs in the region are overtaken.

    Args:
        solver: computes in this process and keeps nothing, so that it may run inside the unit.
        scope_path: a region in the actor's areas; empty for everywhere.
    Raises: NotFound when the region lies outside the actor's areas.
    Writes: pairing_run, pairing_proposal, pairing_shortage, audit. Cost: 10 statements and one copy.
    Source: docs/methods.md, Pairing.
    """
    if not covers(unit.actor, scope_path):
        raise NotFound()
    weights = weights or PairingWeights()
    problem = read_problem(unit, scope_path)
    pairing = pair_households(problem, weights, solver)
    replaced = replace_older_runs(unit, scope_path)
    fact = add_run(unit, scope_path, weights, problem, pairing, replaced)
    copy_proposals(unit, fact.run_id, problem, pairing)
    add_shortages(unit, fact.run_id, pairing)
    unit.note(
        "propose_pairs", "pairing_run", fact.run_id, region_path=scope_path, paired=fact.paired, unserved=fact.unserved
    )
    return fact


def replace_older_runs(unit: UnitOfWork, scope_path: str) -> int:
    """Overtake undecided proposals in the region; a run that has none left is replaced. Returns how many proposals."""
    open_runs = select(PairingRun.id).where(PairingRun.state == RunState.PROPOSED)
    overtaken = unit.session.execute(
        update(PairingProposal)
        .where(
            PairingProposal.run_id.in_(open_runs),
            PairingProposal.state == ProposalState.PROPOSED,
            PairingProposal.region_path.between(scope_path, scope_path + "\x7f"),
        )
        .values(state=ProposalState.SUPERSEDED, decided_at=unit.now)
        .returning(PairingProposal.run_id)
    ).all()
    if overtaken:
        settle_runs(unit, {row[0] for row in overtaken}, RunState.DISCARDED)
    return len(overtaken)


def settle_runs(unit: UnitOfWork, run_ids: Iterable[int], state: RunState) -> None:
    """Give runs that have no undecided proposal left their final state."""
    undecided = select(PairingProposal.id).where(
        PairingProposal.run_id == PairingRun.id, PairingProposal.state == ProposalState.PROPOSED
    )
    unit.session.execute(
        update(PairingRun)
        .where(PairingRun.id.in_(run_ids), PairingRun.state == RunState.PROPOSED, ~undecided.exists())
        .values(state=state)
    )


def add_run(
    unit: UnitOfWork, scope_path: str, weights: PairingWeights, problem: Problem, pairing: Pairing, replaced: int
) -> PairingProposed:
    """Add the run's row with its weights and figures."""
    paired = int(pairing.served.sum())
    counts = {
        "waiting": problem.case_count,
        "caseworkers": problem.helper_count,
        "places": int(problem.helpers.places.sum()),
        "paired": paired,
        "unserved": problem.case_count - paired,
        "language_gaps": sum(s.households for s in pairing.shortages if s.missing == Missing.LANGUAGE),
        "cost": pairing.cost,
        "replaced": replaced,
    }
    run = PairingRun(
        scope_path=scope_path,
        created_at=unit.now,
        created_by_id=unit.actor.user_id,
        weights=weights.as_dict(),
        counts=counts,
        state=RunState.PROPOSED if paired else RunState.CONFIRMED,
    )
    unit.session.add(run)
    unit.session.flush()
    return PairingProposed(run.id, **counts)


def copy_proposals(unit: UnitOfWork, run_id: int, problem: Problem, pairing: Pairing) -> None:
    """Write all pairs by COPY: row by row they would take longer than the whole solution."""
    lines = "".join(proposal_lines(run_id, problem, pairing))
    driver: Any = unit.session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(COPY) as copy:
        copy.write(lines)


def proposal_lines(run_id: int, problem: Problem, pairing: Pairing) -> Iterable[str]:
    """Yield one line of PostgreSQL's text format for each pair. Region paths hold digits and points only."""
    reasons = pairing.explanation
    cases, terms = reasons.cases, reasons.terms
    helper_ids = problem.helpers.ids
    has_runner_up = reasons.runner_up >= 0
    columns: tuple[Sequence[object], ...] = (
        problem.cases.ids[cases].tolist(),
        problem.cases.household_ids[cases].tolist(),
        [problem.cases.region_paths[case] for case in cases.tolist()],
        helper_ids[pairing.helper[cases]].tolist(),
        terms.cost.tolist(),
        or_null(terms.distance.tolist(), problem.cases.has_place[cases].tolist()),
        terms.skill.tolist(),
        terms.changed.tolist(),
        terms.village.tolist(),
        terms.language.tolist(),
        or_null(helper_ids[reasons.runner_up].tolist() if len(helper_ids) else [], has_runner_up.tolist()),
        or_null(reasons.runner_up_cost.tolist(), has_runner_up.tolist()),
        reasons.reasons(),
    )
    line = f"{run_id}\t" + "%s\t" * len(columns) + f"{ProposalState.PROPOSED.value}\n"
    return (line % row for row in zip(*columns, strict=True))


def or_null(values: list[int], is_known: list[bool]) -> list[object]:
    """Put PostgreSQL's mark for null where a value is not known."""
    if all(is_known):
        return list(values)
    return [value if known else NULL for value, known in zip(values, is_known, strict=True)]


def add_shortages(unit: UnitOfWork, run_id: int, pairing: Pairing) -> None:
    """Add one row for each place and kind of shortage."""
    rows = [
        {
            "run_id": run_id,
            "region_path": shortage.region_path,
            "missing": shortage.missing,
            "language": shortage.language,
            "households": shortage.households,
            "urgency": shortage.urgency,
        }
        for shortage in pairing.shortages
    ]
    if rows:
        unit.session.execute(insert(PairingShortage), rows)
