"""Import profiles on the screen: shown, copied, changed as a table and as text, tried, and out of the offer."""

import io
import re

import pytest

from foundation.actor import system_actor
from registry.operations.imports.profiles import shipped_text
from registry.operations.imports.stored_profiles import create_profile
from registry.queries.profiles import find_stored_profile, get_profile_version
from registry.rules.imports.profile_texts import parse_text
from tests.rooms.imports_kit import GOOD, ImportKit
from tests.web.conftest import ClientAs
from tests.web.lint import plain

TEST = system_actor("test")
SMALL = """
[[sheet]]
entity = "household"

[[sheet.column]]
name = ["code", "编号"]
field = "code"

[[sheet.column]]
name = "land"
field = "land_mu"
unit = "mu"
"""


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


@pytest.fixture
def ours(units, world):
    """A small profile of the county's own."""
    with units.begin(TEST) as unit:
        unit.actor = world.actor(unit, "county_officer")
        create_profile(unit, "ours", SMALL)
    return "/registry/profiles/ours"


def saved(units, name="ours"):
    with units.begin(TEST, read_only=True) as unit:
        profile = find_stored_profile(unit, name)
        return profile.version, get_profile_version(unit, profile).text


def table(page):
    """Return what the form of a page would send, as it stands there."""
    found = dict(re.findall(r'<input[^>]*name="([a-z_]+[-\d]*)"[^>]*value="([^"]*)"', page.text))
    for name, body in re.findall(r'<select[^>]*name="([a-z_]+[-\d]*)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', body)[1]
    for name, body in re.findall(r'<textarea[^>]*name="([a-z_]+[-\d]*)"[^>]*>(.*?)</textarea>', page.text, re.DOTALL):
        found[name] = body.replace("\r\n", "\n").strip("\n").replace("&#34;", '"')
    for name in re.findall(r'type="checkbox"[^>]*name="([a-z]+-\d+)"(?! checked)', page.text):
        found.pop(name, None)
    found.pop("csrf_token", None)
    return {name: value for name, value in found.items() if name != "q"}


def test_a_shipped_profile_is_shown_with_its_columns_and_templates(client_as: ClientAs):
    officer = client_as("county_officer")
    listed = plain(officer.get("/registry/profiles"))
    assert "County monitoring sheets" in listed
    assert "No profile of your own yet" in listed
    page = officer.get("/registry/profiles/county")
    shown = plain(page)
    assert "Part 1: Households" in shown
    assert "户编号" in shown
    assert "comes with the platform" in shown
    assert "/registry/imports/templates/county" in page.text
    assert "Change this part" not in shown
    assert officer.get("/registry/profiles/county?format=toml").text == shipped_text("county")
    officer.get("/registry/profiles/nothing", status=404)
    assert "Copy it" not in plain(client_as("auditor").get("/registry/profiles/county"))


def test_a_profile_is_copied_under_a_new_name_and_titles(client_as: ClientAs, units):
    officer = client_as("county_officer")
    assert "县级防返贫监测表" in officer.get("/registry/profiles/county/copy").text
    form = {"name": "health_2026", "title_zh": "卫健委名单", "title_en": "Health list"}
    assert "small letters" in plain(officer.post("/registry/profiles/county/copy", {**form, "name": "A B"}, status=422))
    assert "is taken" in plain(officer.post("/registry/profiles/county/copy", {**form, "name": "county"}, status=422))
    address = officer.post("/registry/profiles/county/copy", form).location
    assert "Health list" in plain(officer.get(address))
    assert "Health list" in plain(officer.get("/registry/profiles"))
    assert "Health list" in plain(officer.get("/registry/imports/new"))
    text = saved(units, "health_2026")[1]
    assert text.startswith("# The sheets of a county"), "its remarks stay"
    assert parse_text("x", text)["title"] == {"zh": "卫健委名单", "en": "Health list"}
    officer.get("/registry/imports/templates/health_2026")


def test_a_part_is_changed_as_a_table(client_as: ClientAs, units, ours):
    officer = client_as("county_officer")
    form = table(officer.get(f"{ours}/sheets/1"))
    assert (form["names-0"], form["fills-1"], form["unit-1"]) == ("code\n编号", "field:land_mu", "mu")
    form |= {"names-2": "class\n类别", "fills-2": "field:household_class", "codes-2": "贫 = ex_poor\n常 = ordinary"}
    form |= {
        "required-2": "on",
        "names-3": "hens",
        "fills-3": "own:whole",
        "key-3": "hens",
        "act": "save",
        "remark": "more",
    }
    officer.post(f"{ours}/sheets/1", form)
    assert "Version 2 is saved" in plain(officer.get(ours))
    number, text = saved(units)
    columns = parse_text("x", text)["sheet"][0]["column"]
    assert number == 2
    assert columns[2] == {
        "name": ["class", "类别"],
        "field": "household_class",
        "codes": {"贫": "ex_poor", "常": "ordinary"},
        "required": True,
    }
    assert columns[3] == {"name": "hens", "extra": "hens", "type": "whole"}
    assert "more" in plain(officer.get(ours))
    assert "A version of before" in plain(officer.get(f"{ours}?version=1"))


def test_a_wrong_cell_is_told_at_its_row_and_nothing_typed_is_lost(client_as: ClientAs, units, ours):
    officer = client_as("county_officer")
    form = table(officer.get(f"{ours}/sheets/1")) | {"act": "save"}
    form |= {"unit-1": "km", "names-2": "odd", "fills-2": "field:household_class", "codes-2": "贫 = rich"}
    page = officer.post(f"{ours}/sheets/1", form, status=422)
    shown = plain(page)
    assert "It cannot be saved so" in shown
    assert "unit: one of mu, hectare, square_metre" in shown
    assert "“rich” is not a value of this field" in shown
    assert 'href="#names-1"' in page.text
    assert 'id="problems-2"' in page.text
    assert table(page)["codes-2"] == "贫 = rich"
    assert saved(units)[0] == 1


def test_rows_are_added_and_left_out(client_as: ClientAs, units, ours):
    officer = client_as("county_officer")
    form = table(officer.get(f"{ours}/sheets/1"))
    more = table(officer.post(f"{ours}/sheets/1", form | {"act": "more"}, status=200))
    assert int(more["rows"]) == int(form["rows"]) + 8
    officer.post(f"{ours}/sheets/1", form | {"act": "save", "remove-1": "on"})
    assert len(parse_text("x", saved(units)[1])["sheet"][0]["column"]) == 1


def test_a_part_is_added_and_removed(client_as: ClientAs, units, ours):
    officer = client_as("county_officer")
    form = table(officer.get(f"{ours}/sheets/2")) | {"act": "save", "entity": "person", "sheets": "*members*"}
    form |= {"names-0": "house", "fills-0": "field:household_code", "names-1": "no", "fills-1": "field:code"}
    officer.post(f"{ours}/sheets/2", form)
    assert [one["entity"] for one in parse_text("x", saved(units)[1])["sheet"]] == ["household", "person"]
    officer.post(f"{ours}/sheets/2/remove")
    assert [one["entity"] for one in parse_text("x", saved(units)[1])["sheet"]] == ["household"]
    officer.get(f"{ours}/sheets/9", status=404)


def test_the_text_is_changed_by_experts_and_every_fault_has_its_line(client_as: ClientAs, units, ours):
    officer = client_as("county_officer")
    assert "land_mu" in officer.get(f"{ours}/text").text
    wrong = SMALL.replace('"land_mu"', '"lend"')
    page = plain(officer.post(f"{ours}/text", {"text": wrong, "seen_version": "1"}, status=422))
    assert "Line 8: sheet 1 (household): land, field: “lend” is none of" in page
    broken = plain(officer.post(f"{ours}/text", {"text": SMALL + "x = [", "seen_version": "1"}, status=422))
    assert re.search(r"Line 13|the file is no TOML", broken)
    officer.post(f"{ours}/text", {"text": SMALL.replace('"land"', '"area"'), "seen_version": "1", "remark": "renamed"})
    assert saved(units)[0] == 2
    late = plain(officer.post(f"{ours}/text", {"text": SMALL, "seen_version": "1"}, status=422))
    assert "Somebody else saved this profile" in late


def test_a_profile_is_tried_on_a_sample_and_nothing_is_kept(client_as: ClientAs, kit, units):
    officer = client_as("county_officer")
    rows = [*GOOD["members"], "N3,1,谁,户主,x,1990-01-01,,"]
    file = kit.csv("members", rows)
    data = {"sample": (io.BytesIO(file.path.read_bytes()), "members.csv")}
    address = "/registry/profiles/county/try"
    officer.get(address)
    page = plain(officer.post(address, data, status=200, content_type="multipart/form-data"))
    assert "4 rows of the sample were read." in page
    assert "“x” is not in the list." in page
    assert "Name: 张三" in page
    assert "11010519491231002X" not in page
    assert "Choose a file." in plain(officer.post(address, {}, status=422, content_type="multipart/form-data"))
    data = {"sample": (io.BytesIO(b"%PDF"), "members.csv")}
    page = plain(officer.post(address, data, status=200, content_type="multipart/form-data"))
    assert "The sample could not be read" in page


def test_a_profile_is_taken_out_of_the_offer_and_put_back(client_as: ClientAs, ours):
    officer = client_as("county_officer")
    officer.post(f"{ours}/retire")
    assert "ours" not in plain(officer.get("/registry/profiles"))
    assert "offered no more" in plain(officer.get("/registry/profiles?retired=y"))
    assert "ours" not in plain(officer.get("/registry/imports/new"))
    officer.post(f"{ours}/offer")
    assert "ours" in plain(officer.get("/registry/imports/new"))
