"""Payments through Stripe Checkout.

The provider reference is the checkout session's id, which exists before anybody pays. Where a payment stands is always
read from the session as it is now; events only say that it is worth looking.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import stripe
from stripe.params.checkout import SessionCreateParams

from foundation.errors import GatewayUnavailable, Invalid
from foundation.money import Money, minor_digits
from foundation.ports import PaymentNotice, PaymentOrder, PaymentState, PaymentTicket, Settlement
from foundation.wording import mark

log = logging.getLogger(__name__)

# Source: docs.stripe.com/currencies. A currency that is not listed is charged in hundredths, ISK and UGX included.
NO_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMALS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
WHOLE_STEPS = {"ISK": 100, "UGX": 100} | dict.fromkeys(THREE_DECIMALS, 10)

NO_ANSWER = mark("The payment provider does not answer at the moment. Nothing was lost; try again later.")
NO_ACCESS = mark("The payment provider refuses our access. Tell the administrator; nothing was charged.")
REFUSED = mark("The payment provider does not accept this payment. Check the amount, or pay by bank transfer.")
OTHER_MEANING = mark("This payment was already begun with other details. Begin a new one.")
UNKNOWN = mark("The payment provider does not know this payment.")
WRONG_CURRENCY = mark("%(currency)s cannot be paid by card. Pay by bank transfer.")
WRONG_STEP = mark("An amount in %(currency)s has to be a multiple of %(step)s to be paid by card.")
WRONG_NOTICE = mark("This notice does not come from the payment provider.")


class StripePayments:
    """Collects money by card and the other means that Stripe's page offers.

    Args:
        api_base: Stripe's address; tests point it at their stand-in.
        timeout_seconds: for one call; a call is repeated twice, with the same idempotency key.
    """

    name = "stripe"

    def __init__(
        self,
        secret_key: str,
        webhook_secret: str,
        api_base: str = "https://api.stripe.com",
        *,
        timeout_seconds: float = 20.0,
    ) -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base},
            max_network_retries=2,
            http_client=stripe.RequestsClient(timeout=timeout_seconds),
        )

    def open_payment(self, order: PaymentOrder) -> PaymentTicket:
        """Open a checkout session; the same order key gives the same session again.

        Raises: GatewayUnavailable when Stripe does not answer; Invalid when it refuses the payment.
        """
        check_payable(order.amount)
        with plain_errors(REFUSED):
            session = self._client.v1.checkout.sessions.create(session_params(order), {"idempotency_key": order.key})
        return PaymentTicket(session.id, session_status(session), pay_url=session.url)

    def look_up(self, provider_reference: str) -> PaymentState:
        """Read the session and, once it is paid, Stripe's fee from its balance.

        A payment counts as settled when its fee is known, because amount and fee are booked together.
        Raises: GatewayUnavailable when Stripe does not answer; Invalid when it does not know the session.
        """
        with plain_errors(UNKNOWN):
            session = self._client.v1.checkout.sessions.retrieve(
                provider_reference, {"expand": ["payment_intent.latest_charge.balance_transaction"]}
            )
        amount = Money(session.amount_total or 0, (session.currency or "cny").upper())
        status, fee = session_status(session), charged_fee(session)
        if status is Settlement.SETTLED and fee is None:
            status = Settlement.PENDING
        return PaymentState(session.id, status, amount, fee or Money.zero(amount.currency))

    def read_notice(self, body: bytes, signature: str) -> PaymentNotice:
        """Check an event's signature and age and read which session it speaks of.

        Raises: Invalid when the signature is wrong or older than five minutes.
        """
        try:
            event = self._client.construct_event(body, signature, self._webhook_secret)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise Invalid(WRONG_NOTICE) from error
        subject = event.data.object
        reference = subject["id"] if subject["object"] == "checkout.session" else None
        return PaymentNotice(event.id, event.type, reference)


def check_payable(amount: Money) -> None:
    """Raise Invalid unless Stripe counts the currency as we do and takes the amount."""
    digits = 0 if amount.currency in NO_DECIMALS else 3 if amount.currency in THREE_DECIMALS else 2
    if digits != minor_digits(amount.currency):
        raise Invalid(WRONG_CURRENCY, currency=amount.currency, field="currency")
    step = WHOLE_STEPS.get(amount.currency, 1)
    if amount.minor % step:
        raise Invalid(WRONG_STEP, currency=amount.currency, step=Money(step, amount.currency).major, field="amount")


def session_params(order: PaymentOrder) -> SessionCreateParams:
    """Return the checkout session that collects `order`."""
    return {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.amount.currency.lower(),
                    "unit_amount": order.amount.minor,
                    "product_data": {"name": order.description},
                },
            }
        ],
        "success_url": order.return_url,
        "cancel_url": order.cancel_url,
        "client_reference_id": order.reference,
        "metadata": {"reference": order.reference},
        # Stripe's default capture leaves the fee unknown for a while after the payment; this one does not.
        "payment_intent_data": {"metadata": {"reference": order.reference}, "capture_method": "automatic"},
    }


def session_status(session: stripe.checkout.Session) -> Settlement:
    """Tell where a session stands. A slow means of payment may fail after the session was completed."""
    if session.payment_status == "paid":
        return Settlement.SETTLED
    intent = session.payment_intent
    has_failed = isinstance(intent, stripe.PaymentIntent) and intent.status in {"requires_payment_method", "canceled"}
    if session.status == "expired" or (session.status == "complete" and has_failed):
        return Settlement.FAILED
    return Settlement.PENDING


def charged_fee(session: stripe.checkout.Session) -> Money | None:
    """Return Stripe's fee in the currency of our balance there; None while it is not booked."""
    intent = session.payment_intent
    charge = intent.latest_charge if isinstance(intent, stripe.PaymentIntent) else None
    entry = charge.balance_transaction if isinstance(charge, stripe.Charge) else None
    return Money(entry.fee, entry.currency.upper()) if isinstance(entry, stripe.BalanceTransaction) else None


@contextmanager
def plain_errors(refusal: str) -> Iterator[None]:
    """Turn Stripe's errors into ours; `refusal` is said when Stripe refuses what was asked."""
    try:
        yield
    except stripe.IdempotencyError as error:
        raise Invalid(OTHER_MEANING) from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        log.warning("Stripe refused request %s: %s", error.request_id, error.user_message)
        raise Invalid(refusal) from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.error("Stripe refused our key, request %s", error.request_id)
        raise GatewayUnavailable(NO_ACCESS) from error
    except stripe.StripeError as error:
        log.warning("Stripe did not answer request %s: %s", error.request_id, type(error).__name__)
        raise GatewayUnavailable(NO_ANSWER) from error
