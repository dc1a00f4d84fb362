"""The decision on a lead, by somebody who did not check it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.permissions import CaseworkPermission
from casework.queries.leads import get_lead_page
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.rules.causes import Cause
from web.access import needs
from web.casework import blueprint
from web.casework.forms import DecideLeadForm, Outcome
from web.forms import add_error
from workflows.confirm_lead_opens_case import LeadSettled, propose_causes, settle_lead


@blueprint.get("/leads/<int:lead_id>/decide")
@needs(CaseworkPermission.LEAD_DECIDE)
def show_decide_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    proposed = propose_causes(unit, lead_id)
    form = DecideLeadForm(main_cause=proposed[0] if proposed else None, other_causes=proposed[1:])
    return _page(unit, lead_id, form, proposed)


@blueprint.post("/leads/<int:lead_id>/decide")
@needs(CaseworkPermission.LEAD_DECIDE)
def decide_lead(unit: UnitOfWork, lead_id: int) -> ResponseReturnValue:
    form = DecideLeadForm()
    if form.validate():
        try:
            return _settled(_settle(unit, lead_id, form))
        except HoldfastError as error:
            add_error(form, error)
    return _page(unit, lead_id, form, propose_causes(unit, lead_id)), 422


def _settle(unit: UnitOfWork, lead_id: int, form: DecideLeadForm) -> LeadSettled:
    is_confirmed = form.outcome.data == Outcome.CONFIRM
    return settle_lead(unit, lead_id, is_confirmed=is_confirmed, reason=form.reason.data or "", causes=form.causes)


def _settled(settled: LeadSettled) -> ResponseReturnValue:
    if settled.case is None:
        flash(_("The lead is not confirmed. The household has to be told the reason."), "success")
        return redirect(url_for("casework.show_lead", lead_id=settled.decided.lead_id))
    flash(_("Case %(number)s is open and waits for a caseworker.", number=settled.case.number), "success")
    return redirect(url_for("casework.show_case", case_id=settled.case.case_id))


def _page(unit: UnitOfWork, lead_id: int, form: DecideLeadForm, proposed: Sequence[Cause]) -> str:
    row = get_lead_page(unit, lead_id)
    return render_template("casework/lead_decide.html", row=row, lead=row.Lead, form=form, proposed=proposed)
