"""Field collection as the tests of pages find it: a form, two devices, submissions in every state."""

from flask import Flask
from sqlalchemy import select

from foundation.actor import system_actor
from registry.models import CollectionForm, Device, FormVersion, Submission, SubmissionFile
from registry.operations.collection.deciding import discard_submission
from registry.operations.collection.forms import NewVersion, publish_form
from registry.operations.collection.receiving import ArrivedFile
from registry.operations.collection.staging import stage_submissions
from tests.builders.world import COUNTY, World
from tests.rooms.collection_kit import (
    JPEG,
    NEW_HEAD,
    NEW_HOUSEHOLD,
    PHOTO,
    compile_form,
    hand_out,
    known_household,
    send,
)

TEST = system_actor("test")


def fill_collection(app: Flask, world: World) -> dict[str, int | str]:
    """Publish, hand out, send: return the ids by the names that addresses use."""
    here = app.extensions["holdfast"]
    key = here.files.save(JPEG, suffix="jpg")
    workbook = here.files.save(b"a workbook", suffix="xlsx")
    photo = {PHOTO: ArrivedFile(PHOTO, "0" * 64, len(JPEG), key, "image/jpeg")}
    with here.units.begin(TEST) as unit:
        publish_form(unit, NewVersion(compile_form(), workbook, warnings=("A remark.",)), COUNTY)
        one, two = hand_out(unit), hand_out(unit, "phone-02", COUNTY)
        send(unit, one, known_household(unit, world.households["A-003"], debt="5"))
        stage_submissions(unit)
        gone = send(unit, one, {"may_ask": "no", "surveyed_on": "2026-06-15"})
        discard_submission(unit, gone.submission_id, "The household did not agree")
        base = known_household(unit, world.households["A-002"], photo_house=PHOTO)
        send(unit, one, {**base, "address": "甲", "location": "28.5 115.9 40 5"}, files=photo)
        member = {"person_code": "2", "member_state": "changed", "health": "chronic", "phone": "13911112222"}
        main = send(unit, two, {**base, "address": "乙"}, {"members": [member]}, photo)
        send(unit, two, {**NEW_HOUSEHOLD, "photo_house": PHOTO}, {"new_members": [NEW_HEAD]})
        ids = {
            "collection.form_id": select(CollectionForm.id),
            "collection.version_id": select(FormVersion.id),
            "collection.device_id": select(Device.id).order_by(Device.id).limit(1),
            "collection.submission_id": select(Submission.id).where(Submission.id == main.submission_id),
            "collection.file_id": select(SubmissionFile.id).where(SubmissionFile.submission_id == main.submission_id),
        }
        return {name: unit.session.scalars(statement).one() for name, statement in ids.items()} | {
            "collection.state": "closing"
        }
