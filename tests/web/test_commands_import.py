"""`holdfast import`: the contract of its options, its exit codes and its one JSON object."""

import csv

import pytest
from sqlalchemy import text

from foundation.actor import system_actor
from registry.models import ImportRun
from registry.operations.imports import StepReached
from registry.operations.imports.profiles import shipped_text
from registry.operations.imports.stored_profiles import create_profile
from registry.rules.words_imports import ImportState, ImportStep
from tests.rooms.imports_kit import GOOD, ImportKit, register_size
from tests.web.command_line import Run, answer, run
from web.commands.imports import TerminalLine

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


def test_an_import_is_taken_back_once(run: Run, kit, units):
    before = size(units)
    told = answer(run("import", "county", *paths(kit.good()), "--json"))
    undone = answer(run("import", "--undo", str(told["run"]), "--json"))
    assert (undone["state"], undone["removed"]["household"]) == ("undone", 2)
    assert size(units) == before
    assert state_of(units, told["run"]) is ImportState.UNDONE
    assert "only once" in run("import", "--undo", str(told["run"]), code=3).output


def test_an_import_that_was_built_upon_stays_and_says_why(run: Run, kit, units):
    told = answer(run("import", "county", *paths(kit.good()), "--json"))
    run("import", "county", str(kit.csv("income", ["N1,2025-05-31,工资性收入,1"]).path))
    refused = answer(run("import", "--undo", str(told["run"]), "--json", code=3))
    assert [one["kind"] for one in refused["built_on"]] == ["later_import"]
    assert "Later imports of the same records" in run("import", "--undo", str(told["run"]), code=3).output
    assert state_of(units, told["run"]) is ImportState.COMMITTED


def test_undoing_takes_a_number_and_nothing_else(run: Run, kit):
    run("import", "county", *paths(kit.good()), "--undo", "1", code=2)
    run("import", code=2)
    run("import", "--undo", "9999", code=3)


def test_contradictions_are_counted_and_never_written(run: Run, kit, units):
    file = str(kit.csv("members", ["A-001,1,陈桂英,户主,男,1980-05-01,,"]).path)
    told = answer(run("import", "county", file, "--on-duplicate", "update", "--json"))
    assert (told["state"], told["contradictions"]) == ("committed", 1)
    with units.begin(TEST, read_only=True) as unit:
        statement = text("""select p.sex from person p join household h on h.id = p.household_id
                            where h.code = 'A-001' and p.code = '1'""")
        assert unit.session.execute(statement).scalar_one() == "female"


def test_a_doubtful_file_is_stopped_even_in_part(run: Run, kit, units):
    before = size(units)
    rows = [f"A-001,{number},甲{number},其他,男,1990-01-01,," for number in range(20, 40)]
    told = run("import", "county", str(kit.csv("members", rows * 2).path), "--partial", code=3).output
    assert "not even in part" in told
    assert size(units) == before


def test_a_profile_written_on_screen_is_known_by_its_name(run: Run, kit, units, world):
    with units.begin(TEST) as unit:
        unit.actor = world.actor(unit, "county_officer")
        create_profile(unit, "ours", shipped_text("county"))
    assert answer(run("import", "ours", *paths(kit.good()), "--json"))["state"] == "committed"


def test_the_terminal_gets_one_line_that_is_written_over(capsys):
    line = TerminalLine()
    for reached in (
        StepReached(ImportStep.READING, "members.csv", 2_000, 10),
        StepReached(ImportStep.READING, "members.csv", 2_000, 10),
        StepReached(ImportStep.KEEPING, "", 2_000, 100),
    ):
        line.show(reached)
    told = capsys.readouterr().err
    assert told.count("\r") == 2
    assert "Reading members.csv … 2,000 rows, 10 %" in told
    assert told.endswith("\n")
