"""Applying for cover in a household's name: the price for so many units first, then the application."""

from dataclasses import dataclass
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.errors import CaseNotFound
from casework.queries.cases import find_open_case_id, list_causes
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from insurance.errors import ProductNotFound
from insurance.permissions import InsurancePermission
from insurance.queries.products import FittingProduct, get_offered_product, list_fitting_products, tariff_of
from insurance.rules.premium import Quote, quote_premium
from registry.models import Household
from registry.queries.consents import has_consent
from registry.queries.households import get_household
from registry.queries.needs import needs_of
from registry.rules.words import ConsentPurpose
from web.access import needs
from web.forms import add_error
from web.insurance import blueprint
from web.insurance.forms import ApplyForm
from workflows.apply_for_cover import apply_for_cover


@dataclass(frozen=True)
class Proposal:
    """A household's open case and a product that fits it."""

    household: Household
    case_id: int
    found: FittingProduct
    may_share: bool


@blueprint.get("/households/<int:household_id>/products/<int:product_id>/apply")
@needs(InsurancePermission.COVER_APPLY)
def show_apply(unit: UnitOfWork, household_id: int, product_id: int) -> ResponseReturnValue:
    proposal = _proposal(unit, household_id, product_id)
    form = ApplyForm(units=proposal.found.quote.units)
    return render_template("insurance/apply.html", proposal=proposal, form=form, quote=proposal.found.quote)


@blueprint.post("/households/<int:household_id>/products/<int:product_id>/apply")
@needs(InsurancePermission.COVER_APPLY)
def apply(unit: UnitOfWork, household_id: int, product_id: int) -> ResponseReturnValue:
    proposal = _proposal(unit, household_id, product_id)
    form = ApplyForm()
    quote = _quote(unit, proposal, form)
    if quote is None:
        shown = proposal.found.quote
        return render_template("insurance/apply.html", proposal=proposal, form=form, quote=shown), 422
    if request.form.get("step") == "calculate":
        return render_template("insurance/apply.html", proposal=proposal, form=form, quote=quote)
    return _send(unit, proposal, form, quote)


def _send(unit: UnitOfWork, proposal: Proposal, form: ApplyForm, quote: Quote) -> ResponseReturnValue:
    try:
        planned = apply_for_cover(
            unit,
            household_id=proposal.household.id,
            case_id=proposal.case_id,
            product_id=proposal.found.product_id,
            units=quote.units,
            household_consented_at=unit.now if form.is_consented.data else None,
        )
    except HoldfastError as error:
        add_error(form, error)
        return render_template("insurance/apply.html", proposal=proposal, form=form, quote=quote), 422
    flash(_("The application %(number)s is made and stands in the plan.", number=planned.cover.number), "success")
    return redirect(url_for("insurance.show_application", application_id=planned.cover.application_id))


def _quote(unit: UnitOfWork, proposal: Proposal, form: ApplyForm) -> Quote | None:
    if not form.validate():
        return None
    product = get_offered_product(unit, proposal.found.product_id, proposal.household.region_path)
    try:
        return quote_premium(tariff_of(product), Decimal(form.units.data))
    except HoldfastError as error:
        add_error(form, error)
        return None


def _proposal(unit: UnitOfWork, household_id: int, product_id: int) -> Proposal:
    household = get_household(unit, household_id)
    case_id = find_open_case_id(unit, household_id)
    if case_id is None:
        raise CaseNotFound()
    causes = frozenset(row.cause for row in list_causes(unit, case_id))
    fitting = list_fitting_products(unit, needs_of(household, causes, unit.today), unit.today)
    found = next((one for one in fitting if one.product_id == product_id), None)
    if found is None:
        raise ProductNotFound()
    return Proposal(household, case_id, found, has_consent(unit, household_id, ConsentPurpose.SHARE_WITH_HELPER))
