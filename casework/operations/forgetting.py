"""Leads of households that never were: an import that brought them is taken back."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, any_, cast, delete
from sqlalchemy.dialects.postgresql import ARRAY

from casework.models import Lead
from casework.rules.words import LeadChannel, LeadState
from foundation.unit_of_work import UnitOfWork


def forget_untouched_leads(unit: UnitOfWork, household_ids: Sequence[int]) -> int:
    """Remove the leads that a grading opened for these households and that nobody has touched; return how many.

    Writes: lead. Cost: 1 statement.
    """
    statement = delete(Lead).where(
        Lead.household_id == any_(cast(household_ids, ARRAY(BigInteger))),
        Lead.channel == LeadChannel.GRADING,
        Lead.state == LeadState.OPEN,
    )
    return unit.session.connection().execute(statement).rowcount
