"""Giving money: the donation and the payment it is asked for with are written together."""

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from ledger.models import Payment
from ledger.operations import intend_payment
from ledger.rules.payments import NewPayment
from ledger.rules.words import PaymentMethod, PaymentPurpose
from marketplace.errors import FormSentTwice
from marketplace.models import Donation
from marketplace.rules.donations import NewDonation, check_donation, donation_key
from marketplace.rules.facts import DonationIntended

NEXT_ID = text("select nextval(pg_get_serial_sequence('donation', 'id'))")


def intend_donation(unit: UnitOfWork, new: NewDonation) -> DonationIntended:
    """Record that somebody means to give, with the payment that will be asked for; the same form gives once.

    Whoever writes a bank transfer down may not confirm it later, so the payment keeps their id.
    Raises: BadDonation; FormSentTwice when the same form is being sent at this moment, or was sent with other details.
    Writes: donation, payment, audit.
    """
    check_donation(new)
    donation = unit.session.scalar(select(Donation).where(Donation.form_key == new.form_key))
    if donation is not None:
        return _given_before(unit, donation, new)
    donation_id = unit.session.scalars(NEXT_ID).one()
    is_transfer = new.method is PaymentMethod.BANK_TRANSFER
    payment = intend_payment(
        unit,
        NewPayment(
            purpose=PaymentPurpose.DONATION,
            method=new.method,
            amount=new.amount,
            payer_name=new.donor_name.strip(),
            subject_kind="donation",
            subject_id=donation_id,
            idempotency_key=donation_key(donation_id),
            payer_organisation_id=unit.actor.organisation_id,
            recorded_by=unit.actor.user_id if is_transfer else None,
        ),
    )
    _insert(unit, donation_id, new, payment.payment_id, payment.reference)
    unit.note("intend_donation", "donation", donation_id, reference=payment.reference, amount_minor=new.amount.minor)
    return DonationIntended(
        donation_id,
        payment.payment_id,
        payment.reference,
        payment.idempotency_key,
        new.amount,
        new.method,
        payment.status,
        is_new=True,
    )


def _insert(unit: UnitOfWork, donation_id: int, new: NewDonation, payment_id: int, reference: str) -> None:
    statement = insert(Donation).values(
        id=donation_id,
        reference=reference,
        form_key=new.form_key,
        organisation_id=unit.actor.organisation_id,
        donor_name=new.donor_name.strip(),
        is_anonymous=new.is_anonymous,
        amount_minor=new.amount.minor,
        currency=new.amount.currency,
        purpose=new.purpose,
        payment_id=payment_id,
        given_at=unit.now,
        given_by_id=unit.actor.user_id,
    )
    statement = statement.on_conflict_do_nothing(index_elements=["form_key"])
    if unit.session.scalar(statement.returning(Donation.id)) is None:
        raise FormSentTwice()


def _given_before(unit: UnitOfWork, donation: Donation, new: NewDonation) -> DonationIntended:
    payment = unit.session.get_one(Payment, donation.payment_id, populate_existing=True)
    was = (donation.given_by_id, donation.amount, donation.purpose, payment.method)
    if was != (unit.actor.user_id, new.amount, new.purpose, new.method):
        raise FormSentTwice()
    return DonationIntended(
        donation.id,
        payment.id,
        donation.reference,
        payment.idempotency_key,
        donation.amount,
        payment.method,
        payment.status,
        is_new=False,
    )
