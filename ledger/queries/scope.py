"""Which accounts and payments an actor may know of."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from foundation.actor import Actor
from foundation.permissions import Permission
from foundation.scope import within_areas
from ledger.models import Account, Payment
from ledger.permissions import LedgerPermission


def account_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an account is the actor's own, lies in the actor's areas, or is the house's to read."""
    return or_(
        *_shared(Account, actor, LedgerPermission.READ_ACCOUNTS),
        and_(Account.owner_kind == "organisation", Account.owner_id == actor.organisation_id),
    )


def payment_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a payment is the actor's own, lies in the actor's areas, or is the house's to read."""
    return or_(
        *_shared(Payment, actor, LedgerPermission.READ_PAYMENTS),
        Payment.payer_organisation_id == actor.organisation_id,
    )


def _shared(table: Any, actor: Actor, permission: Permission) -> tuple[ColumnElement[bool], ...]:
    is_own = table.household_id == actor.household_id
    lies_in_area = and_(table.region_path.is_not(None), within_areas(table.region_path, actor))
    if not actor.may(permission):
        return is_own, lies_in_area
    return is_own, lies_in_area, table.region_path.is_(None)
