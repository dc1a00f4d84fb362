"""Donations given: the list, and one with its instructions or its receipt."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from foundation.actor import Actor
from foundation.errors import GatewayUnavailable
from foundation.unit_of_work import UnitOfWork, Units
from marketplace.permissions import MarketplacePermission
from marketplace.queries.donations import get_donation
from marketplace.queries.donations import list_donations as read_donations
from web.access import needs
from web.filters import label
from web.forms import page_request
from web.marketplace import blueprint
from web.services import services
from workflows.settle_payment import settle_payment


@blueprint.get("/donations")
@needs(MarketplacePermission.DONATION_READ, menu=_l("Donations"), rank=63)
def list_donations(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("marketplace/donation_list.html", page=read_donations(unit, page_request()))


@blueprint.get("/donations/<int:donation_id>")
@needs(MarketplacePermission.DONATION_READ)
def show_donation(unit: UnitOfWork, donation_id: int) -> ResponseReturnValue:
    return render_template(
        "marketplace/donation_show.html",
        donation=get_donation(unit, donation_id),
        bank=services().settings,
        came_back=request.args.get("back", ""),
    )


@blueprint.post("/donations/<int:donation_id>/ask")
@needs(MarketplacePermission.DONATION_GIVE, own_units=True)
def ask_provider(units: Units, actor: Actor, donation_id: int) -> ResponseReturnValue:
    with units.begin(actor, read_only=True) as unit:
        donation = get_donation(unit, donation_id)
    gateway = services().payments.get(donation.method.value)
    if gateway is None or donation.provider_reference is None:
        raise GatewayUnavailable()
    found = settle_payment(units, actor, gateway, donation.provider_reference)
    flash(label(found.outcome), "info")
    return redirect(url_for("marketplace.show_donation", donation_id=donation_id))
