"""Runs of the validation: asked for, watched, looked back on; and the check of one household."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.unit_of_work import UnitOfWork
from registry.operations.quality.runs import request_run
from registry.permissions import RegistryPermission
from registry.queries.quality.runs import get_run, list_runs
from web.access import needs
from web.forms import page_request
from web.registry import blueprint
from web.registry import quality_words as words
from web.registry.quality_forms import RunForm
from web.registry.views.quality import place_name
from workflows.validate_registry import validate_household


@blueprint.post("/quality/runs")
@needs(RegistryPermission.QUALITY_RUN)
def run_quality(unit: UnitOfWork) -> ResponseReturnValue:
    form = RunForm()
    form.offer(unit)
    if not form.validate():
        flash(_("Choose one of your regions to check."), "error")
        return redirect(url_for("registry.show_quality"))
    run_id = request_run(unit, form.area.data)
    return redirect(url_for("registry.show_quality_run", run_id=run_id))


@blueprint.get("/quality/runs")
@needs(RegistryPermission.QUALITY_READ)
def list_quality_runs(unit: UnitOfWork) -> ResponseReturnValue:
    page = list_runs(unit, page_request())
    places = {row.scope_path: place_name(unit, row.scope_path) for row in page.rows}
    return render_template("registry/quality_runs.html", page=page, places=places, words=words)


@blueprint.get("/quality/runs/<int:run_id>")
@needs(RegistryPermission.QUALITY_READ)
def show_quality_run(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = get_run(unit, run_id)
    is_whole = any(run.scope_path.startswith(area) for area in unit.actor.areas)
    return render_template(
        "registry/quality_run.html", run=run, place=place_name(unit, run.scope_path), is_whole=is_whole, words=words
    )


@blueprint.post("/quality/households/<int:household_id>/check")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def check_quality(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    checked = validate_household(unit, household_id)
    gone = ngettext("%(num)s finding is mended.", "%(num)s findings are mended.", checked.cleared)
    left = ngettext("%(num)s finding stands.", "%(num)s findings stand.", checked.found)
    flash(_("The household is checked.") + " " + gone + " " + left, "success" if not checked.found else "info")
    return redirect(url_for("registry.show_household", household_id=household_id, _anchor="quality"))
