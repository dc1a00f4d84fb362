"""Asking for an offer in a household's name: one page, one question, then the plan has a new measure."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.errors import CaseNotFound
from casework.queries.cases import get_case, list_causes
from foundation.errors import HoldfastError, Invalid
from foundation.unit_of_work import UnitOfWork
from marketplace.permissions import MarketplacePermission
from marketplace.queries.offers import get_offered, get_public_offer, terms_of
from marketplace.rules.matching import match_offer
from registry.queries.consents import has_consent
from registry.queries.households import get_household
from registry.queries.needs import needs_of
from registry.rules.words import ConsentPurpose
from web.access import needs
from web.forms import add_error
from web.marketplace import blueprint
from web.marketplace.forms import DrawForm
from workflows.draw_on_offer import draw_on_offer


@blueprint.get("/offers/<int:offer_id>/draw")
@needs(MarketplacePermission.REQUEST_MAKE)
def show_draw_on_offer(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    values = {name: request.args.get(name, "") for name in ("household_id", "case_id")}
    return _page(unit, offer_id, DrawForm(formdata=None, data={**values, "quantity": 1}))


@blueprint.post("/offers/<int:offer_id>/draw")
@needs(MarketplacePermission.REQUEST_MAKE)
def draw_on_offer_for(unit: UnitOfWork, offer_id: int) -> ResponseReturnValue:
    form = DrawForm()
    if form.validate():
        household_id, case_id = _number(form.household_id.data), _number(form.case_id.data)
        try:
            planned = draw_on_offer(unit, household_id, case_id, offer_id, form.quantity.data, form.note.data or "")
        except HoldfastError as error:
            add_error(form, error)
        else:
            number = planned.request.number
            flash(_("%(number)s is with the enterprise and stands in the plan.", number=number), "success")
            return redirect(url_for("registry.show_household", household_id=household_id, _anchor="offers"))
    return _page(unit, offer_id, form), 422


def _page(unit: UnitOfWork, offer_id: int, form: DrawForm) -> str:
    household = get_household(unit, _number(form.household_id.data))
    case = get_case(unit, _number(form.case_id.data))
    if case.household_id != household.id:
        raise CaseNotFound()
    get_offered(unit, offer_id, household.region_path)
    offer = get_public_offer(unit, offer_id)
    causes = frozenset(row.cause for row in list_causes(unit, case.id))
    return render_template(
        "marketplace/offer_draw.html",
        household=household,
        offer=offer,
        fit=match_offer(terms_of(offer), needs_of(household, causes, unit.today)),
        may_share=has_consent(unit, household.id, ConsentPurpose.SHARE_WITH_HELPER),
        form=form,
    )


def _number(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Invalid()
    return int(text)
