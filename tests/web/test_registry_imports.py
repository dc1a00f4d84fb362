"""Imports on the screen: upload, what is wrong, what would change, and the decision."""

import io

import openpyxl
import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import ImportRun
from registry.operations.imports import ImportFile, find_profile, stage_import
from registry.rules.words_imports import ImportState, OnDuplicate
from tests.builders.effects import carry_out
from tests.rooms.imports_kit import GOOD, HEADINGS, ImportKit, register_size
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines

TEST = system_actor("test")


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def upload(client, files, status=302, **more):
    data = {"profile": "county", "on_duplicate": "update", **more}
    data["files"] = [(io.BytesIO(file.path.read_bytes()), file.name) for file in files]
    answer = client.post("/registry/imports/new", data, status=status, content_type="multipart/form-data")
    if status == 302:
        carry_out(client.client.application.extensions["holdfast"])
    return answer.location if status == 302 else answer


def size(units: Units) -> dict[str, int]:
    with units.begin(TEST, read_only=True) as unit:
        return register_size(unit)


def test_files_are_checked_looked_at_and_taken_in(client_as: ClientAs, kit, units: Units):
    officer, before = client_as("county_officer"), size(units)
    address = upload(officer, kit.good())
    assert size(units) == before
    page = plain(officer.get(address))
    assert "Nothing is wrong with these files" in page
    assert "Take 11 records into the register" in page
    assert "甲镇" in page
    question = plain(officer.get(f"{address}/commit"))
    assert "Take 11 records into the register of 甲镇" in question
    officer.post(f"{address}/commit")
    after = officer.get(address)
    assert "11 records are now in the register." in plain(after)
    assert "Taken into the register" in plain(after)
    assert size(units)["household"] == before["household"] + 2
    assert "The staged copy is gone" in plain(officer.get(f"{address}/records"))


def test_the_preview_shows_new_changed_and_refused_records(client_as: ClientAs, kit):
    officer = client_as("county_officer")
    members = [*GOOD["members"], "A-001,1,陈桂花,户主,女,1980-05-01,,13911112222", "X9,1,谁,户主,男,1990-01-01,,"]
    address = upload(officer, kit.good(members=members))
    changed = plain(officer.get(f"{address}/records?entity=person&outcome=changed"))
    assert "Name: 陈桂英 → 陈桂花" in changed
    assert "Telephone: •••••••0000 → •••••••2222" in changed
    assert "13911112222" not in changed
    refused = plain(officer.get(f"{address}/records?entity=person&outcome=refused"))
    assert "Unknown household" in refused
    new = plain(officer.get(f"{address}/records?entity=income&outcome=new"))
    assert "1,200.50 yuan" in new
    assert "Wages" in new
    assert "Household class: Left poverty · Land (mu): 3.5" in plain(
        officer.get(f"{address}/records?entity=household&outcome=new")
    )
    assert "陈桂花" in plain(officer.get(f"{address}/records"))
    officer.get(f"{address}/records?entity=event&outcome=skipped")


def test_what_is_wrong_is_listed_narrowed_and_downloaded(client_as: ClientAs, kit):
    officer = client_as("county_officer")
    address = upload(officer, kit.good(income=["N1,2025-02-30,工资性收入,=cmd|x", "N1,2025-01-31,工资性收入,5"]))
    page = plain(officer.get(address))
    assert "2 things are wrong" in page
    assert "“2025-02-30” is a day that does not exist. Correct the day or the month." in page
    narrowed = plain(officer.get(f"{address}?code=formula"))
    assert "The cell holds a formula" in narrowed
    assert "is a day that does not exist" not in narrowed
    assert "No issue fits this filter" in plain(officer.get(f"{address}?weight=warning"))
    report = sealed_lines(officer, f"{address}/errors/export")
    assert report[0] == "file,sheet,row,column,code,message"
    assert any("income.csv,,2,金额(元),formula" in line for line in report)


def test_the_rest_is_taken_in_only_when_the_officer_says_so(client_as: ClientAs, kit, units: Units):
    officer, before = client_as("county_officer"), size(units)
    address = upload(officer, kit.good(income=["N1,2025-02-30,工资性收入,5"]))
    question = officer.get(f"{address}/commit")
    assert "1 record stays out because something is wrong with it" in plain(question)
    assert 'name="partial" value="yes"' in question.text
    officer.post(f"{address}/commit", status=409)
    assert size(units) == before
    officer.post(f"{address}/commit", {"partial": "yes"})
    assert size(units)["household"] == before["household"] + 2


def test_an_import_is_discarded_and_the_register_stays(client_as: ClientAs, kit, units: Units):
    officer, before = client_as("county_officer"), size(units)
    address = upload(officer, kit.good())
    assert "The register stays as it is" in plain(officer.get(f"{address}/discard"))
    officer.post(f"{address}/discard")
    assert "The register is as it was." in plain(officer.get(address))
    assert size(units) == before
    officer.post(f"{address}/commit", status=409)
    assert officer.get(f"{address}/commit", status=302).location == address


def test_the_same_file_again_says_that_nothing_would_change(client_as: ClientAs, kit):
    officer = client_as("county_officer")
    officer.post(f"{upload(officer, kit.good())}/commit")
    page = plain(officer.get(upload(officer, kit.good())))
    assert "Taking it in would change nothing" in page
    assert "This file is known" in page


def test_an_unreadable_file_is_told_and_nothing_can_be_taken(client_as: ClientAs, kit):
    officer = client_as("county_officer")
    address = upload(officer, [kit.raw("plan.pdf", b"%PDF-1.7")])
    page = plain(officer.get(address))
    assert "“plan.pdf” is a PDF file, neither XLSX, CSV nor Parquet." in page
    assert "Take " not in page
    assert officer.get(f"{address}/commit", status=302).location == address


def test_an_upload_without_files_is_asked_for_them(client_as: ClientAs):
    page = plain(upload(client_as("county_officer"), [], status=422))
    assert "Choose at least one file." in page


def test_a_files_name_is_only_shown_and_never_a_path(client_as: ClientAs, kit):
    officer = client_as("county_officer")
    file = kit.csv("households", GOOD["households"])
    page = plain(officer.get(upload(officer, [ImportFile(file.path, "../../etc/农户信息.csv")])))
    assert "农户信息.csv" in page
    assert "etc" not in page


def test_templates_carry_the_headings_that_the_profile_reads(client_as: ClientAs):
    officer = client_as("county_officer")
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/registry/imports/templates/county?lang=zh").data))
    headings = [cell.value for cell in book["农户"][1]]
    assert set(HEADINGS["households"].split(",")) <= set(headings)
    assert officer.get("/registry/imports/templates/county?sheet=member&lang=en").text.startswith(
        "\ufeffhousehold number,"
    )
    officer.get("/registry/imports/templates/nothing", status=404)


def test_a_filled_template_is_read_back(client_as: ClientAs, tmp_path, units: Units):
    for language in ("zh", "en"):
        content = client_as("county_officer").get(f"/registry/imports/templates/county?lang={language}").data
        (tmp_path / "t.xlsx").write_bytes(content)
        with units.begin(TEST) as unit:
            files = [ImportFile(tmp_path / "t.xlsx", "t.xlsx")]
            staged = stage_import(unit, find_profile("county"), files, on_duplicate=OnDuplicate.UPDATE)
            counts = unit.session.get_one(ImportRun, staged.run_id).counts
        assert set(counts["issues"]) == {"no_rows"}, language


def test_runs_are_listed_for_those_whose_area_holds_them(client_as: ClientAs, kit):
    upload(client_as("county_officer"), kit.good())
    assert "households.csv" in plain(client_as("township_reviewer").get("/registry/imports"))
    assert "households.csv" in plain(client_as("auditor").get("/registry/imports?lang=zh"))


def test_a_run_of_another_area_is_not_found(client_as: ClientAs, kit):
    address = upload(
        client_as("county_officer"), kit.good(households=["N1,360121101201,脱贫户,", GOOD["households"][1]])
    )
    reviewer = client_as("township_reviewer")
    reviewer.get(address, status=404)
    reviewer.get(f"{address}/records", status=404)
    assert "No import yet" in plain(reviewer.get("/registry/imports"))


def test_looking_is_not_deciding(client_as: ClientAs, kit):
    address = upload(client_as("county_officer"), kit.good())
    reviewer = client_as("township_reviewer")
    page = reviewer.get(address)
    assert "/commit" not in page.text
    assert "/discard" not in page.text
    for place in ("commit", "discard"):
        reviewer.get(f"{address}/{place}", status=403)
        reviewer.post(f"{address}/{place}", status=403)
    reviewer.get("/registry/imports/new", status=403)


def test_a_run_says_its_state(client_as: ClientAs, kit, units: Units):
    officer = client_as("county_officer")
    address = upload(officer, kit.good())
    for state in ImportState:
        with units.begin(TEST) as unit:
            unit.session.get_one(ImportRun, int(address.rsplit("/", 1)[1])).state = state
        officer.get(address)
        officer.get(f"{address}?lang=zh")
