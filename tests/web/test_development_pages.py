"""Writing a page for everybody: preview, refusal, publication, taking it down."""

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.operations.consents import give_consent
from registry.rules.words import ConsentPurpose
from tests.builders.world import World
from tests.web.conftest import ClientAs
from tests.web.lint import plain

PAGE = {
    "kind": "notice",
    "slug": "rice-training",
    "title_zh": "水稻培训",
    "body_zh": "周一上午九点来。",
    "title_en": "Rice training",
    "body_en": "Come on Monday.\n\nBring nothing.",
}


def test_a_page_is_previewed_then_published_then_taken_down(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    officer.get("/development/pages/new")
    preview = officer.post("/development/pages/new", {**PAGE, "step": "preview"}, status=200)
    assert "Nothing is public yet" in plain(preview)
    assert "<p>Bring nothing.</p>" in preview.text
    assert "No page fits" in plain(officer.get("/development/pages"))
    address = officer.post("/development/pages/new", {**PAGE, "step": "publish"}).location
    assert "Come on Monday." in plain(officer.get(address))
    officer.post(f"{address}/withdraw")
    assert "taken down" in plain(officer.get("/development/pages"))
    again = officer.post("/development/pages/new", {**PAGE, "step": "publish"}, status=422)
    assert "already a page" in plain(again)


def test_a_page_that_shows_somebody_s_number_is_refused_at_its_field(client_as: ClientAs) -> None:
    officer = client_as("county_officer")
    for text, kind in (
        ("电话 138 0000 0000", "mobile phone number"),
        ("身份证11010519491231002X", "identity number"),
        ("卡号6222021234567890123", "bank card"),
    ):
        for step in ("preview", "publish"):
            answer = officer.post("/development/pages/new", {**PAGE, "body_zh": text, "step": step}, status=422)
            assert kind in plain(answer)
    assert "No page fits" in plain(officer.get("/development/pages"))


def test_scripts_never_reach_a_page(client_as: ClientAs) -> None:
    body = "<p onclick='x()'>Hello<script>alert(1)</script></p>"
    preview = client_as("county_officer").post("/development/pages/new", {**PAGE, "body_en": body}, status=200)
    assert "<p>Hello</p>" in preview.text


def test_a_story_needs_the_household_s_consent(client_as: ClientAs, units: Units, world: World) -> None:
    officer = client_as("county_officer")
    story = {**PAGE, "kind": "story", "household_code": "A-001", "step": "publish"}
    assert "not given its consent" in plain(officer.post("/development/pages/new", story, status=422))
    assert "no such household" in plain(
        officer.post("/development/pages/new", {**story, "household_code": "Z-9"}, status=422)
    )
    with units.begin(system_actor("test")) as unit:
        give_consent(unit, world.households["A-001"], ConsentPurpose.STORY, "陈桂英")
    address = officer.post("/development/pages/new", story).location
    page = officer.get(address)
    assert "only while the household" in plain(page)
    assert "A-001" not in page.text
