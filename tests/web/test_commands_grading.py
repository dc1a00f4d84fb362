"""`holdfast grade` with its engines, and `holdfast snapshot`."""

from pathlib import Path

from tests.builders.world import World
from tests.web.command_line import Run, answer, run

__all__ = ["run"]


def test_the_engines_give_the_same_colours(run: Run, world: World) -> None:
    told = [answer(run("grade", "--json", "--engine", engine)) for engine in ("postgres", "duckdb", "reference")]
    assert {str(one["colours"]) for one in told} == {str(told[0]["colours"])}
    assert [one["households"] for one in told] == [len(world.households)] * 3
    assert [one["changes"] for one in told[1:]] == [0, 0]


def test_a_snapshot_is_graded_as_a_whole(run: Run, world: World) -> None:
    run("grade", "--engine", "duckdb")
    refused = run("grade", "--engine", "duckdb", "--since", "LAST", code=3)
    assert "only the database grades the households that have changed" in refused.stderr


def test_a_snapshot_is_taken_for_the_counties_of_a_region(run: Run, world: World) -> None:
    told = answer(run("snapshot", "--json"))
    assert told["households"] == len(world.households)
    assert told["renewed"] == told["counties"]
    assert Path(str(told["folder"])).is_dir()
    county = answer(run("snapshot", "--area", "360121", "--all", "--json"))
    assert (county["counties"], county["renewed"]) == (1, 1)
    run("snapshot", "--area", "999999", code=3)


def test_one_household_is_told_with_its_way_back(run: Run, world: World) -> None:
    code = next(iter(world.households))
    told = answer(run("grade", "--explain", code, "--json"))
    assert told["household"] == code
    assert set(told) >= {"colour", "reasons", "not_known", "back_to_green"}
    run("grade", "--explain", "nobody", code=3)
