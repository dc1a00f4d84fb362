"""`holdfast forms`: Holdfast's own form written, changed and published from the terminal."""

import openpyxl

from tests.web.command_line import Run, answer, run

__all__ = ["run"]


def test_the_own_form_is_written_published_and_listed(run: Run, tmp_path):
    file = tmp_path / "form.xlsx"
    form_id = answer(run("forms", "sheet", str(file), "--region", "360121", "--json"))["form_id"]
    assert form_id.startswith("household_360121_")
    labels = [cell.value for row in openpyxl.load_workbook(file)["survey"].iter_rows() for cell in row]
    assert "户类型" in labels or "Household class" in labels
    told = answer(run("forms", "publish", str(file), "--region", "360121", "--json"))
    assert told["is_first"]
    again = answer(run("forms", "publish", str(file), "--region", "360121", "--json", code=3))
    assert "never changes" in again["error"]
    (listed,) = answer(run("forms", "list", "--json"))["forms"]
    assert (listed["form_id"], listed["state"]) == (form_id, "open")
    assert form_id in run("forms", "list").output


def test_a_bad_spreadsheet_is_refused(run: Run, tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(b"no workbook")
    assert (
        "Choose an XLSX workbook"
        in answer(run("forms", "publish", str(file), "--region", "360121", "--json", code=3))["error"]
    )


def test_files_of_forms_are_known_to_the_check(run: Run, tmp_path):
    assert "There is no form yet." in run("forms", "list").output
    file = tmp_path / "form.xlsx"
    run("forms", "sheet", str(file), "--region", "360121")
    run("forms", "publish", str(file), "--region", "360121")
    assert answer(run("check", "--json"))["files_orphaned"] == []
