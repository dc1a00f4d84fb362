"""A change of a family that ends a household, while the office may be in the middle of something with it."""

from collections.abc import Callable

from sqlalchemy import exists, or_, select

from casework.models import CaseFile, Lead
from casework.operations.cases import close_case
from casework.operations.forgetting import forget_untouched_leads
from casework.queries.cases import find_open_case_id, get_case
from casework.queries.leads import find_open_lead_id
from casework.rules.words import CloseReason
from development.models import Attendance
from foundation.errors import Conflict
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from insurance.models import CoverApplication
from marketplace.models import AssistanceRequest
from registry.operations.changes import undo_change
from registry.queries.changes import HOUSEHOLD_USED, get_change
from registry.rules.changes import ChangeKind, EndReason
from registry.rules.changes_errors import BuiltUpon
from registry.rules.changes_facts import ChangeTakenBack, FamilyChanged

MADE_FOR_IT = (Lead, CaseFile, CoverApplication, AssistanceRequest, Attendance)
"""What people do for a household: once there is any, the household is no mere slip of the pen.

Points need no place here: they begin with a consent, which the register itself counts as use.
"""
CLOSES = {
    EndReason.MOVED_AWAY: CloseReason.MOVED_AWAY,
    EndReason.DIED: CloseReason.DIED,
    EndReason.IN_ERROR: CloseReason.OPENED_IN_ERROR,
}


class BothHaveCases(Conflict):
    message = mark(
        "Both households have an open case. Close the case %(number)s of the household %(code)s first, as merged with "
        "another; then record the merge."
    )


class MergeTheOtherWay(Conflict):
    message = mark(
        "The household %(code)s would close, but it has the open case %(number)s. Record the merge on its page "
        "instead; then it stays, and its case with it."
    )


class CaseStillOpen(Conflict):
    message = mark(
        "The household %(code)s would close, but it has the open case %(number)s. Ask the county officer to close the "
        "case, or to record this."
    )


class LeadStillOpen(Conflict):
    message = mark(
        "The household %(code)s would close, but it has an open lead. Have the lead checked and decided first."
    )


def restructure(unit: UnitOfWork, act: Callable[[], FamilyChanged], *, may_close_case: bool) -> FamilyChanged:
    """Do a change of a family; what it closes must not leave an open lead or case behind.

    Args:
        act: the change, such as `merge_households`.
        may_close_case: the case of a household that moved away or died out is closed with it.
    Raises: as the act; BothHaveCases, MergeTheOtherWay, CaseStillOpen, LeadStillOpen. Writes: as the act; case_file.
    """
    fact = act()
    for family in fact.families:
        if not family.is_closed:
            continue
        if find_open_lead_id(unit, family.household_id) is not None:
            raise LeadStillOpen(code=family.code)
        case_id = find_open_case_id(unit, family.household_id)
        if case_id is not None:
            _settle_case(unit, fact, case_id, family.code, may_close_case=may_close_case)
    return fact


def _settle_case(unit: UnitOfWork, fact: FamilyChanged, case_id: int, code: str, *, may_close_case: bool) -> None:
    number = get_case(unit, case_id).number
    if fact.kind in (ChangeKind.MERGE, ChangeKind.MARRIAGE):
        stays = find_open_case_id(unit, fact.household_id) is not None and fact.household_id not in fact.closed_ids
        raise BothHaveCases(number=number, code=code) if stays else MergeTheOtherWay(number=number, code=code)
    if not may_close_case:
        raise CaseStillOpen(number=number, code=code)
    close_case(unit, case_id, reason=CLOSES[end_of(unit, fact)], note=f"household_change {fact.change_id}")


def end_of(unit: UnitOfWork, fact: FamilyChanged) -> EndReason:
    """Return why a household closed: as it was said, or because its last member died."""
    said = get_change(unit, fact.change_id).detail.get("end")
    return EndReason(said) if said else EndReason.DIED


def take_back(unit: UnitOfWork, change_id: int, reason: str) -> ChangeTakenBack:
    """Take a change back, unless something was done for the household that it founded.

    What only the machine made of that household goes; a case that was closed with a household stays closed.
    Raises: as `undo_change`; BuiltUpon. Writes: as `undo_change`; lead.
    """
    founded = get_change(unit, change_id).detail.get("founded", [])
    forget_untouched_leads(unit, founded)
    for household_id in founded:
        traces = or_(*(exists().where(table.household_id == household_id) for table in MADE_FOR_IT))
        if unit.session.scalar(select(traces)):
            raise BuiltUpon(what=HOUSEHOLD_USED)
    return undo_change(unit, change_id, reason)
