"""The schedule of points: what earns how many, and putting the default one into force."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from incentives.operations.schedule import load_schedule
from incentives.permissions import IncentivesPermission
from incentives.queries.schedule import list_items
from web.access import needs
from web.incentives import blueprint


@blueprint.get("/schedule")
@needs(IncentivesPermission.SCHEDULE_READ)
def show_schedule(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("incentives/schedule.html", items=list_items(unit, unit.today))


@blueprint.post("/schedule/load")
@needs(IncentivesPermission.SCHEDULE_LOAD)
def load(unit: UnitOfWork) -> ResponseReturnValue:
    loaded = load_schedule(unit)
    flash(_("%(count)s items are in force.", count=loaded.items), "success")
    return redirect(url_for("incentives.show_schedule"))
