"""`holdfast link`: between files with a truth, within the register, a file against the register."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from benchmarks.people_generator import generate_registers, write_registers
from foundation.actor import system_actor
from foundation.unit_of_work import Units
from tests.builders.world import World
from tests.conftest import make_units
from tests.rooms.linkage_kit import add_member, number_for, tell_apart
from tests.web.command_line import Run, answer, run

__all__ = ["run"]
BORN_ON = "1985-03-12"


@pytest.fixture
def county(engine: Engine, world: World) -> Units:
    """The register, in which one man stands twice."""
    units = make_units(engine)
    with units.begin(system_actor("test")) as unit:
        tell_apart(unit)
        number = number_for(date.fromisoformat(BORN_ON))
        add_member(unit, world, "A-001", id_number=number)
        add_member(unit, world, "B-001", name="温志铭", id_number=number)
    return units


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Two generated registers of 800 people with their truth."""
    write_registers(generate_registers(800, 480, seed=3), tmp_path)
    return tmp_path


def test_two_files_are_held_against_the_truth(run: Run, files: Path):
    result = answer(
        run(
            "link",
            *("--source", str(files / "left.csv"), "--source", str(files / "right.csv")),
            *("--truth", str(files / "truth.csv"), "--output", str(files / "pairs.csv"), "--json"),
        )
    )
    assert (result["state"], result["left"], result["right"]) == ("finished", 800, 800)
    assert result["precision"] >= 0.99 and result["recall"] >= 0.95
    assert result["recall_with_possible"] >= result["recall"]
    lines = (files / "pairs.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "left,right,weight,certainty,name,number,birth,sex,family"
    assert len(lines) == 1 + int(str(result["likely"])) + int(str(result["possible"]))


def test_the_numbers_are_printed_for_people_too(run: Run, files: Path):
    printed = run(
        "link",
        *("--source", str(files / "left.csv"), "--source", str(files / "right.csv")),
        *("--truth", str(files / "truth.csv")),
    ).stdout
    assert {"precision:", "recall:", "f1:"} <= set(printed.split())


def test_one_file_is_searched_for_doubles(run: Run, files: Path):
    result = answer(run("link", "--source", str(files / "right.csv"), "--json"))
    assert (result["state"], result["right"]) == ("finished", 0)


def test_without_sources_the_register_is_searched(run: Run, county: Units, tmp_path: Path):
    truth = tmp_path / "truth.csv"
    truth.write_text("one,other\nA-001/14,B-001/14\n", encoding="utf-8")
    result = answer(run("link", "--truth", str(truth), "--json"))
    assert (result["left"], result["likely"], result["new"]) == (22, 1, 1)
    assert (result["precision"], result["recall"], result["f1"]) == (1.0, 1.0, 1.0)
    assert answer(run("link", "--source", "register", "--area", "360121100", "--json"))["left"] == 13


def test_a_file_is_held_against_the_register(run: Run, county: Units, tmp_path: Path):
    path = tmp_path / "civil.csv"
    path.write_text(f"id,name,sex,born_on\nX1,溫志明,男,{BORN_ON}\nX2,何大头,男,1931-05-06\n", encoding="utf-8")
    result = answer(run("link", "--source", str(path), "--source", "register", "--json"))
    assert (result["left"], result["right"]) == (2, 22)
    assert int(str(result["likely"])) + int(str(result["possible"])) == 1


def test_a_file_full_of_one_person_stops(run: Run, tmp_path: Path):
    path = tmp_path / "many.csv"
    path.write_text("name,sex,born_on\n" + f"王伟,男,{BORN_ON}\n" * 8, encoding="utf-8")
    result = answer(run("link", "--source", str(path), "--max-duplicates", "3", "--json", code=3))
    assert result["state"] == "stopped"
    assert result["stopped"] == "One record looks like 7 others; more than 3 are not believed."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,born_on\nX1,1985-03-12\n", "no column “name”"),
        ("name,born_on\n", "no people"),
        ("id,name,born_on\nX1,王,1985-03-12\nX1,李,1985-03-12\n", "row 3"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(run: Run, tmp_path: Path, content: str, said: str):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    assert said in run("link", "--source", str(path), code=3).output


def test_a_truth_that_is_none_is_refused(run: Run, files: Path, tmp_path: Path):
    truth = tmp_path / "half.csv"
    truth.write_text("left,right\nL1\n", encoding="utf-8")
    assert "row 2" in run("link", "--source", str(files / "left.csv"), "--truth", str(truth), code=3).output


def test_three_sources_or_the_register_twice_is_bad_usage(run: Run):
    run("link", "--source", "register", "--source", "register", code=2)
    run("link", "--source", "a", "--source", "b", "--source", "c", code=2)
