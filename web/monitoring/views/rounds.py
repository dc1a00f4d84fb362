"""Rounds: which there were, how one goes on, and starting one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from monitoring.operations.rounds import remove_round, request_round
from monitoring.permissions import MonitoringPermission
from monitoring.queries.changes import list_flow
from monitoring.queries.rounds import find_round_after, get_round, last_round_id
from monitoring.queries.rounds import list_rounds as read_rounds
from reports.cockpit.rows import sees_small_numbers
from web.access import needs
from web.forms import page_request
from web.monitoring import blueprint
from web.monitoring.forms import StartRoundForm


@blueprint.get("/rounds")
@needs(MonitoringPermission.ROUND_READ)
def list_rounds(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("monitoring/round_list.html", page=read_rounds(unit, page_request()))


@blueprint.get("/rounds/<int:round_id>")
@needs(MonitoringPermission.ROUND_READ)
def show_round(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    graded = get_round(unit, round_id)
    flow = list_flow(unit, round_id - 1, round_id) if sees_small_numbers(unit.actor) else None
    return render_template("monitoring/round_show.html", graded=graded, flow=flow)


@blueprint.get("/rounds/new")
@needs(MonitoringPermission.ROUND_START)
def show_start_round(unit: UnitOfWork) -> ResponseReturnValue:
    form = StartRoundForm()
    form.offer(unit)
    return render_template("monitoring/round_start.html", form=form)


@blueprint.post("/rounds/new")
@needs(MonitoringPermission.ROUND_START)
def start_grading(unit: UnitOfWork) -> ResponseReturnValue:
    form = StartRoundForm()
    form.offer(unit)
    if not form.validate():
        return render_template("monitoring/round_start.html", form=form), 422
    request_round(unit, scope_path=form.area.data)
    return redirect(url_for("monitoring.await_round", after=last_round_id(unit)))


@blueprint.get("/rounds/awaited")
@needs(MonitoringPermission.ROUND_START)
def await_round(unit: UnitOfWork) -> ResponseReturnValue:
    found = find_round_after(unit, request.args.get("after", 0, type=int))
    if found is None:
        return render_template("monitoring/round_awaited.html")
    return redirect(url_for("monitoring.show_round", round_id=found))


@blueprint.get("/rounds/<int:round_id>/remove")
@needs(MonitoringPermission.ROUND_REMOVE)
def show_remove_round(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    return render_template("monitoring/round_remove.html", graded=get_round(unit, round_id))


@blueprint.post("/rounds/<int:round_id>/remove")
@needs(MonitoringPermission.ROUND_REMOVE)
def remove(unit: UnitOfWork, round_id: int) -> ResponseReturnValue:
    remove_round(unit, round_id)
    flash(_("Round %(number)s and its unfinished grades are removed.", number=round_id), "success")
    return redirect(url_for("monitoring.list_rounds"))
