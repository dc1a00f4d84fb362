"""Accounts: their codes, which side increases them, and the house's own chart.

Debits are positive, credits negative. Money: `bank` and `clearing:*` hold it (debits increase them), funds and payables
say whom it is held for (credits increase them). Points: a household holds them (debits increase), `points:issued` is
where they come from (credits increase), `points:redeemed` where they go.
"""

import re
from dataclasses import dataclass

from foundation.errors import Invalid
from foundation.money import Money
from foundation.wording import mark
from ledger.errors import BadAccount
from ledger.rules.words import CNY, POINTS, AccountKind, OwnerKind, PaymentMethod

CODE = re.compile(r"^[a-z0-9][a-z0-9-]*(:[a-z0-9][a-z0-9-]*)*$")
COMMODITY = re.compile(r"^([A-Z]{3}|points)$")
DEBIT_KINDS = frozenset({AccountKind.ASSET, AccountKind.EXPENSE, AccountKind.POINTS})

BANK = "bank"
DONOR_FUND = "donor-fund"
POINTS_ISSUED = "points:issued"
POINTS_REDEEMED = "points:redeemed"


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """What an account is, apart from what is on it.

    Args:
        commodity: a currency code, or `points`.
        region_path: where the owning household lives; None for everybody else.
        may_go_negative: whether the balance, counted in the account's own direction, may fall below zero.
    """

    code: str
    kind: AccountKind
    commodity: str = CNY
    owner_kind: OwnerKind | None = None
    owner_id: int | None = None
    region_path: str | None = None
    may_go_negative: bool = False


HOUSE_ACCOUNTS = {
    spec.code: spec
    for spec in (
        AccountSpec(BANK, AccountKind.ASSET),
        # A provider takes refunds and disputes from what it holds for us, even when it holds nothing.
        AccountSpec("clearing:stripe", AccountKind.ASSET, may_go_negative=True),
        AccountSpec("fees:stripe", AccountKind.EXPENSE),
        AccountSpec("fees:bank", AccountKind.EXPENSE),
        AccountSpec(DONOR_FUND, AccountKind.LIABILITY),
        AccountSpec(POINTS_ISSUED, AccountKind.EQUITY, POINTS),
        AccountSpec(POINTS_REDEEMED, AccountKind.EXPENSE, POINTS),
    )
}
"""The accounts that the platform itself needs; they are opened when they are first booked on."""

MONEY_ACCOUNTS = {PaymentMethod.BANK_TRANSFER: BANK, PaymentMethod.STRIPE: "clearing:stripe"}
FEE_ACCOUNTS = {PaymentMethod.BANK_TRANSFER: "fees:bank", PaymentMethod.STRIPE: "fees:stripe"}


def side_of(kind: AccountKind) -> int:
    """Return 1 when debits increase the account, -1 when credits do."""
    return 1 if kind in DEBIT_KINDS else -1


def household_points(household_id: int, region_path: str) -> AccountSpec:
    """Return the account of a household's points, which never falls below zero."""
    code = household_points_code(household_id)
    return AccountSpec(code, AccountKind.POINTS, POINTS, OwnerKind.HOUSEHOLD, household_id, region_path)


def household_points_code(household_id: int) -> str:
    """Return the code of a household's points account."""
    return f"household:{household_id}:points"


def organisation_payable(organisation_id: int) -> AccountSpec:
    """Return the account of what the platform owes an organisation: sales or premiums not yet passed on."""
    code = organisation_payable_code(organisation_id)
    return AccountSpec(code, AccountKind.LIABILITY, CNY, OwnerKind.ORGANISATION, organisation_id)


def organisation_payable_code(organisation_id: int) -> str:
    """Return the code of the account of what the platform owes an organisation."""
    return f"org:{organisation_id}:payable"


def check_spec(spec: AccountSpec) -> None:
    """Raise Invalid unless an account may be opened like this."""
    if not CODE.match(spec.code) or len(spec.code) > 80:
        raise BadAccount(account=spec.code, field="code")
    if not COMMODITY.match(spec.commodity):
        raise Invalid(
            mark("“%(commodity)s” is neither a currency nor points."), commodity=spec.commodity, field="commodity"
        )
    if (spec.owner_kind is None) != (spec.owner_id is None):
        raise Invalid(mark("An owner has a kind and a number, or there is none."), field="owner_id")
    is_household = spec.owner_kind is OwnerKind.HOUSEHOLD
    if is_household != (spec.region_path is not None):
        raise Invalid(
            mark("A household's account, and no other, lies in the household's village."), field="region_path"
        )
    if is_household and spec.commodity == POINTS and spec.may_go_negative:
        raise Invalid(mark("A household's points never fall below zero."), field="may_go_negative")


def amount_words(amount_minor: int, commodity: str) -> str:
    """Write an amount as people read it, without its commodity: whole points, or major units with their decimals."""
    return str(amount_minor) if commodity == POINTS else str(Money(amount_minor, commodity).major)
