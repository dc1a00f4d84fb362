"""What families ask to have put right: their own page, and the desk that answers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.operations.corrections import answer_correction as record_answer
from registry.operations.corrections import ask_correction as record_request
from registry.permissions import RegistryPermission
from registry.queries.privacy import get_correction
from registry.queries.privacy import list_corrections as read_corrections
from registry.rules.privacy.corrections import CorrectionState
from web.access import needs
from web.filters import day
from web.forms import page_request
from web.registry import blueprint
from web.registry.privacy_forms import AnswerCorrectionForm, AskCorrectionForm, CorrectionFilterForm


@blueprint.get("/my-file/corrections")
@needs(RegistryPermission.CORRECTION_ASK)
def show_ask_correction(unit: UnitOfWork) -> ResponseReturnValue:
    return _own_page(unit, AskCorrectionForm())


@blueprint.post("/my-file/corrections")
@needs(RegistryPermission.CORRECTION_ASK)
def ask_correction(unit: UnitOfWork) -> ResponseReturnValue:
    form = AskCorrectionForm()
    if not form.validate():
        return _own_page(unit, form), 422
    asked_id = record_request(
        unit, _own(unit), form.about.data, form.wrong.data, form.right.data, asked_by=unit.actor.name
    )
    due_on = get_correction(unit, asked_id).due_on
    flash(_("We have your request. You get an answer here by %(day)s.", day=day(due_on)), "success")
    return redirect(url_for("registry.show_ask_correction"))


@blueprint.get("/corrections")
@needs(RegistryPermission.CORRECTION_DECIDE)
def list_corrections(unit: UnitOfWork) -> ResponseReturnValue:
    form = CorrectionFilterForm()
    state = form.state.data.value if form.state.data else ""
    page = read_corrections(unit, page_request(), state=state)
    return render_template("registry/correction_list.html", page=page, form=form)


@blueprint.get("/corrections/<int:correction_id>")
@needs(RegistryPermission.CORRECTION_DECIDE)
def show_answer_correction(unit: UnitOfWork, correction_id: int) -> ResponseReturnValue:
    asked = get_correction(unit, correction_id)
    return render_template("registry/correction_answer.html", asked=asked, form=AnswerCorrectionForm())


@blueprint.post("/corrections/<int:correction_id>")
@needs(RegistryPermission.CORRECTION_DECIDE)
def answer_correction(unit: UnitOfWork, correction_id: int) -> ResponseReturnValue:
    form = AnswerCorrectionForm()
    if not form.validate():
        asked = get_correction(unit, correction_id)
        return render_template("registry/correction_answer.html", asked=asked, form=form), 422
    record_answer(unit, correction_id, CorrectionState(form.state.data), form.answer.data)
    flash(_("The family reads your answer in its file."), "success")
    return redirect(url_for("registry.list_corrections"))


def _own(unit: UnitOfWork) -> int:
    if unit.actor.household_id is None:
        raise HouseholdNotFound()
    return unit.actor.household_id


def _own_page(unit: UnitOfWork, form: AskCorrectionForm) -> str:
    page = read_corrections(unit, page_request(), household_id=_own(unit))
    return render_template("registry/correction_ask.html", page=page, form=form)
