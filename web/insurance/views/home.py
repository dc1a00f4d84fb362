"""The insurer's home: what waits for a decision, and how the products stand."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from insurance.permissions import InsurancePermission
from insurance.queries.cover import ApplicationFilters, list_applications
from insurance.queries.products import list_products, sum_figures
from insurance.rules.words import CoverState
from web.access import needs
from web.insurance import blueprint

WAITING_SHOWN = 5


@blueprint.get("/")
@needs(InsurancePermission.COVER_DECIDE, menu=_l("Overview"), rank=10)
def show_insurer_home(unit: UnitOfWork) -> ResponseReturnValue:
    waiting = list_applications(
        unit, ApplicationFilters(state=CoverState.SUBMITTED), PageRequest(size=WAITING_SHOWN, sort="applied")
    )
    products = list_products(unit, PageRequest(size=20, sort="-waiting"))
    return render_template("insurance/insurer_home.html", waiting=waiting, products=products, figures=sum_figures(unit))
