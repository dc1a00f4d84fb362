"""ODK Collect against Holdfast: the protocol as its client speaks it, with what goes wrong on the way."""

import base64
import csv
import io
import socket
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from foundation.actor import system_actor
from foundation.unit_of_work import Units
from registry.models import Device, Submission, SubmissionFile
from registry.operations.collection.devices import revoke_device
from registry.operations.collection.forms import move_form
from registry.rules.collection.instance import read_instance
from registry.rules.collection.tokens import hash_token
from registry.rules.collection.words import FileState, FormState
from registry.rules.collection.words import SubmissionState as S
from tests.builders.world import TOWNSHIP_A, World
from tests.collect_stand_in import Collect, InProcess, OverHttp, SendingFailed, fill_in, multipart
from tests.rooms.collection_kit import JPEG, NAUGHTY, PHOTO, compile_form, hand_out, known_household, publish

TEST = system_actor("test")
TOKEN = "abcdefghijklmnopqrstuvwxyz234567"
SUBMISSION = "/collection/openrosa/submission"


@pytest.fixture
def form_id(units: Units, app: Flask) -> int:
    with units.begin(TEST) as unit:
        form = publish(unit)
        device = hand_out(unit)
        device.token_hash = hash_token(TOKEN)
        return form.id


@pytest.fixture
def collect(app: Flask, form_id: int) -> Collect:
    return Collect(InProcess(app.test_client()), "phone-01", TOKEN)


@pytest.fixture
def answers(units: Units, world: World, form_id: int) -> dict[str, str]:
    with units.begin(TEST, read_only=True) as unit:
        return known_household(unit, world.households["A-001"], address="新址")


def kept(units: Units) -> list[Submission]:
    with units.begin(TEST, read_only=True) as unit:
        return list(unit.session.scalars(select(Submission).order_by(Submission.id)))


def files(units: Units) -> list[SubmissionFile]:
    with units.begin(TEST, read_only=True) as unit:
        return list(unit.session.scalars(select(SubmissionFile).order_by(SubmissionFile.id)))


def test_a_form_is_found_fetched_filled_in_and_sent(collect: Collect, answers: dict[str, str], units: Units):
    (form,) = collect.fetch_forms()
    assert (form["formID"], form["name"], form["version"]) == ("household_test", "Household survey", "1")
    xform = collect.fetch_form(form)
    assert set(collect.media) == {"households.csv", "members_list.csv", "villages.csv"}
    reply = collect.submit(fill_in(xform, {**answers, "photo_house": PHOTO}), {PHOTO: JPEG})
    assert reply.status == 201
    assert reply.message == "Received. Thank you."
    (submission,) = kept(units)
    assert submission.state is S.WAITING
    assert submission.household_code == "A-001"


def test_a_devices_lists_hold_what_finds_a_household_and_nothing_else(collect: Collect):
    collect.fetch_form(collect.fetch_forms()[0])
    tables = {name: list(csv.DictReader(io.StringIO(text.decode()))) for name, text in collect.media.items()}
    assert {row["name"] for row in tables["households.csv"]} == {"A-001", "A-002", "A-003"}
    assert {row["name"] for row in tables["villages.csv"]} == {"360121100201", "360121100202"}
    first = next(row for row in tables["members_list.csv"] if row["key"] == "A-001/1")
    assert first == {"key": "A-001/1", "code": "1", "label": "陈桂英 (Head)"}
    whole = b"".join(collect.media.values()).decode()
    assert "36012119" not in whole
    assert "13800000000" not in whole
    assert "1980" not in whole


def test_sending_twice_counts_once(collect: Collect, answers: dict[str, str], units: Units):
    xml = fill_in(compile_form(), {**answers, "photo_house": PHOTO})
    collect.submit(xml, {PHOTO: JPEG})
    assert collect.submit(xml, {PHOTO: JPEG}).message == "Received before; nothing is counted twice."
    assert len(kept(units)) == len(files(units)) == 1


def test_photos_come_apart_in_several_requests(collect: Collect, answers: dict[str, str], units: Units):
    xml = fill_in(compile_form(), {**answers, "photo_house": PHOTO})
    reply = collect.post(xml, {}, is_incomplete=True)
    assert (reply.status, reply.message) == (201, "Received. 1 file is still to come.")
    assert kept(units)[0].state is S.INCOMPLETE
    reply = collect.post(xml, {PHOTO: JPEG})
    assert (reply.status, kept(units)[0].state) == (201, S.WAITING)


def test_a_photo_loses_where_it_was_taken(collect: Collect, answers: dict[str, str], units: Units, app: Flask):
    secret = b"\xff\xe1" + (2 + 6 + 30).to_bytes(2) + b"Exif\x00\x00" + b"GPS 28.551 115.901 phone" + b"\x00" * 6
    collect.submit(fill_in(compile_form(), {**answers, "photo_house": PHOTO}), {PHOTO: JPEG[:2] + secret + JPEG[2:]})
    (file,) = files(units)
    stored = app.extensions["holdfast"].files.read(file.key)
    assert stored == JPEG


def test_what_is_no_picture_is_not_kept_and_told(collect: Collect, answers: dict[str, str], units: Units, app: Flask):
    reply = collect.submit(fill_in(compile_form(), {**answers, "photo_house": PHOTO}), {PHOTO: b"MZ\x90 a program"})
    assert reply.message == f"Received. Not taken, because they are no whole pictures: {PHOTO}."
    assert files(units)[0].state is FileState.REFUSED
    assert list(app.extensions["holdfast"].files.keys()) == []


def test_files_that_nobody_asked_for_are_passed_over(
    collect: Collect, answers: dict[str, str], units: Units, app: Flask
):
    collect.submit(fill_in(compile_form(), answers), {"../../etc/passwd": JPEG, "other.jpg": JPEG})
    assert files(units) == []
    assert list(app.extensions["holdfast"].files.keys()) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_request_cut_in_half_leaves_nothing(collect: Collect, answers: dict[str, str], units: Units, share: float):
    xml = fill_in(compile_form(), {**answers, "photo_house": PHOTO})
    kind, body = multipart(xml, {PHOTO: JPEG * 20})
    reply = collect.ask("POST", SUBMISSION, {"Content-Type": kind}, body[: int(len(body) * share)])
    assert reply.status == 400
    assert reply.message.startswith("The submission did not arrive whole. Nothing was kept")
    assert kept(units) == []
    collect.submit(xml, {PHOTO: JPEG})
    assert len(kept(units)) == 1


def test_xml_cut_in_half_leaves_nothing(collect: Collect, answers: dict[str, str], units: Units):
    reply = collect.post(fill_in(compile_form(), answers)[:-40], {})
    assert reply.status == 400
    assert "did not arrive whole" in reply.message
    assert kept(units) == []


def test_too_large_a_request_is_told_so(collect: Collect, answers: dict[str, str], units: Units):
    xml = fill_in(compile_form(), {**answers, "photo_house": PHOTO})
    reply = collect.post(xml, {PHOTO: b"\xff\xd8\xff" + b"\x00" * (51 * 1024 * 1024)})
    assert reply.status == 413
    assert "larger than 50 MB" in reply.message
    assert kept(units) == []


def test_an_edit_replaces_what_was_sent(collect: Collect, answers: dict[str, str], units: Units):
    collect.submit(fill_in(compile_form(), answers, instance_id="uuid:one"))
    edit = fill_in(compile_form(), {**answers, "address": "更新"}, instance_id="uuid:two", deprecated_id="uuid:one")
    collect.submit(edit)
    first, second = kept(units)
    assert (first.state, second.state, second.replaces_id) == (S.REPLACED, S.WAITING, first.id)


def test_every_answer_carries_the_standards_headers(collect: Collect):
    for reply in (
        collect.ask("GET", "/collection/openrosa/formList"),
        collect.ask("HEAD", SUBMISSION),
        collect.post(b"<x/>", {}),
    ):
        assert reply.headers["x-openrosa-version"] == "1.0"
        assert int(reply.headers["x-openrosa-accept-content-length"]) == 50 * 1024 * 1024
        assert reply.headers["date"] == "Mon, 15 Jun 2026 02:00:00 GMT"


def test_who_does_not_prove_itself_is_asked_to(app: Flask, form_id: int):
    client = InProcess(app.test_client())
    for path in ("formList", "submission", "forms/1/form.xml", "forms/1/manifest", "forms/1/media/households.csv"):
        reply = client.send("GET", f"/collection/openrosa/{path}", {}, b"")
        assert (reply.status, reply.headers["www-authenticate"]) == (401, 'Basic realm="Holdfast", charset="UTF-8"')
    for name, token in (("phone-01", "wrong"), ("phone-99", TOKEN), ("", "")):
        pair = base64.b64encode(f"{name}:{token}".encode()).decode()
        assert (
            client.send("GET", "/collection/openrosa/formList", {"Authorization": f"Basic {pair}"}, b"").status == 401
        )
    assert client.send("GET", "/collection/openrosa/formList", {"Authorization": "Bearer x"}, b"").status == 401


def test_a_withdrawn_device_is_told_so(collect: Collect, units: Units, answers: dict[str, str]):
    with units.begin(TEST) as unit:
        revoke_device(unit, unit.session.scalar(select(Device.id)))
    reply = collect.ask("GET", "/collection/openrosa/formList")
    assert (reply.status, reply.message.split(".")[0]) == (403, "This device was withdrawn")
    with pytest.raises(SendingFailed, match="HEAD 403"):
        collect.submit(fill_in(compile_form(), answers))


def test_a_withdrawn_device_is_told_in_its_own_language(collect: Collect, units: Units):
    with units.begin(TEST) as unit:
        device = unit.session.scalars(select(Device)).one()
        device.language = "zh"
        revoke_device(unit, device.id)
    reply = collect.ask("GET", "/collection/openrosa/formList")
    assert (reply.status, "设备" in reply.message) == (403, True)


def test_being_seen_is_written_down(collect: Collect, units: Units):
    collect.fetch_forms()
    with units.begin(TEST, read_only=True) as unit:
        device = unit.session.scalars(select(Device)).one()
    assert device.last_seen_at is not None
    assert device.last_seen_with.startswith("org.odk.collect.android/")


def test_a_form_that_is_no_longer_given_out_is_still_taken_in(
    collect: Collect, units: Units, answers: dict[str, str], form_id: int
):
    with units.begin(TEST) as unit:
        move_form(unit, form_id, FormState.CLOSING)
    assert collect.fetch_forms() == []
    collect.submit(fill_in(compile_form(), answers))
    with units.begin(TEST) as unit:
        move_form(unit, form_id, FormState.CLOSED)
    with pytest.raises(SendingFailed, match="403: The form “Household survey” is closed"):
        collect.submit(fill_in(compile_form(), {**answers, "address": "b"}))


def test_forms_of_other_areas_are_not_found(collect: Collect, units: Units):
    with units.begin(TEST) as unit:
        other = publish(unit, compile_form("elsewhere"), "36.3601.360121.360121101.")
        unit.session.refresh(other, ["versions"])
        version_id = other.versions[0].id
    assert [form["formID"] for form in collect.fetch_forms()] == ["household_test"]
    for part in ("form.xml", "manifest", "media/households.csv"):
        assert collect.ask("GET", f"/collection/openrosa/forms/{version_id}/{part}").status == 404


def test_a_file_that_the_form_does_not_name_is_not_found(collect: Collect):
    (form,) = collect.fetch_forms()
    number = form["downloadUrl"].split("/forms/")[1].split("/")[0]
    assert collect.ask("GET", f"/collection/openrosa/forms/{number}/media/secrets.env").status == 404


def test_the_device_speaks_its_own_language(collect: Collect, units: Units):
    with units.begin(TEST) as unit:
        unit.session.scalars(select(Device)).one().language = "zh"
    collect.fetch_form(collect.fetch_forms()[0])
    assert "户主" in collect.media["members_list.csv"].decode()


@pytest.fixture
def server(app: Flask, form_id: int) -> Iterator[str]:
    """The application on a socket, so that bytes really travel."""
    made = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.mark.parametrize("chunked", [False, True])
def test_the_whole_way_over_a_network(server: str, answers: dict[str, str], units: Units, chunked: bool):
    collect = Collect(OverHttp(server, chunked=chunked), "phone-01", TOKEN)
    xform = collect.fetch_form(collect.fetch_forms()[0])
    collect.submit(fill_in(xform, {**answers, "photo_house": PHOTO}), {PHOTO: JPEG})
    (submission,) = kept(units)
    assert (submission.state, submission.region_path.startswith(TOWNSHIP_A)) == (S.WAITING, True)


def test_a_connection_that_breaks_off_leaves_nothing(server: str, answers: dict[str, str], units: Units):
    collect = Collect(OverHttp(server), "phone-01", TOKEN)
    xml = fill_in(compile_form(), {**answers, "photo_house": PHOTO})
    kind, body = multipart(xml, {PHOTO: JPEG * 5000})
    pair = base64.b64encode(f"phone-01:{TOKEN}".encode()).decode()
    head = (
        f"POST {SUBMISSION} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {pair}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    port = int(server.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(head.encode() + body[: len(body) // 2])
    assert kept(units) == []
    collect.submit(xml, {PHOTO: JPEG * 5000})
    assert len(kept(units)) == 1


def test_naughty_strings_travel_and_come_back_as_they_were(collect: Collect, answers: dict[str, str], units: Units):
    for text in NAUGHTY:
        collect.submit(fill_in(compile_form(), {**answers, "remark": text}))
    found = [read_instance(submission.xml.encode()).answers for submission in kept(units)]
    remarks = [one.text for answers_ in found for one in answers_ if one.path == "ending/remark"]
    assert tuple(remarks) == NAUGHTY
