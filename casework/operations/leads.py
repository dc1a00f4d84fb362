"""One household's lead: registered, checked, decided, withdrawn, objected to."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from casework.errors import CaseAlreadyOpen, LeadAlreadyOpen, ReasonMissing
from casework.models import CaseNote, Lead
from casework.queries.cases import find_open_case_id
from casework.queries.leads import find_open_lead_id, get_lead
from casework.rules.clocks import lead_due_at
from casework.rules.facts import LeadDecided, LeadRegistered, LeadVerified
from casework.rules.leads import check_causes, check_decision, check_finding, check_verifier, next_state
from casework.rules.people import acting_person
from casework.rules.words import LeadChannel, LeadState, LeadStep, NoteKind
from foundation.unit_of_work import UnitOfWork
from registry.models import Household
from registry.queries.consents import has_consent
from registry.queries.households import get_household
from registry.rules.causes import Cause
from registry.rules.words import Colour, ConsentPurpose


def register_lead(unit: UnitOfWork, household_id: int, *, channel: LeadChannel, note: str) -> LeadRegistered:
    """Open a lead on what somebody reported; where a case is open, put the report on the case instead.

    Returns: the lead, or the case that got the note.
    Raises: HouseholdNotFound, LeadAlreadyOpen. Writes: lead or case_note, audit.
    """
    household = get_household(unit, household_id)
    case_id = find_open_case_id(unit, household_id)
    if case_id is not None:
        return note_report(unit, household, case_id, note)
    colour = household.standing.colour if household.standing else Colour.UNKNOWN
    # Two reports at the same moment: the index on open leads lets one of them through.
    new = insert(Lead).values(
        household_id=household.id,
        region_path=household.region_path,
        channel=channel,
        state=LeadState.OPEN,
        colour=colour,
        opened_at=unit.now,
        opened_by_id=unit.actor.user_id,
        due_at=lead_due_at(colour, unit.now),
        note=note.strip(),
    )
    lead_id = unit.session.scalar(new.on_conflict_do_nothing().returning(Lead.id))
    if lead_id is None:
        raise LeadAlreadyOpen()
    unit.note("register_lead", "lead", lead_id, region_path=household.region_path, channel=channel.value)
    return LeadRegistered(household.id, lead_id=lead_id)


def note_report(unit: UnitOfWork, household: Household, case_id: int, note: str) -> LeadRegistered:
    """Put a report on the household's open case. Writes: case_note, audit."""
    unit.session.add(
        CaseNote(
            case_id=case_id,
            household_id=household.id,
            region_path=household.region_path,
            kind=NoteKind.REPORT,
            noted_at=unit.now,
            noted_by_id=unit.actor.user_id,
            text=note.strip(),
        )
    )
    unit.session.flush()
    unit.note("note_report", "case_file", case_id, region_path=household.region_path)
    return LeadRegistered(household.id, case_id=case_id)


def start_check(unit: UnitOfWork, lead_id: int) -> None:
    """Take on the check of a lead. Raises: LeadNotFound, StepRefused, PersonRequired. Writes: lead, audit."""
    person = acting_person(unit.actor)
    lead = get_lead(unit, lead_id, lock=True)
    lead.state = next_state(lead.state, LeadStep.START)
    lead.checking_by_id = person
    unit.note("start_check", "lead", lead.id, region_path=lead.region_path)


def verify_lead(
    unit: UnitOfWork, lead_id: int, *, finding: str, causes: Sequence[Cause] = (), is_data_checked: bool = False
) -> LeadVerified:
    """Record what a person found at the household.

    Args:
        causes: what the person takes for the causes, the main one first; none when there is no risk.
        is_data_checked: income and assets were checked with other departments, for which the household has to have
            given its consent.
    Raises: LeadNotFound, StepRefused, PersonRequired, SamePersonChecksAgain, FindingMissing, DataCheckWithoutConsent,
        TooManyCauses. Writes: lead, audit.
    """
    person = acting_person(unit.actor)
    lead = get_lead(unit, lead_id, lock=True)
    state = next_state(lead.state, LeadStep.VERIFY)
    check_verifier(person, lead.barred_verifier_id)
    has_agreed = is_data_checked and has_consent(unit, lead.household_id, ConsentPurpose.DATA_CHECK)
    check_finding(finding, is_data_checked, has_agreed)
    if causes:
        check_causes(causes)
    lead.state, lead.verified_by_id, lead.verified_at = state, person, unit.now
    lead.finding, lead.is_data_checked = finding.strip(), is_data_checked
    lead.found_causes = [cause.value for cause in dict.fromkeys(causes)]
    unit.note(
        "verify_lead", "lead", lead.id, region_path=lead.region_path, causes=lead.found_causes, data=is_data_checked
    )
    return LeadVerified(lead.id, lead.household_id)


def decide_lead(
    unit: UnitOfWork, lead_id: int, *, is_confirmed: bool, reason: str, causes: Sequence[Cause] = ()
) -> LeadDecided:
    """Confirm a lead or not; never the person who checked it.

    Args:
        reason: told to the household; needed when the lead is not confirmed.
        causes: of the confirmed risk, the main one first.
    Raises: LeadNotFound, StepRefused, PersonRequired, SamePersonDecides, CauseMissing, TooManyCauses, ReasonMissing.
    Writes: lead, audit.
    """
    person = acting_person(unit.actor)
    lead = get_lead(unit, lead_id, lock=True)
    state = next_state(lead.state, LeadStep.CONFIRM if is_confirmed else LeadStep.REFUSE)
    check_decision(person, lead.verified_by_id, is_confirmed, reason, causes)
    close_lead(unit, lead, state, person, reason)
    chosen = tuple(dict.fromkeys(causes)) if is_confirmed else ()
    unit.note(
        "decide_lead", "lead", lead.id, region_path=lead.region_path, state=state.value, causes=[*chosen], reason=reason
    )
    return LeadDecided(lead.id, lead.household_id, state, chosen)


def withdraw_lead(unit: UnitOfWork, lead_id: int, *, reason: str) -> LeadDecided:
    """End a lead because the household does not want the procedure; offers of service stay open to it.

    Raises: LeadNotFound, StepRefused, PersonRequired, ReasonMissing. Writes: lead, audit.
    """
    person = acting_person(unit.actor)
    lead = get_lead(unit, lead_id, lock=True)
    state = next_state(lead.state, LeadStep.WITHDRAW)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    close_lead(unit, lead, state, person, reason)
    unit.note("withdraw_lead", "lead", lead.id, region_path=lead.region_path, reason=reason)
    return LeadDecided(lead.id, lead.household_id, state, ())


def record_objection(unit: UnitOfWork, lead_id: int, *, objection: str) -> None:
    """Send a lead back to the check, by another person than before, because the household objects.

    Raises: LeadNotFound, StepRefused, ReasonMissing, LeadAlreadyOpen, CaseAlreadyOpen. Writes: lead, audit.
    """
    lead = get_lead(unit, lead_id, lock=True)
    state = next_state(lead.state, LeadStep.OBJECT)
    if not objection.strip():
        raise ReasonMissing(field="objection")
    if find_open_lead_id(unit, lead.household_id) not in (None, lead.id):
        raise LeadAlreadyOpen()
    if find_open_case_id(unit, lead.household_id) is not None:
        raise CaseAlreadyOpen()
    unit.note(
        "record_objection",
        "lead",
        lead.id,
        region_path=lead.region_path,
        objection=objection,
        was=lead.state.value,
        finding=lead.finding,
        reason=lead.decision_reason,
    )
    lead.state, lead.objection, lead.barred_verifier_id = state, objection.strip(), lead.verified_by_id
    lead.due_at = lead_due_at(lead.colour, unit.now)
    lead.checking_by_id = lead.verified_by_id = lead.verified_at = None
    lead.decided_by_id = lead.decided_at = lead.decision_reason = None


def close_lead(unit: UnitOfWork, lead: Lead, state: LeadState, person_id: int, reason: str) -> None:
    """Write down who ended a lead, when and why."""
    lead.state, lead.decided_by_id, lead.decided_at = state, person_id, unit.now
    lead.decision_reason = reason.strip()
