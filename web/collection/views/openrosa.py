"""What ODK Collect and other OpenRosa clients ask for: the list of forms, a form, its files, and a place to send to.

Sources: docs/methods.md, Field collection. The addresses end as the standard wants them: `…/formList`, `…/submission`.
"""

import csv
import hashlib
import io
from collections.abc import Collection, Mapping

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.formparser import FormDataParser

from foundation.unit_of_work import UnitOfWork, Units
from registry.models import Device, FormVersion
from registry.operations.collection.receiving import ArrivedFile, accept_submission, receive_submission
from registry.queries.collection import devices as lists
from registry.queries.collection.forms import get_for_device, list_for_device
from registry.rules.collection.errors import FormNotFound, SubmissionBroken
from registry.rules.collection.facts import SubmissionReceived
from registry.rules.collection.files import LARGEST_FILE, file_kind, safe_name, without_hidden_data
from registry.rules.collection.openrosa import (
    LARGEST_REQUEST,
    ListedFile,
    ListedForm,
    answer,
    form_list,
    manifest,
    md5,
)
from registry.rules.collection.words import SubmissionState
from web.access import public
from web.collection import blueprint
from web.collection.devices_door import (
    PER_DEVICE,
    WRONG_TOKENS,
    XML,
    asking_device,
    device_actor,
    for_devices,
    is_wrong_token,
)
from web.extensions import csrf, limiter
from web.services import services

WHY = "a device proves itself by its name and token"
SUBMISSION = "xml_submission_file"
MOST_PARTS = 300
"""Parts of one request; ODK Collect sends at most a hundred files at once."""
slowly = limiter.shared_limit(PER_DEVICE, scope="openrosa", key_func=asking_device)
guessing = limiter.shared_limit(WRONG_TOKENS, scope="openrosa tokens", deduct_when=is_wrong_token)


@blueprint.get("/openrosa/formList")
@guessing
@slowly
@public(WHY, own_units=True)
@for_devices
def list_for_clients(units: Units, device: Device) -> Response:
    with units.begin(device_actor(device), read_only=True) as unit:
        versions = list_for_device(unit, device)
    wanted = request.args.get("formID")
    forms = [_listed(version) for version in versions if wanted in (None, version.form.form_id)]
    return Response(form_list(forms), content_type=XML)


@blueprint.get("/openrosa/forms/<int:version_id>/form.xml")
@guessing
@slowly
@public(WHY, own_units=True)
@for_devices
def download_form(units: Units, device: Device, version_id: int) -> Response:
    with units.begin(device_actor(device), read_only=True) as unit:
        version = get_for_device(unit, device, version_id)
    return Response(version.xform, content_type=XML)


@blueprint.get("/openrosa/forms/<int:version_id>/manifest")
@guessing
@slowly
@public(WHY, own_units=True)
@for_devices
def download_manifest(units: Units, device: Device, version_id: int) -> Response:
    with units.begin(device_actor(device), read_only=True) as unit:
        version = get_for_device(unit, device, version_id)
        sums = {name: md5(_device_list(unit, device, name)) for name in version.lists}
    sums |= {one["name"]: one["md5"] for one in version.media}
    files = [
        ListedFile(name, total, _whole(url_for("collection.download_media", version_id=version_id, name=name)))
        for name, total in sums.items()
    ]
    return Response(manifest(files), content_type=XML)


@blueprint.get("/openrosa/forms/<int:version_id>/media/<name>")
@guessing
@slowly
@public(WHY, own_units=True)
@for_devices
def download_media(units: Units, device: Device, version_id: int, name: str) -> Response:
    with units.begin(device_actor(device), read_only=True) as unit:
        version = get_for_device(unit, device, version_id)
        if name in version.lists:
            return Response(_device_list(unit, device, name), content_type="text/csv; charset=utf-8")
    key = next((one["key"] for one in version.media if one["name"] == name), None)
    if key is None:
        raise FormNotFound()
    return Response(services().files.read(key), content_type="application/octet-stream")


@blueprint.get("/openrosa/submission")
@guessing
@slowly
@public(WHY, own_units=True)
@for_devices
def greet_client(units: Units, device: Device) -> Response:
    """Answer the HEAD with which clients prove themselves and learn how much they may send: 204, nothing else."""
    return Response(status=204)


@blueprint.post("/openrosa/submission")
@guessing
@slowly
@public(WHY, own_units=True)
@for_devices
def take_submission(units: Units, device: Device) -> Response:
    request.max_content_length = LARGEST_REQUEST
    content, parts = _read_request()
    with units.begin(device_actor(device), read_only=True) as unit:
        wanted = accept_submission(unit, device, content).records.files
    files = _keep(parts, wanted)
    with units.begin(device_actor(device)) as unit:
        received = receive_submission(unit, device, content, files)
    return Response(answer(_told(received)), 201, content_type=XML)


csrf.exempt(take_submission)


def _read_request() -> tuple[bytes, Mapping[str, bytes]]:
    """Return the submission and the files beside it. A request that is cut off has no whole part of either."""
    parser = FormDataParser(
        stream_factory=lambda *_sizes, **_named: io.BytesIO(), max_form_parts=MOST_PARTS, silent=False
    )
    try:
        _rest, form, files = parser.parse(
            request.stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except ValueError as error:
        raise SubmissionBroken() from error
    sent = files.get(SUBMISSION)
    content = sent.read() if sent is not None else form.get(SUBMISSION, "").encode()
    if not content:
        raise SubmissionBroken()
    others = {
        safe_name(one.filename or name): one.read() for name, one in files.items(multi=True) if name != SUBMISSION
    }
    return content, others


def _keep(parts: Mapping[str, bytes], wanted: Collection[str]) -> dict[str, ArrivedFile]:
    """Keep the files that the submission names; what is no picture, recording, table or document is not taken."""
    found = {}
    for name in wanted:
        content = parts.get(safe_name(name))
        if content is None:
            continue
        kind = file_kind(content, name) if len(content) <= LARGEST_FILE else None
        key = services().files.save(without_hidden_data(content, kind), suffix=kind.suffix) if kind else None
        digest = hashlib.sha256(content).hexdigest()
        found[name] = ArrivedFile(name, digest, len(content), key, kind.type if kind else None)
    return found


def _told(received: SubmissionReceived) -> str:
    if received.refused:
        return _(
            "Received. Not taken, because they are no whole pictures: %(names)s.", names=", ".join(received.refused)
        )
    if received.state is SubmissionState.INCOMPLETE:
        count = len(received.missing)
        return ngettext("Received. %(num)s file is still to come.", "Received. %(num)s files are still to come.", count)
    if not received.is_new:
        return _("Received before; nothing is counted twice.")
    return _("Received. Thank you.")


def _listed(version: FormVersion) -> ListedForm:
    form = version.form
    has_files = bool(version.media or version.lists)
    return ListedForm(
        form.form_id,
        form.name,
        version.version,
        version.md5,
        _whole(url_for("collection.download_form", version_id=version.id)),
        _whole(url_for("collection.download_manifest", version_id=version.id)) if has_files else "",
    )


def _whole(path: str) -> str:
    """Return a whole address: clients read them as they stand, whatever stands between them and us."""
    return f"{services().settings.base_url}{path}"


def _device_list(unit: UnitOfWork, device: Device, name: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lists.device_rows(unit, device, name, _))
    return text.getvalue().encode()
