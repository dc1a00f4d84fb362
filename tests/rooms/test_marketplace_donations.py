"""Donations: written down together with their payment, given once by each form, summed without names."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from foundation.actor import VISITOR
from foundation.money import Money
from foundation.paging import PageRequest
from foundation.ports import PaymentTicket, Settlement
from foundation.unit_of_work import UnitOfWork
from ledger.models import Payment
from ledger.operations import confirm_bank_transfer, learn_ticket, reverse_journal
from ledger.rules.accounts import DONOR_FUND
from ledger.rules.words import PaymentMethod, PaymentStatus
from marketplace.errors import BadDonation, DonationNotFound, FormSentTwice
from marketplace.operations.donations import intend_donation
from marketplace.queries.donations import get_donation, list_donations, sum_donations
from marketplace.rules.words import DonationPurpose
from tests.builders.world import World
from tests.rooms.marketplace_samples import gift


def test_a_donation_and_its_payment_are_written_together(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    given = intend_donation(unit, gift())
    shown = get_donation(unit, given.donation_id)
    assert given.is_new and given.reference.startswith("D-2026-")
    assert given.idempotency_key == f"donation:{given.donation_id}:pay" == shown.idempotency_key
    assert (shown.status, shown.amount, shown.reference) == (PaymentStatus.INTENDED, Money(50_000), given.reference)
    payment = unit.session.get_one(Payment, given.payment_id)
    assert payment.recorded_by == world.users["enterprise"]
    assert payment.payer_organisation_id == world.organisations["enterprise"]


def test_the_same_form_gives_once(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    first, second = intend_donation(unit, gift()), intend_donation(unit, gift())
    assert (second.donation_id, second.payment_id, second.is_new) == (first.donation_id, first.payment_id, False)
    assert unit.session.scalar(select(func.count()).select_from(Payment)) == 1
    with pytest.raises(FormSentTwice):
        intend_donation(unit, gift(amount=Money(60_000)))
    unit.actor = world.actor(unit, "producer")
    with pytest.raises(FormSentTwice):
        intend_donation(unit, gift())


def test_a_card_payment_is_nobodys_record(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    given = intend_donation(unit, gift(method=PaymentMethod.STRIPE))
    assert unit.session.get_one(Payment, given.payment_id).recorded_by is None


def test_a_donation_that_cannot_be_taken_leaves_nothing(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    with pytest.raises(BadDonation):
        intend_donation(unit, gift(amount=Money(0)))
    assert list_donations(unit, PageRequest()).total == 0


def test_donations_are_read_by_their_giver_and_the_offices(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    given = intend_donation(unit, gift())
    for login in ("enterprise", "finance_officer", "auditor", "county_officer"):
        unit.actor = world.actor(unit, login)
        assert [row.id for row in list_donations(unit, PageRequest()).rows] == [given.donation_id]
    for login in ("producer", "insurer", "caseworker", "household_member"):
        unit.actor = world.actor(unit, login)
        assert list_donations(unit, PageRequest()).total == 0
        with pytest.raises(DonationNotFound):
            get_donation(unit, given.donation_id)


def test_the_public_sum_counts_what_arrived_and_was_not_booked_back(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "enterprise")
    gifts = [
        intend_donation(unit, replace(gift(f"form-{number}"), purpose=purpose))
        for number, purpose in enumerate((DonationPurpose.SCHOOLING, DonationPurpose.SCHOOLING, DonationPurpose.HEALTH))
    ]
    unit.actor = VISITOR
    assert sum_donations(unit) == ()
    unit.actor = world.actor(unit, "finance_officer")
    for given in gifts:
        learn_ticket(unit, given.payment_id, PaymentTicket(given.reference, Settlement.PENDING))
        settled = confirm_bank_transfer(unit, given.payment_id, amount=given.amount, credit_account=DONOR_FUND)
    reverse_journal(unit, settled.journal_id, "Sent back to the giver.")
    unit.actor = VISITOR
    (sum_,) = sum_donations(unit)
    assert (sum_.purpose, sum_.count, sum_.amount) == (DonationPurpose.SCHOOLING, 2, Money(100_000))
