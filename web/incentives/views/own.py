"""The household's own points page: what it has, where it comes from, joining and leaving."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.unit_of_work import UnitOfWork
from incentives.operations.participation import join_scheme, leave_scheme
from incentives.permissions import IncentivesPermission
from incentives.queries.points import get_statement
from registry.errors import HouseholdNotFound
from web.access import needs
from web.incentives import blueprint


@blueprint.get("/my-points")
@needs(IncentivesPermission.OWN_POINTS_READ, menu=_l("Points"), rank=40)
def show_own_points(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("incentives/own_points.html", statement=get_statement(unit, _own(unit)))


@blueprint.post("/my-points/join")
@needs(IncentivesPermission.OWN_PARTICIPATION_CHANGE)
def join(unit: UnitOfWork) -> ResponseReturnValue:
    join_scheme(unit, _own(unit), unit.actor.name)
    flash(_("Your family takes part now. You can leave at any time."), "success")
    return redirect(url_for("incentives.show_own_points"))


@blueprint.post("/my-points/leave")
@needs(IncentivesPermission.OWN_PARTICIPATION_CHANGE)
def leave(unit: UnitOfWork) -> ResponseReturnValue:
    leave_scheme(unit, _own(unit))
    flash(_("Your family has left. Your points stay yours, and nothing else changes."), "success")
    return redirect(url_for("incentives.show_own_points"))


def _own(unit: UnitOfWork) -> int:
    if unit.actor.household_id is None:
        raise HouseholdNotFound()
    return unit.actor.household_id
