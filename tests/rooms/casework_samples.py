"""Leads and cases that tests start from, brought there by the room's own operations."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, update

from casework.operations.cases import open_case
from casework.operations.leads import decide_lead, register_lead, start_check, verify_lead
from casework.rules.facts import CaseOpened
from casework.rules.words import LeadChannel
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Standing
from registry.rules.causes import Cause
from registry.rules.words import URGENCY, Colour
from tests.builders.world import World

CHECKERS = {"A-001": "caseworker", "A-002": "caseworker", "B-001": "other_caseworker"}
"""Who checks in which household; a supervisor of the county in the villages without a caseworker."""


@contextmanager
def acting(unit: UnitOfWork, world: World, login: str) -> Iterator[None]:
    """Let one of the cast act for a while."""
    before, unit.actor = unit.actor, world.actor(unit, login)
    try:
        yield
    finally:
        unit.actor = before


def colour_household(unit: UnitOfWork, household_id: int, colour: Colour, **values: Any) -> None:
    """Give a household a colour as a grading would."""
    values |= {"colour": colour, "urgency": URGENCY[colour]}
    unit.session.execute(update(Standing).where(Standing.household_id == household_id).values(values))
    unit.session.expire_all()


def place_household(unit: UnitOfWork, household_id: int, **values: Any) -> None:
    """Change what pairing looks at in a household."""
    unit.session.execute(update(Household).where(Household.id == household_id).values(values))
    unit.session.expire_all()


def lead_under_check(unit: UnitOfWork, world: World, code: str = "A-001") -> int:
    """A lead that the caseworker has taken on."""
    with acting(unit, world, CHECKERS.get(code, "supervisor")):
        lead = register_lead(unit, world.households[code], channel=LeadChannel.VISIT, note="The roof leaks.")
        assert lead.lead_id is not None
        start_check(unit, lead.lead_id)
    return lead.lead_id


def checked_lead(
    unit: UnitOfWork, world: World, code: str = "A-001", causes: Sequence[Cause] = (Cause.HOUSING,)
) -> int:
    """A lead that waits for a decision."""
    lead_id = lead_under_check(unit, world, code)
    with acting(unit, world, CHECKERS.get(code, "supervisor")):
        verify_lead(unit, lead_id, finding="Two rooms are open to the rain.", causes=causes)
    return lead_id


def opened_case(
    unit: UnitOfWork,
    world: World,
    code: str = "A-001",
    causes: Sequence[Cause] = (Cause.HOUSING,),
    decider: str = "county_officer",
) -> CaseOpened:
    """A case that waits for a caseworker."""
    lead_id = checked_lead(unit, world, code, causes)
    with acting(unit, world, decider):
        decide_lead(unit, lead_id, is_confirmed=True, reason="", causes=causes)
        return open_case(unit, lead_id, causes)


@contextmanager
def counted(unit: UnitOfWork) -> Iterator[list[str]]:
    """Collect the statements that the block sends."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    connection = unit.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)
