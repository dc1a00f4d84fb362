"""Sending files in, following the worker, beginning again, and taking a committed import back."""

import io

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork, Units
from registry.operations import imports as operations
from registry.permissions import RegistryPermission
from registry.queries import imports as queries
from registry.rules.imports.templates import template_csv, template_sheets, template_workbook
from registry.rules.words_imports import WAITING, ImportState
from web.access import needs
from web.filters import number
from web.languages import current_language
from web.registry import blueprint, import_words
from web.registry.import_forms import UploadForm
from web.registry.import_receiving import receive
from web.services import services
from web.table_files import FileKind
from workflows.undo_import import find_built_on, undo_import

CSV = "text/csv; charset=utf-8"


@blueprint.get("/imports/new")
@needs(RegistryPermission.IMPORT_STAGE)
def show_upload(unit: UnitOfWork) -> ResponseReturnValue:
    form = UploadForm()
    form.offer(profiles := operations.list_usable_profiles(unit))
    if form.profile.data is None:
        form.profile.data = request.args.get("profile")
    return render_template("registry/import_upload.html", form=form, profiles=profiles, words=import_words)


@blueprint.post("/imports/new")
@needs(RegistryPermission.IMPORT_STAGE, own_units=True)
def stage_upload(units: Units, actor: Actor) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        profiles = operations.list_usable_profiles(unit)
    form = UploadForm()
    form.offer(profiles)
    if not form.validate():
        return render_template("registry/import_upload.html", form=form, profiles=profiles, words=import_words), 422
    profile = next(one for one in profiles if one.name == form.profile.data)
    sent = receive(units, actor, services().files, profile, form.files.data, form.on_duplicate.data)
    if sent.is_known:
        flash(_("These very files were sent before and wait here for a decision."), "info")
    return redirect(url_for("registry.show_import", run_id=sent.run_id))


@blueprint.get("/imports/templates/<profile>")
@needs(RegistryPermission.IMPORT_STAGE)
def download_template(unit: UnitOfWork, profile: str) -> ResponseReturnValue:
    found = operations.find_known_profile(unit, profile)
    sheet = request.args.get("sheet")
    for one in template_sheets(found, current_language()):
        if one.name == sheet:
            return _download(template_csv(one), CSV, f"{one.name}.csv")
    book = template_workbook(found, current_language(), import_words.translators())
    return _download(book, FileKind.XLSX.mimetype, f"{profile}.xlsx")


@blueprint.get("/imports/<int:run_id>/progress")
@needs(RegistryPermission.IMPORT_READ)
def show_import_progress(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    reached = queries.find_progress(unit, run_id)
    return jsonify(
        is_done=run.state not in (*WAITING, ImportState.COMMITTING),
        percent=reached.percent if reached else 0,
        text=import_words.progress_text(run, reached),
    )


@blueprint.post("/imports/<int:run_id>/recheck")
@needs(RegistryPermission.IMPORT_STAGE)
def recheck_import_files(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    operations.recheck_import(unit, run_id)
    flash(_("The files are checked once more."), "success")
    return redirect(url_for("registry.show_import", run_id=run_id))


@blueprint.get("/imports/<int:run_id>/undo")
@needs(RegistryPermission.IMPORT_UNDO)
def show_undo_import(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    if run.state is not ImportState.COMMITTED:
        return redirect(url_for("registry.show_import", run_id=run_id))
    found = find_built_on(unit, run_id)
    return render_template("registry/import_undo.html", run=run, found=found, words=import_words)


@blueprint.post("/imports/<int:run_id>/undo")
@needs(RegistryPermission.IMPORT_UNDO)
def undo_committed_import(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    done = undo_import(unit, run_id)
    count = sum(done.removed.values()) + sum(done.restored.values())
    flash(
        ngettext(
            "The import is undone: %(count)s record is as it was before.",
            "The import is undone: %(count)s records are as they were before.",
            count,
            count=number(count),
        ),
        "success",
    )
    return redirect(url_for("registry.show_import", run_id=run_id))


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)
