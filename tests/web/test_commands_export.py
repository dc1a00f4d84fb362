"""`holdfast export`: personal data leave sealed, or plainly with a reason, and the audit knows."""

import csv
import io

import pyarrow.parquet
import pytest
import pyzipper
from openpyxl import load_workbook
from sqlalchemy import select, update

from foundation.actor import system_actor
from foundation.audit import AuditEntry
from registry.models import Person
from tests.web.command_line import Run, answer, run

__all__ = ["run"]
PASSWORD = "a password for the export"
SEALED = {"env": {"HOLDFAST_EXPORT_PASSWORD": PASSWORD}}
REASON = ("--reason", "a check of the export")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def opened(path):
    with pyzipper.AESZipFile(path) as archive:
        archive.setpassword(PASSWORD.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_whole_register_goes_into_one_sealed_file(run: Run, world, tmp_path):
    told = answer(run("export", "register.zip", "--json", **SEALED))
    assert told["sealed"] and told["rows"]["households"] == len(world.households)
    files = opened(tmp_path / "register.zip")
    assert set(files) == {"households.csv", "people.csv", "income.csv", "spending.csv", "events.csv"}
    people = rows_of(files["people.csv"].decode())
    assert len(people) == told["rows"]["people"] and people[0]["household_code"]
    assert {"id_number", "phone", "id_number_index"}.isdisjoint(people[0])
    with pyzipper.AESZipFile(tmp_path / "register.zip") as archive, pytest.raises(RuntimeError):
        archive.read("people.csv")


def test_numbers_come_in_the_clear_only_when_asked_for_with_a_reason(run: Run, world, units, tmp_path):
    run("export", "x.zip", "--with-numbers", code=2, **SEALED)
    run("export", "x.zip", "--part", "people", "--with-numbers", *REASON, **SEALED)
    people = rows_of(opened(tmp_path / "x.zip")["people.csv"].decode())
    assert all(person["id_number"].startswith("36") for person in people)
    with units.begin(system_actor("test"), read_only=True) as unit:
        entry = unit.session.scalars(select(AuditEntry).where(AuditEntry.action == "export_register")).one()
        assert entry.detail["with_numbers"] is True and entry.detail["reason"] == REASON[1]


@pytest.mark.parametrize(
    "words",
    [
        ("out.csv",),
        ("out.csv", "--part", "people", "--unsealed"),
        ("out.doc", "--part", "people", "--unsealed", *REASON),
        ("out.csv", "--unsealed", *REASON),
    ],
)
def test_nothing_leaves_in_the_clear_by_mistake(run: Run, tmp_path, words):
    run("export", *words, code=2, **SEALED)
    assert not (tmp_path / words[0]).exists()


def test_a_short_password_seals_nothing(run: Run, tmp_path):
    run("export", "x.zip", code=2, env={"HOLDFAST_EXPORT_PASSWORD": "short"})
    assert not (tmp_path / "x.zip").exists()


def test_the_same_rows_in_every_kind_of_file(run: Run, world, tmp_path):
    for name in ("a.csv", "a.xlsx", "a.parquet"):
        run("export", name, "--part", "households", "--unsealed", *REASON)
    plain = rows_of((tmp_path / "a.csv").read_text(encoding="utf-8"))
    table = pyarrow.parquet.read_table(tmp_path / "a.parquet").to_pylist()
    sheet = list(load_workbook(tmp_path / "a.xlsx").active.values)
    codes = [row["code"] for row in plain]
    assert codes == [row["code"] for row in table] == [row[0] for row in sheet[1:]]
    assert table[0]["land_mu"] == float(plain[0]["land_mu"])
    assert table[0]["registered_on"].isoformat() == plain[0]["registered_on"]


def test_a_region_narrows_the_export_and_an_unknown_one_is_said(run: Run, world, tmp_path):
    told = answer(run("export", "x.zip", "--part", "households", "--region", "360121", "--json", **SEALED))
    assert told["rows"]["households"] == len(world.households)
    run("export", "y.zip", "--region", "999999", code=3, **SEALED)


def test_a_formula_in_a_name_is_defused(run: Run, world, units, tmp_path):
    with units.begin(system_actor("test")) as unit:
        unit.session.execute(update(Person).where(Person.id == world.heads["A-001"]).values(name="=cmd|'/c calc'!A0"))
    run("export", "p.csv", "--part", "people", "--unsealed", *REASON)
    run("export", "p.xlsx", "--part", "people", "--unsealed", *REASON)
    names = [person["name"] for person in rows_of((tmp_path / "p.csv").read_text(encoding="utf-8"))]
    assert "'=cmd|'/c calc'!A0" in names
    cells = [cell for row in load_workbook(tmp_path / "p.xlsx").active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
