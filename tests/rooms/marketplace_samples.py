"""Offers, goods and donations that tests post."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

from foundation.money import Money
from foundation.unit_of_work import UnitOfWork
from ledger.rules.words import PaymentMethod
from marketplace.operations.listings import admit_county, create_listing, recommend_listing, submit_listing
from marketplace.operations.offers import post_offer, publish_offer
from marketplace.operations.requests import request_help
from marketplace.rules.donations import NewDonation
from marketplace.rules.facts import AssistanceRequested
from marketplace.rules.listings import NewListing
from marketplace.rules.offers import Conditions, NewOffer
from marketplace.rules.words import DonationPurpose, OfferKind, UnitWord
from registry.errors import AlreadyConsented
from registry.operations.consents import give_consent
from registry.queries.needs import get_needs
from registry.rules.causes import Cause
from registry.rules.words import ConsentPurpose
from tests.builders.world import COUNTY, World

GRANTS = NewOffer(
    kind=OfferKind.MONEY,
    title_en="School grants",
    title_zh="助学金",
    description="A grant for a child of school age, paid once a year.",
    unit=UnitWord.GRANT,
    quantity=2,
    causes=frozenset({Cause.SCHOOLING}),
    valid_from=date(2026, 6, 1),
    valid_until=date(2026, 12, 31),
    unit_value=Money(200_000),
    conditions=Conditions(needs_child=True),
    region_path=COUNTY,
)
GIFT = Money(50_000)
RICE = NewListing("Rice, new harvest", "新米", "五公斤装，当年新米。", UnitWord.BAG, Money(12_800), 40)


def publish_grants(unit: UnitOfWork, world: World, **changes: object) -> int:
    """Post and open school grants as the enterprise of the cast; give the unit back to who had it."""
    before, unit.actor = unit.actor, world.actor(unit, "enterprise")
    offer_id = post_offer(unit, replace(GRANTS, **changes)).offer_id  # type: ignore[arg-type]
    publish_offer(unit, offer_id)
    unit.actor = before
    return offer_id


def consent(unit: UnitOfWork, world: World, code: str) -> int:
    """Have a household agree that helpers are told its needs; return its id."""
    household_id = world.households[code]
    with suppress(AlreadyConsented):
        give_consent(unit, household_id, ConsentPurpose.SHARE_WITH_HELPER, "陈桂英")
    return household_id


def ask(
    unit: UnitOfWork, world: World, offer_id: int, code: str = "A-001", quantity: int = 1, **values: object
) -> AssistanceRequested:
    """Ask for an offer in a household's name, as the unit's actor."""
    needs = get_needs(unit, consent(unit, world, code), {Cause.SCHOOLING})
    return request_help(unit, needs, offer_id, quantity, **values)  # type: ignore[arg-type]


def list_county(unit: UnitOfWork) -> None:
    """Put the world's county on the list of those whose producers may sell."""
    admit_county(unit, COUNTY, date(2026, 1, 1), "Test list of 2026")


def publish_rice(unit: UnitOfWork, world: World, **changes: object) -> int:
    """List rice as the producer of the cast, recommended by the county; the county must be on the list."""
    before, unit.actor = unit.actor, world.actor(unit, "producer")
    listing_id = create_listing(unit, replace(RICE, **changes)).listing_id  # type: ignore[arg-type]
    submit_listing(unit, listing_id)
    unit.actor = world.actor(unit, "county_officer")
    recommend_listing(unit, listing_id)
    unit.actor = before
    return listing_id


def gift(
    form_key: str = "form-1", amount: Money = GIFT, method: PaymentMethod = PaymentMethod.BANK_TRANSFER
) -> NewDonation:
    """A donation of the cast's enterprise."""
    return NewDonation(form_key, amount, DonationPurpose.SCHOOLING, method, "测试enterprise")
