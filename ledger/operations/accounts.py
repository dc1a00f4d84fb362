"""Opening accounts."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from ledger.errors import AccountDiffers
from ledger.models import Account
from ledger.rules.accounts import AccountSpec, check_spec, household_points, organisation_payable, side_of
from ledger.rules.facts import AccountOpened
from ledger.rules.words import OwnerKind


def open_account(unit: UnitOfWork, spec: AccountSpec) -> AccountOpened:
    """Open an account, or find it open already.

    Raises: Invalid when the account cannot be like this; AccountDiffers when the code is open with another meaning.
    Writes: account. Cost: 1 statement when new, 2 otherwise.
    """
    check_spec(spec)
    account_id = insert_accounts(unit, [spec]).get(spec.code)
    if account_id is not None:
        unit.note("open_account", "account", account_id, region_path=spec.region_path, code=spec.code)
        return AccountOpened(account_id, spec.code, is_new=True)
    known = unit.session.execute(
        select(Account.id, Account.kind, Account.commodity, Account.owner_kind, Account.owner_id).where(
            Account.code == spec.code
        )
    ).one()
    if tuple(known[1:]) != (spec.kind, spec.commodity, spec.owner_kind, spec.owner_id):
        raise AccountDiffers(account=spec.code)
    return AccountOpened(known.id, spec.code, is_new=False)


def open_household_points(unit: UnitOfWork, household_id: int, region_path: str) -> AccountOpened:
    """Open the account of a household's points, or find it open already."""
    return open_account(unit, household_points(household_id, region_path))


def open_organisation_payable(unit: UnitOfWork, organisation_id: int) -> AccountOpened:
    """Open the account of what the platform owes an organisation, or find it open already."""
    return open_account(unit, organisation_payable(organisation_id))


def insert_accounts(unit: UnitOfWork, specs: Iterable[AccountSpec]) -> dict[str, int]:
    """Insert the accounts that are not open yet; return the ids of those by code. Cost: 1 statement."""
    rows = [
        {
            "code": spec.code,
            "kind": spec.kind,
            "commodity": spec.commodity,
            "side": side_of(spec.kind),
            "owner_kind": spec.owner_kind,
            "owner_id": spec.owner_id,
            "household_id": spec.owner_id if spec.owner_kind is OwnerKind.HOUSEHOLD else None,
            "region_path": spec.region_path,
            "may_go_negative": spec.may_go_negative,
            "opened_at": unit.now,
        }
        for spec in specs
    ]
    statement = insert(Account).on_conflict_do_nothing(index_elements=[Account.code])
    inserted = unit.session.execute(statement.values(rows).returning(Account.code, Account.id))
    return {row.code: row.id for row in inserted}
