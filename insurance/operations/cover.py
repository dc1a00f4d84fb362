"""Applying for cover, deciding on it, and recording who has paid."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql

from foundation.money import Money
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from insurance.errors import (
    AlreadyApplied,
    ApplicationNotFound,
    CannotDo,
    DoesNotFit,
    NotOnSale,
    NotYetConsented,
    ReasonMissing,
    SecondPersonNeeded,
)
from insurance.models import ApplicationShare, CoverApplication, InsuranceProduct
from insurance.queries.cover import lock_application, lock_own_application
from insurance.queries.products import get_offered_product, offer_of, tariff_of
from insurance.rules.cover import OPEN_STATES, next_state
from insurance.rules.eligibility import match_product
from insurance.rules.facts import CoverApplied, CoverMoved, SharePaid
from insurance.rules.premium import Quote, quote_premium
from insurance.rules.products import is_on_sale
from insurance.rules.words import CoverAct, CoverState, Payer
from registry.models import Household
from registry.queries.consents import require_consent
from registry.queries.households import get_household
from registry.rules.needs import HouseholdNeeds
from registry.rules.words import ConsentPurpose


def apply(
    unit: UnitOfWork,
    needs: HouseholdNeeds,
    product_id: int,
    units: Decimal,
    *,
    case_id: int | None = None,
    household_consented_at: datetime | None = None,
) -> CoverApplied:
    """Apply for cover in a household's name, at today's premium, with a copy of today's shares.

    Args:
        needs: what the product is matched against.
        household_consented_at: when the household said yes to this application; None leaves it a draft.
    Raises: HouseholdNotFound, ProductNotFound, NotOnSale, DoesNotFit, BadUnits, AlreadyApplied, ConsentMissing.
    Writes: cover_application, application_share, audit.
    """
    household = get_household(unit, needs.household_id)
    product = get_offered_product(unit, product_id, household.region_path)
    if not is_on_sale(product.state, product.on_sale_from, product.on_sale_until, unit.today):
        raise NotOnSale()
    if not match_product(offer_of(product), needs).fits:
        raise DoesNotFit()
    quote = quote_premium(tariff_of(product), units)
    application_id, number = _insert_application(unit, household, product, quote, case_id)
    _insert_shares(unit, application_id, quote)
    unit.note(
        "apply_for_cover",
        "cover_application",
        application_id,
        region_path=household.region_path,
        product_id=product.id,
        premium_minor=quote.total.minor,
    )
    state = CoverState.DRAFTED
    if household_consented_at is not None:
        state = submit_application(unit, application_id, household_consented_at).state
    return CoverApplied(application_id, number, household.id, state, quote.total, quote.household_part)


def submit_application(unit: UnitOfWork, application_id: int, household_consented_at: datetime) -> CoverMoved:
    """Send a draft to the insurer, with the household's yes to it.

    Raises: ApplicationNotFound, CannotDo, ConsentMissing, NotYetConsented. Writes: cover_application, audit.
    """
    application = lock_application(unit, application_id)
    if household_consented_at > unit.now:
        raise NotYetConsented()
    require_consent(unit, application.household_id, ConsentPurpose.SHARE_WITH_HELPER)
    _move(unit, application, CoverAct.SUBMIT)
    application.household_consented_at = household_consented_at
    application.submitted_at = unit.now
    return _moved(unit, application)


def accept_application(unit: UnitOfWork, application_id: int) -> CoverMoved:
    """Insure the household. No payment is waited for: a late subsidy is owed by its payer, not by the household.

    Raises: ApplicationNotFound, CannotDo, SecondPersonNeeded. Writes: cover_application, audit.
    """
    return _decide(unit, application_id, CoverAct.ACCEPT, "")


def decline_application(unit: UnitOfWork, application_id: int, reason: str) -> CoverMoved:
    """Decline an application, with the reason the household is told.

    Raises: ApplicationNotFound, CannotDo, SecondPersonNeeded, ReasonMissing. Writes: cover_application, audit.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return _decide(unit, application_id, CoverAct.DECLINE, reason.strip())


def withdraw_application(unit: UnitOfWork, application_id: int, reason: str = "") -> CoverMoved:
    """Take an open application back in the household's name.

    Raises: ApplicationNotFound, CannotDo. Writes: cover_application, audit.
    """
    application = lock_application(unit, application_id)
    _move(unit, application, CoverAct.WITHDRAW)
    application.reason = reason.strip()
    return _moved(unit, application)


def record_share_payment(unit: UnitOfWork, application_id: int, payer: Payer, paid_at: datetime) -> SharePaid:
    """Record that a payer's part of an accepted application's premium came. Repeating it changes nothing.

    Raises: ApplicationNotFound, CannotDo. Writes: application_share, audit.
    """
    application = lock_application(unit, application_id)
    if application.state is not CoverState.ACCEPTED:
        raise CannotDo(mark("A premium is paid once the insurer has accepted the application."))
    if paid_at > unit.now:
        raise CannotDo(mark("The day of payment lies in the future."))
    share = unit.session.get(ApplicationShare, (application.id, payer))
    if share is None:
        raise ApplicationNotFound(mark("This payer has no part in this premium."))
    amount = Money(share.amount_minor, application.currency)
    if share.paid_at is not None:
        return SharePaid(application.id, payer, amount, share.paid_at, is_new=False)
    share.paid_at = paid_at
    unit.note(
        "record_share_payment",
        "cover_application",
        application.id,
        region_path=application.region_path,
        payer=payer.value,
        amount_minor=amount.minor,
    )
    return SharePaid(application.id, payer, amount, paid_at, is_new=True)


def _decide(unit: UnitOfWork, application_id: int, act: CoverAct, reason: str) -> CoverMoved:
    application = lock_own_application(unit, application_id)
    if application.applied_by_id is not None and application.applied_by_id == unit.actor.user_id:
        raise SecondPersonNeeded()
    _move(unit, application, act)
    application.decided_at, application.decided_by_id = unit.now, unit.actor.user_id
    application.reason = reason
    return _moved(unit, application)


def _move(unit: UnitOfWork, application: CoverApplication, act: CoverAct) -> None:
    application.state = next_state(application.state, act)
    unit.note(
        f"{act.value}_cover_application",
        "cover_application",
        application.id,
        region_path=application.region_path,
        number=application.number,
    )


def _moved(unit: UnitOfWork, application: CoverApplication) -> CoverMoved:
    unit.session.flush()
    return CoverMoved(application.id, application.number, application.household_id, application.state)


def _insert_application(
    unit: UnitOfWork, household: Household, product: InsuranceProduct, quote: Quote, case_id: int | None
) -> tuple[int, str]:
    application_id = unit.session.scalar(text("select nextval(pg_get_serial_sequence('cover_application', 'id'))")) or 0
    number = f"I-{unit.today.year}-{application_id:06d}"
    is_open = CoverApplication.state.in_(OPEN_STATES)
    inserted = unit.session.scalar(
        postgresql.insert(CoverApplication)
        .values(
            id=application_id,
            number=number,
            product_id=product.id,
            household_id=household.id,
            region_path=household.region_path,
            case_id=case_id,
            units=quote.units,
            sum_insured_minor=quote.sum_insured.minor,
            premium_minor=quote.total.minor,
            currency=quote.total.currency,
            state=CoverState.DRAFTED,
            applied_at=unit.now,
            applied_by_id=unit.actor.user_id,
        )
        .on_conflict_do_nothing(
            index_elements=["household_id", "product_id"], index_where=text("state in ('drafted', 'submitted')")
        )
        .returning(CoverApplication.id)
    )
    if inserted is None:
        held = select(CoverApplication.number).where(
            CoverApplication.household_id == household.id, CoverApplication.product_id == product.id, is_open
        )
        raise AlreadyApplied(number=unit.session.scalar(held) or "")
    return application_id, number


def _insert_shares(unit: UnitOfWork, application_id: int, quote: Quote) -> None:
    unit.session.execute(
        insert(ApplicationShare),
        [
            {
                "application_id": application_id,
                "payer": part.payer,
                "share_bps": part.share_bps,
                "amount_minor": part.amount.minor,
            }
            for part in quote.parts
        ],
    )
