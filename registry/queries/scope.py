"""Whose households an actor may see, as a condition on any household-bound table."""

from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from foundation.actor import Actor
from foundation.scope import within_areas
from registry.models import Standing


def household_scope(region_path: Any, household_id: Any, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a household-bound row may be seen by `actor`.

    A household sees itself; staff see their areas, and a caseworker also the households assigned to them, which may lie
    in the next village.

    Args:
        region_path, household_id: the table's mapped columns.
    """
    if actor.household_id is not None:
        own: ColumnElement[bool] = household_id == actor.household_id
        return own
    inside = within_areas(region_path, actor)
    if actor.user_id is None or "caseworker" not in actor.roles:
        return inside
    assigned = select(Standing.household_id).where(Standing.caseworker_id == actor.user_id)
    # As an array the few assigned households join the area in one index scan; `in (select …)` would read every row.
    return or_(inside, household_id == func.any(func.array(assigned.scalar_subquery())))
