"""Money that arrives through a provider or a bank: intended, known, received once.

The provider is called between two units of work, never inside one: `intend_payment`, the call, `learn_ticket`. A notice
is stored first and acted on second, and it only says that the payment is worth looking up: what settles is the
provider's present state. Steps of that story take the id that the boundary holds; what a person picks from a list is
loaded within the person's scope.
"""

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from foundation.money import Money
from foundation.ports import PaymentNotice, PaymentTicket
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from ledger.errors import (
    PaymentDiffers,
    PaymentNotFound,
    ReferenceDiffers,
    SecondPersonNeeded,
    WrongMethod,
)
from ledger.models import Payment
from ledger.models import PaymentNotice as StoredNotice
from ledger.operations.journals import book_one
from ledger.queries.scope import payment_scope
from ledger.rules.entries import JournalDraft
from ledger.rules.facts import PaymentIntended, PaymentMoved, PaymentSettled
from ledger.rules.payments import (
    NewPayment,
    check_arrived,
    check_intended,
    check_step,
    payment_reference,
    settlement_entries,
)
from ledger.rules.words import PaymentMethod, PaymentStatus

NEXT_ID = text("select nextval(pg_get_serial_sequence('payment', 'id'))")


def intend_payment(unit: UnitOfWork, new: NewPayment) -> PaymentIntended:
    """Record that we mean to collect money; the same key with the same details returns the payment recorded before.

    Raises: Invalid for an amount that cannot be asked for; PaymentDiffers when the key is used with other details, or
        the reference for another payment.
    Writes: payment. Cost: 3 statements.
    """
    check_intended(new.amount)
    payment_id = unit.session.scalars(NEXT_ID).one()
    values = _details(new) | {
        "id": payment_id,
        "idempotency_key": new.idempotency_key,
        "reference": new.reference or payment_reference(new.purpose, unit.today, payment_id),
        "payer_name": new.payer_name,
        "region_path": new.region_path,
        "recorded_by": new.recorded_by,
        "status": PaymentStatus.INTENDED,
        "created_at": unit.now,
    }
    statement = insert(Payment).values(values).on_conflict_do_nothing().returning(Payment.id)
    is_new = unit.session.scalar(statement) is not None
    payment = unit.session.scalar(select(Payment).where(Payment.idempotency_key == new.idempotency_key))
    if payment is None:
        raise PaymentDiffers(mark("“%(reference)s” already names another payment."), reference=new.reference)
    if any(getattr(payment, name) != value for name, value in _details(new).items()):
        raise PaymentDiffers()
    if is_new:
        _note(unit, "intend_payment", payment, amount_minor=payment.amount_minor, method=payment.method)
    return PaymentIntended(payment.id, payment.reference, new.idempotency_key, new.amount, payment.status, is_new)


def _details(new: NewPayment) -> dict[str, object]:
    return {
        "purpose": new.purpose,
        "subject_kind": new.subject_kind,
        "subject_id": new.subject_id,
        "payer_organisation_id": new.payer_organisation_id,
        "household_id": new.household_id,
        "method": new.method,
        "amount_minor": new.amount.minor,
        "currency": new.amount.currency,
    }


def learn_ticket(unit: UnitOfWork, payment_id: int, ticket: PaymentTicket) -> PaymentMoved:
    """Record under which reference the provider (or the bank) knows the payment; it waits for the money from now on.

    A payment that was given up in the meantime keeps its status, but can be recognised should its money arrive.
    Raises: PaymentNotFound; ReferenceDiffers when the provider named another reference before.
    Writes: payment. Cost: 2 statements.
    """
    payment = _lock(unit, payment_id)
    if payment.provider_reference not in (None, ticket.provider_reference):
        raise ReferenceDiffers()
    is_new = payment.provider_reference is None
    payment.provider_reference = ticket.provider_reference
    if payment.status is PaymentStatus.INTENDED:
        payment.status = PaymentStatus.PENDING
    if is_new:
        _note(unit, "learn_ticket", payment, provider_reference=ticket.provider_reference)
    unit.session.flush()
    return PaymentMoved(payment.id, payment.reference, payment.status, is_new)


def store_notice(unit: UnitOfWork, provider: str, notice: PaymentNotice) -> bool:
    """Store a provider's event before anything is done about it; return False when it was stored before.

    Writes: payment_notice. Cost: 1 statement.
    """
    statement = insert(StoredNotice).values(
        provider=provider,
        event_id=notice.event_id,
        kind=notice.kind,
        provider_reference=notice.provider_reference,
        received_at=unit.now,
    )
    statement = statement.on_conflict_do_nothing(index_elements=[StoredNotice.provider, StoredNotice.event_id])
    return unit.session.scalar(statement.returning(StoredNotice.id)) is not None


def settle_payment(
    unit: UnitOfWork, payment_id: int, *, amount: Money, fee: Money, credit_account: str
) -> PaymentSettled:
    """Record that the money is here and book it, once; a second call returns the booking made before.

    Args:
        amount: what arrived, as the provider says now, before its fee.
        fee: what the provider kept of it.
        credit_account: the account the money is for, such as `donor-fund`.
    Raises: PaymentNotFound; PaymentStuck when the provider does not know the payment yet; PaymentMismatch when what
        arrived is not what was asked for. The boundary then calls `flag_payment` in a unit of its own.
    Writes: payment, journal, posting, account.balance_minor. Cost: 5 statements.
    """
    payment = _lock(unit, payment_id)
    return _settle(unit, payment, amount, fee, credit_account)


def confirm_bank_transfer(
    unit: UnitOfWork, payment_id: int, *, amount: Money, credit_account: str, recorded_by: int | None = None
) -> PaymentSettled:
    """Confirm that a bank transfer is on our account, and book it, once.

    Args:
        amount: what the bank statement shows.
        recorded_by: a person who recorded the transfer, beside the one whom the payment itself names.
    Raises: PaymentNotFound; WrongMethod; SecondPersonNeeded when the confirming person recorded it, or is no person;
        PaymentMismatch when the amount is not what was asked for.
    Writes: payment, journal, posting, account.balance_minor. Cost: 5 statements.
    """
    payment = _lock(unit, payment_id, is_picked=True)
    if payment.method is not PaymentMethod.BANK_TRANSFER:
        raise WrongMethod()
    if unit.actor.user_id is None or unit.actor.user_id in (payment.recorded_by, recorded_by):
        raise SecondPersonNeeded()
    if payment.status is PaymentStatus.INTENDED:
        # Whoever reads the transfer on the statement knows that the bank knows of it.
        payment.status = PaymentStatus.PENDING
    if payment.status is not PaymentStatus.SETTLED:
        payment.recorded_by = payment.recorded_by or recorded_by
        payment.confirmed_by = unit.actor.user_id
    return _settle(unit, payment, amount, Money.zero(amount.currency), credit_account)


def fail_payment(unit: UnitOfWork, payment_id: int, reason: str) -> PaymentMoved:
    """Record that the provider gave the payment up; should its money arrive after all, it can still be settled.

    Raises: PaymentNotFound; PaymentStuck when the money is here or the payment was cancelled.
    Writes: payment. Cost: 2 statements.
    """
    return _end(unit, _lock(unit, payment_id), PaymentStatus.FAILED, reason)


def cancel_payment(unit: UnitOfWork, payment_id: int, reason: str) -> PaymentMoved:
    """Give a payment of the actor's scope up on our side; should its money arrive after all, it can still be settled.

    Raises: PaymentNotFound; PaymentStuck when the money is here or the payment failed.
    Writes: payment. Cost: 2 statements.
    """
    return _end(unit, _lock(unit, payment_id, is_picked=True), PaymentStatus.CANCELLED, reason)


def flag_payment(unit: UnitOfWork, payment_id: int, reason: str) -> PaymentMoved:
    """Put a payment before the finance office: something about it does not fit.

    Raises: PaymentNotFound.
    Writes: payment. Cost: 2 statements.
    """
    payment = _lock(unit, payment_id)
    is_new = payment.flag != reason
    payment.flag = reason
    if is_new:
        _note(unit, "flag_payment", payment, reason=reason)
    unit.session.flush()
    return PaymentMoved(payment.id, payment.reference, payment.status, is_new)


def _settle(unit: UnitOfWork, payment: Payment, amount: Money, fee: Money, credit_account: str) -> PaymentSettled:
    check_arrived(Money(payment.amount_minor, payment.currency), amount, fee)
    if payment.status is PaymentStatus.SETTLED and payment.journal_id is not None:
        booked_fee = Money(payment.fee_minor, payment.currency)
        return PaymentSettled(payment.id, payment.reference, amount, booked_fee, payment.journal_id, is_new=False)
    check_step(payment.status, PaymentStatus.SETTLED)
    draft = JournalDraft(
        reference=f"payment:{payment.id}:settled",
        description=payment.reference,
        entries=settlement_entries(payment.method, amount, fee, credit_account),
        source_kind=payment.purpose.value,
        source_id=payment.subject_id,
    )
    payment.journal_id = book_one(unit, draft).journal_id
    payment.status = PaymentStatus.SETTLED
    payment.settled_at = unit.now
    payment.fee_minor = fee.minor
    payment.flag = None
    unit.session.flush()
    _note(unit, "settle_payment", payment, amount_minor=amount.minor, fee_minor=fee.minor, credit=credit_account)
    return PaymentSettled(payment.id, payment.reference, amount, fee, payment.journal_id, is_new=True)


def _end(unit: UnitOfWork, payment: Payment, status: PaymentStatus, reason: str) -> PaymentMoved:
    is_new = payment.status is not status
    if is_new:
        check_step(payment.status, status)
        payment.status = status
        payment.end_reason = reason
        unit.session.flush()
        _note(unit, "fail_payment" if status is PaymentStatus.FAILED else "cancel_payment", payment, reason=reason)
    return PaymentMoved(payment.id, payment.reference, payment.status, is_new)


def _lock(unit: UnitOfWork, payment_id: int, *, is_picked: bool = False) -> Payment:
    statement = select(Payment).where(Payment.id == payment_id)
    if is_picked:
        statement = statement.where(payment_scope(unit.actor))
    payment = unit.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if payment is None:
        raise PaymentNotFound()
    return payment


def _note(unit: UnitOfWork, act: str, payment: Payment, **detail: object) -> None:
    unit.note(act, "payment", payment.id, region_path=payment.region_path, reference=payment.reference, **detail)
