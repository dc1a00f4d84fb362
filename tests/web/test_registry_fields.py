"""Further fields on screen."""

from sqlalchemy import update

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Household
from registry.queries.fields import list_definitions
from tests.builders.world import COUNTY, TOWNSHIP_A, VILLAGE_A, World
from tests.web.conftest import ClientAs
from tests.web.lint import plain

URL = "/registry/fields"
GRAIN = {
    "key": "grain_store", "entity": "household", "region": COUNTY, "question_en": "Grain in store", "kind": "number",
    "question_zh": "存粮", "unit": "kg", "low": "0", "high": "100000", "valid_from": "2026-01-01",
}  # fmt: skip
ROAD = {
    "key": "road_kind", "entity": "household", "region": TOWNSHIP_A, "question_en": "Road", "question_zh": "道路",
    "kind": "code", "options": "tar | Tarmac | 柏油路\nmud | Mud | 土路", "valid_from": "2026-01-01",
}  # fmt: skip


def test_a_field_is_defined_listed_and_used(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    assert "Define a field" in plain(officer.get(URL))
    officer.get(f"{URL}/new")
    shown = plain(officer.get(officer.post(f"{URL}/new", GRAIN).headers["Location"]))
    assert "Grain in store" in shown and "0 to 100,000" in shown and "extra.grain_store" in shown
    with units.begin(system_actor("test")) as unit:
        assert [one.key for one in list_definitions(unit, VILLAGE_A)] == ["grain_store"]
        unit.session.execute(
            update(Household).where(Household.id == world.households["A-001"]).values(extra={"grain_store": 1200.5})
        )
    listed = plain(officer.get(URL))
    assert "grain_store Household A number, kg 试验县 1" in listed
    assert "1,200.5 kg" in plain(officer.get(f"/registry/households/{world.households['A-001']}"))
    assert "Answers" not in plain(client_as("analyst").get(URL))


def test_a_code_list_shows_how_often_each_option_was_chosen(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    address = officer.post(f"{URL}/new", ROAD).headers["Location"]
    with units.begin(system_actor("test")) as unit:
        unit.session.execute(update(Household).values(extra={"road_kind": "mud"}))
    assert "Mud mud 3" in plain(officer.get(address))


def test_what_cannot_be_asked_is_said_beside_its_field(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    for change, says in (
        ({"key": "Grain"}, "A key begins with a small letter"),
        ({"key": "land_mu"}, "a field “land_mu” of its own"),
        ({"kind": "code"}, "Only a number has a unit"),
        ({"kind": "code", "unit": "", "low": "", "high": ""}, "at least two options"),
        ({"kind": "code", "unit": "", "low": "", "high": "", "options": "tar"}, "Line 1"),
        ({"low": "5", "high": "1"}, "lower end"),
        ({"low": "much"}, "Not a valid float value"),
        ({"question_zh": ""}, "This field is required"),
        ({"region": "36."}, "Not a valid choice"),
    ):
        assert says in plain(officer.post(f"{URL}/new", {**GRAIN, **change}, status=422)), change
    officer.post(f"{URL}/new", GRAIN)
    assert "taken in this region" in plain(officer.post(f"{URL}/new", GRAIN, status=422))


def test_a_field_is_changed_retired_and_asked_again(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    address = officer.post(f"{URL}/new", GRAIN).headers["Location"]
    assert 'value="Grain in store"' in officer.get(f"{address}/edit").text
    officer.post(f"{address}/edit", {**GRAIN, "question_en": "Grain kept"})
    with units.begin(system_actor("test")) as unit:
        unit.session.execute(update(Household).values(extra={"grain_store": 3}))
    refused = plain(officer.post(f"{address}/edit", {**GRAIN, "unit": "t"}, status=422))
    assert "5 values are recorded" in refused
    assert "5 values that are recorded stay" in plain(officer.get(f"{address}/retire"))
    officer.post(f"{address}/retire", {"on": "2026-06-15"})
    officer.post(f"{address}/retire", {"on": "2026-06-15"}, status=422)
    assert "Grain kept" not in plain(officer.get(URL))
    assert "Grain kept retired" in plain(officer.get(f"{URL}?retired=y"))
    page = plain(officer.get(f"/registry/households/{world.households['A-001']}"))
    assert "Grain kept 3 kg no longer asked" in page
    officer.post(f"{address}/resume")
    assert "Grain kept" in plain(officer.get(URL))


def test_the_sheet_to_fill_in_has_a_column_for_each_field(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    officer.post(f"{URL}/new", GRAIN)
    officer.post(f"{URL}/new", ROAD)
    heads = officer.get(f"{URL}/template/household").text.lstrip("\ufeff").strip()
    assert heads == "household_code,grain_store,road_kind"
    assert officer.get(f"{URL}/template/person").text.lstrip("\ufeff").strip() == "household_code,person_code"
    export = officer.get(f"{URL}?format=csv&kind=code").text.strip()
    assert "tar | Tarmac | 柏油路" in export and "grain_store" not in export


def test_a_township_reads_what_the_county_defines(client_as: ClientAs) -> None:
    address = client_as("county_officer").post(f"{URL}/new", GRAIN).headers["Location"]
    reviewer = client_as("township_reviewer")
    assert "Grain in store" in plain(reviewer.get(URL))
    assert "Change it" not in plain(reviewer.get(address))
