"""Submissions taken in: once however often they come, whole or not at all, corrected by a later version."""

import pytest
from sqlalchemy import func, select

from foundation.unit_of_work import UnitOfWork
from registry.models import Submission, SubmissionFile
from registry.operations.collection.forms import move_form
from registry.operations.collection.receiving import ArrivedFile, receive_submission
from registry.rules.collection.errors import (
    FormNotForDevice,
    FormNotTaken,
    FormVersionNotFound,
    SubmissionBroken,
    SubmissionUnreadable,
)
from registry.rules.collection.words import FileState, FormState
from registry.rules.collection.words import SubmissionState as S
from tests.builders.world import TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World
from tests.collect_stand_in import fill_in
from tests.rooms.collection_kit import (
    DATA,
    KEPT,
    NEW_HEAD,
    NEW_HOUSEHOLD,
    PHOTO,
    compile_form,
    hand_out,
    javarosa_form,
    known_household,
    publish,
    send,
    submission,
)


def count(unit: UnitOfWork) -> int:
    return unit.session.scalar(select(func.count()).select_from(Submission)) or 0


def test_a_submission_is_kept_encrypted_with_its_household(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    received = send(unit, device, known_household(unit, world.households["A-001"], address="新址"))
    assert received.is_new
    assert received.state is S.WAITING
    kept = submission(unit, received)
    assert kept.household_id == world.households["A-001"]
    assert kept.region_path == VILLAGE_A
    assert kept.head == "陈桂英"
    assert kept.base_mark is not None
    raw = unit.session.scalar(select(func.encode(Submission.__table__.c.xml, "escape")).where(Submission.id == kept.id))
    assert "新址" not in str(raw)
    assert "新址" in kept.xml


def test_sending_again_changes_nothing(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    xml = fill_in(compile_form(), known_household(unit, world.households["A-001"], address="新址"))
    first = receive_submission(unit, device, xml, {})
    again = receive_submission(unit, device, xml, {})
    assert (again.submission_id, again.is_new, again.state) == (first.submission_id, False, S.WAITING)
    assert count(unit) == 1


def test_a_submission_waits_for_its_photo_which_may_come_later(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    xml = fill_in(compile_form(), known_household(unit, world.households["A-001"], photo_house=PHOTO))
    received = receive_submission(unit, device, xml, {})
    assert (received.state, received.missing) == (S.INCOMPLETE, (PHOTO,))
    received = receive_submission(unit, device, xml, {PHOTO: KEPT})
    assert (received.state, received.missing, received.is_new) == (S.WAITING, (), False)
    received = receive_submission(unit, device, xml, {PHOTO: KEPT})
    assert count(unit) == 1
    assert unit.session.scalar(select(func.count()).select_from(SubmissionFile)) == 1


def test_a_bad_photo_is_told_and_a_good_one_takes_its_place(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    xml = fill_in(compile_form(), known_household(unit, world.households["A-001"], photo_house=PHOTO))
    received = receive_submission(unit, device, xml, {PHOTO: ArrivedFile(PHOTO, "1" * 64, 10)})
    assert (received.state, received.refused) == (S.WAITING, (PHOTO,))
    received = receive_submission(unit, device, xml, {PHOTO: KEPT})
    assert received.refused == ()
    assert submission(unit, received).files[0].state is FileState.KEPT


def test_an_edit_replaces_what_it_corrects(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    answers = known_household(unit, world.households["A-001"], address="一")
    first = send(unit, device, answers, instance_id="uuid:one")
    edit = send(unit, device, {**answers, "address": "二"}, instance_id="uuid:two", deprecated_id="uuid:one")
    assert submission(unit, first).state is S.REPLACED
    assert submission(unit, edit).replaces_id == first.submission_id
    assert submission(unit, edit).state is S.WAITING


def test_the_same_id_with_other_content_is_a_version_of_its_own(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    answers = known_household(unit, world.households["A-001"], address="一")
    first = send(unit, device, answers, instance_id="uuid:one")
    second = send(unit, device, {**answers, "address": "二"}, instance_id="uuid:one")
    assert second.is_new
    assert submission(unit, second).replaces_id == first.submission_id
    assert submission(unit, first).state is S.REPLACED


def test_an_edit_that_overtakes_its_original_still_replaces_it(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    answers = known_household(unit, world.households["A-001"], address="一")
    edit = send(unit, device, {**answers, "address": "二"}, instance_id="uuid:two", deprecated_id="uuid:one")
    first = send(unit, device, answers, instance_id="uuid:one")
    assert submission(unit, first).state is S.REPLACED
    assert submission(unit, edit).replaces_id == first.submission_id


def test_another_devices_submission_is_not_replaced_from_elsewhere(unit: UnitOfWork, world: World):
    publish(unit)
    mine, other = hand_out(unit), hand_out(unit, "phone-02", TOWNSHIP_B)
    answers = known_household(unit, world.households["A-001"], address="一")
    first = send(unit, mine, answers, instance_id="uuid:one")
    stranger = send(unit, other, {**NEW_HOUSEHOLD}, instance_id="uuid:two", deprecated_id="uuid:one")
    assert submission(unit, first).state is S.WAITING
    assert submission(unit, stranger).replaces_id is None


def test_a_household_outside_the_devices_area_is_not_tied_to_it(unit: UnitOfWork, world: World):
    publish(unit)
    device = hand_out(unit)
    received = send(unit, device, known_household(unit, world.households["B-001"], address="x"))
    kept = submission(unit, received)
    assert kept.household_id is None
    assert kept.region_path == TOWNSHIP_A


def test_a_new_household_belongs_to_its_village(unit: UnitOfWork, world: World):
    publish(unit)
    received = send(unit, hand_out(unit), NEW_HOUSEHOLD, {"new_members": [NEW_HEAD]})
    kept = submission(unit, received)
    assert (kept.household_id, kept.region_path, kept.head, kept.base_mark) == (None, VILLAGE_A, "何田生", None)


@pytest.mark.parametrize("cut", [10, 200, 1000, -7])
def test_a_submission_cut_in_half_leaves_nothing(unit: UnitOfWork, world: World, cut: int):
    publish(unit)
    device = hand_out(unit)
    xml = fill_in(compile_form(), known_household(unit, world.households["A-001"]))
    with pytest.raises(SubmissionBroken):
        receive_submission(unit, device, xml[:cut], {})
    assert count(unit) == 0


@pytest.mark.parametrize(
    "xml",
    [
        b"<data id='household_test' version='1'><a/></data>",
        b"<data><meta><instanceID>uuid:x</instanceID></meta></data>",
        b"<!DOCTYPE a [<!ENTITY e 'x'>]><data id='household_test' version='1'><meta><instanceID>&e;</instanceID></meta>"
        b"</data>",
        b"<data id='household_test'>"
        + b"<a>" * 60
        + b"x"
        + b"</a>" * 60
        + b"<meta><instanceID>u</instanceID></meta></data>",
    ],
)
def test_what_is_no_submission_is_refused(unit: UnitOfWork, xml: bytes):
    publish(unit)
    with pytest.raises(SubmissionUnreadable):
        receive_submission(unit, hand_out(unit), xml, {})


def test_forms_and_versions_that_are_not_known_are_refused(unit: UnitOfWork, world: World):
    publish(unit)
    answers = known_household(unit, world.households["A-001"])
    with pytest.raises(FormVersionNotFound, match="Version “2” of the form “household_test” is not known"):
        send(unit, hand_out(unit), answers, xform=compile_form(version="2"))


def test_a_closing_form_is_still_taken_in_and_a_closed_one_is_not(unit: UnitOfWork, world: World):
    form, device = publish(unit), hand_out(unit)
    answers = known_household(unit, world.households["A-001"])
    move_form(unit, form.id, FormState.CLOSING)
    send(unit, device, answers)
    move_form(unit, form.id, FormState.CLOSED)
    with pytest.raises(FormNotTaken):
        send(unit, device, answers)


def test_a_device_sends_only_its_own_forms(unit: UnitOfWork, world: World):
    publish(unit, region_path=TOWNSHIP_B)
    with pytest.raises(FormNotForDevice):
        send(unit, hand_out(unit), known_household(unit, world.households["A-001"]))
    device = hand_out(unit, "phone-02", TOWNSHIP_B)
    device.form_ids = []
    with pytest.raises(FormNotForDevice):
        send(unit, device, known_household(unit, world.households["A-001"]))


def test_a_refusal_to_answer_comes_in_and_names_no_household(unit: UnitOfWork):
    publish(unit)
    kept = submission(unit, send(unit, hand_out(unit), {"may_ask": "no", "surveyed_on": "2026-06-15"}))
    assert (kept.state, kept.household_code) == (S.WAITING, "")


def test_what_javarosa_wrote_is_taken_in(unit: UnitOfWork, world: World):
    publish(unit, javarosa_form())
    content = (DATA / "submission.xml").read_bytes()
    received = receive_submission(unit, hand_out(unit), content, {PHOTO: KEPT})
    kept = submission(unit, received)
    assert (kept.state, kept.household_id, kept.head) == (S.WAITING, world.households["A-001"], "陈桂英")
    assert [file.name for file in kept.files] == [PHOTO]
