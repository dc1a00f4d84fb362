"""Forms: what is published, publishing another version, and how long a form is given out and taken in."""

import io

from flask import Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.actor import Actor
from foundation.errors import HoldfastError, NotFound
from foundation.unit_of_work import UnitOfWork, Units
from registry.operations.collection import forms as operations
from registry.permissions import RegistryPermission
from registry.queries.collection import forms as queries
from registry.rules.collection.words import FORM_MOVES, FormState
from web.access import needs
from web.collection import blueprint, words
from web.collection.forms import FormFilterForm, UploadForm, VersionForm
from web.collection.publishing import compile_version, form_regions, released_on_refusal
from web.forms import add_error, page_request
from web.services import services
from web.table_files import FileKind


@blueprint.get("/forms")
@needs(RegistryPermission.FORM_READ)
def list_forms(unit: UnitOfWork) -> ResponseReturnValue:
    form = FormFilterForm()
    page = queries.list_forms(unit, form.filters(), page_request())
    return render_template("collection/form_list.html", page=page, form=form, words=words)


@blueprint.get("/forms/<int:form_id>")
@needs(RegistryPermission.FORM_READ)
def show_form(unit: UnitOfWork, form_id: int) -> ResponseReturnValue:
    form = queries.get_form(unit, form_id)
    newest = queries.newest_version(unit, form)
    return render_template(
        "collection/form_show.html",
        form=form,
        newest=newest,
        versions=queries.list_versions(unit, form),
        questions=words.question_rows(newest),
        place=words.place_name(unit, form.region_path),
        moves=FORM_MOVES[form.state],
        words=words,
    )


@blueprint.get("/forms/upload")
@needs(RegistryPermission.FORM_PUBLISH)
def show_upload(unit: UnitOfWork) -> ResponseReturnValue:
    form = UploadForm()
    form.offer_regions(form_regions(unit))
    return render_template("collection/form_upload.html", form=form)


@blueprint.post("/forms/upload")
@needs(RegistryPermission.FORM_PUBLISH, own_units=True)
def publish(units: Units, actor: Actor) -> ResponseReturnValue:
    form = UploadForm()
    with units.begin(actor, read_only=True) as unit:
        form.offer_regions(form_regions(unit))
    if form.validate():
        try:
            new = compile_version(form.workbook.data.read(), form.media.data or ())
            with released_on_refusal(units, new), units.begin(actor) as unit:
                done = operations.publish_form(unit, new, form.region.data)
            flash(_("The form is published. Devices of its area fetch it by themselves."), "success")
            return redirect(url_for("collection.show_form", form_id=done.form_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("collection/form_upload.html", form=form), 422


@blueprint.get("/forms/<int:form_id>/versions/new")
@needs(RegistryPermission.FORM_PUBLISH)
def show_publish_version(unit: UnitOfWork, form_id: int) -> ResponseReturnValue:
    return _version_page(unit, form_id, VersionForm())


@blueprint.post("/forms/<int:form_id>/versions/new")
@needs(RegistryPermission.FORM_PUBLISH, own_units=True)
def publish_next(units: Units, actor: Actor, form_id: int) -> ResponseReturnValue:
    form = VersionForm()
    with units.begin(actor, read_only=True) as unit:
        queries.get_form(unit, form_id)
    if form.validate():
        try:
            new = compile_version(form.workbook.data.read(), form.media.data or ())
            with released_on_refusal(units, new), units.begin(actor) as unit:
                done = operations.publish_version(unit, form_id, new)
            flash(_("Version %(version)s is published.", version=done.version), "success")
            return redirect(url_for("collection.show_form", form_id=form_id))
        except HoldfastError as error:
            add_error(form, error)
    with units.begin(actor, read_only=True) as unit:
        return _version_page(unit, form_id, form), 422


@blueprint.get("/forms/<int:form_id>/move/<state>")
@needs(RegistryPermission.FORM_PUBLISH)
def show_move(unit: UnitOfWork, form_id: int, state: str) -> ResponseReturnValue:
    form = queries.get_form(unit, form_id)
    return render_template("collection/form_move.html", form=form, state=_read_state(state), words=words)


@blueprint.post("/forms/<int:form_id>/move/<state>")
@needs(RegistryPermission.FORM_PUBLISH)
def move(unit: UnitOfWork, form_id: int, state: str) -> ResponseReturnValue:
    operations.move_form(unit, form_id, _read_state(state))
    flash(words.MOVED[FormState(state)](), "success")
    return redirect(url_for("collection.show_form", form_id=form_id))


@blueprint.get("/versions/<int:version_id>/workbook")
@needs(RegistryPermission.FORM_READ, own_units=True)
def download_workbook(units: Units, actor: Actor, version_id: int) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        version = queries.get_version(unit, version_id)
    content = services().files.read(version.workbook_key)
    return send_workbook(content, f"{version.form.form_id}-{version.version}.xlsx")


def send_workbook(content: bytes, name: str) -> Response:
    """Return a spreadsheet as a download."""
    return send_file(io.BytesIO(content), mimetype=FileKind.XLSX.mimetype, as_attachment=True, download_name=name)


def _version_page(unit: UnitOfWork, form_id: int, form: VersionForm) -> str:
    published = queries.get_form(unit, form_id)
    newest = queries.newest_version(unit, published)
    return render_template("collection/form_version.html", published=published, newest=newest, form=form)


def _read_state(text: str) -> FormState:
    if text not in set(FormState):
        raise NotFound()
    return FormState(text)
