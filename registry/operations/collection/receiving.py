"""Taking in what a device sends: whole or not at all, once however often it is sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select, text
from sqlalchemy.orm import joinedload, selectinload

from foundation.unit_of_work import UnitOfWork
from registry.models import Device, FormVersion, Household, Region, Submission, SubmissionFile
from registry.operations.collection.conflicts import mark_conflicts
from registry.queries.collection.forms import find_version, may_use
from registry.rules.collection.errors import FormNotForDevice, FormNotTaken, SubmissionBroken
from registry.rules.collection.facts import SubmissionReceived
from registry.rules.collection.instance import Instance, read_instance
from registry.rules.collection.questions import from_json
from registry.rules.collection.records import Records, read_records
from registry.rules.collection.words import OPEN_TO_FILES, PENDING, FileState, FormState, may_move
from registry.rules.collection.words import SubmissionState as S

LOCK = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file of a request, kept already; `key` is None where its content was not taken."""

    name: str
    sha256: str
    size: int
    key: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A submission that may come in: what it says, under which form."""

    version: FormVersion
    instance: Instance
    records: Records
    text: str


def accept_submission(unit: UnitOfWork, device: Device, content: bytes) -> Accepted:
    """Read a submission and check that the device may send it; nothing is written.

    Raises: SubmissionBroken, SubmissionUnreadable, FormVersionNotFound, FormNotTaken, FormNotForDevice. Cost: 1.
    """
    try:
        whole = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionBroken() from error
    instance = read_instance(whole.encode())
    version = find_version(unit, instance.form_id, instance.version)
    if version.form.state is FormState.CLOSED:
        raise FormNotTaken(form=version.form.name)
    if not may_use(device, version.form):
        raise FormNotForDevice(form=version.form.name)
    return Accepted(version, instance, read_records(instance, from_json(version.questions)), whole)


def receive_submission(
    unit: UnitOfWork, device: Device, content: bytes, files: Mapping[str, ArrivedFile]
) -> SubmissionReceived:
    """Keep a submission and the files that came with it; what is known already is not kept twice.

    Args:
        files: by the names that the submission uses; others are passed over.
    Raises: as `accept_submission`. Writes: submission, submission_file, audit.
    """
    accepted = accept_submission(unit, device, content)
    unit.session.execute(LOCK, {"name": accepted.instance.instance_id})
    digest = hashlib.sha256(content).hexdigest()
    submission = _find(unit, accepted.instance.instance_id, digest)
    is_new = submission is None
    if submission is None:
        submission = _add(unit, device, accepted, digest)
    added = _keep_files(unit, submission, files)
    if is_new or added:
        _settle_state(submission)
        if submission.state in PENDING:
            mark_conflicts(unit, [submission.household_code])
    if is_new:
        _note(unit, submission, accepted)
    return SubmissionReceived(
        submission.id,
        submission.state,
        is_new,
        tuple(file.name for file in submission.files if file.state is FileState.AWAITED),
        tuple(file.name for file in submission.files if file.state is FileState.REFUSED),
    )


def _find(unit: UnitOfWork, instance_id: str, digest: str) -> Submission | None:
    return unit.session.scalar(
        select(Submission)
        .where(Submission.instance_id == instance_id, Submission.content_hash == digest)
        .options(selectinload(Submission.files), joinedload(Submission.version))
        .with_for_update(of=Submission)
    )


def _add(unit: UnitOfWork, device: Device, accepted: Accepted, digest: str) -> Submission:
    instance, records = accepted.instance, accepted.records
    household, path = _place(unit, device, records)
    before = _version_before(unit, device, accepted)
    later = _version_after(unit, device, accepted)
    submission = Submission(
        instance_id=instance.instance_id,
        content_hash=digest,
        deprecated_id=instance.deprecated_id,
        replaces_id=before.id if before is not None else None,
        form_version_id=accepted.version.id,
        device_id=device.id,
        household_id=household.id if household is not None else None,
        region_path=path,
        household_code=records.household_code[:40],
        head=records.head[:80],
        base_mark=records.base_mark,
        finished_at=records.finished_at,
        received_at=unit.now,
        state=S.REPLACED if later is not None else S.INCOMPLETE,
        xml=accepted.text,
        files=[SubmissionFile(name=name[:200], state=FileState.AWAITED) for name in records.files],
    )
    unit.session.add(submission)
    unit.session.flush()
    if before is not None and may_move(before.state, S.REPLACED):
        before.state = S.REPLACED
    if later is not None:
        later.replaces_id = submission.id
    return submission


def _place(unit: UnitOfWork, device: Device, records: Records) -> tuple[Household | None, str]:
    """Return the household where the device's area has it, and the region that the submission belongs to."""
    area = device.region_path
    if records.household_code:
        household = unit.session.scalar(select(Household).where(Household.code == records.household_code))
        if household is not None and household.region_path.startswith(area):
            return household, household.region_path
    village = unit.session.scalar(select(Region.path).where(Region.code == records.village_code))
    return None, village if village is not None and village.startswith(area) else area


def _version_before(unit: UnitOfWork, device: Device, accepted: Accepted) -> Submission | None:
    """Return what a submission corrects: the one that it names, or the same one with other content."""
    wanted = [accepted.instance.deprecated_id] if accepted.instance.deprecated_id else [accepted.instance.instance_id]
    return unit.session.scalar(
        select(Submission)
        .join(FormVersion, FormVersion.id == Submission.form_version_id)
        .where(
            Submission.instance_id.in_(wanted),
            FormVersion.collection_form_id == accepted.version.collection_form_id,
            or_(Submission.device_id == device.id, Submission.region_path.startswith(device.region_path)),
        )
        .order_by(Submission.id.desc())
        .limit(1)
        .with_for_update(of=Submission)
    )


def _version_after(unit: UnitOfWork, device: Device, accepted: Accepted) -> Submission | None:
    """Return a correction that overtook what it corrects: devices do not always send in order."""
    return unit.session.scalar(
        select(Submission)
        .where(
            Submission.deprecated_id == accepted.instance.instance_id,
            Submission.device_id == device.id,
            Submission.replaces_id.is_(None),
        )
        .order_by(Submission.id)
        .limit(1)
        .with_for_update()
    )


def _keep_files(unit: UnitOfWork, submission: Submission, files: Mapping[str, ArrivedFile]) -> bool:
    """Enter files that arrived; tell whether anything is new. A file that is kept stays as it is."""
    if submission.state not in OPEN_TO_FILES:
        return False
    added = False
    for file in submission.files:
        arrived = files.get(file.name)
        if arrived is None or file.state is FileState.KEPT or arrived.sha256 == file.sha256:
            continue
        file.state = FileState.KEPT if arrived.key is not None else FileState.REFUSED
        file.key, file.type, file.size = arrived.key, arrived.type, arrived.size
        file.sha256, file.arrived_at = arrived.sha256, unit.now
        added = True
    return added


def _settle_state(submission: Submission) -> None:
    is_whole = all(file.state is not FileState.AWAITED for file in submission.files)
    if is_whole and submission.state is S.INCOMPLETE:
        submission.state = S.WAITING


def _note(unit: UnitOfWork, submission: Submission, accepted: Accepted) -> None:
    unit.note(
        "receive_submission",
        "submission",
        submission.id,
        region_path=submission.region_path,
        form=accepted.version.form.form_id,
        version=accepted.version.version,
        instance=submission.instance_id,
        replaces=submission.replaces_id,
    )
