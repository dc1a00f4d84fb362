"""The pairing board: who waits, a new run, and the runs before."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.permissions import CaseworkPermission
from casework.queries import pairing as queries
from casework.rules.pairing import PairingWeights
from foundation.unit_of_work import UnitOfWork
from registry.queries.regions import list_areas, list_regions_below
from web.access import needs
from web.casework import blueprint
from web.casework.forms import ProposeForm
from web.forms import page_request
from web.services import services
from workflows.pair_caseworkers import propose_caseworkers


@blueprint.get("/pairing")
@needs(CaseworkPermission.PAIRING_READ, menu=_l("Pairing"), rank=15)
def show_pairing(unit: UnitOfWork) -> ResponseReturnValue:
    kilometres = {name: metres // 1000 for name, metres in PairingWeights().as_dict().items()}
    return _board(unit, ProposeForm(data=kilometres))


@blueprint.post("/pairing")
@needs(CaseworkPermission.PAIRING_PROPOSE)
def propose_pairs(unit: UnitOfWork) -> ResponseReturnValue:
    form = ProposeForm()
    form.region.choices = _regions(unit)
    if not form.validate():
        return _board(unit, form), 422
    # The solver computes in this process and tells nobody, so it may run inside the unit.
    paired = propose_caseworkers(
        unit, services().flow_solver, scope_path=form.region.data, weights=form.weights
    ).proposed
    if not paired.waiting:
        flash(_("No case waits for a caseworker there."), "info")
        return redirect(url_for("casework.show_pairing"))
    said = _("%(paired)s of %(waiting)s cases have a proposal.", paired=paired.paired, waiting=paired.waiting)
    flash(said, "success")
    return redirect(url_for("casework.show_run", run_id=paired.run_id))


def _board(unit: UnitOfWork, form: ProposeForm) -> str:
    form.region.choices = _regions(unit)
    return render_template(
        "casework/pairing_board.html",
        form=form,
        runs=queries.list_runs(unit, page_request(size=10)),
        figures=queries.sum_pairing(unit),
    )


def _regions(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Return the regions that a run can be made for: the actor's own, and the townships in them."""
    own = [(place.path, place.name) for place in list_areas(unit)]
    return [*own, *((p.path, p.name) for p in list_regions_below(unit, "township") if (p.path, p.name) not in own)]
