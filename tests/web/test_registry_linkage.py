"""Possible duplicates on the screen: the queue, two records side by side, decisions, merges, runs and files."""

import io
from datetime import date

import pytest
from flask import Flask

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.linkage_run import link_people
from registry.models import ImportRun, LinkPair, LinkRun, Person
from registry.operations.linkage.runs import request_run
from registry.operations.linkage.upkeep import request_import_runs, request_nightly_run
from registry.rules.linkage.words import LinkRunKind
from tests.builders.world import COUNTY, TODAY, World
from tests.rooms.linkage_kit import LINKER, add_member, number_for, run_linkage, tell_apart
from tests.web.conftest import ClientAs
from tests.web.sealed import sealed_lines

SYSTEM = system_actor("test")
BORN = date(1985, 3, 12)
NUMBER = number_for(BORN)


@pytest.fixture
def units(app: Flask) -> Units:
    found: Units = app.extensions["holdfast"].units
    return found


@pytest.fixture
def people(units: Units, world: World) -> tuple[int, int]:
    """One man with a record in township A and one in township B."""
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        one = add_member(unit, world, "A-001", id_number=NUMBER, phone="13812345678", schooling="junior")
        other = add_member(unit, world, "B-001", name="温志铭", id_number=NUMBER, health="chronic")
    return one, other


@pytest.fixture
def pair_id(units: Units, people: tuple[int, int]) -> int:
    run_linkage(units, SYSTEM, scope_path=COUNTY)
    with units.begin(SYSTEM, read_only=True) as unit:
        return unit.session.query(LinkPair.id).scalar()


def test_the_queue_is_empty_with_a_first_step_for_those_who_may(client_as: ClientAs):
    assert "Nobody has looked yet" in client_as("county_officer").get("/registry/duplicates").text
    page = client_as("township_reviewer").get("/registry/duplicates").text
    assert "once the county officer starts a run" in page
    assert "/registry/duplicates/runs/new" not in page


def test_the_queue_shows_each_pair_and_takes_filters(client_as: ClientAs, pair_id: int):
    officer = client_as("county_officer")
    page = officer.get("/registry/duplicates").text
    assert "温志明<br>温志铭" in page and "A-001<br>B-001" in page
    assert f"/registry/duplicates/{pair_id}" in page
    for query in (
        "certainty=possible",
        "place=household",
        "state=different",
        f"region={COUNTY}360121100.360121100202.",
    ):
        assert "No pair fits this filter" in officer.get(f"/registry/duplicates?{query}").text, query
    for query in (
        "certainty=likely",
        "place=apart",
        f"region={COUNTY}360121101.",
        "sort=-weight",
        "certainty=nonsense",
    ):
        assert "温志铭" in officer.get(f"/registry/duplicates?{query}").text, query


def test_the_export_is_what_is_shown_without_any_number(client_as: ClientAs, pair_id: int):
    lines = sealed_lines(client_as("county_officer"), "/registry/duplicates/export")
    text = "".join(lines)
    assert len(lines) == 2 and "温志铭" in lines[1] and "B-001" in lines[1]
    assert NUMBER not in text and "13812345678" not in text
    client_as("auditor").get("/registry/duplicates/export", status=403)


def test_two_records_stand_side_by_side_with_why(client_as: ClientAs, pair_id: int):
    page = client_as("county_officer").get(f"/registry/duplicates/{pair_id}").text
    assert NUMBER not in page and NUMBER[-4:] in page
    assert "wēn zhì míng" in page
    assert "The names sound the same and are written with other characters." in page
    assert "The ID numbers are the same." in page
    assert "speaks strongly for one person" in page
    assert page.count('name="verdict"') == 3
    seen = client_as("auditor").get(f"/registry/duplicates/{pair_id}").text
    assert "The ID numbers are the same." in seen and 'name="verdict"' not in seen


def test_a_pair_half_outside_the_area_is_not_there(client_as: ClientAs, pair_id: int):
    reviewer = client_as("township_reviewer")
    assert "温志铭" not in reviewer.get("/registry/duplicates").text
    assert reviewer.get(f"/registry/duplicates/{pair_id}", status=404).status_code == 404
    assert reviewer.post(f"/registry/duplicates/{pair_id}/decide", {"verdict": "same"}, status=404).status_code == 404


def test_a_decision_is_recorded_and_not_asked_again(client_as: ClientAs, pair_id: int):
    officer = client_as("county_officer")
    done = officer.post(f"/registry/duplicates/{pair_id}/decide", {"verdict": "different", "reason": "Cousins; asked."})
    assert done.status_code == 302 and done.location.endswith("/registry/duplicates")
    assert "Nothing waits" in officer.get("/registry/duplicates").text
    again = officer.post(f"/registry/duplicates/{pair_id}/decide", {"verdict": "same"}, status=422)
    assert "This pair was decided already, by County Officer." in again.text
    history = officer.get("/registry/duplicates/decisions").text
    assert "Cousins; asked." in history and "Different people" in history


def test_a_decision_without_an_answer_is_asked_for(client_as: ClientAs, pair_id: int):
    page = client_as("county_officer").post(f"/registry/duplicates/{pair_id}/decide", {"reason": "…"}, status=422)
    assert "Choose one of the three." in page.text


def test_one_person_is_merged_value_by_value_and_taken_apart_again(
    client_as: ClientAs, units: Units, world: World, pair_id: int, people: tuple[int, int]
):
    officer = client_as("county_officer")
    done = officer.post(f"/registry/duplicates/{pair_id}/decide", {"verdict": "same"})
    assert done.location.endswith(f"/registry/duplicates/{pair_id}/merge")
    page = officer.get(f"/registry/duplicates/{pair_id}/merge").text
    assert (
        "温志明, household A-001, member" in page and "Junior secondary" in page and "Long-term chronic illness" in page
    )
    assert "13812345678" not in page and "5678" in page
    answers = {"kept": "left", "name": "right", "phone": "left", "schooling": "left", "health": "right"}
    missing = officer.post(f"/registry/duplicates/{pair_id}/merge", answers | {"kept": ""}, status=422)
    assert "温志明, household A-001" in missing.text
    merged = officer.post(f"/registry/duplicates/{pair_id}/merge", answers | {"reason": "one ID card"})
    assert merged.location.endswith(f"/registry/households/{world.households['A-001']}")
    with units.begin(SYSTEM, read_only=True) as unit:
        kept, gone = (unit.session.get_one(Person, person_id) for person_id in people)
        assert (kept.name, kept.health, kept.left_on, gone.left_on) == ("温志铭", "chronic", None, TODAY)
    shown = officer.get(f"/registry/duplicates/{pair_id}").text
    assert "One person, records merged" in shown and "Undo the merge and the decision" in shown
    history = officer.get("/registry/duplicates/decisions").text
    undo = history.split('/undo"')[0].rsplit('"', 1)[1] + "/undo"
    assert "Take the two records apart again" in officer.get(undo).text
    officer.post(undo, {"reason": ""}, status=422)
    officer.post(undo, {"reason": "father and son"})
    with units.begin(SYSTEM, read_only=True) as unit:
        kept, gone = (unit.session.get_one(Person, person_id) for person_id in people)
        assert (kept.name, kept.health, kept.left_on, gone.left_on) == ("温志明", None, None, None)
    assert "father and son" not in officer.get("/registry/duplicates").text
    assert "To be decided" in officer.get(f"/registry/duplicates/{pair_id}").text


def test_a_head_that_would_leave_is_refused_with_the_way_out(client_as: ClientAs, units: Units, world: World):
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        head = unit.session.get_one(Person, world.heads["A-001"])
        add_member(unit, world, "A-001", name=head.name, born_on=head.born_on, sex=head.sex)
        run = request_run(unit, LinkRunKind.REGISTER, COUNTY, is_deferred=False)
    link_people(units, SYSTEM, LINKER, run.run_id)
    with units.begin(SYSTEM, read_only=True) as unit:
        pair_id = unit.session.query(LinkPair.id).scalar()
    officer = client_as("county_officer")
    page = officer.get(f"/registry/duplicates/{pair_id}/merge").text
    assert "head of household A-001" in page
    answers = dict.fromkeys(
        ("ethnicity", "health", "medical_scheme", "schooling", "school_status", "labour_status"), "left"
    )
    answers |= dict.fromkeys(("works_away", "has_public_job", "has_critical_illness_cover", "pension_scheme"), "left")
    refused = officer.post(f"/registry/duplicates/{pair_id}/merge", answers | {"kept": "right"}, status=422)
    assert "a head cannot leave by a merge" in refused.text


def test_a_flag_without_a_cause_says_so_and_is_cleared(
    client_as: ClientAs, units: Units, pair_id: int, people: tuple[int, int]
):
    with units.begin(SYSTEM) as unit:
        person = unit.session.get_one(Person, people[1])
        person.name, person.born_on, person.id_number = "李大勇", date(1961, 7, 7), None
    officer = client_as("county_officer")
    assert "do not look alike any more" in officer.get(f"/registry/duplicates/{pair_id}").text
    assert officer.post(f"/registry/duplicates/{pair_id}/recheck", {}).location.endswith("/registry/duplicates")
    page = officer.get(f"/registry/duplicates/{pair_id}").text
    assert "Cleared: the cause is gone" in page and 'name="verdict"' not in page


def test_a_run_is_started_and_watched(client_as: ClientAs, units: Units, people: tuple[int, int]):
    officer = client_as("county_officer")
    assert "试验县" in officer.get("/registry/duplicates/runs/new").text
    officer.post("/registry/duplicates/runs/new", {"area": COUNTY, "most": "0"}, status=422)
    officer.post("/registry/duplicates/runs/new", {"area": "36.", "most": "5"}, status=422)
    started = officer.post("/registry/duplicates/runs/new", {"area": COUNTY, "most": "5"})
    assert "Waiting for its turn" in officer.get(started.location).text
    again = officer.post("/registry/duplicates/runs/new", {"area": COUNTY, "most": "5"}, status=422)
    assert "is waiting or going on" in again.text
    assert "A run is going on" in officer.get("/registry/duplicates").text
    link_people(units, SYSTEM, LINKER, int(started.location.rsplit("/", 1)[1]))
    assert "The run is finished" in officer.get(started.location).text
    assert "County Officer" in officer.get("/registry/duplicates/runs").text


def test_a_stopped_run_says_why_and_names_the_record(client_as: ClientAs, units: Units, world: World):
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        for home in ("A-001", "A-002", "B-001"):
            add_member(unit, world, home, id_number=NUMBER)
    ended = run_linkage(units, SYSTEM, scope_path=COUNTY, most_per_person=1)
    page = client_as("county_officer").get(f"/registry/duplicates/runs/{ended.run_id}").text
    assert "One record looks like 2 others; more than 1 are not believed." in page
    assert "温志明, household A-001" in page
    assert "The last run was stopped" in client_as("county_officer").get("/registry/duplicates").text


def test_a_file_is_compared_its_likely_rows_accepted_and_downloaded(
    client_as: ClientAs, units: Units, people: tuple[int, int]
):
    officer = client_as("county_officer")
    assert "身份证号" in officer.get("/registry/duplicates/runs/file").text
    content = f"编号,姓名,性别,出生日期,身份证号\nX1,温志明,男,1985-03-12,{NUMBER}\nX2,何大头,妖,1931-05-06,\n"

    def upload(name: str, data: bytes) -> dict[str, object]:
        return {"area": COUNTY, "most": "5", "file": (io.BytesIO(data), name)}

    refused = officer.post("/registry/duplicates/runs/file", upload("x.csv", b"a,b\n1,2\n"), status=422)
    assert "has no column “name”" in refused.text
    officer.post("/registry/duplicates/runs/file", {"area": COUNTY, "most": "5"}, status=422)
    started = officer.post("/registry/duplicates/runs/file", upload("民政.csv", content.encode("gb18030")))
    run_id = int(started.location.rsplit("/", 1)[1])
    assert "1 cell could not be read" in officer.get(started.location).text
    link_people(units, SYSTEM, LINKER, run_id)
    assert "Accept 1 likely row" in officer.get(started.location).text
    assert "民政.csv" in officer.get(f"{started.location}/accept").text
    with units.begin(SYSTEM, read_only=True) as unit:
        pair_id = unit.session.query(LinkPair.id).scalar()
    page = officer.get(f"/registry/duplicates/{pair_id}").text
    assert "row of the file" in page
    officer.get(f"/registry/duplicates/{pair_id}/merge", status=302)  # a row is linked, never merged
    officer.post(f"{started.location}/accept", {})
    officer.get(f"{started.location}/accept", status=302)
    rows = sealed_lines(officer, f"{started.location}/export")
    assert rows[1].startswith("A-001/") and ",X1," in rows[1]
    assert NUMBER not in "".join(rows)


def test_naughty_strings_in_every_field_are_only_texts(client_as: ClientAs, pair_id: int):
    officer = client_as("county_officer")
    for text in (
        "<script>alert(1)</script>",
        "'; drop table link_pair; --",
        "=cmd|' /C calc'!A0",
        "\u202e\u0000x",
        "😀" * 300,
    ):
        officer.get("/registry/duplicates", query_string={"region": text, "run": text, "state": text, "page": text})
    officer.post(f"/registry/duplicates/{pair_id}/decide", {"verdict": "unsure", "reason": "<script>alert(1)</script>"})
    assert "<script>alert(1)</script>" not in officer.get(f"/registry/duplicates/{pair_id}").text
    officer.post(f"/registry/duplicates/{pair_id}/decide", {"verdict": "same", "reason": "x" * 401}, status=422)


def test_the_worker_asks_for_each_import_once_and_for_every_night(units: Units, world: World):
    with units.begin(SYSTEM) as unit:
        unit.session.add(
            ImportRun(
                profile="county",
                files=[],
                region_path=COUNTY,
                state="committed",
                on_duplicate="update",
                started_at=unit.now,
                started_by="test",
                finished_at=unit.now,
                counts={},
            )
        )
        unit.session.flush()
        assert len(request_import_runs(unit)) == 1
        assert request_import_runs(unit) == []
        asked = request_nightly_run(unit)
        run = unit.session.get_one(LinkRun, asked.run_id)
        assert run.since is not None and run.since < unit.now
