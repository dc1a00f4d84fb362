"""A lead is decided on; when it is confirmed, its case opens in the same step."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from casework.operations.cases import open_case
from casework.operations.leads import decide_lead
from casework.queries.leads import get_lead
from casework.rules.facts import CaseOpened, LeadDecided
from foundation.unit_of_work import UnitOfWork
from monitoring.queries.rulesets import get_rules_of_round
from registry.models import Standing
from registry.rules.causes import MAX_CAUSES, Cause


@dataclass(frozen=True, slots=True)
class LeadSettled:
    """The decision, and the case that it opened when it was a confirmation."""

    decided: LeadDecided
    case: CaseOpened | None


def settle_lead(
    unit: UnitOfWork, lead_id: int, *, is_confirmed: bool, reason: str, causes: Sequence[Cause] = ()
) -> LeadSettled:
    """Decide on a lead that was checked, and open the case when it is confirmed.

    Args:
        reason: told to the household; needed when the lead is not confirmed.
        causes: of a confirmed risk, the main one first; `propose_causes` gives what to start from.
    Raises: see `decide_lead` and `open_case`. Writes: lead, case_file, case_cause, standing, audit.
    """
    decided = decide_lead(unit, lead_id, is_confirmed=is_confirmed, reason=reason, causes=causes)
    return LeadSettled(decided, open_case(unit, lead_id, decided.causes) if is_confirmed else None)


def propose_causes(unit: UnitOfWork, lead_id: int) -> tuple[Cause, ...]:
    """Return the causes to choose from first: what the check found, then what the rules that fired name.

    Raises: LeadNotFound. Cost: 3.
    """
    lead = get_lead(unit, lead_id)
    known = [Cause(value) for value in (*lead.found_causes, *lead.proposed_causes)]
    found = dict.fromkeys([*known, *causes_of_grade(unit, lead.household_id)])
    return tuple(found)[:MAX_CAUSES]


def causes_of_grade(unit: UnitOfWork, household_id: int) -> list[Cause]:
    """Return the causes that the rules behind the household's present colour name, most severe first."""
    standing = unit.session.execute(
        select(Standing.round_id, Standing.reasons).where(Standing.household_id == household_id)
    ).one_or_none()
    if standing is None or standing.round_id is None:
        return []
    fired = set(standing.reasons)
    rules = get_rules_of_round(unit, standing.round_id).rules
    return [rule.cause for rule in rules if rule.id in fired and rule.cause is not None]
