"""`holdfast stats --register`: the whole register, now or as of a day, with small groups hidden."""

import pytest
from sqlalchemy import delete, update

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household, Income
from tests.builders.world import VILLAGE_A, VILLAGE_B, World, add_household
from tests.web.command_line import Run, answer, run

__all__ = ["run"]
SYSTEM = system_actor("test")
THEN = ("--as-of", "2026-06-15")
"""The day of the world: a command lives by the real clock, and the world's incomes fall out of its window one day."""


def figures(said: dict) -> dict:
    return said["figures"]


@pytest.fixture
def twelve(units: Units, world: World) -> None:
    """Seven more households, so that each village of two has six; one of them has no known income."""
    with units.begin(SYSTEM) as unit:
        for number in range(4):
            add_household(unit, world, f"A-1{number}", VILLAGE_A, "丁", "male", 20_000 + number * 10_000)
        for number in range(5):
            add_household(unit, world, f"B-1{number}", VILLAGE_B, "戊", "female", 20_000 + number * 10_000)
        unit.session.execute(delete(Income).where(Income.household_id == world.households["B-001"]))
        poor = Household.id == world.households["A-10"]
        unit.session.execute(update(Household).where(poor).values(survey_weight=3, is_water_safe=False))


@pytest.mark.usefixtures("twelve")
def test_poverty_of_the_register_by_village(run: Run, world: World):
    said = answer(run("stats", "fgt", "--register", *THEN, "--by", "village", "--area", "360121100", "--json"))
    assert (said["source"], said["counted"], said["households"], said["left_out"]) == ("register", "people", 7, 0)
    rows = {row["title"]: row for row in said["groups"]}
    assert rows["甲一村"] == {"group": "360121100201", "title": "甲一村", "hidden": True}
    assert rows["甲二村"]["hidden"]  # a single household, and what would give it away by subtraction
    words = ("stats", "fgt", "--register", *THEN, "--by", "village", "--smallest", "0", "--json")
    shown = answer(run(*words))
    rows = {row["title"]: row for row in shown["groups"]}
    assert rows["甲一村"]["figures"]["poor"] == 12 + 4  # 22,000 yuan for four, weighing three, and 32,000 for four
    assert shown["left_out"] == 1


@pytest.mark.usefixtures("twelve")
def test_every_measure_of_the_register(run: Run, world: World):
    for name in ("fgt", "gini", "quintile-ratio", "che", "dependency", "engel", "rigid-spending"):
        said = answer(run("stats", name, "--register", *THEN, "--json"))
        assert said["households"] >= 13, name
        assert all(value is not None for value in figures(said).values()), name
    said = answer(run("stats", "mpi", "--register", *THEN, "--index", "china", "--by", "class", "--json"))
    assert figures(said)["uncensored:water"] == pytest.approx(3 * 4 / said["total"])
    assert "Vulnerability" in run("stats", "vep", "--register", *THEN, "--explain", "size").stdout


@pytest.mark.usefixtures("twelve")
def test_the_register_s_own_households_and_intervals(run: Run, world: World):
    homes = answer(
        run(
            "stats",
            "gini",
            "--register",
            "--per",
            "households",
            "--ci",
            "--replicates",
            "50",
            "--cluster",
            "village",
            "--json",
        )
    )
    assert (homes["counted"], homes["total"]) == ("households", 15)
    assert homes["intervals"]["gini"]["clusters"] == 4


@pytest.mark.usefixtures("twelve")
def test_a_day_of_the_past_and_a_line_of_one_s_own(run: Run, world: World):
    said = answer(run("stats", "fgt", "--register", "--as-of", "2026-05-01", "--line", "1", "--json"))
    assert figures(said)["poor"] == 0
    assert answer(run("stats", "dependency", "--register", "--json"))["households"] == 14
    assert answer(run("stats", "fgt", "--register", "--as-of", "2020-12-31", "--json"))["households"] == 0


def test_what_the_register_does_not_know_is_named(run: Run):
    assert "999" in run("stats", "gini", "--register", "--area", "999", code=3).stderr
    assert "region, province" in run("stats", "gini", "--register", "--by", "name", code=3).stderr
    assert "no number “iq”" in run("stats", "vep", "--register", "--explain", "iq", code=3).stderr
