"""`holdfast pair`: proposes, prints, and confirms only when told to."""

import pytest

from casework.queries.pairing import count_waiting
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from tests.builders.world import World
from tests.rooms.casework_samples import opened_case
from tests.web.command_line import Run, answer, run

__all__ = ["run"]
SYSTEM = system_actor("test")


@pytest.fixture
def waiting(units: Units, world: World) -> None:
    """Two cases without a caseworker."""
    with units.begin(SYSTEM) as unit:
        opened_case(unit, world, "A-001")
        opened_case(unit, world, "B-001")


def still_waiting(units: Units) -> int:
    with units.begin(SYSTEM, read_only=True) as unit:
        return count_waiting(unit)


@pytest.mark.usefixtures("waiting")
def test_pairs_are_proposed_with_their_reasons_and_wait_for_people(run: Run, units: Units) -> None:
    said = answer(run("pair", "--json"))
    assert (said["waiting"], said["paired"], said["unserved"], said["confirmed"]) == (2, 2, 0, 0)
    first = said["pairs"][0]  # type: ignore[index]
    assert (first["household"], first["caseworker"], first["distance_m"]) == ("A-001", "Caseworker", 0)
    assert (first["runner_up"], first["runner_up_reason"]) == ("Other Caseworker", "costlier")
    assert said["cost"] == sum(pair["cost"] for pair in said["pairs"])  # type: ignore[attr-defined]
    assert still_waiting(units) == 2


@pytest.mark.usefixtures("waiting")
def test_apply_confirms_the_run(run: Run, units: Units) -> None:
    said = answer(run("pair", "--apply", "--json"))
    assert said["confirmed"] == 2
    assert still_waiting(units) == 0
    assert answer(run("pair", "--apply", "--json"))["waiting"] == 0


@pytest.mark.usefixtures("waiting")
def test_people_read_lines(run: Run) -> None:
    lines = run("pair", "--area", "360121100").stdout
    assert "A-001" in lines and "B-001" not in lines
    assert "1 of 1 cases paired" in lines and "Supervisors have to confirm." in lines


@pytest.mark.usefixtures("waiting")
def test_a_region_that_nobody_knows_is_refused(run: Run, units: Units) -> None:
    assert "999" in str(answer(run("pair", "--area", "999", "--json", code=3))["error"])
    run("pair", "--everywhere", code=2)
    assert still_waiting(units) == 2
