"""Devices: handed out with a code that is shown once, given another one, withdrawn."""

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations.collection import devices as operations
from registry.permissions import RegistryPermission
from registry.queries.collection import devices as queries
from registry.queries.collection.forms import list_form_choices
from registry.rules.collection.facts import DeviceIssued
from registry.rules.collection.tokens import collect_settings
from web.access import needs
from web.collection import blueprint, words
from web.collection.forms import DeviceFilterForm, DeviceForm
from web.collection.publishing import device_regions
from web.forms import add_error, page_request
from web.services import services


@blueprint.get("/devices")
@needs(RegistryPermission.FORM_READ)
def list_devices(unit: UnitOfWork) -> ResponseReturnValue:
    form = DeviceFilterForm()
    form.offer()
    page = queries.list_devices(unit, form.filters(), page_request())
    return render_template(
        "collection/device_list.html", page=page, form=form, words=words, is_https=_server_url().startswith("https://")
    )


@blueprint.get("/devices/new")
@needs(RegistryPermission.DEVICE_MANAGE)
def show_issue(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("collection/device_issue.html", form=_form(unit))


@blueprint.post("/devices/new")
@needs(RegistryPermission.DEVICE_MANAGE)
def issue(unit: UnitOfWork) -> ResponseReturnValue:
    form = _form(unit)
    if form.validate():
        try:
            issued = operations.issue_device(
                unit,
                name=form.name.data,
                holder=form.holder.data,
                region_path=form.region.data,
                language=form.language.data,
                form_ids=form.forms.data or None,
            )
            return _issued_page(unit, issued)
        except HoldfastError as error:
            add_error(form, error)
    return render_template("collection/device_issue.html", form=form), 422


@blueprint.get("/devices/<int:device_id>/renew")
@needs(RegistryPermission.DEVICE_MANAGE)
def show_renew(unit: UnitOfWork, device_id: int) -> ResponseReturnValue:
    return render_template("collection/device_renew.html", device=queries.get_device(unit, device_id))


@blueprint.post("/devices/<int:device_id>/renew")
@needs(RegistryPermission.DEVICE_MANAGE)
def renew(unit: UnitOfWork, device_id: int) -> ResponseReturnValue:
    return _issued_page(unit, operations.renew_token(unit, device_id))


@blueprint.get("/devices/<int:device_id>/revoke")
@needs(RegistryPermission.DEVICE_MANAGE)
def show_revoke(unit: UnitOfWork, device_id: int) -> ResponseReturnValue:
    return render_template("collection/device_revoke.html", device=queries.get_device(unit, device_id))


@blueprint.post("/devices/<int:device_id>/revoke")
@needs(RegistryPermission.DEVICE_MANAGE)
def revoke(unit: UnitOfWork, device_id: int) -> ResponseReturnValue:
    operations.revoke_device(unit, device_id)
    flash(_("The device is withdrawn. It can neither fetch nor send any more."), "success")
    return redirect(url_for("collection.list_devices"))


def _form(unit: UnitOfWork) -> DeviceForm:
    form = DeviceForm()
    form.offer_regions(device_regions(unit))
    form.forms.choices = [(row.id, row.name) for row in list_form_choices(unit)]
    return form


def _issued_page(unit: UnitOfWork, issued: DeviceIssued) -> str:
    """Show a token, once: only its hash is kept."""
    device = queries.get_device(unit, issued.device_id)
    packed = collect_settings(
        _server_url(),
        device.name,
        issued.token,
        project=words.place_name(unit, device.region_path),
        language=device.language,
    )
    picture = segno.make(packed, micro=False).svg_data_uri(scale=4)
    return render_template(
        "collection/device_issued.html", device=device, token=issued.token, picture=picture, server_url=_server_url()
    )


def _server_url() -> str:
    """Return what ODK Collect calls the server's address: what comes before /formList and /submission."""
    return f"{services().settings.base_url}{url_for('collection.list_for_clients').removesuffix('/formList')}"
