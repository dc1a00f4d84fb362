"""The signed-in user's own things: home, password, second factor."""

import pyotp
import segno
from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations import users
from registry.queries.users import get_user
from web.access import signed_in
from web.account import blueprint
from web.account.forms import ChangePasswordForm, CodeForm, ContactForm
from web.forms import add_error
from web.languages import LABELS
from web.services import services

NEW_SECRET = "new_totp_secret"  # noqa: S105 - the name of a session key
HOMES = (
    ("caseworker", "casework.show_today"),
    ("supervisor", "casework.show_pairing"),
    ("township_reviewer", "casework.list_leads"),
    ("county_officer", "monitoring.show_cockpit"),
    ("finance_officer", "ledger.list_payments"),
    ("auditor", "account.list_audit"),
    ("analyst", "monitoring.show_cockpit"),
    ("administrator", "account.list_users"),
    ("household_member", "registry.show_own_file"),
    ("enterprise", "marketplace.show_enterprise_home"),
    ("producer", "marketplace.show_producer_home"),
    ("insurer", "insurance.show_insurer_home"),
    ("trainer", "development.show_trainer_home"),
    ("counsellor", "development.show_trainer_home"),
    ("assessor", "account.show_account"),
)


@blueprint.get("/home")
@signed_in("everybody has a home page")
def home(unit: UnitOfWork) -> ResponseReturnValue:
    endpoint = next((place for role, place in HOMES if role in unit.actor.roles), "account.show_account")
    return redirect(url_for(endpoint))


@blueprint.get("/")
@signed_in("one's own account")
def show_account(unit: UnitOfWork) -> ResponseReturnValue:
    return _account_page(unit, ChangePasswordForm())


@blueprint.get("/contact")
@signed_in("one's own address and language")
def show_contact(unit: UnitOfWork) -> ResponseReturnValue:
    form = ContactForm(formdata=None, obj=get_user(unit, unit.actor.user_id or 0))
    return render_template("account/contact.html", form=form)


@blueprint.post("/contact")
@signed_in("one's own address and language")
def change_contact(unit: UnitOfWork) -> ResponseReturnValue:
    form = ContactForm()
    if not form.validate():
        return render_template("account/contact.html", form=form), 422
    user_id = unit.actor.user_id or 0
    users.change_contact(unit, user_id, email=form.email.data or None, language=form.language.data)
    flash(_("Your address and language are saved."), "success")
    return redirect(url_for("account.show_account"))


@blueprint.post("/password")
@signed_in("one's own password")
def change_password(unit: UnitOfWork) -> ResponseReturnValue:
    form = ChangePasswordForm()
    user_id = unit.actor.user_id or 0
    if form.validate():
        try:
            users.change_password(unit, user_id, form.old_password.data, form.new_password.data, services().hasher)
        except HoldfastError as error:
            add_error(form, error)
    if form.errors:
        return _account_page(unit, form), 422
    logout_user()
    flash(_("Your password is changed. Log in with the new one."), "success")
    return redirect(url_for("account.show_log_in"))


@blueprint.get("/second-factor")
@signed_in("one's own second factor")
def show_second_factor(unit: UnitOfWork) -> ResponseReturnValue:
    session.setdefault(NEW_SECRET, pyotp.random_base32())
    return _second_factor_page(unit, CodeForm())


@blueprint.post("/second-factor")
@signed_in("one's own second factor")
def enrol_second_factor(unit: UnitOfWork) -> ResponseReturnValue:
    form = CodeForm()
    if form.validate() and NEW_SECRET in session:
        try:
            users.enrol_second_factor(unit, unit.actor.user_id or 0, session[NEW_SECRET], form.code.data)
        except HoldfastError as error:
            add_error(form, error)
    if form.errors or NEW_SECRET not in session:
        return _second_factor_page(unit, form), 422
    session.pop(NEW_SECRET)
    flash(_("The second factor is on. You will be asked for a code when you log in."), "success")
    return redirect(url_for("account.home"))


def _account_page(unit: UnitOfWork, form: ChangePasswordForm) -> str:
    user = get_user(unit, unit.actor.user_id or 0)
    return render_template("account/account.html", user=user, form=form, language_names=LABELS)


def _second_factor_page(unit: UnitOfWork, form: CodeForm) -> str:
    secret = session.get(NEW_SECRET, "")
    address = pyotp.TOTP(secret).provisioning_uri(name=unit.actor.name, issuer_name="Holdfast") if secret else ""
    picture = segno.make(address).svg_data_uri(scale=5) if secret else ""
    return render_template("account/second_factor.html", form=form, secret=secret, picture=picture)
