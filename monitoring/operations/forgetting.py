"""Grades of households that never were: an import that brought them is taken back."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, any_, cast, delete
from sqlalchemy.dialects.postgresql import ARRAY

from foundation.unit_of_work import UnitOfWork
from monitoring.models import Grade, GradeChange


def forget_grades(unit: UnitOfWork, household_ids: Sequence[int]) -> int:
    """Remove the grades of these households from every round; return how many there were.

    The rounds keep the counts that they were finished with. Writes: grade, grade_change. Cost: 2 statements.
    """
    connection = unit.session.connection()
    connection.execute(
        delete(GradeChange).where(GradeChange.household_id == any_(cast(household_ids, ARRAY(BigInteger))))
    )
    return connection.execute(
        delete(Grade).where(Grade.household_id == any_(cast(household_ids, ARRAY(BigInteger))))
    ).rowcount
