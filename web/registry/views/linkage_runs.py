"""Linkage runs: asking for one, comparing a file with the register, how a run goes on and what it found."""

import tempfile
from pathlib import Path
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Row

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.linkage.deciding import accept_likely
from registry.operations.linkage.people_files import PeopleFile, read_people_file, stage_records
from registry.operations.linkage.runs import request_run
from registry.permissions import RegistryPermission
from registry.queries.linkage import runs as queries
from registry.queries.linkage.pairs import count_undecided, find_home, iterate_run_pairs
from registry.queries.regions import name_trail
from registry.rules.linkage.people_columns import COLUMNS as FILE_COLUMNS
from registry.rules.linkage.words import Certainty, LinkRunKind, PairState
from web.access import needs
from web.filters import label, number
from web.forms import add_error, page_request
from web.registry import blueprint
from web.registry import linkage_words as words
from web.registry.linkage_forms import LinkFileForm, StartLinkageForm
from web.sealed_lists import ListFile, sealed_list

COLUMNS = ("register", "file", "likeness", "weight")


@blueprint.get("/duplicates/runs")
@needs(RegistryPermission.LINK_READ)
def list_link_runs(unit: UnitOfWork) -> ResponseReturnValue:
    page = queries.list_runs(unit, page_request())
    return render_template(
        "registry/link_runs.html",
        page=page,
        counts=count_undecided(unit),
        place=lambda path: _place(unit, path),
        words=words,
    )


@blueprint.get("/duplicates/runs/<int:run_id>")
@needs(RegistryPermission.LINK_READ)
def show_link_run(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    found = queries.count_states(unit, run_id)
    return render_template(
        "registry/link_run.html",
        run=run,
        found=found,
        waiting=found.get((PairState.OPEN, Certainty.LIKELY), 0) if run.kind is LinkRunKind.FILE else 0,
        culprit=find_home(unit, run.stopped["person_id"]) if run.stopped else None,
        place=_place(unit, run.scope_path),
        words=words,
    )


@sealed_list(
    blueprint,
    "/duplicates/runs/<int:run_id>/export",
    RegistryPermission.HOUSEHOLD_EXPORT,
    back="registry.show_link_run",
    title=_l("Run"),
)
def export_link_run(unit: UnitOfWork, run_id: int) -> ListFile:
    run = queries.get_run(unit, run_id)
    return ListFile(f"run-{run.id}", COLUMNS, lambda: map(_cells, iterate_run_pairs(unit, run.id)))


@blueprint.get("/duplicates/runs/new")
@needs(RegistryPermission.LINK_RUN)
def show_start_linkage(unit: UnitOfWork) -> ResponseReturnValue:
    form = StartLinkageForm()
    form.offer(unit)
    return render_template("registry/link_start.html", form=form)


@blueprint.post("/duplicates/runs/new")
@needs(RegistryPermission.LINK_RUN)
def start_linkage(unit: UnitOfWork) -> ResponseReturnValue:
    form = StartLinkageForm()
    form.offer(unit)
    if form.validate():
        try:
            asked = request_run(unit, LinkRunKind.REGISTER, form.area.data, most_per_person=form.most.data)
            return redirect(url_for("registry.show_link_run", run_id=asked.run_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("registry/link_start.html", form=form), 422


@blueprint.get("/duplicates/runs/file")
@needs(RegistryPermission.LINK_RUN)
def show_link_file(unit: UnitOfWork) -> ResponseReturnValue:
    form = LinkFileForm()
    form.offer(unit)
    return render_template("registry/link_file.html", form=form, columns=FILE_COLUMNS)


@blueprint.post("/duplicates/runs/file")
@needs(RegistryPermission.LINK_RUN)
def link_file(unit: UnitOfWork) -> ResponseReturnValue:
    form = LinkFileForm()
    form.offer(unit)
    if form.validate():
        try:
            file = _read_upload(unit, form)
            run_id = _request_file_run(unit, form, file)
            _tell_unread(file)
            return redirect(url_for("registry.show_link_run", run_id=run_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("registry/link_file.html", form=form, columns=FILE_COLUMNS), 422


@blueprint.get("/duplicates/runs/<int:run_id>/accept")
@needs(RegistryPermission.LINK_DECIDE)
def show_accept_likely(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = queries.get_run(unit, run_id)
    waiting = queries.count_states(unit, run_id).get((PairState.OPEN, Certainty.LIKELY), 0)
    if run.kind is not LinkRunKind.FILE or not waiting:
        return redirect(url_for("registry.show_link_run", run_id=run_id))
    return render_template("registry/link_accept.html", run=run, waiting=waiting)


@blueprint.post("/duplicates/runs/<int:run_id>/accept")
@needs(RegistryPermission.LINK_DECIDE)
def accept_likely_pairs(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    done = accept_likely(unit, run_id)
    text = ngettext(
        "%(count)s row is linked to its person.",
        "%(count)s rows are linked to their people.",
        done.count,
        count=number(done.count),
    )
    flash(text, "success")
    return redirect(url_for("registry.show_link_run", run_id=run_id))


def _read_upload(unit: UnitOfWork, form: LinkFileForm) -> PeopleFile:
    """Read an upload through a file of our own name, which is gone at once."""
    with tempfile.TemporaryDirectory(prefix="holdfast-link-") as folder:
        path = Path(folder) / "upload"
        form.file.data.save(path)
        name = Path((form.file.data.filename or "").replace("\\", "/")).name[:200]
        return read_people_file(ImportFile(path, name), unit.today)


def _request_file_run(unit: UnitOfWork, form: LinkFileForm, file: PeopleFile) -> int:
    asked = request_run(unit, LinkRunKind.FILE, form.area.data, source_name=file.name, most_per_person=form.most.data)
    stage_records(unit, asked.run_id, file)
    return asked.run_id


def _tell_unread(file: PeopleFile) -> None:
    if file.unread_count:
        cell = file.unread[0]
        text = ngettext(
            "%(count)s cell could not be read and counts as not known: row %(row)s, %(column)s “%(text)s”.",
            "%(count)s cells could not be read and count as not known. The first: row %(row)s, %(column)s “%(text)s”.",
            file.unread_count,
            count=number(file.unread_count),
            row=cell.row,
            column=cell.column,
            text=cell.text[:40],
        )
        flash(text, "warning")


def _place(unit: UnitOfWork, path: str) -> str:
    names = name_trail(unit, path) if path else []
    return names[-1] if names else _("the whole register")


def _cells(row: Row[Any]) -> tuple[object, ...]:
    return row.left, row.right, label(row.certainty), f"{row.weight / 100:.1f}"
