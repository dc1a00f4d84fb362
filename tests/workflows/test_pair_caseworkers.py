"""Cases get caseworkers: proposed, confirmed in one step by an operator, or not at all."""

import pytest

from casework.queries.pairing import count_waiting
from casework.rules.words import Missing
from foundation.actor import system_actor
from foundation.errors import NotFound
from foundation.unit_of_work import UnitOfWork, Units
from gateways.ortools_flow import OrtoolsFlow
from tests.builders.world import COUNTY, World
from tests.rooms.casework_samples import acting, opened_case
from tests.rooms.test_casework_pairing_runs import current_pairs, set_profile
from workflows.pair_caseworkers import pair_caseworkers, propose_caseworkers

SOLVER = OrtoolsFlow()


def test_proposing_leaves_the_decision_to_people(unit: UnitOfWork, world: World) -> None:
    opened_case(unit, world, "A-001")
    with acting(unit, world, "supervisor"):
        paired = propose_caseworkers(unit, SOLVER, scope_path=COUNTY)
    assert (paired.proposed.paired, paired.confirmed, paired.shortages) == (1, None, ())
    assert current_pairs(unit, world) == {}
    assert count_waiting(unit) == 1


def test_an_operator_takes_the_whole_run(units: Units, world: World) -> None:
    operator = system_actor("command pair")
    with units.begin(operator) as unit:
        opened_case(unit, world, "A-001")
        opened_case(unit, world, "B-001")
    with units.begin(operator) as unit:
        paired = pair_caseworkers(unit, SOLVER, scope_path="")
    assert paired.confirmed is not None
    assert paired.confirmed.confirmed == 2
    with units.begin(operator, read_only=True) as unit:
        assert set(current_pairs(unit, world)) == {"A-001", "B-001"}
    with units.begin(operator) as unit:
        again = pair_caseworkers(unit, SOLVER, scope_path="")
    assert (again.proposed.waiting, again.confirmed) == (0, None)


def test_what_is_short_is_said_by_village(unit: UnitOfWork, world: World) -> None:
    for login in ("caseworker", "other_caseworker"):
        set_profile(unit, world, login, capacity=0)
    opened_case(unit, world, "A-001")
    paired = pair_caseworkers(unit, SOLVER, scope_path="")
    assert paired.confirmed is None
    (short,) = paired.shortages
    assert (short.village, short.township, short.missing, short.households) == ("甲一村", "甲镇", Missing.CAPACITY, 1)


def test_a_region_that_is_not_the_actors_is_refused(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(NotFound):
        propose_caseworkers(unit, SOLVER, scope_path=COUNTY)
