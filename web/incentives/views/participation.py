"""A household's participation, recorded by its caseworker on its word."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from incentives.operations.participation import join_scheme, leave_scheme
from incentives.permissions import IncentivesPermission
from registry.queries.households import get_household
from web.access import needs
from web.forms import add_error
from web.incentives import blueprint
from web.incentives.forms import JoinForm


@blueprint.get("/households/<int:household_id>/join")
@needs(IncentivesPermission.PARTICIPATION_CHANGE)
def show_join(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    return render_template("incentives/join.html", household=household, form=JoinForm())


@blueprint.post("/households/<int:household_id>/join")
@needs(IncentivesPermission.PARTICIPATION_CHANGE)
def join_household(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    form = JoinForm()
    if form.validate():
        try:
            join_scheme(unit, household_id, form.given_by.data)
            flash(_("The household takes part now."), "success")
            return redirect(_file(household_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("incentives/join.html", household=household, form=form), 422


@blueprint.post("/households/<int:household_id>/leave")
@needs(IncentivesPermission.PARTICIPATION_CHANGE)
def leave_household(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    leave_scheme(unit, household_id)
    flash(_("The household has left. Its points stay its own, and nothing else changes."), "success")
    return redirect(_file(household_id))


def _file(household_id: int) -> str:
    return url_for("registry.show_household", household_id=household_id, _anchor="points")
