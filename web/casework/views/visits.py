"""A visit, recorded on the phone at the door."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.operations import visits as operations
from casework.permissions import CaseworkPermission
from casework.queries.cases import get_case_page, list_visits
from casework.rules.clocks import next_visit_due_on
from foundation.clock import CHINA
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.rules.words import Colour
from web.access import needs
from web.casework import blueprint
from web.casework.forms import VisitForm
from web.forms import add_error


@blueprint.get("/cases/<int:case_id>/visit")
@needs(CaseworkPermission.VISIT_RECORD)
def show_record_visit(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    case = get_case_page(unit, case_id)
    due_on = next_visit_due_on(case.colour or Colour.UNKNOWN, unit.today)
    form = VisitForm(visited_at=unit.now.astimezone(CHINA), next_visit_due_on=due_on)
    return _page(unit, case_id, form)


@blueprint.post("/cases/<int:case_id>/visit")
@needs(CaseworkPermission.VISIT_RECORD)
def record_visit(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    form = VisitForm()
    if form.validate():
        try:
            operations.record_visit(
                unit,
                case_id,
                visited_at=form.moment,
                note=form.note.data,
                next_step=form.next_step.data or "",
                next_visit_due_on=form.next_visit_due_on.data,
            )
            flash(_("The visit is recorded."), "success")
            return redirect(url_for("casework.show_today"))
        except HoldfastError as error:
            add_error(form, error)
    return _page(unit, case_id, form), 422


def _page(unit: UnitOfWork, case_id: int, form: VisitForm) -> str:
    case = get_case_page(unit, case_id)
    return render_template("casework/visit_record.html", case=case, form=form, last=list_visits(unit, case_id, 1))
