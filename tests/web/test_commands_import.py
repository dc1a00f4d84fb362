"""`holdfast import`: the contract of its options, its exit codes and its one JSON object."""

import csv

import pytest

from foundation.actor import system_actor
from registry.models import ImportRun
from registry.rules.words_imports import ImportState
from tests.rooms.imports_kit import GOOD, ImportKit, register_size
from tests.web.command_line import Run, answer, run

__all__ = ["run"]
TEST = system_actor("test")


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def paths(files):
    return [str(file.path) for file in files]


def size(units):
    with units.begin(TEST, read_only=True) as unit:
        return register_size(unit)


def state_of(units, run_id):
    with units.begin(TEST, read_only=True) as unit:
        return unit.session.get_one(ImportRun, run_id).state


def test_correct_files_are_taken_in(run: Run, kit, units):
    before = size(units)
    told = answer(run("import", "county", *paths(kit.good()), "--json"))
    assert (told["state"], told["households"], told["errors"]) == ("committed", 2, 0)
    assert told["written"]["person"] == {"new": 3}
    assert told["error_report"] is None
    assert size(units)["household"] - before["household"] == 2


def test_the_same_files_again_change_nothing(run: Run, kit):
    run("import", "county", *paths(kit.good()))
    assert "Nothing changed" in run("import", "county", *paths(kit.good())).stdout


def test_a_dry_run_checks_and_takes_nothing(run: Run, kit, units):
    before = size(units)
    told = answer(run("import", "county", *paths(kit.good()), "--dry-run", "--json"))
    assert (told["state"], told["records"]["household"]) == ("checked", {"new": 2})
    assert size(units) == before
    assert state_of(units, told["run"]) is ImportState.DISCARDED


def test_rejected_data_ends_with_3_takes_nothing_and_leaves_a_report(run: Run, kit, units, tmp_path):
    before = size(units)
    files = kit.good(income=["N1,2025-02-30,工资性收入,5"])
    told = answer(run("import", "county", *paths(files), "--json", code=3))
    assert (told["state"], told["errors"]) == ("rejected", 1)
    assert size(units) == before
    (row,) = csv.DictReader((tmp_path / told["error_report"]).read_text(encoding="utf-8-sig").splitlines())
    assert (row["file"], row["row"], row["column"], row["code"]) == ("income.csv", "2", "收入日期", "date_impossible")


def test_the_rest_is_taken_where_the_user_chooses_so(run: Run, kit, tmp_path):
    files = kit.good(income=["N1,2025-02-30,工资性收入,5", *GOOD["income"][:1]])
    told = run("import", "county", *paths(files), "--partial", "--errors", str(tmp_path / "e.csv")).stdout
    assert (
        "income.csv, row 2, 收入日期: “2025-02-30” is a day that does not exist. Correct the day or the month." in told
    )
    assert "was taken into the register: 2 households" in told
    assert (tmp_path / "e.csv").exists()


def test_nothing_right_is_rejected_even_in_part(run: Run, kit):
    run("import", "county", str(kit.raw("households.csv", b"%PDF-1.7").path), "--partial", code=3)


@pytest.mark.parametrize(("rule", "code"), [("error", 3), ("skip", 0), ("update", 0)])
def test_the_duplicates_rule_decides(run: Run, kit, rule, code):
    file = kit.csv("households", ["A-001,360121100201,一般户,"])
    run("import", "county", str(file.path), "--on-duplicate", rule, code=code)


def test_bad_usage_ends_with_2(run: Run, kit, tmp_path):
    file = str(kit.good()[0].path)
    run("import", "nobody", file, code=2)
    run("import", "county", "missing.csv", code=2)
    run("import", "county", code=2)
    run("import", "county", file, "--on-duplicate", "maybe", code=2)
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[sheet]]\nentity = "household"\n[[sheet.column]]\nname = "a"\nfield = "b"\n', encoding="utf-8")
    assert "sheet 1 (household): a, field" in run("import", str(wrong), file, code=2).output
