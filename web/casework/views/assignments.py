"""Who looks after whom: caseloads, and the end of an assignment."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.operations.confirming import end_assignment
from casework.permissions import CaseworkPermission
from casework.queries import caseworkers as queries
from casework.queries.cases import get_case_page
from foundation.unit_of_work import UnitOfWork
from web.access import needs
from web.casework import blueprint
from web.casework.forms import ReasonForm
from web.casework.words import skills_of
from web.exports import csv_response
from web.forms import page_request

COLUMNS = ("name", "region", "capacity", "held", "free", "red", "orange", "yellow", "overdue")


@blueprint.get("/caseloads")
@needs(CaseworkPermission.CASELOAD_READ, menu=_l("Caseloads"), rank=25)
def list_caseloads(unit: UnitOfWork) -> ResponseReturnValue:
    if request.args.get("format") == "csv":
        rows = queries.iterate_caseloads(unit)
        return csv_response("caseloads", COLUMNS, ([getattr(row, name) for name in COLUMNS] for row in rows))
    page = queries.list_caseloads(unit, page_request())
    return render_template("casework/caseload_list.html", page=page, skills_of=skills_of)


@blueprint.get("/cases/<int:case_id>/assignment/end")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def show_end_assignment(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    case = get_case_page(unit, case_id)
    return render_template("casework/assignment_end.html", case=case, form=ReasonForm())


@blueprint.post("/cases/<int:case_id>/assignment/end")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def end_caseworker_assignment(unit: UnitOfWork, case_id: int) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return render_template("casework/assignment_end.html", case=get_case_page(unit, case_id), form=form), 422
    end_assignment(unit, case_id, reason=form.reason.data)
    flash(_("The assignment has ended. The household waits for the next pairing."), "success")
    return redirect(url_for("casework.show_case", case_id=case_id))
