"""Which accounts and payments an actor may know of."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from foundation.actor import Actor
from foundation.permissions import Permission
from foundation.scope import within_areas
from ledger.models import Account, Payment
from ledger.permissions import LedgerPermission
from ledger.rules.words import OwnerKind


def account_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an account is the actor's own, lies in the actor's areas, or is the house's to read."""
    is_own = and_(Account.owner_kind == OwnerKind.ORGANISATION, _equals(Account.owner_id, actor.organisation_id))
    return or_(is_own, *_of_household_or_house(Account, actor, LedgerPermission.READ_ACCOUNTS))


def payment_scope(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a payment is the actor's own, lies in the actor's areas, or is the house's to read."""
    is_own = _equals(Payment.payer_organisation_id, actor.organisation_id)
    return or_(is_own, *_of_household_or_house(Payment, actor, LedgerPermission.READ_PAYMENTS))


def _of_household_or_house(table: Any, actor: Actor, permission: Permission) -> tuple[ColumnElement[bool], ...]:
    is_own = _equals(table.household_id, actor.household_id)
    lies_in_area = and_(table.region_path.is_not(None), within_areas(table.region_path, actor))
    is_the_house_s = table.region_path.is_(None) if actor.may(permission) else false()
    return is_own, lies_in_area, is_the_house_s


def _equals(column: Any, own: int | None) -> ColumnElement[bool]:
    """Nobody's rows are not the rows of somebody who has none."""
    return false() if own is None else column == own
