"""Disputes, sheets for the import, files, tokens and state tables of field collection."""

import itertools
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.collection.disputes import (
    REGISTER,
    KnownPerson,
    Side,
    find_disputes,
    is_same,
    settle,
    unify_people,
)
from registry.rules.collection.files import FileKind, file_kind, safe_name, without_hidden_data
from registry.rules.collection.instance import Answer
from registry.rules.collection.landing import make_landing
from registry.rules.collection.openrosa import ListedFile, ListedForm, answer, form_list, manifest
from registry.rules.collection.records import Place, line_key, plain_value, read_moment
from registry.rules.collection.register_values import observed_place, register_text
from registry.rules.collection.tokens import DEVICE_NAME, hash_token, is_token, make_token
from registry.rules.collection.words import (
    FORM_MOVES,
    PENDING,
    SUBMISSION_MOVES,
    FormState,
    SubmissionState,
    may_move,
)
from registry.rules.imports.profile_reading import read_profile
from registry.rules.words import Health
from registry.rules.words_imports import StagedEntity
from tests.rooms.collection_kit import JPEG

H, P, INCOME, EVENT = StagedEntity.HOUSEHOLD, StagedEntity.PERSON, StagedEntity.INCOME, StagedEntity.EVENT
ADDRESS, DEBT, DAY = Place(H, "", "address"), Place(H, "", "debt"), Place(H, "", "surveyed_on")


def test_every_state_has_its_moves_and_none_leads_to_itself():
    assert set(SUBMISSION_MOVES) == set(SubmissionState)
    assert set(FORM_MOVES) == set(FormState)
    for moves in (SUBMISSION_MOVES, FORM_MOVES):
        assert all(state not in following for state, following in moves.items())
    assert not may_move(SubmissionState.LANDED, SubmissionState.DISCARDED)
    assert all(may_move(state, SubmissionState.STAGED) for state in PENDING)
    assert not SUBMISSION_MOVES[SubmissionState.REPLACED]


def test_only_fields_of_which_sides_differ_are_disputed():
    one = Side("1", {ADDRESS: "甲", DEBT: "5", DAY: "2026-06-01"})
    two = Side("2", {ADDRESS: "乙", DEBT: "5", DAY: "2026-06-02"})
    (found,) = find_disputes([Side(REGISTER, {}), one, two])
    assert (found.place, found.values) == (ADDRESS, {"1": "甲", "2": "乙"})


def test_what_the_register_alone_says_is_no_dispute():
    assert find_disputes([Side(REGISTER, {ADDRESS: "甲"}), Side("1", {DEBT: "5"})]) == []


def test_a_digest_is_of_what_was_said_and_by_whom():
    said = [{"1": "甲", "2": "乙"}, {"1": "甲", "2": "丙"}, {"1": "乙", "2": "甲"}, {REGISTER: "甲", "2": "乙"}]
    digests = {find_disputes([Side(key, {ADDRESS: text}) for key, text in one.items()])[0].digest for one in said}
    assert len(digests) == len(said)


def test_the_side_that_won_brings_the_field_and_the_later_day_holds():
    one = Side("1", {ADDRESS: "甲", DAY: "2026-06-03"})
    two = Side("2", {ADDRESS: "乙", DEBT: "5", DAY: "2026-06-01"})
    assert settle([Side(REGISTER, {}), one, two], {ADDRESS: "1"}) == {
        "1": {ADDRESS: "甲", DAY: "2026-06-03"},
        "2": {DEBT: "5"},
    }
    assert settle([Side(REGISTER, {ADDRESS: "丙"}), one, two], {ADDRESS: REGISTER})["1"] == {DAY: "2026-06-03"}


def test_what_the_register_says_too_is_not_brought_again():
    assert settle([Side(REGISTER, {ADDRESS: "甲"}), Side("1", {ADDRESS: "甲"})], {}) == {"1": {}}


values = st.dictionaries(st.sampled_from([ADDRESS, DEBT, Place(P, "1", "health")]), st.sampled_from(["a", "b", "c"]))


@given(st.lists(values, min_size=1, max_size=4), values, st.data())
def test_nothing_that_lost_is_brought_and_nothing_is_brought_twice(said, register, data):
    sides = [Side(REGISTER, register), *(Side(str(number), edits) for number, edits in enumerate(said))]
    disputes = find_disputes(sides)
    won = {one.place: data.draw(st.sampled_from(sorted(one.values))) for one in disputes}
    brought = settle(sides, won)
    places = list(itertools.chain.from_iterable(brought.values()))
    assert len(places) == len(set(places))
    for key, edits in brought.items():
        for place, text in edits.items():
            assert place not in won or won[place] == key
            assert text == sides[int(key) + 1].edits[place]
    for place in {place for edits in said for place in edits} - set(places):
        assert place in register


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("address", "甲 村", "甲村", True),
        ("address", "甲村", "乙村", False),
        ("latitude", "28.5510", "28.5515", True),
        ("latitude", "28.55", "28.56", False),
        ("latitude", "north", "28.56", False),
    ],
)
def test_two_values_say_the_same(field: str, one: str, other: str, same: bool):
    assert is_same(Place(H, "", field), one, other) is same


def person(code: str, name: str, born_on: str = "2026-02-01", **more: str) -> dict[Place, str]:
    said = {"name": name, "born_on": born_on, **more}
    return {Place(P, code, field): text for field, text in said.items()}


def test_one_person_under_two_made_numbers_is_one():
    one, two = Side("1", person("Fa", "陈新")), Side("2", person("Fb", "陈 新"))
    stranger = Side("3", person("Fc", "陈旧"))
    unified = unify_people([one, two, stranger], [])
    assert [{place.record for place in side.edits} for side in unified] == [{"Fa"}, {"Fa"}, {"Fc"}]


def test_a_new_member_whom_the_register_knows_by_now_is_that_person():
    known = [KnownPerson("3", "陈新", "2026-02-01", ""), KnownPerson("4", "陈老", "1953-02-01", "11010519491231002X")]
    sides = [
        Side("1", person("Fa", "陈新")),
        Side("2", person("Fb", "别名", "1953-02-01", id_number="11010519491231002x")),
    ]
    assert [next(iter(side.edits)).record for side in unify_people(sides, known)] == ["3", "4"]


def test_different_id_numbers_are_different_people():
    sides = [Side(str(n), person(f"F{n}", "陈新", id_number=f"1101051949123100{n}X")) for n in (1, 2)]
    assert [next(iter(side.edits)).record for side in unify_people(sides, [])] == ["F1", "F2"]


def test_the_sheets_of_a_batch_are_read_by_their_own_profile():
    edits = {
        ADDRESS: '=1+1, "quoted"\nline',
        Place(H, "", "extra.trees"): "12",
        Place(P, "2", "health"): "chronic",
        Place(INCOME, line_key("2025-12-31", "wage", "year"), "amount"): "100",
        Place(EVENT, line_key("2026-04-01", "fire", ""), "kind"): "fire",
    }
    landing = make_landing("Form", {"A-1": edits, "A-2": {DEBT: "5"}, "A-3": {}})
    assert set(landing.files) == {"households.csv", "members.csv", "income.csv", "events.csv"}
    assert landing.rows == {
        "A-1": {"households": [2], "members": [2], "income": [2], "events": [2]},
        "A-2": {"households": [3]},
        "A-3": {},
    }
    profile = read_profile("form", landing.document)
    assert {sheet.entity for sheet in profile.sheets} == {H, P, INCOME, EVENT}


@pytest.mark.parametrize(
    ("entity", "name", "value", "text"),
    [
        (H, "debt", 120_050, "1200.5"),
        (H, "land_mu", 3.0, "3"),
        (H, "is_water_safe", False, "no"),
        (H, "assets", ["television", "car"], "car,television"),
        (P, "health", Health.CHRONIC, "chronic"),
        (P, "phone", None, ""),
        (H, "extra.x", True, "yes"),
    ],
)
def test_the_registers_values_are_said_as_a_form_says_them(entity, name, value, text):
    assert register_text(entity, name, value) == text


def test_history_says_which_field_it_speaks_of():
    assert observed_place("debt_minor", None) == DEBT
    assert observed_place("extra.trees", None) == Place(H, "", "extra.trees")
    assert observed_place("health", "2") == Place(P, "2", "health")
    assert observed_place("income.amount_minor", None, "2025-12-31", "wage", "year") == Place(
        INCOME, "2025-12-31|wage|year", "amount"
    )
    assert observed_place("nothing_of_ours", None) is None


@pytest.mark.parametrize("text", ["1e999999", "NaN", "Infinity", "1200.50", "００１", "x"])
def test_odd_numbers_are_left_as_they_are(text: str):
    assert plain_value(H, "debt", text) == {"1200.50": "1200.5", "００１": "1"}.get(text, text)


def test_moments_need_a_time_zone():
    assert read_moment("2026-06-15T09:30:00.000+08:00") is not None
    assert [read_moment(text) for text in ("2026-06-15", "2026-06-15T09:30:00", "yesterday", "")] == [None] * 4


def test_rounds_of_a_repeat_are_told_apart():
    assert Answer("members/changed/health", (2, 1, 1), "x").row_in("members") == (2,)
    assert Answer("address", (1,), "x").row_in("members") == ()


# ------------------------------------------------------------------------------------------------------------- files


def exif(turn: int, order: str = ">") -> bytes:
    mark = b"MM\x00*" if order == ">" else b"II*\x00"
    tiff = mark + struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0) + b"GPS 28.551 115.901"
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def comment(text: bytes) -> bytes:
    return b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text


@pytest.mark.parametrize("order", [">", "<"])
@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_a_photo_keeps_how_it_was_held_and_nothing_else(turn: int, order: str):
    content = JPEG[:2] + exif(turn, order) + comment(b"taken by Zhang San") + JPEG[2:]
    kind = file_kind(content, "a.jpg")
    assert kind == FileKind("image/jpeg", "jpg")
    bare = without_hidden_data(content, kind)
    assert b"GPS" not in bare
    assert b"Zhang" not in bare
    assert (exif(turn)[: -len(b"GPS 28.551 115.901")][4:] in bare) is (turn != 1)
    assert bare.endswith(JPEG[JPEG.index(b"\xff\xda") :])
    assert file_kind(bare, "a.jpg") == kind
    assert without_hidden_data(bare, kind) == bare


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\x00" * 13) + chunk(b"IDAT", b"x") + chunk(b"IEND", b"")


def test_a_drawing_loses_its_words():
    content = PNG[:33] + chunk(b"tEXt", b"Author\x00Zhang") + chunk(b"eXIf", b"GPS") + PNG[33:]
    assert without_hidden_data(content, FileKind("image/png", "png")) == PNG


@pytest.mark.parametrize(
    ("content", "name", "type_"),
    [
        (JPEG, "a.exe", "image/jpeg"),
        (PNG, "a.png", "image/png"),
        (b"\x00\x00\x00\x18ftypmp42" + b"x" * 20, "a.mp4", "video/mp4"),
        (b"#!AMR\n", "a.amr", "audio/amr"),
        (b"event,node\n", "audit.csv", "text/csv"),
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
    ],
)
def test_a_file_is_told_by_its_content(content: bytes, name: str, type_: str):
    kind = file_kind(content, name)
    assert kind is not None
    assert kind.type == type_


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.jpg"),
        (b"MZ\x90\x00", "a.jpg"),
        (b"<svg onload=alert(1)>", "a.jpg"),
        (b"<html>", "a.png"),
        (JPEG[:30], "a.jpg"),
        (b"\xff\xd8\xff" + b"\xff" * 100 + b"\xff\xd9", "a.jpg"),
        (PNG[:-12], "a.png"),
        (b"\x00\x01", "a.csv"),
        (b"text", "a.txt"),
    ],
)
def test_what_is_no_whole_picture_recording_or_table_is_not_taken(content: bytes, name: str):
    assert file_kind(content, name) is None


@given(st.binary(max_size=400))
def test_no_bytes_upset_the_stripping(body: bytes):
    for head, kind in ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png")):
        file_kind(head + body, "a")
        without_hidden_data(head + body, FileKind(kind, "x"))


def test_a_files_name_is_never_a_path():
    assert [safe_name(name) for name in ("../../etc/passwd", "C:\\a\\b.jpg", "a.jpg")] == ["passwd", "b.jpg", "a.jpg"]


# ---------------------------------------------------------------------------------------------- tokens and OpenRosa


def test_a_token_is_known_by_its_hash_alone():
    token = make_token(lambda size: bytes(range(size)))
    assert len(token) == 32
    assert is_token(token.upper() + " ", hash_token(token))
    assert not is_token("", hash_token(token))
    assert not is_token(token[:-1], hash_token(token))


@pytest.mark.parametrize(
    ("name", "fits"), [("phone-07", True), ("ab", False), ("-ab", False), ("Ab1", False), ("电话", False)]
)
def test_device_names_are_what_collect_can_send(name: str, fits: bool):
    assert bool(DEVICE_NAME.fullmatch(name)) is fits


def test_answers_are_escaped():
    form = ListedForm("a&b", "<name>", "1", "0" * 32, "https://x/?a=1&b=2", "")
    assert "<formID>a&amp;b</formID><name>&lt;name&gt;</name>" in form_list([form])
    assert "manifestUrl" not in form_list([form])
    assert "?a=1&amp;b=2" in manifest([ListedFile("f", "0" * 32, "?a=1&b=2")])
    assert 'nature="error">&lt;b&gt;</message>' in answer("<b>", is_error=True)
