"""The office's side of field collection: publish, hand out, look, stage, decide."""

import base64
import csv
import io
import json
import re
import zlib

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import CollectionForm, Device, FormVersion, Submission
from registry.rules.collection.files import file_kind, without_hidden_data
from registry.rules.collection.tokens import collect_settings
from registry.rules.collection.words import SubmissionState as S
from tests.builders.world import COUNTY, TOWNSHIP_A, VILLAGE_B, World
from tests.collect_stand_in import Collect, InProcess
from tests.rooms.collection_kit import JPEG, hand_out, publish, send
from tests.web.collection_samples import fill_collection
from tests.web.conftest import ClientAs
from tests.web.lint import plain
from tests.web.sealed import sealed_lines

TEST = system_actor("test")


@pytest.fixture
def ids(app: Flask, world: World) -> dict[str, int | str]:
    return fill_collection(app, world)


def own_form(officer, **changes: str):
    data = {"region": COUNTY, "name": "入户调查", "then": "publish", **changes}
    return officer.post("/collection/forms/new", data, status=None)


def test_an_officer_publishes_holdfasts_own_form_and_a_device_gets_it(client_as: ClientAs, app: Flask, units: Units):
    officer = client_as("county_officer")
    assert "No submission yet" in plain(officer.get("/collection/submissions"))
    assert "No form yet" in plain(officer.get("/collection/forms"))
    officer.get("/collection/forms/new")
    address = own_form(officer).location
    page = plain(officer.get(address))
    assert "The form is published." in page
    assert "Households: Address" in page
    assert "photo_house kept with the submission" in page
    issued = officer.post("/collection/devices/new", device_data(), status=200)
    token = re.search(r"<code>([a-z2-7]{32})</code>", issued.text).group(1)
    collect = Collect(InProcess(app.test_client()), "phone-07", token)
    (form,) = collect.fetch_forms()
    assert form["name"] == "入户调查"
    collect.fetch_form(form)


def device_data(**changes: object) -> dict[str, object]:
    data = {"name": "phone-07", "holder": "张三", "region": TOWNSHIP_A, "language": "zh"}
    return {**data, **changes}


def test_the_code_sets_collect_up_and_is_shown_once(client_as: ClientAs, units: Units):
    officer = client_as("county_officer")
    page = officer.post("/collection/devices/new", device_data(), status=200)
    token = re.search(r"<code>([a-z2-7]{32})</code>", page.text).group(1)
    assert "It is shown this once and kept nowhere" in plain(page)
    assert 'src="data:image/svg+xml' in page.text
    assert token not in officer.get("/collection/devices").text
    with units.begin(TEST, read_only=True) as unit:
        device = unit.session.scalars(select(Device)).one()
    assert token not in device.token_hash
    assert len(device.token_hash) == 64


def test_the_settings_code_is_what_collect_reads():
    packed = collect_settings(
        "https://x.example/collection/openrosa", "phone-07", "t0ken", project="甲镇", language="zh"
    )
    told = json.loads(zlib.decompress(base64.b64decode(packed)))
    assert told["general"]["server_url"] == "https://x.example/collection/openrosa"
    assert (told["general"]["username"], told["general"]["password"]) == ("phone-07", "t0ken")
    assert told["general"]["form_update_mode"] == "match_exactly"
    assert set(told) == {"general", "admin", "project"}


def test_bad_device_data_is_told(client_as: ClientAs):
    officer = client_as("county_officer")
    officer.post("/collection/devices/new", device_data(), status=200)
    assert "There is a device named “phone-07” already" in plain(
        officer.post("/collection/devices/new", device_data(), status=422)
    )
    assert "Small letters a–z" in plain(officer.post("/collection/devices/new", device_data(name="Ä 1"), status=422))
    officer.post("/collection/devices/new", device_data(name="phone-08", region="36.9999."), status=422)


def test_a_new_code_ends_the_old_one(client_as: ClientAs, app: Flask, ids: dict[str, int | str]):
    officer = client_as("county_officer")
    number = ids["collection.device_id"]
    assert "ends at once" in plain(officer.get(f"/collection/devices/{number}/renew"))
    first = re.search(
        r"<code>([a-z2-7]{32})</code>", officer.post(f"/collection/devices/{number}/renew", status=200).text
    )
    second = re.search(
        r"<code>([a-z2-7]{32})</code>", officer.post(f"/collection/devices/{number}/renew", status=200).text
    )
    old, new = (Collect(InProcess(app.test_client()), "phone-01", found.group(1)) for found in (first, second))
    assert old.ask("GET", "/collection/openrosa/formList").status == 401
    assert new.ask("GET", "/collection/openrosa/formList").status == 200
    officer.get(f"/collection/devices/{number}/revoke")
    officer.post(f"/collection/devices/{number}/revoke")
    assert new.ask("GET", "/collection/openrosa/formList").status == 403
    assert "Withdrawn" in plain(officer.get("/collection/devices?state=revoked"))
    assert "No device fits this filter" in plain(officer.get("/collection/devices?q=nobody"))


def test_a_spreadsheet_is_changed_and_published_as_the_next_version(client_as: ClientAs, units: Units):
    officer = client_as("county_officer")
    address = own_form(officer).location
    book = openpyxl.load_workbook(io.BytesIO(officer.get(f"{address}/sheet").data))
    survey, settings = book["survey"], book["settings"]
    survey.insert_rows(8)
    for place, text in enumerate(("text", "nickname", "别名", "Nickname"), start=1):
        survey.cell(8, place, text)
    settings.cell(2, [cell.value for cell in settings[1]].index("version") + 1, "20990101")
    content = saved(book)
    page = officer.post(f"{address}/versions/new", {"workbook": (io.BytesIO(content), "f.xlsx")}, status=302)
    shown = plain(officer.get(page.location))
    assert "Version 20990101 is published." in shown
    assert "nickname kept with the submission" in shown
    again = officer.post(f"{address}/versions/new", {"workbook": (io.BytesIO(content), "f.xlsx")}, status=422)
    assert "Version “20990101” of this form is published already and never changes" in plain(again)
    with units.begin(TEST, read_only=True) as unit:
        versions = unit.session.scalars(select(FormVersion.version)).all()
        newest = unit.session.scalars(select(FormVersion.id).order_by(FormVersion.id.desc())).first()
    assert len(versions) == 2
    assert officer.get(f"/collection/versions/{newest}/workbook").data == content


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_form_can_be_downloaded_before_it_is_published(client_as: ClientAs, units: Units):
    answer = own_form(client_as("county_officer"), **{"then": "download"})
    assert set(openpyxl.load_workbook(io.BytesIO(answer.data)).sheetnames) == {"survey", "choices", "settings"}
    with units.begin(TEST, read_only=True) as unit:
        assert unit.session.scalars(select(CollectionForm)).all() == []


def survey_book(
    *rows: tuple[str, ...], settings: tuple[tuple[str, ...], ...] = (("form_id", "version"), ("f", "1"))
) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (("type", "name", "label"), *rows):
        book.active.append(row)
    page = book.create_sheet("settings")
    for row in settings:
        page.append(row)
    return saved(book)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no workbook", "Choose an XLSX workbook"),
        (b"PK\x03\x04 cut off", "Choose an XLSX workbook"),
        (survey_book(("text", "a b", "A")), "[row : 2] On the 'survey' sheet, the 'name' value is invalid."),
        (survey_book(("select_one colours", "a", "A")), "could not be made a form"),
        (
            survey_book(("text", "a", "A"), settings=(("form_id",), ("f",))),
            "“version” is missing on the sheet “settings”",
        ),
        (survey_book(("select_one_from_file shops.csv", "a", "A")), "files that were not uploaded with it: shops.csv"),
    ],
)
def test_a_bad_spreadsheet_is_refused_with_the_reason(client_as: ClientAs, content: bytes, words: str):
    data = {"region": COUNTY, "workbook": (io.BytesIO(content), "f.xlsx")}
    assert words in plain(client_as("county_officer").post("/collection/forms/upload", data, status=422)).replace(
        "&#39;", "'"
    )


def test_a_form_brings_its_own_tables(client_as: ClientAs, app: Flask, units: Units):
    officer = client_as("county_officer")
    content = survey_book(("select_one_from_file shops.csv", "a", "A"))
    table = b"name,label\n1,One\n"
    data = {
        "region": COUNTY,
        "workbook": (io.BytesIO(content), "f.xlsx"),
        "media": [(io.BytesIO(table), "shops.csv")],
    }
    officer.post("/collection/forms/upload", data)
    token = re.search(
        r"<code>([a-z2-7]{32})</code>", officer.post("/collection/devices/new", device_data(), status=200).text
    )
    collect = Collect(InProcess(app.test_client()), "phone-07", token.group(1))
    collect.fetch_form(collect.fetch_forms()[0])
    assert collect.media == {"shops.csv": table}


def test_two_forms_never_share_a_form_id(client_as: ClientAs):
    officer = client_as("county_officer")
    for status in (302, 422):
        data = {"region": COUNTY, "workbook": (io.BytesIO(survey_book(("text", "a", "A"))), "f.xlsx")}
        page = officer.post("/collection/forms/upload", data, status=status)
    assert "Another form has the form_id “f”" in plain(page)


def test_a_refused_spreadsheet_leaves_no_file_behind(client_as: ClientAs, app: Flask):
    content = survey_book(("text", "a", "A"), settings=(("form_id",), ("f",)))
    data = {"region": COUNTY, "workbook": (io.BytesIO(content), "f.xlsx")}
    client_as("county_officer").post("/collection/forms/upload", data, status=422)
    assert list(app.extensions["holdfast"].files.keys()) == []


def test_a_form_is_ended_and_opened_again(client_as: ClientAs, ids: dict[str, int | str]):
    officer, address = client_as("county_officer"), f"/collection/forms/{ids['collection.form_id']}"
    assert "What is filled in already is still taken in" in plain(officer.get(f"{address}/move/closing"))
    officer.post(f"{address}/move/closing")
    assert "Closing: no longer given out" in plain(officer.get(address))
    officer.post(f"{address}/move/closing", status=409)
    officer.post(f"{address}/move/open")
    officer.get(f"{address}/move/anything", status=404)


def test_the_desk_shows_filters_and_exports(client_as: ClientAs, ids: dict[str, int | str]):
    officer = client_as("county_officer")
    page = plain(officer.get("/collection/submissions"))
    assert "2 submissions contradict other changes" in page
    assert "A-003" in page
    assert "A-003" not in plain(officer.get("/collection/submissions?q=A-002"))
    assert "No submission fits this filter" in plain(officer.get("/collection/submissions?q=nobody"))
    for query in (
        "state=conflict",
        "state=staged",
        "device=1",
        "form=1",
        "first=2026-06-15&last=2026-06-15",
        "sort=head",
    ):
        officer.get(f"/collection/submissions?{query}")
    rows = list(csv.reader(sealed_lines(officer, "/collection/submissions/export?state=conflict")))
    assert len(rows) == 3
    assert rows[1][1:3] == ["Contradicts another change", "A-002"]


def test_a_submission_is_read_in_words_with_numbers_masked(client_as: ClientAs, ids: dict[str, int | str]):
    address = f"/collection/submissions/{ids['collection.submission_id']}"
    officer = client_as("county_officer")
    page = officer.get(address)
    words = plain(page)
    assert "Address 乙" in words
    assert "Long-term chronic illness" not in words and "Show what is hidden" in words
    assert "This field is required" in plain(officer.post(f"{address}/reveal", {"reason": ""}, status=422))
    revealed = officer.post(f"{address}/reveal", {"reason": "Two forms differ"}, status=200)
    assert "Long-term chronic illness" in plain(revealed) and "13911112222" not in revealed.text
    assert "Long-term chronic illness" not in plain(officer.get(address))
    assert "13911112222" not in page.text
    assert "•••••••2222" in words
    assert "Two say different things" in words
    auditor = plain(client_as("auditor").get(address))
    assert "Long-term chronic illness" not in auditor and "Show what is hidden" not in auditor
    assert "Look at both sides" not in auditor


def test_a_photo_is_shown_to_those_whose_area_it_is(client_as: ClientAs, ids: dict[str, int | str]):
    address = f"/collection/submissions/{ids['collection.submission_id']}/files/{ids['collection.file_id']}"
    answer = client_as("township_reviewer").get(address)
    assert (answer.mimetype, answer.data) == ("image/jpeg", JPEG)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_submissions_of_other_areas_are_not_found(client_as: ClientAs, app: Flask, units: Units, world: World):
    with units.begin(TEST) as unit:
        publish(unit)
        device = hand_out(unit, region_path=VILLAGE_B)
        sent = send(unit, device, {"may_ask": "no", "surveyed_on": "2026-06-15"})
    reviewer = client_as("township_reviewer")
    assert "No submission yet" in plain(reviewer.get("/collection/submissions"))
    reviewer.get(f"/collection/submissions/{sent.submission_id}", status=404)
    reviewer.get(f"/collection/submissions/{sent.submission_id}/conflict", status=404)
    reviewer.post(f"/collection/submissions/{sent.submission_id}/discard", {"reason": "because"}, status=404)
    assert "No device yet" in plain(reviewer.get("/collection/devices"))


def test_both_sides_are_shown_and_the_choice_is_kept(client_as: ClientAs, ids: dict[str, int | str], units: Units):
    reviewer = client_as("township_reviewer")
    number = ids["collection.submission_id"]
    page = reviewer.get(f"/collection/submissions/{number}/conflict")
    assert "Holder of phone-01" in plain(page)
    assert "甲" in plain(page)
    assert "乙" in plain(page)
    (digest,) = re.findall(r'name="has-([0-9a-f]{64})"', page.text)
    unchosen = reviewer.post(f"/collection/submissions/{number}/conflict", status=422)
    assert "Choose a side in every row: 1 are still open." in plain(unchosen)
    reviewer.post(f"/collection/submissions/{number}/conflict", {f"won-{digest}": str(number)})
    assert "1 field is decided." in plain(reviewer.get(f"/collection/submissions/{number}"))
    settled = plain(client_as("auditor").get("/collection/decisions"))
    assert f"Submission {number}" in settled
    assert "Address" in sealed_lines(client_as("county_officer"), "/collection/decisions/export")[1]
    with units.begin(TEST, read_only=True) as unit:
        states = unit.session.scalars(select(Submission.state).where(Submission.household_code == "A-002")).all()
    assert set(states) == {S.WAITING}


def test_one_button_takes_a_whole_side(client_as: ClientAs, ids: dict[str, int | str]):
    officer, number = client_as("county_officer"), ids["collection.submission_id"]
    page = officer.get(f"/collection/submissions/{number}/conflict")
    hidden = dict(re.findall(r'name="(has-[0-9a-f]{64})" value="([^"]+)"', page.text))
    officer.post(f"/collection/submissions/{number}/conflict", {**hidden, "all": str(number)})
    assert "Waiting" in plain(officer.get(f"/collection/submissions/{number}"))


def test_what_waits_is_staged_taken_in_and_found_again(
    client_as: ClientAs, ids: dict[str, int | str], units: Units, world
):
    with units.begin(TEST) as unit:
        device = unit.session.scalars(select(Device).where(Device.name == "phone-02")).one()
        send(
            unit,
            device,
            {
                "may_ask": "yes",
                "household_code": "B-001",
                "village_code": "360121101201",
                "base_mark": "2026-06-15T02:00:00+00:00",
                "surveyed_on": "2026-06-15",
                "debt": "9",
            },
        )
    officer = client_as("county_officer")
    place = officer.post("/collection/submissions/stage", {"all": "yes"}).location
    page = plain(officer.get(place))
    assert "1 submission is staged." in page
    assert "2 submissions contradict other changes" in page
    assert "Nothing is wrong with these files" in page
    officer.post(f"{place}/commit")
    assert "B-001" in plain(officer.get("/collection/submissions?state=landed"))
    assert plain(officer.get("/collection/submissions?state=landed")).count("B-001") >= 1


def test_sending_back_needs_a_reason(client_as: ClientAs, ids: dict[str, int | str]):
    officer, address = client_as("county_officer"), f"/collection/submissions/{ids['collection.submission_id']}"
    officer.get(f"{address}/return")
    officer.post(f"{address}/return", {"reason": ""}, status=422)
    officer.post(f"{address}/return", {"reason": "The photo shows another house"})
    assert "The photo shows another house" in plain(officer.get(address))
    officer.get(f"{address}/discard")
    officer.post(f"{address}/take-up")
    officer.post(f"{address}/discard", {"reason": "Entered twice"})
    officer.post(f"{address}/return", {"reason": "Entered twice"}, status=409)


def test_looking_is_not_deciding(client_as: ClientAs, ids: dict[str, int | str]):
    auditor = client_as("auditor")
    page = auditor.get("/collection/submissions")
    assert "/stage" not in page.text
    assert "Publish a form" not in plain(auditor.get("/collection/forms"))
    assert "Hand out a device" not in plain(auditor.get("/collection/devices"))


def test_the_page_says_when_devices_cannot_log_in(client_as: ClientAs, ids: dict[str, int | str]):
    assert "ODK Collect sends its token only over HTTPS" in plain(
        client_as("county_officer").get("/collection/devices")
    )


def test_the_sample_photo_is_whole():
    kind = file_kind(JPEG, "a.jpg")
    assert kind is not None
    assert without_hidden_data(JPEG, kind) == JPEG


def test_naughty_answers_are_only_text_on_the_page(client_as: ClientAs, units: Units, world: World):
    with units.begin(TEST) as unit:
        publish(unit)
        device = hand_out(unit)
        nasty = "<script>alert(1)</script> {{ 7*7 }} %s \"'><img src=x onerror=alert(1)> =1+1 \u202e"
        sent = send(
            unit,
            device,
            {
                "may_ask": "yes",
                "surveyed_on": "2026-06-15",
                "remark": nasty,
                "address": nasty,
                "household_code": nasty[:40],
                "village_code": nasty,
            },
        )
    officer = client_as("county_officer")
    page = officer.get(f"/collection/submissions/{sent.submission_id}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page.text
    officer.get("/collection/submissions")
    officer.post("/collection/submissions/stage", {"all": "yes"})
