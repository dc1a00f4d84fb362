"""Measures of a plan: added, carried on, dropped."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.models import PlanMeasure
from casework.operations import measures as operations
from casework.permissions import CaseworkPermission
from casework.queries.cases import get_case_page, get_measure, list_causes
from casework.rules.measures import changes_from
from casework.rules.words import MeasureState
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from web.access import needs
from web.casework import blueprint
from web.casework.forms import MeasureForm, MeasureStateForm
from web.forms import add_error, enum_choices


@blueprint.get("/cases/<int:case_id>/measures/new")
@needs(CaseworkPermission.PLAN_CHANGE)
def show_add_measure(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    return _add_page(unit, case_id, _measure_form(unit, case_id))


@blueprint.post("/cases/<int:case_id>/measures/new")
@needs(CaseworkPermission.PLAN_CHANGE)
def add_measure(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    form = _measure_form(unit, case_id)
    if form.validate():
        try:
            operations.add_measure(unit, case_id, **_values(form))
            flash(_("The measure stands in the plan."), "success")
            return redirect(url_for("casework.show_case", case_id=case_id, _anchor="plan"))
        except HoldfastError as error:
            add_error(form, error)
    return _add_page(unit, case_id, form), 422


@blueprint.get("/measures/<int:measure_id>")
@needs(CaseworkPermission.PLAN_CHANGE)
def show_change_measure(unit: UnitOfWork, measure_id: int) -> ResponseReturnValue:
    measure = get_measure(unit, measure_id)
    return _change_page(unit, measure, _state_form(measure))


@blueprint.post("/measures/<int:measure_id>")
@needs(CaseworkPermission.PLAN_CHANGE)
def change_measure(unit: UnitOfWork, measure_id: int) -> ResponseReturnValue:
    measure = get_measure(unit, measure_id)
    form = _state_form(measure)
    if not form.validate():
        return _change_page(unit, measure, form), 422
    state = MeasureState(form.state.data)
    operations.change_measure_state(unit, measure_id, state, outcome=form.outcome.data or "")
    flash(_("The measure’s new state is recorded."), "success")
    return redirect(url_for("casework.show_case", case_id=measure.case_id, _anchor="plan"))


def _values(form: MeasureForm) -> dict[str, Any]:
    names = ("kind", "title", "cause", "due_on", "budget")
    return {name: form[name].data for name in names}


def _measure_form(unit: UnitOfWork, case_id: int) -> MeasureForm:
    form = MeasureForm()
    causes = [row.cause for row in list_causes(unit, case_id)]
    form.cause.choices = enum_choices(causes, _("The household as a whole"))
    return form


def _add_page(unit: UnitOfWork, case_id: int, form: MeasureForm) -> str:
    case = get_case_page(unit, case_id)
    return render_template("casework/measure_add.html", case=case, form=form)


def _state_form(measure: PlanMeasure) -> MeasureStateForm:
    form = MeasureStateForm()
    form.state.choices = enum_choices(changes_from(measure.state))
    return form


def _change_page(unit: UnitOfWork, measure: PlanMeasure, form: MeasureStateForm) -> str:
    case = get_case_page(unit, measure.case_id)
    return render_template("casework/measure_change.html", case=case, measure=measure, form=form)
