"""Decisions are people's: the machine proposes only."""

from casework.errors import PersonRequired
from foundation.actor import Actor


def acting_person(actor: Actor) -> int:
    """Return the user id of a person. Raises PersonRequired for a program or a visitor."""
    if actor.user_id is None:
        raise PersonRequired()
    return actor.user_id
