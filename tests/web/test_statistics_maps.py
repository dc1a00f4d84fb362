"""Maps: outlines where they are loaded, squares where they are not, and never a small number."""

import io

import pytest

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from tests.builders.world import World
from tests.rooms.statistics_samples import people_county
from tests.rooms.test_statistics_shapes import A, B, shapes
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from web.charts import grid_places, tile_map

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def county(units: Units, world: World) -> None:
    with units.begin(system_actor("command test")) as unit:
        people_county(unit, world)


def load(client_as: ClientAs, content: bytes, status: int = 302) -> str:
    data = {"file": (io.BytesIO(content), "map.geojson"), "property_name": "code", "source": "Survey office 2024"}
    return client_as("county_officer").post("/statistics/shapes", data, status=status).text


def test_without_shapes_the_places_are_squares(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/statistics/map")
    assert "tile-map" in page.text
    assert "68.4 % (26)" in plain(page)


def test_with_shapes_the_places_are_outlines(client_as: ClientAs) -> None:
    load(client_as, shapes(A, B))
    page = client_as("county_officer").get("/statistics/map").text
    assert page.count('<path d="M') >= 2
    assert "甲镇: 68.4 %" in page
    assert "Survey office 2024" in client_as("county_officer").get("/statistics/shapes").text


def test_a_place_without_shape_is_said(client_as: ClientAs) -> None:
    load(client_as, shapes(A))
    assert "Some places have no shape yet" in client_as("analyst").get("/statistics/map").text


def test_hidden_shares_are_marks_and_have_no_shade(client_as: ClientAs) -> None:
    page = client_as("analyst").get("/statistics/map?level=village").text
    assert 'aria-label="hidden"' in page
    assert "22.2" not in page


def test_a_file_that_cannot_be_taken_names_its_features(client_as: ClientAs) -> None:
    page = load(client_as, shapes(A, "999"), status=422)
    assert "Feature 2:" in page
    assert "No region has the code 999." in page
    assert "not GeoJSON" in load(client_as, b"nothing", status=422)


def test_what_cannot_be_drawn_says_why(client_as: ClientAs) -> None:
    assert "is no value of" in plain(client_as("analyst").get("/statistics/map?share=colour=x", status=422))
    client_as("caseworker").get("/statistics/map", status=403)
    client_as("analyst").get("/statistics/shapes", status=403)


def test_no_step_of_a_percentage_reaches_beyond_a_hundred() -> None:
    assert tile_map(grid_places([("A", 100.0)]), most=100).steps == ((100.0, 100),)
