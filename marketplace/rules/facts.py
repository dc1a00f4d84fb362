"""What the room's operations report."""

from dataclasses import dataclass

from foundation.money import Money
from ledger.rules.words import PaymentMethod, PaymentStatus
from marketplace.rules.words import ListingState, OfferState, RequestState


@dataclass(frozen=True, slots=True)
class OfferPosted:
    offer_id: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class OfferMoved:
    offer_id: int
    state: OfferState


@dataclass(frozen=True, slots=True)
class AssistanceRequested:
    request_id: int
    number: str
    offer_id: int
    household_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class RequestMoved:
    """A request's state after a step; `measure_id` is the measure of the plan that stands for it, if any."""

    request_id: int
    number: str
    household_id: int
    measure_id: int | None
    state: RequestState


@dataclass(frozen=True, slots=True)
class ListingSaved:
    """`needs_recommendation` is True when the change took the county's recommendation away."""

    listing_id: int
    state: ListingState
    needs_recommendation: bool


@dataclass(frozen=True, slots=True)
class ListingMoved:
    listing_id: int
    state: ListingState


@dataclass(frozen=True, slots=True)
class CountyAdmitted:
    county_id: int
    region_path: str


@dataclass(frozen=True, slots=True)
class DonationIntended:
    """A donation and the payment it is asked for with; `is_new` is False when the same form was sent before."""

    donation_id: int
    payment_id: int
    reference: str
    idempotency_key: str
    amount: Money
    method: PaymentMethod
    status: PaymentStatus
    is_new: bool
