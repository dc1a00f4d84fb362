"""`holdfast validate`, and the jobs that check the register by themselves."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household, QualityFinding, QualityRun
from registry.operations.quality.exceptions import grant_exception
from registry.operations.quality.runs import request_run
from registry.rules.quality.words import RunState
from tests.builders.effects import carry_out
from tests.builders.world import COUNTY, TODAY, World
from tests.web.command_line import Run, answer, run
from web.jobs import make_queue

__all__ = ["run"]
SYSTEM = system_actor("test")


@pytest.fixture
def broken(units: Units, world: World) -> int:
    """A household whose dwelling is not safe."""
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Household).where(Household.code == "A-001").values(is_dwelling_safe=False))
    return world.households["A-001"]


@pytest.mark.usefixtures("broken")
def test_findings_are_counted_by_severity_and_rule(run: Run) -> None:
    said = answer(run("validate", "--json"))
    assert said["severities"]["high"] >= 1  # type: ignore[index]
    found = {rule["id"]: (rule["severity"], rule["findings"]) for rule in said["rules"]}  # type: ignore[attr-defined]
    assert found["1_02_001"] == ("high", 1)
    assert said["run"] and said["added"]
    again = answer(run("validate", "--json"))
    assert (again["added"], again["cleared"]) == (0, 0)


@pytest.mark.usefixtures("broken")
def test_people_read_lines(run: Run) -> None:
    lines = run("validate", "--region", "360121", "--rule", "1_02_001", "--rule", "5_14_001").stdout
    assert lines.startswith("high 1, mid 0, low 0; 0 excepted, 1 new, 0 mended")
    assert "1  high  1_02_001  Unsafe dwelling, not monitored" in lines
    assert "2 rules checked." in lines


@pytest.mark.usefixtures("broken")
def test_some_rules_of_one_region(run: Run) -> None:
    said = answer(run("validate", "--rule", "1_02_009", "--rule", "1_02_001", "--region", "360121101", "--json"))
    assert [rule["id"] for rule in said["rules"]] == ["1_02_001", "1_11_007"]  # type: ignore[attr-defined]
    assert said["severities"] == {"high": 0, "mid": 0, "low": 0}


@pytest.mark.usefixtures("broken")
def test_it_fails_only_when_told_to(run: Run, units: Units) -> None:
    run("validate")
    run("validate", "--fail-on", "high", code=3)
    run("validate", "--fail-on", "low", "--rule", "5_14_001")
    with units.begin(SYSTEM) as unit:
        finding = unit.session.scalars(select(QualityFinding.id).where(QualityFinding.rule_id == "1_02_001")).one()
        grant_exception(unit, finding, reason="Being rebuilt.", until_on=TODAY + timedelta(days=700))
    said = answer(run("validate", "--fail-on", "high", "--rule", "1_02_001", "--json"))
    assert said["excepted"] == 1


@pytest.mark.usefixtures("broken")
def test_another_day_is_only_looked_at(run: Run, units: Units) -> None:
    said = answer(run("validate", "--as-of", "2026-01-31", "--json"))
    assert said["run"] is None and said["as_of"] == "2026-01-31"
    run("validate", "--as-of", "2026-01-31", "--fail-on", "high", code=3)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert unit.session.scalar(select(QualityRun.id)) is None


def test_unknown_regions_and_rules_are_refused(run: Run) -> None:
    assert "999" in str(answer(run("validate", "--region", "999", "--json", code=3))["error"])
    assert "9_99" in str(answer(run("validate", "--rule", "9_99", "--json", code=3))["error"])
    run("validate", "--as-of", "yesterday", code=2)
    run("validate", "--fail-on", "never", code=2)


def test_a_run_that_is_asked_for_is_carried_out_by_the_worker(app: Flask, units: Units, broken: int) -> None:
    here = app.extensions["holdfast"]
    with units.begin(SYSTEM) as unit:
        run_id = request_run(unit, COUNTY)
    carry_out(here)
    with units.begin(SYSTEM, read_only=True) as unit:
        found = unit.session.get_one(QualityRun, run_id)
        assert (found.state, found.counts["severities"]["high"]) == (RunState.FINISHED, 1)
        assert found.parts_done == found.parts_total == 1


def test_handlers_do_their_work_once(app: Flask, units: Units, broken: int) -> None:
    queue = make_queue(app.extensions["holdfast"])
    with units.begin(SYSTEM) as unit:
        run_id = request_run(unit, COUNTY)
        unit.session.get_one(QualityRun, run_id).state = RunState.RUNNING
    queue.tasks["validate_nightly"](timestamp=0)
    queue.tasks["validate_registry"](run_id=run_id)
    queue.tasks["validate_registry"](run_id=run_id)
    queue.tasks["validate_household"](household_id=broken)
    queue.tasks["validate_household"](household_id=10**9)
    queue.tasks["validate_nightly"](timestamp=0)
    with units.begin(SYSTEM, read_only=True) as unit:
        assert unit.session.scalars(select(QualityRun.state)).all() == [RunState.FINISHED] * 2
        assert len(unit.session.scalars(select(QualityFinding).where(QualityFinding.rule_id == "1_02_001")).all()) == 1
