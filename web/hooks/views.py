"""Where payment providers tell us that something happened. They prove themselves by a signature, not by a session."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from foundation.actor import Actor, system_actor
from foundation.errors import Conflict
from foundation.unit_of_work import Units
from ledger.rules.words import PaymentMethod
from web.access import public
from web.extensions import csrf
from web.hooks import blueprint
from web.services import services
from workflows.settle_payment import Outcome, settle_notice

LARGEST_NOTICE_BYTES = 256 * 1024


@blueprint.post("/stripe")
@public("Stripe signs its notices", own_units=True)
def take_notice(units: Units, actor: Actor) -> ResponseReturnValue:
    """Answer 200 when the notice was dealt with, 409 when Stripe should tell us again, 4xx when it is not Stripe's."""
    gateway = services().payments.get(PaymentMethod.STRIPE.value)
    if gateway is None:
        abort(404)
    request.max_content_length = LARGEST_NOTICE_BYTES
    notice = gateway.read_notice(request.get_data(), request.headers.get("Stripe-Signature", ""))
    found = settle_notice(units, system_actor("stripe notice"), gateway, notice)
    if found.outcome is Outcome.UNKNOWN:
        raise Conflict(found.outcome.label)
    return {"outcome": found.outcome.value}


csrf.exempt(take_notice)
