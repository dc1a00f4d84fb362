"""Two people at the same moment: one of them gets through, the other one is told."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pytest

from casework.errors import LeadAlreadyOpen, StepRefused
from casework.operations.confirming import confirm_proposals
from casework.operations.leads import decide_lead, register_lead
from casework.operations.pairing import propose_pairs
from casework.queries.pairing import count_waiting
from casework.rules.facts import PairingConfirmed
from casework.rules.words import LeadChannel
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from gateways.ortools_flow import OrtoolsFlow
from registry.rules.causes import Cause
from tests.builders.world import TOWNSHIP_A, World
from tests.rooms.casework_samples import checked_lead, opened_case

SYSTEM = system_actor("test")
T = TypeVar("T")


def second_waits(pool: ThreadPoolExecutor, act: Callable[[], T]) -> "Future[T]":
    """Start the second act and see that it waits for the first one."""
    second = pool.submit(act)
    with pytest.raises(TimeoutError):
        second.result(timeout=0.3)
    return second


def test_one_case_gets_one_caseworker_from_two_runs(units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        opened_case(unit, world, "A-001")
        first_run = propose_pairs(unit, OrtoolsFlow(), "").run_id
    with units.begin(SYSTEM) as unit:
        second_run = propose_pairs(unit, OrtoolsFlow(), TOWNSHIP_A).run_id
        unit.session.connection().exec_driver_sql("update pairing_proposal set state = 'proposed'")

    def confirm_second() -> PairingConfirmed:
        with units.begin(SYSTEM) as unit:
            return confirm_proposals(unit, run_id=second_run)

    with ThreadPoolExecutor(1) as pool:
        with units.begin(SYSTEM) as unit:
            assert confirm_proposals(unit, run_id=first_run).confirmed == 1
            second = second_waits(pool, confirm_second)
        assert (second.result().confirmed, second.result().superseded) == (0, 1)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert count_waiting(unit) == 0


def test_two_reports_open_one_lead(units: Units, world: World) -> None:
    def report() -> None:
        with units.begin(SYSTEM) as unit:
            register_lead(unit, world.households["A-001"], channel=LeadChannel.HOTLINE, note="Second.")

    with ThreadPoolExecutor(1) as pool:
        with units.begin(SYSTEM) as unit:
            register_lead(unit, world.households["A-001"], channel=LeadChannel.VISIT, note="First.")
            second = second_waits(pool, report)
        with pytest.raises(LeadAlreadyOpen):
            second.result()


def test_two_decisions_leave_the_first_one(units: Units, world: World) -> None:
    with units.begin(SYSTEM) as unit:
        lead_id = checked_lead(unit, world)
        reviewer, officer = world.actor(unit, "township_reviewer"), world.actor(unit, "county_officer")

    def refuse() -> None:
        with units.begin(officer) as unit:
            decide_lead(unit, lead_id, is_confirmed=False, reason="No risk.")

    with ThreadPoolExecutor(1) as pool:
        with units.begin(reviewer) as unit:
            decide_lead(unit, lead_id, is_confirmed=True, reason="", causes=[Cause.HOUSING])
            second = second_waits(pool, refuse)
        with pytest.raises(StepRefused):
            second.result()
