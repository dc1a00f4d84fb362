"""Who looks after whom: caseloads, and the end of an assignment."""

from flask import flash, redirect, render_template, url_for
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
from web.exports import cells_of
from web.forms import page_request
from web.sealed_lists import ListFile, sealed_list

COLUMNS = ("name", "region", "capacity", "held", "free", "red", "orange", "yellow", "overdue")


@blueprint.get("/caseloads")
@needs(CaseworkPermission.CASELOAD_READ, menu=_l("Caseloads"), rank=25)
def list_caseloads(unit: UnitOfWork) -> ResponseReturnValue:
    page = queries.list_caseloads(unit, page_request())
    return render_template("casework/caseload_list.html", page=page, skills_of=skills_of)


@sealed_list(
    blueprint,
    "/caseloads/export",
    CaseworkPermission.CASELOAD_READ,
    back="casework.list_caseloads",
    title=_l("Caseloads"),
)
def export_caseloads(unit: UnitOfWork) -> ListFile:
    return ListFile("caseloads", COLUMNS, lambda: cells_of(queries.iterate_caseloads(unit), COLUMNS))


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
