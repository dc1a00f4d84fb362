"""The table builder: what each reader sees of it, and that a small number stands nowhere, nor in a file."""

import csv
import io

import openpyxl
import pytest
from pyarrow import parquet

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from tests.builders.world import World
from tests.rooms.statistics_samples import people_county
from tests.web.conftest import ClientAs
from tests.web.lint import plain

BY_VILLAGE = "rows=village&columns=household_class"
SMALL = "360121101202"
"""A village of two ex-poor households and seven others."""

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def county(units: Units, world: World) -> None:
    with units.begin(system_actor("command test")) as unit:
        people_county(unit, world)


def cells(text: str) -> dict[tuple[str, str], dict[str, str]]:
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    return {(row["row_code"], row["column_code"]): row for row in rows}


@pytest.mark.parametrize("name", ["analyst", "county_officer", "supervisor", "auditor", "finance_officer"])
def test_who_reads_statistics_opens_the_first_table(client_as: ClientAs, name: str) -> None:
    page = plain(client_as(name).get("/statistics/table"))
    assert "Households: Class" in page


@pytest.mark.parametrize("name", ["caseworker", "administrator", "enterprise", "household_member"])
def test_others_are_refused(client_as: ClientAs, name: str) -> None:
    client_as(name).get("/statistics/table", status=403)
    client_as(name).get("/statistics/table/file", status=403)


def test_a_supervisor_reads_a_table_and_takes_no_file(client_as: ClientAs) -> None:
    page = client_as("supervisor").get("/statistics/table?rows=township")
    assert "/statistics/table/file" not in page.text
    client_as("supervisor").get("/statistics/table/file", status=403)


def test_a_table_says_its_numbers_its_place_and_its_day(client_as: ClientAs) -> None:
    page = plain(client_as("county_officer").get("/statistics/table?rows=township&columns=household_class"))
    assert "15 June 2026" in page
    assert "66" in page
    assert "甲镇 stands first with 38" in page


def test_shares_stand_beside_their_counts(client_as: ClientAs) -> None:
    page = plain(client_as("county_officer").get("/statistics/table?rows=township&measure=share"))
    assert "57.6 % (38)" in page


def test_a_small_number_is_a_mark_with_its_reason(client_as: ClientAs) -> None:
    page = client_as("county_officer").get(f"/statistics/table?{BY_VILLAGE}").text
    assert 'aria-label="hidden"' in page
    assert "stands for a hidden number" in page


def test_a_small_number_stands_in_no_file_either(client_as: ClientAs) -> None:
    found = cells(client_as("analyst").get(f"/statistics/table/file?{BY_VILLAGE}&kind=csv").text)
    for kind in ("ex_poor", "ordinary"):
        hidden = found[SMALL, kind]
        assert (hidden["count"], hidden["value"], hidden["is_hidden"]) == ("", "", "True")
    assert found[SMALL, ""]["count"] == "9"
    assert found["", ""]["count"] == "66"


def test_files_of_all_kinds_open_again(client_as: ClientAs) -> None:
    client = client_as("county_officer")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/statistics/table/file?rows=township&kind=xlsx").data))
    assert [cell.value for cell in book.active[1]][:3] == ["area", "row_code", "row"]
    table = parquet.read_table(io.BytesIO(client.get("/statistics/table/file?rows=township&kind=parquet").data))
    assert table.to_pylist()[-1]["count"] == 66


def test_a_township_counts_its_own_households_only(client_as: ClientAs) -> None:
    page = plain(client_as("township_reviewer").get("/statistics/table?rows=household_class"))
    assert "66" not in page
    client_as("township_reviewer").get("/statistics/table?area=360000.360100.360121.360121101.", status=404)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("rows=sex", "is known of people, not of households"),
        ("rows=nothing", "There is nothing called"),
        ("rows=colour&filter_1=colour", "twice"),
        ("rows=colour&as_of=2027-01-01", "has not come yet"),
        ("rows=colour&measure=mean", "There is no number called"),
    ],
)
def test_a_table_that_cannot_be_made_says_why(client_as: ClientAs, asked: str, told: str) -> None:
    assert told in plain(client_as("analyst").get(f"/statistics/table?{asked}", status=422))


def test_a_mean_says_its_unit(client_as: ClientAs) -> None:
    page = plain(client_as("analyst").get("/statistics/table?rows=household_class&measure=mean&number=members"))
    assert "Members: Class" in page
    assert "4" in page


def test_a_file_of_what_cannot_be_read_leads_back_to_the_form(client_as: ClientAs) -> None:
    answer = client_as("analyst").get("/statistics/table/file?rows=colour&as_of=never", status=302)
    assert answer.location == "/statistics/table?rows=colour&as_of=never"


def test_the_desk_leads_to_statistics(client_as: ClientAs) -> None:
    assert 'href="/statistics/"' in client_as("county_officer").get("/registry/desk").text
    assert "/statistics/table" in client_as("finance_officer").get("/statistics/").text
