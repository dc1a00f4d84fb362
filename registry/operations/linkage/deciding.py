"""What people decide about a pair: one person, two people, not sure yet; and taking a decision back."""

from sqlalchemy import insert, update

from foundation.unit_of_work import UnitOfWork
from registry.models import LinkDecision, LinkPair
from registry.operations.merging import part_people
from registry.queries.linkage.decisions import find_merge, find_standing_decision, get_decision
from registry.queries.linkage.pairs import get_pair, joined_pairs, may_see
from registry.queries.linkage.runs import get_run
from registry.rules.imports.text import tidy
from registry.rules.linkage.errors import DecisionUndoneAlready, LinkRunNotFinished, PairDecidedAlready
from registry.rules.linkage.facts import DecisionUndone, PairDecided, PairsAccepted
from registry.rules.linkage.states import AFTER_UNDOING, DECISIONS
from registry.rules.linkage.words import Certainty, LinkRunState, PairState, Verdict

NAME_LENGTH = 120


def decide_pair(unit: UnitOfWork, pair_id: int, verdict: Verdict, reason: str = "") -> PairDecided:
    """Decide about a pair. Nothing changes for either family by it; records are merged in a step of its own.

    Args:
        reason: how it is known.
    Raises: LinkPairNotFound; PairDecidedAlready when somebody has decided it meanwhile.
    Writes: link_decision, link_pair, audit. Cost: 5.
    """
    pair = get_pair(unit, pair_id, for_update=True)
    standing = find_standing_decision(unit, pair_id)
    state = DECISIONS.get((pair.state, verdict))
    if state is None:
        raise PairDecidedAlready(name=standing.decided_by if standing else "")
    if standing is not None:
        standing.undone_at, standing.undone_by = unit.now, unit.actor.name[:NAME_LENGTH]
        unit.session.flush()
    decision = LinkDecision(
        pair_id=pair_id,
        verdict=verdict,
        reason=tidy(reason),
        weight=pair.weight,
        decided_at=unit.now,
        decided_by_id=unit.actor.user_id,
        decided_by=unit.actor.name[:NAME_LENGTH],
    )
    unit.session.add(decision)
    pair.state, pair.checked_at = state, unit.now
    unit.session.flush()
    unit.note("decide_pair", "link_pair", pair_id, verdict=verdict.value, weight=pair.weight)
    return PairDecided(pair_id, decision.id, state)


def accept_likely(unit: UnitOfWork, run_id: int) -> PairsAccepted:
    """Decide that all likely pairs of a file's run that wait are one person each: the file's rows are linked.

    Raises: LinkRunNotFound, LinkRunNotFinished. Writes: link_decision, link_pair, audit. Cost: 4.
    """
    run = get_run(unit, run_id, for_update=True)
    if run.state is not LinkRunState.FINISHED:
        raise LinkRunNotFinished()
    waiting = joined_pairs(LinkPair.id).where(
        LinkPair.run_id == run_id,
        LinkPair.record_id.is_not(None),
        LinkPair.state == PairState.OPEN,
        LinkPair.certainty == Certainty.LIKELY,
        may_see(unit),
    )
    values = {
        "verdict": Verdict.SAME,
        "decided_at": unit.now,
        "decided_by_id": unit.actor.user_id,
        "decided_by": unit.actor.name[:NAME_LENGTH],
    }
    accepted = unit.session.execute(
        update(LinkPair)
        .where(LinkPair.id.in_(waiting))
        .values(state=PairState.SAME, checked_at=unit.now)
        .returning(LinkPair.id, LinkPair.weight)
        .execution_options(synchronize_session=False)
    ).all()
    if accepted:
        rows = [{"pair_id": pair_id, "weight": weight, **values} for pair_id, weight in accepted]
        unit.session.execute(insert(LinkDecision), rows)
    unit.note("accept_likely_pairs", "link_run", run_id, region_path=run.scope_path or None, count=len(accepted))
    return PairsAccepted(run_id, len(accepted))


def undo_decision(unit: UnitOfWork, decision_id: int, reason: str) -> DecisionUndone:
    """Take a decision back, and the merge that followed it; the pair waits again.

    Args:
        reason: why it was wrong.
    Raises: LinkDecisionNotFound, DecisionUndoneAlready; as `part_people`.
    Writes: link_decision, link_pair, audit; as `part_people`. Cost: 5.
    """
    found = get_decision(unit, decision_id)
    pair = get_pair(unit, found.pair_id, for_update=True)
    decision = get_decision(unit, decision_id, for_update=True)
    if decision.undone_at is not None:
        raise DecisionUndoneAlready()
    merge = find_merge(unit, decision_id)
    parted = part_people(unit, merge) if merge is not None else None
    decision.undone_at, decision.undone_by = unit.now, unit.actor.name[:NAME_LENGTH]
    decision.undo_reason = tidy(reason)
    pair.state, pair.checked_at = AFTER_UNDOING, unit.now
    unit.session.flush()
    unit.note("undo_link_decision", "link_pair", pair.id, decision=decision_id, verdict=decision.verdict.value)
    return DecisionUndone(pair.id, parted is not None, parted.left_alone if parted else ())
