"""A pairing run: its proposals with their reasons, confirmed together or turned down one by one."""

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.operations import confirming as operations
from casework.permissions import CaseworkPermission
from casework.queries import proposals as queries
from casework.queries.pairing import get_run, list_shortages
from casework.rules.words import ProposalState
from foundation.unit_of_work import UnitOfWork
from web.access import needs
from web.casework import blueprint
from web.casework.forms import ProposalFilterForm, RejectPairForm
from web.casework.words import causes_of
from web.exports import cells_of
from web.forms import page_request
from web.sealed_lists import ListFile, sealed_list

COLUMNS = (
    *("code", "head", "village", "colour", "caseworker", "cost", "distance_m", "skill_cost", "changed_cost"),
    *("village_cost", "language_cost", "runner_up", "runner_up_cost", "runner_up_reason", "state"),
)


@blueprint.get("/pairing/runs/<int:run_id>")
@needs(CaseworkPermission.PAIRING_READ)
def show_run(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run, form = get_run(unit, run_id), ProposalFilterForm()
    return render_template(
        "casework/run_show.html",
        run=run,
        form=form,
        page=queries.list_proposals(unit, run_id, form.filters(), page_request()),
        counts=queries.count_proposals(unit, run_id),
        shortages=list_shortages(unit, run_id),
        causes_of=causes_of,
    )


@sealed_list(
    blueprint,
    "/pairing/runs/<int:run_id>/export",
    CaseworkPermission.PAIRING_READ,
    back="casework.show_run",
    title=_l("Pairing"),
)
def export_run(unit: UnitOfWork, run_id: int) -> ListFile:
    run, filters = get_run(unit, run_id), ProposalFilterForm().filters()
    rows = partial(queries.iterate_proposals, unit, run.id, filters)
    return ListFile(f"pairing-{run.id}", COLUMNS, lambda: cells_of(rows(), COLUMNS))


@blueprint.get("/pairing/runs/<int:run_id>/confirm")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def show_confirm_run(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run = get_run(unit, run_id)
    count = queries.count_proposals(unit, run_id).get(ProposalState.PROPOSED, 0)
    return render_template("casework/run_confirm.html", run=run, count=count, selected=())


@blueprint.post("/pairing/runs/<int:run_id>/review")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def review_selected(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    run, selected = get_run(unit, run_id), _selected()
    if not selected:
        flash(_("Select at least one pair."), "info")
        return redirect(url_for("casework.show_run", run_id=run_id))
    return render_template("casework/run_confirm.html", run=run, count=len(selected), selected=selected)


@blueprint.post("/pairing/runs/<int:run_id>/confirm")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def confirm_pairs(unit: UnitOfWork, run_id: int) -> ResponseReturnValue:
    get_run(unit, run_id)
    chosen = None if request.form.get("all") else _selected()
    fact = operations.confirm_proposals(unit, run_id=run_id, proposal_ids=chosen)
    said = ngettext(
        "%(num)s household has a caseworker now.", "%(num)s households have a caseworker now.", fact.confirmed
    )
    flash(said, "success")
    if fact.superseded:
        flash(_("%(number)s proposals were overtaken in the meantime.", number=fact.superseded), "warning")
    return redirect(url_for("casework.show_run", run_id=run_id))


@blueprint.get("/pairing/proposals/<int:proposal_id>/reject")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def show_reject_pair(unit: UnitOfWork, proposal_id: int) -> ResponseReturnValue:
    row = queries.get_proposal_page(unit, proposal_id)
    return render_template("casework/pair_reject.html", row=row, form=RejectPairForm())


@blueprint.post("/pairing/proposals/<int:proposal_id>/reject")
@needs(CaseworkPermission.PAIRING_CONFIRM)
def reject_pair(unit: UnitOfWork, proposal_id: int) -> ResponseReturnValue:
    form, row = RejectPairForm(), queries.get_proposal_page(unit, proposal_id)
    if not form.validate():
        return render_template("casework/pair_reject.html", row=row, form=form), 422
    operations.reject_proposal(unit, proposal_id, note=form.note.data, reason=form.reason.data)
    flash(
        _("The pair is turned down and will not be proposed again. Run the pairing anew for this household."), "success"
    )
    return redirect(url_for("casework.show_run", run_id=row.run_id))


def _selected() -> Sequence[int]:
    """Return the chosen proposals: boxes of the list, or what the confirmation page carries on."""
    texts = request.form.getlist("selected") or request.form.get("proposals", "").split(",")
    return [int(text) for text in texts if text.isdigit()]
