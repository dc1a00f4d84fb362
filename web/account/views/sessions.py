"""Logging in and out, with a second factor for staff."""

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from foundation.actor import VISITOR, Actor
from foundation.unit_of_work import UnitOfWork, Units
from registry.errors import LoginRefused
from registry.operations import users
from registry.queries.users import find_signed_in_user
from web.access import SessionUser, public, signed_in
from web.account import blueprint
from web.account.forms import CodeForm, LogInForm
from web.extensions import limiter
from web.forms import add_error
from web.services import services

HALF_LOGIN = "half_login"
NEXT = "next"


@blueprint.get("/log-in")
@public("everybody may try to log in")
def show_log_in(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("account/log_in.html", form=LogInForm(), next=safe_next())


@blueprint.post("/log-in")
@limiter.limit("20 per minute")
@public("everybody may try to log in", own_units=True)
def log_in(units: Units, actor: Actor) -> ResponseReturnValue:
    form = LogInForm()
    here = services()
    result = None
    if form.validate():
        with units.begin(VISITOR) as unit:
            result = users.log_in(unit, form.login.data, form.password.data, here.hasher, here.lockout)
        if result is None:
            add_error(form, LoginRefused())
    if result is None:
        return render_template("account/log_in.html", form=form, next=safe_next()), 422
    session.clear()
    session[NEXT] = safe_next()
    if result.needs_code:
        session[HALF_LOGIN] = result.user_id
        return redirect(url_for("account.show_code"))
    return _enter(units, result.user_id)


@blueprint.get("/log-in/code")
@public("the second step of logging in")
def show_code(unit: UnitOfWork) -> ResponseReturnValue:
    if HALF_LOGIN not in session:
        return redirect(url_for("account.show_log_in"))
    return render_template("account/code.html", form=CodeForm())


@blueprint.post("/log-in/code")
@limiter.limit("20 per minute")
@public("the second step of logging in", own_units=True)
def confirm_code(units: Units, actor: Actor) -> ResponseReturnValue:
    form = CodeForm()
    user_id = session.get(HALF_LOGIN)
    if user_id is None:
        return redirect(url_for("account.show_log_in"))
    if form.validate():
        with units.begin(VISITOR) as unit:
            is_right = users.confirm_code(unit, user_id, form.code.data, services().lockout)
        if is_right:
            session.pop(HALF_LOGIN)
            return _enter(units, user_id)
        add_error(form, LoginRefused(field="code"))
    return render_template("account/code.html", form=form), 422


@blueprint.post("/log-out")
@signed_in("everybody may leave")
def log_out(unit: UnitOfWork) -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    return redirect(url_for("public.front"))


def safe_next() -> str:
    """Return where to go after logging in: a path of this site, never another site's address."""
    wanted = request.values.get(NEXT, "") or str(session.get(NEXT, ""))
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc
    return wanted if is_ours else ""


def _enter(units: Units, user_id: int) -> ResponseReturnValue:
    with units.begin(VISITOR, read_only=True) as unit:
        user = find_signed_in_user(unit, user_id)
    if user is None:
        raise LoginRefused()
    target = session.pop(NEXT, "") or url_for("account.home")
    login_user(SessionUser(user))
    session.permanent = True
    return redirect(target)
