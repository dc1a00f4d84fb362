"""Reads of consents."""

from collections.abc import Sequence

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from registry.errors import ConsentMissing
from registry.models import Consent
from registry.queries.scope import household_scope
from registry.rules.words import ConsentPurpose


def has_consent(unit: UnitOfWork, household_id: int, purpose: ConsentPurpose) -> bool:
    """Tell whether the household's consent to `purpose` is in force. Cost: 1."""
    statement = select(Consent.id).where(
        Consent.household_id == household_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    return unit.session.scalar(statement) is not None


def require_consent(unit: UnitOfWork, household_id: int, purpose: ConsentPurpose) -> None:
    """Raise ConsentMissing unless the household's consent is in force. Cost: 1."""
    if not has_consent(unit, household_id, purpose):
        raise ConsentMissing(purpose=purpose.label)


def list_consents(unit: UnitOfWork, household_id: int) -> Sequence[Consent]:
    """Return every consent of a household, newest first. Cost: 1."""
    statement = select(Consent).where(
        Consent.household_id == household_id, household_scope(Consent.region_path, Consent.household_id, unit.actor)
    )
    return unit.session.scalars(statement.order_by(Consent.given_at.desc())).all()
