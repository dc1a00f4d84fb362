"""Frozen rounds in the browser: asked for, counted, looked at, compared, taken along, printed in both languages."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from pyarrow import parquet

from foundation.actor import system_actor
from registry.operations.statistics import request_round
from reports.bulletin.tables import place_tables
from tests.builders.effects import carry_out
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_B, World
from tests.rooms.statistics_samples import people_county
from tests.web.conftest import ClientAs
from tests.web.lint import plain

FORM = {"name": "Summer", "reason": "half-yearly report", "as_of": TODAY.isoformat(), "tables": ["class", "age"]}


def ask(app: Flask, world: World, path: str = COUNTY, name: str = "Summer") -> int:
    with app.extensions["holdfast"].units.begin(system_actor("test")) as unit:
        unit.actor = world.actor(unit, "county_officer")
        level = "county" if path == COUNTY else "township"
        return request_round(
            unit,
            name=name,
            reason="half-yearly report",
            region_path=path,
            as_of=TODAY,
            tables=place_tables(["class", "age", "income"], level),
            with_measures=True,
        ).round_id


@pytest.fixture
def county(app: Flask, world: World) -> Flask:
    with app.extensions["holdfast"].units.begin(system_actor("test")) as unit:
        people_county(unit, world)
    return app


def frozen(app: Flask, world: World, path: str = COUNTY, name: str = "Summer") -> int:
    round_id = ask(app, world, path, name)
    carry_out(app.extensions["holdfast"])
    return round_id


def test_an_officer_freezes_a_round_and_sees_it_counted(county: Flask, client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    key = re.search(r'name="key"[^>]*value="([^"]+)"', officer.get("/statistics/rounds/new").text)
    assert key is not None
    form = {**FORM, "region": COUNTY, "key": key[1]}
    place = officer.post("/statistics/rounds/new", form).location
    assert "0 of 2" in plain(officer.get(place))
    assert officer.post("/statistics/rounds/new", form).location == place
    carry_out(county.extensions["holdfast"])
    page = plain(officer.get(place))
    assert "Frozen" in page and "66" in page and "altered" not in page
    assert "Summer" in plain(officer.get("/statistics/rounds?q=summ&sort=-as_of"))
    assert "No round fits" in plain(officer.get("/statistics/rounds?state=failed"))


def test_a_form_without_tables_or_with_a_day_to_come_comes_back(county: Flask, client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    form = {**FORM, "region": COUNTY, "key": "a-key"}
    officer.post("/statistics/rounds/new", {**form, "tables": []}, status=422)
    page = officer.post("/statistics/rounds/new", {**form, "as_of": "2030-01-01"}, status=422)
    assert "has not come yet" in plain(page)


def test_a_round_of_another_area_is_not_there(county: Flask, client_as: ClientAs, world: World) -> None:
    rounds = [frozen(county, world), frozen(county, world, TOWNSHIP_B)]
    reviewer = client_as("township_reviewer")
    for round_id in rounds:
        for page in ("", "/compare?with=1", "/bulletin.pdf"):
            reviewer.get(f"/statistics/rounds/{round_id}{page}", status=404)
    assert "No rounds yet" in plain(reviewer.get("/statistics/rounds"))


def test_two_rounds_are_compared_cell_by_cell(county: Flask, client_as: ClientAs, world: World) -> None:
    one, other, elsewhere = (
        frozen(county, world),
        frozen(county, world, name="Later"),
        frozen(county, world, TOWNSHIP_B),
    )
    analyst = client_as("analyst")
    assert f"with={one}" in analyst.get(f"/statistics/rounds/{other}").text
    assert "0 (66 → 66)" in plain(analyst.get(f"/statistics/rounds/{other}/compare?with={one}"))
    analyst.get(f"/statistics/rounds/{other}/compare?with={elsewhere}", status=404)


def test_measures_of_two_rounds_are_compared_and_taken_along(county: Flask, client_as: ClientAs, world: World) -> None:
    one, other = frozen(county, world), frozen(county, world, name="Later")
    analyst = client_as("analyst")
    page = plain(analyst.get(f"/statistics/rounds/{other}/compare?with={one}"))
    assert "Poverty measures" in page and "Dependency ratio" in page and "Vulnerability to poverty" not in page
    told = analyst.get(f"/statistics/rounds/{one}/measures/file?kind=csv").text
    assert "dependency,ratio" in told and "official" in told


def test_a_round_leaves_out_the_figures_that_nothing_is_recorded_for(
    county: Flask, client_as: ClientAs, world: World
) -> None:
    page = plain(client_as("analyst").get(f"/statistics/rounds/{frozen(county, world)}"))
    assert "Not enough is on record to compute it." in page
    assert "Dependency ratio" in page


def test_a_table_of_a_round_is_taken_along_as_each_kind_of_file(
    county: Flask, client_as: ClientAs, world: World
) -> None:
    place = f"/statistics/rounds/{frozen(county, world, TOWNSHIP_B)}/file?table=class&kind="
    officer = client_as("county_officer")
    assert officer.get(place + "csv").get_data(as_text=True).count("\n") > 5
    assert officer.get(place + "xlsx").data.startswith(b"PK")
    rows = parquet.read_table(io.BytesIO(officer.get(place + "parquet").data)).to_pylist()
    assert any(row["is_hidden"] for row in rows)
    assert all(row["count"] is None for row in rows if row["is_hidden"])
    officer.get(place.replace("table=class", "table=nothing"), status=404)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not here")
def test_the_bulletin_is_printed_in_both_languages(
    county: Flask, client_as: ClientAs, world: World, tmp_path: Path
) -> None:
    words = {"en": "Households", "zh": "户"}
    place = f"/statistics/rounds/{frozen(county, world)}/bulletin.pdf"
    analyst = client_as("analyst")
    for language in ("en", "zh"):
        printed = analyst.get(f"{place}?lang={language}")
        assert printed.mimetype == "application/pdf" and printed.data.startswith(b"%PDF")
        assert language in printed.headers["Content-Disposition"]
        (tmp_path / "bulletin.pdf").write_bytes(printed.data)
        command = ["pdftotext", tmp_path / "bulletin.pdf", "-"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "Summer" in told and "66" in told and words[language] in told


def test_a_bulletin_waits_for_the_count(county: Flask, client_as: ClientAs, world: World) -> None:
    client_as("analyst").get(f"/statistics/rounds/{ask(county, world)}/bulletin.pdf", status=409)
