"""Runs, issues and staged records as people read them, each within their own area."""

import csv

import pytest

from foundation.paging import PageRequest
from registry.operations.imports import commit_import
from registry.queries.imports import (
    IssueFilters,
    count_issues,
    get_run,
    list_earlier_runs,
    list_issues,
    list_runs,
    list_staged,
    write_error_report,
)
from registry.rules.imports.errors import ImportRunNotFound
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import StagedEntity, StagedOutcome
from tests.builders.world import COUNTY, TOWNSHIP_A, VILLAGE_A
from tests.rooms.imports_kit import GOOD, ImportKit

SPOILT = {
    "income": ["N1,2025-02-30,工资性收入,=cmd|x", "N1,2025-01-31,工资性收入,123456789", "X9,2025-01-31,工资性收入,1"]
}


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def test_a_run_tells_its_files_its_region_and_its_counts(kit, unit):
    run = get_run(unit, kit.stage(unit, kit.good()).run_id)
    assert run.region_path == TOWNSHIP_A
    assert [file["name"] for file in run.files] == [f"{name}.csv" for name in GOOD]
    assert run.files[0]["sheets"] == [{"no": 1, "sheet": "", "entity": "household", "rows": 2, "blank": 0}]
    assert run.counts["records"]["household"] == {"new": 2}


def test_a_run_is_seen_by_its_starter_and_by_those_whose_area_holds_it_all(kit, unit, world):
    officer = unit.actor = world.actor(unit, "county_officer")
    run_id = kit.stage(unit, kit.good()).run_id
    seen = {}
    for login in ("county_officer", "auditor", "township_reviewer", "caseworker", "other_caseworker", "enterprise"):
        unit.actor = world.actor(unit, login)
        seen[login] = [row.id for row in list_runs(unit, PageRequest()).rows] == [run_id]
    assert seen == {
        "county_officer": True,
        "auditor": True,
        "township_reviewer": True,
        "caseworker": False,
        "other_caseworker": False,
        "enterprise": False,
    }
    unit.actor = world.actor(unit, "caseworker")
    for read in (lambda: get_run(unit, run_id), lambda: list_issues(unit, run_id, IssueFilters(), PageRequest())):
        with pytest.raises(ImportRunNotFound):
            read()
    unit.actor = officer
    assert get_run(unit, run_id).started_by == "County Officer"


def test_a_run_without_any_household_belongs_to_its_starters_area(kit, unit, world):
    unit.actor = world.actor(unit, "county_officer")
    run = get_run(unit, kit.stage(unit, [kit.raw("x.csv", b"%PDF")]).run_id)
    assert run.region_path == COUNTY


def test_a_run_of_one_village_belongs_to_the_village(kit, unit):
    run = get_run(unit, kit.stage(unit, [kit.csv("households", GOOD["households"][:1])]).run_id)
    assert run.region_path == VILLAGE_A


def test_issues_are_listed_errors_first_and_can_be_narrowed(kit, unit):
    run_id = kit.stage(unit, kit.good(**SPOILT)).run_id
    whole = list_issues(unit, run_id, IssueFilters(), PageRequest())
    assert [row.is_error for row in whole.rows] == [True, True, True, False]
    assert [row.code for row in list_issues(unit, run_id, IssueFilters(weight="warning"), PageRequest()).rows] == [
        "unusual"
    ]
    assert list_issues(unit, run_id, IssueFilters(code="formula"), PageRequest()).total == 1
    assert list_issues(unit, run_id, IssueFilters(file_name="members.csv"), PageRequest()).total == 0
    assert count_issues(unit, run_id)[-1] == (IssueCode.UNUSUAL, 1)


def test_the_error_report_names_file_row_column_code_and_message_and_is_harmless(kit, unit, tmp_path):
    run_id = kit.stage(unit, kit.good(**SPOILT)).run_id
    path = tmp_path / "errors.csv"
    assert write_error_report(unit, run_id, path) == 4
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert list(rows[0]) == ["file", "sheet", "row", "column", "code", "message"]
    (formula,) = [row for row in rows if row["code"] == "formula"]
    assert (formula["file"], formula["row"], formula["column"]) == ("income.csv", "2", "金额(元)")
    assert formula["message"] == "The cell holds a formula: =cmd|x Paste the cell as a plain value."
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_error_report_speaks_the_readers_language(kit, unit, tmp_path):
    run_id = kit.stage(unit, kit.good(**SPOILT)).run_id
    write_error_report(unit, run_id, tmp_path / "e.csv", translate=lambda sentence: sentence.replace("formula", "公式"))
    assert "holds a 公式" in (tmp_path / "e.csv").read_text(encoding="utf-8-sig")


def test_staged_records_are_paged_without_secrets(kit, unit):
    run_id = kit.stage(unit, kit.good()).run_id
    page = list_staged(unit, run_id, StagedEntity.PERSON, StagedOutcome.NEW, PageRequest(size=2))
    assert (page.total, len(page.rows), page.page_count) == (3, 2, 2)
    assert page.rows[0].values == {"sex": "female", "name": "张三", "born_on": "1949-12-31", "relation": "head"}


def test_the_same_file_taken_in_before_is_remembered(kit, unit):
    first = kit.stage(unit, kit.good())
    commit_import(unit, first.run_id, allow_partial=False)
    again = get_run(unit, kit.stage(unit, kit.good()).run_id)
    assert [row.id for row in list_earlier_runs(unit, again)] == [first.run_id]
    assert list_earlier_runs(unit, get_run(unit, first.run_id)) == []
