"""Giving money: the form, the answers once more, then the payment. No unit is open while a provider is asked."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.actor import Actor
from foundation.errors import GatewayUnavailable, HoldfastError
from foundation.unit_of_work import UnitOfWork, Units
from ledger.permissions import LedgerPermission
from ledger.rules.words import PaymentMethod
from marketplace.permissions import MarketplacePermission
from marketplace.queries.donations import get_donation
from marketplace.queries.organisations import get_own_organisation
from marketplace.rules.donations import NewDonation, check_donation
from web.access import needs
from web.filters import sentence
from web.forms import Form, add_error, enum_choices
from web.marketplace import blueprint
from web.marketplace.market_forms import GiveForm, RecordGiftForm
from web.services import services
from workflows.receive_donation import PayerPages, receive_donation, resume_donation


@blueprint.get("/donations/new")
@needs(MarketplacePermission.DONATION_GIVE)
def show_give(unit: UnitOfWork) -> ResponseReturnValue:
    return _give_page(get_own_organisation(unit).name, _give_form())


@blueprint.post("/donations/new")
@needs(MarketplacePermission.DONATION_GIVE, own_units=True)
def give(units: Units, actor: Actor) -> ResponseReturnValue:
    form = _give_form()
    with units.begin(actor, read_only=True) as unit:
        donor = get_own_organisation(unit).name
    if not _is_sound(form, donor):
        return _give_page(donor, form), 422
    step = request.form.get("step")
    if step == "change":
        return _give_page(donor, form)
    if step != "give":
        return render_template("marketplace/donation_check.html", form=form, donor=donor)
    return _collect(units, actor, form.donation(donor), form) or (_give_page(donor, form), 422)


@blueprint.get("/donations/record")
@needs(LedgerPermission.RECORD_PAYMENT)
def show_record_gift(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("marketplace/donation_record.html", form=RecordGiftForm())


@blueprint.post("/donations/record")
@needs(LedgerPermission.RECORD_PAYMENT, own_units=True)
def record_gift(units: Units, actor: Actor) -> ResponseReturnValue:
    form = RecordGiftForm()
    answer = _collect(units, actor, form.donation(), form) if form.validate() else None
    return answer or (render_template("marketplace/donation_record.html", form=form), 422)


@blueprint.post("/donations/<int:donation_id>/resume")
@needs(MarketplacePermission.DONATION_GIVE, own_units=True)
def resume(units: Units, actor: Actor, donation_id: int) -> ResponseReturnValue:
    page = url_for("marketplace.show_donation", donation_id=donation_id)
    with units.begin(actor, read_only=True) as unit:
        method = get_donation(unit, donation_id).method
    gateway = services().payments.get(method.value)
    if gateway is None:
        raise GatewayUnavailable()
    try:
        ticket = resume_donation(units, actor, gateway, donation_id, _pages)
    except GatewayUnavailable as error:
        flash(sentence(error), "warning")
        return redirect(page)
    return redirect(ticket.pay_url or page)


def _collect(units: Units, actor: Actor, new: NewDonation, form: Form) -> ResponseReturnValue | None:
    """Return where the donor goes next, or None when the form has to be mended."""
    try:
        ticket = receive_donation(units, actor, services().payments[new.method.value], new, _pages)
    except GatewayUnavailable as error:
        flash(sentence(error), "warning")
        return redirect(url_for("marketplace.list_donations"))
    except HoldfastError as error:
        add_error(form, error)
        return None
    return redirect(ticket.pay_url or url_for("marketplace.show_donation", donation_id=ticket.donation_id))


def _is_sound(form: GiveForm, donor: str) -> bool:
    if not form.validate():
        return False
    try:
        check_donation(form.donation(donor))
    except HoldfastError as error:
        add_error(form, error)
        return False
    return True


def _pages(donation_id: int) -> PayerPages:
    address = services().settings.base_url + url_for("marketplace.show_donation", donation_id=donation_id)
    return PayerPages(return_url=f"{address}?back=paid", cancel_url=f"{address}?back=left")


def _give_form() -> GiveForm:
    methods = [method for method in PaymentMethod if method.value in services().payments]
    form = GiveForm(data={"method": methods[0]})
    form.method.choices = enum_choices(methods)
    return form


def _give_page(donor: str, form: GiveForm) -> str:
    has_card = PaymentMethod.STRIPE.value in services().payments
    return render_template("marketplace/donation_give.html", form=form, donor=donor, has_card=has_card)
