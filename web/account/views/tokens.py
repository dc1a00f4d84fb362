"""Tokens for programs: one's own, and all of them for whoever manages tokens."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations import api_tokens as operations
from registry.permissions import RegistryPermission
from registry.queries.api_tokens import get_token
from registry.queries.api_tokens import list_tokens as read_tokens
from registry.rules.api_tokens import ApiScope
from web.access import needs
from web.account import blueprint
from web.account.forms import MakeTokenForm
from web.filters import label
from web.forms import add_error, page_request
from web.scopes import OPENED

USUAL_DAYS = 90


@blueprint.get("/tokens")
@needs(RegistryPermission.TOKEN_MAKE)
def list_tokens(unit: UnitOfWork) -> ResponseReturnValue:
    return _own_page(unit, prepared(unit))


@blueprint.post("/tokens")
@needs(RegistryPermission.TOKEN_MAKE)
def make_token(unit: UnitOfWork) -> ResponseReturnValue:
    form = prepared(unit)
    if form.validate():
        scopes = [ApiScope(value) for value in form.scopes.data]
        try:
            made = operations.make_token(unit, form.name.data, scopes, form.expires_on.data)
            return render_template("account/token_made.html", made=made)
        except HoldfastError as error:
            add_error(form, error)
    return _own_page(unit, form), 422


@blueprint.get("/tokens/<int:token_id>/revoke")
@needs(RegistryPermission.TOKEN_MAKE)
def show_revoke_token(unit: UnitOfWork, token_id: int) -> ResponseReturnValue:
    token = get_token(unit, token_id, of_anybody=False)
    return render_template("account/token_revoke.html", token=token, back=url_for("account.list_tokens"))


@blueprint.post("/tokens/<int:token_id>/revoke")
@needs(RegistryPermission.TOKEN_MAKE)
def revoke_token(unit: UnitOfWork, token_id: int) -> ResponseReturnValue:
    operations.revoke_token(unit, token_id)
    flash(_("The token is revoked. Programs that still use it are refused."), "success")
    return redirect(url_for("account.list_tokens"))


@blueprint.get("/all-tokens")
@needs(RegistryPermission.TOKEN_MANAGE)
def list_all_tokens(unit: UnitOfWork) -> ResponseReturnValue:
    page = read_tokens(unit, page_request(), of_everybody=True)
    return render_template("account/token_list_all.html", page=page)


@blueprint.get("/all-tokens/<int:token_id>/revoke")
@needs(RegistryPermission.TOKEN_MANAGE)
def show_revoke_any_token(unit: UnitOfWork, token_id: int) -> ResponseReturnValue:
    token = get_token(unit, token_id, of_anybody=True)
    return render_template("account/token_revoke.html", token=token, back=url_for("account.list_all_tokens"))


@blueprint.post("/all-tokens/<int:token_id>/revoke")
@needs(RegistryPermission.TOKEN_MANAGE)
def revoke_any_token(unit: UnitOfWork, token_id: int) -> ResponseReturnValue:
    operations.revoke_token(unit, token_id, of_anybody=True)
    flash(_("The token is revoked. Programs that still use it are refused."), "success")
    return redirect(url_for("account.list_all_tokens"))


def prepared(unit: UnitOfWork) -> MakeTokenForm:
    """Offer the scopes that the actor could use."""
    form = MakeTokenForm()
    form.scopes.choices = [(scope.value, label(scope)) for scope in ApiScope if unit.actor.may(OPENED[scope])]
    if form.expires_on.data is None and not form.is_submitted():
        form.expires_on.data = unit.today + timedelta(days=USUAL_DAYS)
    return form


def _own_page(unit: UnitOfWork, form: MakeTokenForm) -> str:
    page = read_tokens(unit, page_request(), of_everybody=False)
    return render_template("account/token_list.html", page=page, form=form)
