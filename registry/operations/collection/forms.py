"""Publishing forms, and deciding how long they are given out and taken in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.models import CollectionForm, FormVersion
from registry.queries.collection.devices import LIST_NAMES
from registry.queries.collection.forms import find_form, get_form
from registry.rules.collection.errors import (
    DeviceOutsideArea,
    FormIdDiffers,
    FormIdTaken,
    FormNotFound,
    FormStateRefused,
    MediaMissing,
    VersionTaken,
    WorkbookRefused,
)
from registry.rules.collection.facts import FormPublished
from registry.rules.collection.openrosa import md5
from registry.rules.collection.questions import FormReading, to_json
from registry.rules.collection.words import FORM_MOVES, FormState
from registry.rules.collection.xform import read_form

LONGEST = {"form_id": 120, "version": 60}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that was kept in the file store."""

    name: str
    key: str
    md5: str
    size: int


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A compiled form with what belongs to it.

    Args:
        workbook_key: the spreadsheet it was made from.
        media: files that were chosen beside the spreadsheet.
    """

    xform: str
    workbook_key: str
    media: Sequence[KeptFile] = ()
    warnings: Sequence[str] = ()


def publish_form(unit: UnitOfWork, new: NewVersion, region_path: str) -> FormPublished:
    """Publish a form that devices of a region are to fill in.

    Raises: WorkbookRefused, MediaMissing, FormIdTaken; DeviceOutsideArea for a region of somebody else.
    Writes: collection_form, form_version, audit.
    """
    reading = _check(new)
    if not covers(unit.actor, region_path):
        raise DeviceOutsideArea()
    if find_form(unit, reading.form_id) is not None:
        raise FormIdTaken(form=reading.form_id)
    form = CollectionForm(
        form_id=reading.form_id,
        name=reading.title[:160],
        region_path=region_path,
        state=FormState.OPEN,
        created_at=unit.now,
        created_by=unit.actor.name[:120],
    )
    unit.session.add(form)
    unit.session.flush()
    return _add_version(unit, form, reading, new, is_first=True)


def publish_version(unit: UnitOfWork, form_id: int, new: NewVersion) -> FormPublished:
    """Publish another version of a form; devices fetch it in place of the old one, which is still taken in.

    Raises: FormNotFound, WorkbookRefused, FormIdDiffers, MediaMissing, VersionTaken.
    Writes: form_version, collection_form, audit.
    """
    form = _own_form(unit, form_id)
    reading = _check(new)
    if reading.form_id != form.form_id:
        raise FormIdDiffers(found=reading.form_id, wanted=form.form_id)
    if any(version.version == reading.version for version in form.versions):
        raise VersionTaken(version=reading.version)
    form.name = reading.title[:160]
    return _add_version(unit, form, reading, new, is_first=False)


def move_form(unit: UnitOfWork, form_id: int, state: FormState) -> None:
    """Open, end or close a form. Raises: FormNotFound, FormStateRefused. Writes: collection_form, audit."""
    form = _own_form(unit, form_id)
    if state not in FORM_MOVES[form.state]:
        raise FormStateRefused()
    form.state = state
    unit.note("move_form", "collection_form", form.id, region_path=form.region_path, state=state.value)


def _own_form(unit: UnitOfWork, form_id: int) -> CollectionForm:
    """Return a form whose whole region is the actor's, with its versions."""
    form = get_form(unit, form_id, for_update=True)
    if not covers(unit.actor, form.region_path):
        raise FormNotFound()
    unit.session.refresh(form, ["versions"])
    return form


def _check(new: NewVersion) -> FormReading:
    reading = read_form(new.xform)
    if not reading.version:
        raise WorkbookRefused(problem=mark("“version” is missing on the sheet “settings”"))
    for name, text in (("form_id", reading.form_id), ("version", reading.version)):
        if len(text) > LONGEST[name]:
            raise WorkbookRefused(problem=mark("“form_id” or “version” on the sheet “settings” is too long"))
    brought = {file.name for file in new.media}
    missing = [name for name in reading.media if name not in LIST_NAMES and name not in brought]
    if missing:
        raise MediaMissing(names=", ".join(missing))
    return reading


def _add_version(
    unit: UnitOfWork, form: CollectionForm, reading: FormReading, new: NewVersion, *, is_first: bool
) -> FormPublished:
    version = FormVersion(
        collection_form_id=form.id,
        version=reading.version,
        title=reading.title[:160],
        xform=new.xform,
        md5=md5(new.xform.encode()),
        workbook_key=new.workbook_key,
        questions=to_json(reading.questions),
        media=[_plain(file) for file in new.media if file.name in reading.media],
        lists=[name for name in reading.media if name in LIST_NAMES],
        warnings=list(new.warnings),
        published_at=unit.now,
        published_by_id=unit.actor.user_id,
        published_by=unit.actor.name[:120],
    )
    unit.session.add(version)
    unit.session.flush()
    unit.note(
        "publish_form",
        "collection_form",
        form.id,
        region_path=form.region_path,
        form=form.form_id,
        version=version.version,
        md5=version.md5,
    )
    return FormPublished(form.id, version.id, version.version, is_first)


def _plain(file: KeptFile) -> Mapping[str, Any]:
    return {"name": file.name, "key": file.key, "md5": file.md5, "size": file.size}
