"""Imports in the browser: sent to the worker, followed, begun again, undone, and contradictions decided."""

import io
from html import unescape

import openpyxl
import pytest
from sqlalchemy import text

from foundation.actor import system_actor
from registry.models import ImportProgress, ImportRun
from registry.operations.imports import commit_import
from registry.rules.words_imports import ImportState, ImportStep
from tests.builders.effects import carry_out
from tests.rooms.imports_kit import GOOD, HEADINGS, ImportKit, register_size
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines

TEST = system_actor("test")
OTHER_SEX = ["A-001,1,陈桂英,户主,男,1980-05-01,,"]


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


@pytest.fixture
def here(app):
    return app.extensions["holdfast"]


def send(client, files, **more):
    data = {"profile": "county", "on_duplicate": "update", **more}
    data["files"] = [(io.BytesIO(file.path.read_bytes()), file.name) for file in files]
    return client.post("/registry/imports/new", data, content_type="multipart/form-data").location


def number_of(address):
    return int(address.rsplit("/", 1)[1])


def sized(units):
    with units.begin(TEST, read_only=True) as unit:
        return register_size(unit)


def committed(units, kit, files):
    with units.begin(TEST) as unit:
        staged = kit.stage(unit, files)
        return commit_import(unit, staged.run_id, allow_partial=False).run_id


def test_what_was_sent_waits_for_the_worker_and_looks_again_by_itself(client_as: ClientAs, kit, here):
    officer = client_as("county_officer")
    address = send(officer, kit.good())
    page = officer.get(address)
    assert "Waiting to be checked" in plain(page)
    assert "It waits for its turn." in plain(page)
    assert '<meta http-equiv="refresh"' in page.text
    assert officer.get(f"{address}/progress").json == {"is_done": False, "percent": 0, "text": "It waits for its turn."}
    carry_out(here)
    assert officer.get(f"{address}/progress").json["is_done"]
    assert "Nothing is wrong with these files" in plain(officer.get(address))
    assert "http-equiv" not in officer.get(address).text


def test_how_far_the_worker_is_stands_on_the_page(client_as: ClientAs, kit, units):
    officer = client_as("county_officer")
    address = send(officer, kit.good())
    with units.begin(TEST) as unit:
        unit.session.get_one(ImportRun, number_of(address)).state = ImportState.STAGING
        values = {"step": ImportStep.READING, "subject": "members.csv", "rows": 1200, "percent": 42, "at": unit.now}
        unit.session.add(ImportProgress(run_id=number_of(address), **values))
    assert "Reading members.csv · 1,200 rows so far" in plain(officer.get(address))
    assert officer.get(f"{address}/progress").json["percent"] == 42
    assert "Being checked" in plain(officer.get("/registry/imports?state=staging"))
    assert "No import is in this state" in plain(officer.get("/registry/imports?state=undone"))


def test_the_same_files_sent_twice_lead_to_the_same_import(client_as: ClientAs, kit, here):
    officer = client_as("county_officer")
    address = send(officer, kit.good())
    assert send(officer, kit.good()) == address
    assert "These very files were sent before" in plain(officer.get(address))
    carry_out(here)
    assert send(officer, kit.good()) == address
    assert send(officer, kit.good(), on_duplicate="skip") != address


def test_files_are_checked_again_and_forgotten_with_the_decision(client_as: ClientAs, kit, here, units):
    officer = client_as("county_officer")
    address = send(officer, kit.good())
    carry_out(here)
    assert "Check the files again" in plain(officer.get(address))
    officer.post(f"{address}/recheck")
    assert "Waiting to be checked" in plain(officer.get(address))
    carry_out(here)
    officer.post(f"{address}/commit")
    carry_out(here)
    assert list(here.files.keys()) == []
    assert "Check the files again" not in plain(officer.get(address))
    officer.post(f"{address}/recheck", status=409)


def test_a_run_that_could_not_be_checked_says_why_and_offers_another_try(client_as: ClientAs, kit, here):
    officer = client_as("county_officer")
    address = send(officer, kit.good())
    key = next(iter(here.files.keys()))
    here.files.path(key).write_bytes(b"x" * 100)
    carry_out(here)
    page = plain(officer.get(address))
    assert "It could not be checked" in page
    assert "The stored files were damaged. Send them again." in page
    officer.post(f"{address}/discard")


def test_a_large_run_is_taken_in_by_the_worker(client_as: ClientAs, kit, here, monkeypatch, units):
    monkeypatch.setattr("web.registry.views.imports.LARGE_RUN", 1)
    officer, before = client_as("county_officer"), sized(units)
    address = send(officer, kit.good())
    carry_out(here)
    officer.post(f"{address}/commit")
    assert "Being taken in" in plain(officer.get(address))
    assert sized(units) == before
    carry_out(here)
    assert "Taken into the register" in plain(officer.get(address))
    assert sized(units)["household"] == before["household"] + 2


def test_an_import_is_undone_after_its_consequence_was_named(client_as: ClientAs, kit, units):
    officer, before = client_as("county_officer"), sized(units)
    address = f"/registry/imports/{committed(units, kit, kit.good())}"
    assert "Undo" in plain(officer.get(address))
    question = plain(officer.get(f"{address}/undo"))
    assert "New records are removed" in question
    assert "What the import wrote" in question
    officer.post(f"{address}/undo")
    page = plain(officer.get(address))
    assert "The import is undone: 11 records are as they were before." in page
    assert "This import was undone" in page
    assert sized(units) == before
    assert officer.get(f"{address}/undo", status=302).location == address
    officer.post(f"{address}/undo", status=409)


def test_an_import_that_was_built_upon_lists_what_stands_on_it(client_as: ClientAs, kit, units):
    officer = client_as("county_officer")
    address = f"/registry/imports/{committed(units, kit, kit.good())}"
    later = committed(units, kit, [kit.csv("income", ["N1,2025-05-31,工资性收入,1"])])
    page = plain(officer.get(f"{address}/undo"))
    assert "cannot be undone" in page
    assert "Later imports of the same records" in page
    assert str(later) in page
    officer.post(f"{address}/undo", status=409)


def test_contradictions_are_seen_before_and_decided_after_the_import(client_as: ClientAs, kit, here, units, world):
    officer = client_as("county_officer")
    address = send(officer, [kit.csv("members", OTHER_SEX)])
    carry_out(here)
    assert "1 member contradicts the register" in plain(officer.get(address))
    assert "Sex: Female → Male" in plain(officer.get(f"{address}/contradictions"))
    assert "somebody decides later" in plain(officer.get(f"{address}/commit"))
    officer.post(f"{address}/commit")
    assert "1 contradiction of this import waits" in plain(officer.get(address))
    assert officer.get(f"{address}/contradictions", status=302).location.endswith(f"run={number_of(address)}")
    assert "1 value contradicts the register" in plain(officer.get("/registry/imports"))
    listed = plain(officer.get("/registry/contradictions"))
    assert "陈桂英" in listed
    assert "Waiting for a decision" in listed
    assert "A-001,1,陈桂英,sex,female,male,members.csv,2" in sealed_lines(officer, "/registry/contradictions/export")[1]
    decide = f"/registry/people/{world.heads['A-001']}/contradictions"
    page = officer.get(decide)
    assert "Which value is right?" in plain(page)
    chosen = page.text.split('name="chosen" value="')[1].split('"')[0]
    assert "Say what is right." in plain(officer.post(decide, {"chosen": chosen}, status=422))
    assert "Choose at least one" in plain(officer.post(decide, {"decision": "taken"}, status=422))
    officer.post(decide, {"chosen": chosen, "decision": "taken", "reason": "seen on the card"})
    assert "The new values are in the register" in plain(officer.get("/registry/contradictions"))
    assert "seen on the card" in plain(officer.get("/registry/contradictions?state=taken"))
    assert "Nothing contradicts the register" in plain(officer.get("/registry/contradictions"))
    officer.get(decide, status=404)
    with units.begin(TEST, read_only=True) as unit:
        statement = text("select sex from person where id = :id")
        assert unit.session.execute(statement, {"id": world.heads["A-001"]}).scalar_one() == "male"


def test_contradictions_of_another_area_are_not_seen(client_as: ClientAs, kit, units, world):
    committed(units, kit, [kit.csv("members", ["B-001,1,周志强,户主,女,1980-05-01,,"])])
    assert "周志强" not in plain(client_as("township_reviewer").get("/registry/contradictions?state="))
    decide = f"/registry/people/{world.heads['B-001']}/contradictions"
    client_as("caseworker").get(decide, status=404)
    assert "周志强" in plain(client_as("other_caseworker").get(decide))


def test_a_doubtful_file_is_stopped_and_cannot_be_taken_in(client_as: ClientAs, kit, here):
    officer = client_as("county_officer")
    rows = [f"A-001,{number},甲{number},其他,男,1990-01-01,," for number in range(20, 40)]
    address = send(officer, [kit.csv("members", rows * 2)])
    carry_out(here)
    page = officer.get(address)
    assert "These files are stopped" in plain(page)
    assert "/commit" not in page.text
    assert officer.get(f"{address}/commit", status=302).location == address
    officer.post(f"{address}/commit", {"partial": "yes"}, status=409)


def test_naughty_names_do_a_page_no_harm(client_as: ClientAs, kit, here):
    officer = client_as("county_officer")
    lines = ["<script>alert(1)</script>", "</td></tr>", "'; DROP TABLE", "👨\u200d👩\u200d👧", "{{ 7*7 }}"]
    members = [f'N1,{number},"{name}",其他,男,1990-01-01,,' for number, name in enumerate(lines, start=10)]
    address = send(officer, kit.good(members=[*GOOD["members"], *members]))
    carry_out(here)
    page = officer.get(f"{address}/records?entity=person&outcome=new")
    assert "<script>alert(1)" not in page.text
    assert [name for name in lines[2:] if name not in unescape(plain(page))] == []


def test_a_template_has_lists_to_choose_from_and_explains_itself_in_both_languages(client_as: ClientAs):
    officer = client_as("county_officer")
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/registry/imports/templates/county?lang=zh").data))
    assert "说明" in book.sheetnames
    assert book["_lists"].sheet_state == "hidden"
    explained = {row[1]: row for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    assert set(HEADINGS["members"].split(",")) <= set(explained)
    assert "One of the words".casefold() in explained["与户主关系"][5].casefold()
    assert "户主" in explained["与户主关系"][6]
    rules = book["成员"].data_validations.dataValidation
    assert any("_lists" in rule.formula1 for rule in rules)
    english = openpyxl.load_workbook(io.BytesIO(officer.get("/registry/imports/templates/county?lang=en").data))
    assert "Explanations" in english.sheetnames
