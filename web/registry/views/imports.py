"""Imports: what is wrong, what would change, and the decision."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun
from registry.operations import imports as operations
from registry.permissions import RegistryPermission
from registry.queries import imports as queries
from registry.queries.contradictions import count_open_contradictions
from registry.queries.regions import name_trail
from registry.rules.words_imports import ImportState
from web.access import needs
from web.filters import number
from web.forms import page_request
from web.registry import blueprint, import_words
from web.registry.import_forms import IssueFilterForm, RunFilterForm, read_preview
from web.sealed_lists import ListFile, sealed_list

LARGE_RUN = 5_000
"""Records from which on the worker takes a run in, and nobody has to wait for the page."""


@blueprint.get("/imports")
@needs(RegistryPermission.IMPORT_READ)
def list_imports(unit: UnitOfWork) -> ResponseReturnValue:
    form = RunFilterForm()
    state = form.state.data.value if form.state.data else ""
    page = queries.list_runs(unit, page_request("-started_at"), state=state)
    waiting = count_open_contradictions(unit)
    return render_template("registry/import_list.html", page=page, form=form, waiting=waiting, words=import_words)


@sealed_list(
    blueprint,
    "/imports/<int:run_id>/errors/export",
    RegistryPermission.IMPORT_READ,
    back="registry.show_import",
    title=_l("Import"),
)
def export_import_errors(unit: UnitOfWork, run_id: int) -> ListFile:
    run = queries.get_run(unit, run_id)
    errors = partial(queries.iterate_errors, unit, run.id, translate=_)
    return ListFile(f"import-{run.id}-errors", queries.REPORT_COLUMNS, errors)


@blueprint.get("/imports/<int:run_id>")
@needs(RegistryPermission.IMPORT_READ)
def show_import(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    form = IssueFilterForm()
    form.offer(queries.count_issues(unit, run_id))
    return render_template(
        "registry/import_run.html",
        run=run,
        form=form,
        issues=queries.list_issues(unit, run_id, form.filters(), page_request()),
        earlier=queries.list_earlier_runs(unit, run),
        place=_place(unit, run),
        progress=queries.find_progress(unit, run_id),
        is_kept=queries.has_upload(unit, run_id),
        contradictions=count_open_contradictions(unit, run_id),
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
    return render_template(
        "registry/import_records.html",
        run=run,
        page=page,
        entity=entity,
        outcome=outcome,
        kinds=kinds,
        outcomes=outcomes,
        sources=import_words.source_names(run),
        words=import_words,
    )


@blueprint.get("/imports/<int:run_id>/contradictions")
@needs(RegistryPermission.IMPORT_READ)
def list_import_contradictions(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    if run.state is not ImportState.STAGED:
        return redirect(url_for("registry.list_contradictions", run=run_id))
    page = queries.list_staged_contradictions(unit, run_id, page_request())
    sources = import_words.source_names(run)
    return render_template(
        "registry/import_contradictions.html", run=run, page=page, sources=sources, words=import_words
    )


@blueprint.get("/imports/<int:run_id>/commit")
@needs(RegistryPermission.IMPORT_COMMIT)
def show_commit(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    if not import_words.can_commit(run):
        return redirect(url_for("registry.show_import", run_id=run_id))
    return render_template("registry/import_commit.html", run=run, place=_place(unit, run), words=import_words)


@blueprint.post("/imports/<int:run_id>/commit")
@needs(RegistryPermission.IMPORT_COMMIT)
def commit_staged(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    allow_partial = request.form.get("partial") == "yes"
    if import_words.count_taken(queries.get_run(unit, run_id)) >= LARGE_RUN:
        operations.request_commit(unit, run_id, allow_partial=allow_partial)
    else:
        done = operations.commit_import(unit, run_id, allow_partial=allow_partial)
        flash(_taken_words(done.written), "success")
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


def _taken_words(count: int) -> str:
    return ngettext(
        "%(count)s record is now in the register.",
        "%(count)s records are now in the register.",
        count,
        count=number(count),
    )


def _place(unit: UnitOfWork, run: ImportRun) -> str:
    names = name_trail(unit, run.region_path) if run.region_path else []
    return names[-1] if names else _("the whole register")
