"""Who may see what, as a condition inside the query.

Every household-bound table carries `region_path`. A reader's areas are path prefixes, so one condition scopes lists,
counts, exports, search and charts alike.
"""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from foundation.actor import Actor


def within_areas(region_path: Any, actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a row's `region_path` lies in one of the actor's areas.

    Args:
        region_path: the mapped column; byte-ordered (collation C), so the condition is an index range.
    """
    if "" in actor.areas:
        return true()
    if not actor.areas:
        return false()
    return or_(*(region_path.between(area, area + "\x7f") for area in actor.areas))


def covers(actor: Actor, region_path: str) -> bool:
    """Tell whether `region_path` lies in one of the actor's areas."""
    return any(region_path.startswith(area) for area in actor.areas)
