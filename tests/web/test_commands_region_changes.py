"""`holdfast regions list` and `regions change`."""

import pytest

from tests.builders.world import World
from tests.web.command_line import Run, answer, run

__all__ = ["run"]

A, A2, TOWN_A, TOWN_B = "360121100201", "360121100202", "360121100", "360121101"


def test_a_village_merges_and_its_code_leads_on(run: Run) -> None:
    done = answer(run("regions", "change", "merge", A, "--into", A2, "--on", "2026-01-01", "--json"))
    assert (done["code"], done["households"], done["dry_run"]) == (A2, 2, False)
    listed = answer(run("regions", "list", "--under", TOWN_A, "--json"))["regions"]
    assert isinstance(listed, list) and [(row["code"], row["households"]) for row in listed] == [(A2, 3)]
    ended = run("regions", "list", "--under", TOWN_A, "--ended").stdout
    assert f"{A} 甲一村 (village): 0 households, ended 2026-01-01" in ended
    then = answer(run("regions", "list", "--under", TOWN_A, "--on", "2025-12-31", "--json"))["regions"]
    assert isinstance(then, list) and [row["code"] for row in then] == [A, A2]


def test_a_trial_says_what_would_move_and_moves_nothing(run: Run) -> None:
    said = run("regions", "change", "move", A, "--parent", TOWN_B, "--dry-run").stdout
    assert said.startswith("would change") and "2 households" in said
    run("regions", "change", "move", A, "--parent", TOWN_B)
    run("regions", "change", "move", A, "--parent", TOWN_B, code=3)


def test_each_kind_of_change_has_its_command(run: Run, world: World) -> None:
    run("regions", "change", "rename", A, "--name", "甲新村", "--document", "文件", "--on", "2026-01-01")
    run("regions", "change", "recode", A, "--new-code", "360121100299", "--on", "2026-02-01")
    run("regions", "change", "split", "360121100299", "--new-code", "360121100298", "--name", "甲三村",
        "--household", "A-002", "--on", "2026-03-01")  # fmt: skip
    run("regions", "change", "add", "360121100297", "--name", "甲四村", "--level", "village", "--parent", TOWN_A)
    run("regions", "change", "close", "360121100297")
    lines = run("regions", "list", "--level", "village", "--words", "甲").stdout.splitlines()
    assert [line.strip() for line in lines] == [
        "360121100202 甲二村 (village): 1 households",
        "360121100298 甲三村 (village): 1 households",
        "360121100299 甲新村 (village): 1 households",
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rename", A), 2),
        (("merge", A, "--into", A, "--on", "yesterday"), 2),
        (("merge", A, "--into", A), 3),
        (("merge", "1", "--into", A), 3),
        (("rename", A, "--name", "x", "--on", "2999-01-01"), 3),
        (("close", A), 3),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(run: Run, words: tuple[str, ...], code: int) -> None:
    assert run("regions", "change", *words, code=code).output.strip()
