"""The household form: made from the register's fields, compiled, read back, and filled in by JavaRosa itself."""

import csv
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import pyxform

from foundation.errors import Invalid
from gateways.pyxform_forms import PyxformCompiler
from registry.rules.collection.errors import WorkbookRefused
from registry.rules.collection.household_form import NOT_ASKED, FormTitle, household_form
from registry.rules.collection.instance import read_instance
from registry.rules.collection.mapping import Target, find_target
from registry.rules.collection.questions import from_json, to_json
from registry.rules.collection.records import Place, read_records
from registry.rules.collection.sheets import FormLanguage, write_workbook
from registry.rules.collection.xform import read_form
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind, FieldOption
from registry.rules.imports.fields import HOUSEHOLD, PERSON
from registry.rules.words_imports import StagedEntity
from tests.rooms.collection_kit import DATA, compile_form

VALIDATE = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
JAVA = shutil.which("java") if shutil.which("javac") else None
needs_java = pytest.mark.skipif(JAVA is None or not VALIDATE.exists(), reason="JavaRosa needs a Java compiler here")
LANGUAGES = [FormLanguage("zh", "中文", lambda text: f"中:{text}"), FormLanguage("en", "English", str)]
FURTHER = [
    FieldDefinition("trees", FieldEntity.HOUSEHOLD, FieldKind.WHOLE, "Trees", "树", low=0),
    FieldDefinition(
        "craft",
        FieldEntity.PERSON,
        FieldKind.CODE,
        "Craft",
        "手艺",
        options=(FieldOption("b", "Bamboo", "竹编"), FieldOption("w", "Wood", "木工")),
    ),
]
ANSWERS = """may_ask=yes
village_code=360121100201
is_known=yes
known_code=A-001
address=三组十二号 <&"'>
debt=1200.50
x_trees=12
location=28.551 115.901 40 5
photo_house=1.jpg
members[1]/member_state=changed
members[1]/x_craft=b
members[1]/phone=13911112222
members[2]/member_state=left
members[2]/left_on=2026-03-01
new_member_count=1
new_members[1]/name=陈新
new_members[1]/relation=child
new_members[1]/sex=male
new_members[1]/born_on=2026-02-01
money_year=2025
income_wage=36000
event_count=2
events[1]/happened_on=2026-04-01
events[1]/kind=illness
events[2]/happened_on=2026-05-01
events[2]/kind=fire
consent_data_check=yes
consent_by=陈桂英
"""


def compiled(*further: FieldDefinition) -> str:
    sheets = household_form(FormTitle("f", "Form", "1"), LANGUAGES, further)
    return PyxformCompiler().compile(write_workbook(sheets, LANGUAGES)).xform


def java(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(JAVA), *map(str, words)], capture_output=True, text=True, timeout=110, check=False)


def test_the_form_asks_for_every_field_that_the_register_takes_from_the_field():
    questions = read_form(compile_form()).questions
    asked = {(question.target.entity, question.target.field) for question in questions if question.target}
    for entity, fields in ((StagedEntity.HOUSEHOLD, HOUSEHOLD), (StagedEntity.PERSON, PERSON)):
        wanted = {
            field.name for field in fields if field.words or field.kind.value in ("flag", "whole", "money", "text")
        }
        assert wanted - NOT_ASKED <= {name for of, name in asked if of is entity}


def test_the_form_reads_back_in_both_languages():
    reading = read_form(compiled(*FURTHER))
    assert (reading.form_id, reading.version, reading.title) == ("f", "1", "Form")
    assert reading.media == ("households.csv", "members_list.csv", "villages.csv")
    by_name = {question.name: question for question in reading.questions if question.repeat in ("", "new_members")}
    assert by_name["address"].labels == {"en": "Address", "zh": "中:Address"}
    assert by_name["x_trees"].labels == {"en": "Trees", "zh": "树"}
    assert by_name["x_craft"].target == Target(StagedEntity.PERSON, "craft", is_extra=True)
    assert by_name["x_craft"].word("b", "zh") == "竹编"
    assert by_name["household_class"].word("ex_poor", "en") == "Left poverty"
    assert by_name["debt"].label("en") == "Debt (yuan)"
    assert from_json(to_json(reading.questions)) == reading.questions


@pytest.mark.parametrize(
    ("name", "repeat", "target"),
    [
        ("address", "", Target(StagedEntity.HOUSEHOLD, "address")),
        ("household_code", "", Target(StagedEntity.HOUSEHOLD, "code")),
        ("code", "", None),
        ("health", "members", Target(StagedEntity.PERSON, "health")),
        ("health", "", None),
        ("health", "animals", None),
        ("person_code", "new_members", Target(StagedEntity.PERSON, "code")),
        ("household_code", "members", None),
        ("income_wage", "", Target(StagedEntity.INCOME, "wage")),
        ("income_luck", "", None),
        ("spending_food", "", Target(StagedEntity.SPENDING, "food")),
        ("consent_story", "", Target(None, "consent_story")),
        ("kind", "events", Target(StagedEntity.EVENT, "kind")),
        ("nickname", "", None),
    ],
)
def test_a_question_goes_where_its_name_says(name: str, repeat: str, target: Target | None):
    assert find_target(name, repeat) == target


@pytest.mark.parametrize("xform", ["", "<a/>", "no xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_is_no_form_is_refused(xform: str):
    with pytest.raises(WorkbookRefused):
        read_form(xform)


def test_a_workbook_that_unpacks_to_more_than_any_form_is_not_read(tmp_path: Path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 10_000_000)
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(Invalid, match="larger than any form"):
        PyxformCompiler().compile(bomb.read_bytes())


@needs_java
def test_odks_own_validator_finds_nothing_wrong(tmp_path: Path):
    (tmp_path / "form.xml").write_text(compiled(*FURTHER))
    told = java("-jar", VALIDATE, tmp_path / "form.xml")
    assert "Xform is valid" in told.stdout + told.stderr


@needs_java
def test_javarosa_fills_the_form_in_and_the_answers_are_read(tmp_path: Path):
    xform = compiled(*FURTHER)
    (tmp_path / "form.xml").write_text(xform)
    (tmp_path / "answers.txt").write_text(ANSWERS)
    tables = {
        "villages.csv": [("name", "label"), ("360121100201", "甲一村")],
        "households.csv": [
            ("name", "label", "village", "members", "mark"),
            ("A-001", "陈桂英", "360121100201", "2", "2026-06-15T02:00:00+00:00"),
            ("A-002", "刘建国", "360121100201", "4", "2026-06-14T02:00:00+00:00"),
        ],
        "members_list.csv": [("key", "code", "label"), ("A-001/1", "m1", "陈桂英"), ("A-001/2", "m2", "陈某")],
    }
    for name, rows in tables.items():
        with (tmp_path / name).open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    sent = tmp_path / "submission.xml"
    told = java(
        "-cp", VALIDATE, DATA / "FillForm.java", tmp_path / "form.xml", tmp_path, tmp_path / "answers.txt", sent
    )
    assert told.returncode == 0, told.stderr
    records = read_records(read_instance(sent.read_bytes()), read_form(xform).questions)
    assert (records.household_code, records.village_code, records.head) == ("A-001", "360121100201", "陈桂英")
    assert records.base_mark.isoformat() == "2026-06-15T02:00:00+00:00"
    assert records.files == ("1.jpg",)
    household, person = StagedEntity.HOUSEHOLD, StagedEntity.PERSON
    assert records.edits[Place(household, "", "address")] == "三组十二号 <&\"'>"
    assert records.edits[Place(household, "", "debt")] == "1200.5"
    assert records.edits[Place(household, "", "extra.trees")] == "12"
    assert records.edits[Place(person, "m1", "extra.craft")] == "b"
    assert records.edits[Place(person, "m1", "phone")] == "13911112222"
    assert records.edits[Place(person, "m2", "left_on")] == "2026-03-01"
    assert Place(person, "m2", "phone") not in records.edits
    (new,) = {place.record for place in records.edits if place.entity is person} - {"m1", "m2"}
    assert records.edits[Place(person, new, "name")] == "陈新"
    assert records.edits[Place(StagedEntity.INCOME, "2025-12-31|wage|year", "amount")] == "36000"
    events = {place.record for place in records.edits if place.entity is StagedEntity.EVENT}
    assert events == {"2026-04-01|illness|", "2026-05-01|fire|"}
    assert records.consent_by == "陈桂英"
