"""Users, their roles and areas; the audit trail."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations import users
from registry.operations.users import NewUser
from registry.permissions import RegistryPermission
from registry.queries.audit import AuditFilters, list_audit_entries
from registry.queries.regions import resolve_code
from registry.queries.users import get_user, list_organisations
from registry.queries.users import list_users as read_users
from web.access import needs
from web.account import blueprint
from web.account.forms import AddUserForm, AuditFilterForm, UserFilterForm
from web.forms import add_error, page_request
from web.services import services


@blueprint.get("/users")
@needs(RegistryPermission.USER_READ, menu=_l("Users"), rank=80)
def list_users(unit: UnitOfWork) -> ResponseReturnValue:
    form = UserFilterForm()
    page = read_users(unit, form.q.data or "", form.role.data or "", page_request())
    return render_template("account/user_list.html", page=page, form=form)


@blueprint.get("/users/new")
@needs(RegistryPermission.USER_MANAGE)
def show_add_user(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("account/user_add.html", form=_add_user_form(unit))


@blueprint.post("/users/new")
@needs(RegistryPermission.USER_MANAGE)
def add_user(unit: UnitOfWork) -> ResponseReturnValue:
    form = _add_user_form(unit)
    if form.validate():
        try:
            added = users.add_user(unit, _new_user(unit, form), services().hasher)
            flash(_("The user %(login)s can log in now.", login=added.login), "success")
            return redirect(url_for("account.list_users"))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("account/user_add.html", form=form), 422


@blueprint.post("/users/<int:user_id>/close")
@needs(RegistryPermission.USER_MANAGE)
def close_user(unit: UnitOfWork, user_id: int) -> ResponseReturnValue:
    users.set_active(unit, user_id, is_active=False)
    flash(_("%(name)s can no longer log in; open sessions have ended.", name=get_user(unit, user_id).name), "success")
    return redirect(url_for("account.list_users"))


@blueprint.post("/users/<int:user_id>/reopen")
@needs(RegistryPermission.USER_MANAGE)
def reopen_user(unit: UnitOfWork, user_id: int) -> ResponseReturnValue:
    users.set_active(unit, user_id, is_active=True)
    users.unlock(unit, user_id)
    flash(_("%(name)s can log in again.", name=get_user(unit, user_id).name), "success")
    return redirect(url_for("account.list_users"))


@blueprint.get("/audit")
@needs(RegistryPermission.AUDIT_READ, menu=_l("Audit"), rank=90)
def list_audit(unit: UnitOfWork) -> ResponseReturnValue:
    form = AuditFilterForm()
    filters = AuditFilters(words=form.q.data or "", action=form.action.data or "", kind=form.kind.data or "")
    page = list_audit_entries(unit, filters, page_request())
    return render_template("account/audit_list.html", page=page, form=form)


def _add_user_form(unit: UnitOfWork) -> AddUserForm:
    form = AddUserForm()
    bodies = [(body.id, body.name) for body in list_organisations(unit)]
    form.organisation_id.choices = [(0, _("None")), *bodies]
    return form


def _new_user(unit: UnitOfWork, form: AddUserForm) -> NewUser:
    code = form.region_code.data
    return NewUser(
        login=form.login.data,
        name=form.name.data,
        password=form.password.data,
        role=form.role.data.value,
        region_path=resolve_code(unit, code).path if code else None,
        email=form.email.data or None,
        organisation_id=form.organisation_id.data or None,
    )
