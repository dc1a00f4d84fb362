"""The main cause of each household's open case, for whoever counts households by it."""

from datetime import date

from sqlalchemy import Subquery, func, or_, select

from casework.models import CaseCause, CaseFile

CHINA = "Asia/Shanghai"


def main_causes_on(on: date) -> Subquery:
    """Return (household_id, cause) of the cases that were open at the end of a day; no statement is made.

    It is not scoped: whoever joins it to households scopes these.
    """
    opened, closed = (
        func.date(func.timezone(CHINA, CaseFile.opened_at)),
        func.date(func.timezone(CHINA, CaseFile.closed_at)),
    )
    return (
        select(CaseCause.household_id, CaseCause.cause)
        .join(CaseFile, CaseFile.id == CaseCause.case_id)
        .where(CaseCause.is_main, opened <= on, or_(CaseFile.closed_at.is_(None), closed > on))
        .subquery("causes")
    )
