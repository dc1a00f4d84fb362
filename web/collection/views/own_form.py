"""Holdfast's own household form: published as it is, or downloaded to be changed first."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.actor import Actor
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork, Units
from registry.operations.collection import forms as operations
from registry.permissions import RegistryPermission
from registry.queries.collection import forms as queries
from registry.rules.collection.household_form import FormTitle
from web.access import needs
from web.collection import blueprint
from web.collection.forms import DOWNLOAD, OwnForm
from web.collection.publishing import compile_version, form_regions, make_workbook, released_on_refusal, version_of
from web.collection.views.forms import send_workbook
from web.forms import add_error


@blueprint.get("/forms/new")
@needs(RegistryPermission.FORM_PUBLISH)
def show_publish(unit: UnitOfWork) -> ResponseReturnValue:
    form = OwnForm(name=_("Household survey"))
    form.offer_regions(form_regions(unit))
    return render_template("collection/form_publish.html", form=form)


@blueprint.post("/forms/new")
@needs(RegistryPermission.FORM_PUBLISH, own_units=True)
def make_own(units: Units, actor: Actor) -> ResponseReturnValue:
    form = OwnForm()
    with units.begin(actor, read_only=True) as unit:
        form.offer_regions(form_regions(unit))
        title = _own_title(unit, form)
        workbook = make_workbook(unit, title, form.region.data) if form.validate() else b""
    if workbook and form.then.data == DOWNLOAD:
        return send_workbook(workbook, f"{title.form_id}.xlsx")
    if workbook:
        try:
            return _publish(units, actor, workbook, form.region.data)
        except HoldfastError as error:
            add_error(form, error)
    return render_template("collection/form_publish.html", form=form), 422


@blueprint.post("/forms/<int:form_id>/versions/own")
@needs(RegistryPermission.FORM_PUBLISH, own_units=True)
def publish_own_version(units: Units, actor: Actor, form_id: int) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        workbook = _next_workbook(unit, form_id)
    new = compile_version(workbook)
    with released_on_refusal(units, new), units.begin(actor) as unit:
        done = operations.publish_version(unit, form_id, new)
    flash(_("Version %(version)s is published.", version=done.version), "success")
    return redirect(url_for("collection.show_form", form_id=form_id))


@blueprint.get("/forms/<int:form_id>/sheet")
@needs(RegistryPermission.FORM_PUBLISH)
def download_sheet(unit: UnitOfWork, form_id: int) -> ResponseReturnValue:
    form = queries.get_form(unit, form_id)
    return send_workbook(_next_workbook(unit, form_id), f"{form.form_id}.xlsx")


def _next_workbook(unit: UnitOfWork, form_id: int) -> bytes:
    """Return the household form anew, with the fields that the register and the region have by now."""
    form = queries.get_form(unit, form_id)
    return make_workbook(unit, FormTitle(form.form_id, form.name, version_of(unit.now)), form.region_path)


def _own_title(unit: UnitOfWork, own: OwnForm) -> FormTitle:
    region_code = (own.region.data or "").rstrip(".").rpartition(".")[2]
    moment = version_of(unit.now)
    return FormTitle(f"household_{region_code}_{moment}", own.name.data or "", moment)


def _publish(units: Units, actor: Actor, workbook: bytes, region_path: str) -> ResponseReturnValue:
    new = compile_version(workbook)
    with released_on_refusal(units, new), units.begin(actor) as unit:
        done = operations.publish_form(unit, new, region_path)
    flash(_("The form is published. Devices of its area fetch it by themselves."), "success")
    return redirect(url_for("collection.show_form", form_id=done.form_id))
