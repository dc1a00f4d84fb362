"""Where each household stands: written here for the rooms that know."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Standing

APPLY_GRADES = """
insert into standing (household_id, region_path, colour, urgency, score, reasons, round_id, graded_at, colour_since_on)
select g.household_id, g.region_path, g.colour, g.urgency, g.score, g.reasons,
       :standing_round_id, :standing_graded_at, :standing_graded_on
from ({select_sql}) as g
on conflict (household_id) do update set
    colour = excluded.colour, urgency = excluded.urgency, score = excluded.score, reasons = excluded.reasons,
    round_id = excluded.round_id, graded_at = excluded.graded_at,
    colour_since_on = case when standing.colour = excluded.colour
                           then standing.colour_since_on else excluded.colour_since_on end
"""


def apply_grades(
    unit: UnitOfWork, round_id: int, graded_at: datetime, select_sql: str, params: Mapping[str, Any]
) -> int:
    """Write the outcome of a grading round, set by set; return how many households it touched.

    Args:
        select_sql: a select of (household_id, region_path, colour, urgency, score, reasons text[]).
        params: its parameters.
    Writes: standing. Cost: 1 statement, whatever the size.
    """
    values = {
        **params,
        "standing_round_id": round_id,
        "standing_graded_at": graded_at,
        "standing_graded_on": unit.today,
    }
    result = unit.session.connection().execute(text(APPLY_GRADES.format(select_sql=select_sql)), values)
    return result.rowcount


def set_case(unit: UnitOfWork, household_id: int, case_id: int | None, case_state: str | None) -> None:
    """Say which case is open for a household. Writes: standing. Cost: 1."""
    unit.session.execute(
        update(Standing).where(Standing.household_id == household_id).values(case_id=case_id, case_state=case_state)
    )


def assign_caseworkers(unit: UnitOfWork, pairs: Sequence[tuple[int, int | None, date | None]]) -> None:
    """Say who looks after which household.

    Args:
        pairs: (household_id, caseworker's user id or None, next visit due on).
    Writes: standing. Cost: 1 statement, whatever the number.
    """
    if not pairs:
        return
    unit.session.execute(
        text(
            "update standing set caseworker_id = p.caseworker_id, next_visit_due_on = p.due_on "
            "from unnest(cast(:households as bigint[]), cast(:caseworkers as bigint[]), cast(:dues as date[])) "
            "as p(household_id, caseworker_id, due_on) where standing.household_id = p.household_id"
        ),
        {
            "households": [pair[0] for pair in pairs],
            "caseworkers": [pair[1] for pair in pairs],
            "dues": [pair[2] for pair in pairs],
        },
    )


def set_next_visit(unit: UnitOfWork, household_id: int, due_on: date | None) -> None:
    """Say when the next visit is due. Writes: standing. Cost: 1."""
    unit.session.execute(update(Standing).where(Standing.household_id == household_id).values(next_visit_due_on=due_on))


def touch_household(unit: UnitOfWork, household_id: int) -> None:
    """Mark a household as changed, so that the next incremental round grades it. Writes: household. Cost: 1."""
    unit.session.execute(update(Household).where(Household.id == household_id).values(changed_at=unit.now))


def start_standing(unit: UnitOfWork, household_id: int, region_path: str) -> None:
    """Give an ungraded household a standing of colour unknown, if it has none yet. Writes: standing. Cost: 1."""
    row = {
        "household_id": household_id,
        "region_path": region_path,
        "colour": "unknown",
        "urgency": 4,
        "score": 0,
        "graded_at": unit.now,
        "colour_since_on": unit.today,
    }
    unit.session.execute(insert(Standing).values(row).on_conflict_do_nothing())
