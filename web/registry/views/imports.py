"""Imports: upload, what is wrong, what would change, and the decision."""

import io
import tempfile
from pathlib import Path

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun
from registry.operations import imports as operations
from registry.operations.imports import ImportFile
from registry.permissions import RegistryPermission
from registry.queries import imports as queries
from registry.queries.regions import name_trail
from registry.rules.imports.templates import template_csv, template_sheets, template_workbook
from registry.rules.words_imports import ImportState
from web.access import needs
from web.filters import number
from web.forms import page_request
from web.languages import current_language
from web.registry import blueprint, import_words
from web.registry.import_forms import IssueFilterForm, UploadForm, read_preview

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/imports")
@needs(RegistryPermission.IMPORT_READ, menu=_l("Imports"), rank=36)
def list_imports(unit: UnitOfWork) -> ResponseReturnValue:
    page = queries.list_runs(unit, page_request("-started_at"))
    return render_template("registry/import_list.html", page=page, words=import_words)


@blueprint.get("/imports/new")
@needs(RegistryPermission.IMPORT_STAGE)
def show_upload(unit: UnitOfWork) -> ResponseReturnValue:
    return _upload_page(UploadForm())


@blueprint.post("/imports/new")
@needs(RegistryPermission.IMPORT_STAGE)
def stage_upload(unit: UnitOfWork) -> ResponseReturnValue:
    form = UploadForm()
    if not form.validate():
        return _upload_page(form), 422
    profile = operations.find_profile(form.profile.data)
    with tempfile.TemporaryDirectory(prefix="holdfast-import-") as folder:
        files = [_keep(file, Path(folder) / str(place)) for place, file in enumerate(form.files.data)]
        staged = operations.stage_import(unit, profile, files, on_duplicate=form.on_duplicate.data)
    return redirect(url_for("registry.show_import", run_id=staged.run_id))


@blueprint.get("/imports/templates/<profile>")
@needs(RegistryPermission.IMPORT_STAGE)
def download_template(unit: UnitOfWork, profile: str) -> ResponseReturnValue:
    found = operations.find_shipped_profile(profile)
    sheet = request.args.get("sheet")
    for one in template_sheets(found, current_language()):
        if one.name == sheet:
            return _download(template_csv(one), CSV, f"{one.name}.csv")
    return _download(template_workbook(found, current_language(), _), XLSX, f"{profile}.xlsx")


@blueprint.get("/imports/<int:run_id>")
@needs(RegistryPermission.IMPORT_READ)
def show_import(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    if request.args.get("format") == "csv":
        return _error_report(unit, run)
    form = IssueFilterForm()
    form.offer(queries.count_issues(unit, run_id))
    return render_template(
        "registry/import_run.html",
        run=run,
        form=form,
        issues=queries.list_issues(unit, run_id, form.filters(), page_request()),
        earlier=queries.list_earlier_runs(unit, run),
        place=_place(unit, run),
        words=import_words,
        say=lambda issue: queries.issue_text(issue, _),
    )


@blueprint.get("/imports/<int:run_id>/records")
@needs(RegistryPermission.IMPORT_READ)
def list_import_records(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    entity, outcome = read_preview(import_words.count_rows(run))
    page = queries.list_staged(unit, run_id, entity, outcome, page_request())
    kinds, outcomes = import_words.preview_tabs(run, entity, outcome)
    sources = {sheet["no"]: file["name"] for file in run.files for sheet in file["sheets"]}
    return render_template(
        "registry/import_records.html",
        run=run,
        page=page,
        entity=entity,
        outcome=outcome,
        kinds=kinds,
        outcomes=outcomes,
        sources=sources,
        words=import_words,
    )


@blueprint.get("/imports/<int:run_id>/commit")
@needs(RegistryPermission.IMPORT_COMMIT)
def show_commit(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    if run.state is not ImportState.STAGED or not import_words.count_taken(run):
        return redirect(url_for("registry.show_import", run_id=run_id))
    return render_template("registry/import_commit.html", run=run, place=_place(unit, run), words=import_words)


@blueprint.post("/imports/<int:run_id>/commit")
@needs(RegistryPermission.IMPORT_COMMIT)
def commit_staged(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    done = operations.commit_import(unit, run_id, allow_partial=request.form.get("partial") == "yes")
    flash(
        ngettext(
            "%(count)s record is now in the register.",
            "%(count)s records are now in the register.",
            done.written,
            count=number(done.written),
        ),
        "success",
    )
    return redirect(url_for("registry.show_import", run_id=run_id))


@blueprint.get("/imports/<int:run_id>/discard")
@needs(RegistryPermission.IMPORT_STAGE)
def show_discard(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    return render_template("registry/import_discard.html", run=queries.get_run(unit, run_id), words=import_words)


@blueprint.post("/imports/<int:run_id>/discard")
@needs(RegistryPermission.IMPORT_STAGE)
def discard_staged(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    operations.discard_import(unit, run_id)
    flash(_("The import is discarded. The register is as it was."), "success")
    return redirect(url_for("registry.show_import", run_id=run_id))


def _upload_page(form: UploadForm) -> str:
    sheets = {profile.name: template_sheets(profile, current_language()) for profile in operations.list_profiles()}
    return render_template("registry/import_upload.html", form=form, sheets=sheets, words=import_words)


def _keep(file: FileStorage, folder: Path) -> ImportFile:
    """Write an upload to disk under a name of our own; what people called it is only shown."""
    folder.mkdir()
    file.save(folder / "upload")
    return ImportFile(folder / "upload", Path((file.filename or "").replace("\\", "/")).name[:200])


def _place(unit: UnitOfWork, run: ImportRun) -> str:
    names = name_trail(unit, run.region_path) if run.region_path else []
    return names[-1] if names else _("the whole register")


def _download(content: bytes, mimetype: str, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=mimetype, as_attachment=True, download_name=name)


def _error_report(unit: UnitOfWork, run: ImportRun) -> Response:
    """Return what is wrong with a run as a CSV file, written through a temporary file."""
    with tempfile.TemporaryDirectory(prefix="holdfast-report-") as folder:
        path = Path(folder) / "errors.csv"
        queries.write_error_report(unit, run.id, path, translate=_)
        return _download(path.read_bytes(), CSV, f"import-{run.id}-errors.csv")
