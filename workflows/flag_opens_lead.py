"""Who turned red, orange or yellow in a round gets a lead, so that a person looks."""

from casework.operations.flagging import open_leads
from casework.rules.facts import LeadsOpened
from foundation.unit_of_work import UnitOfWork
from monitoring.queries.changes import select_flagged


def flag_opens_lead(unit: UnitOfWork, round_id: int) -> LeadsOpened:
    """Open leads for the changes of a finished round, with the causes that its rules name.

    Nothing that people decided is undone, and repeating it for a round changes nothing.
    Raises: RuleSetNotFound. Writes: lead, case_note, audit. Cost: 2 statements, whatever the number.
    """
    return open_leads(unit, select_flagged(unit, round_id), round_id=round_id)
