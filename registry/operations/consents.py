"""Giving and withdrawing consent."""

from sqlalchemy import update

from foundation.unit_of_work import UnitOfWork
from registry.errors import AlreadyConsented
from registry.models import Consent
from registry.queries.consents import has_consent
from registry.queries.households import get_household
from registry.rules.facts import ConsentGiven
from registry.rules.words import ConsentPurpose


def give_consent(unit: UnitOfWork, household_id: int, purpose: ConsentPurpose, given_by: str) -> ConsentGiven:
    """Record that the household consents to one purpose.

    Args:
        given_by: the member who said yes.
    Raises: HouseholdNotFound, AlreadyConsented. Writes: consent, audit.
    """
    household = get_household(unit, household_id)
    if has_consent(unit, household_id, purpose):
        raise AlreadyConsented()
    consent = Consent(
        household_id=household.id,
        region_path=household.region_path,
        purpose=purpose,
        given_at=unit.now,
        given_by=given_by,
        recorded_by_id=unit.actor.user_id,
    )
    unit.session.add(consent)
    unit.session.flush()
    unit.note("give_consent", "household", household.id, region_path=household.region_path, purpose=purpose.value)
    return ConsentGiven(consent.id, household.id)


def withdraw_consent(unit: UnitOfWork, household_id: int, purpose: ConsentPurpose) -> None:
    """Withdraw a consent in force; the row stays, dated. Repeating it changes nothing.

    A story that was published with the consent leaves the search index. Writes: consent, audit; defers.
    """
    household = get_household(unit, household_id)
    withdrawn = unit.session.execute(
        update(Consent)
        .where(Consent.household_id == household.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=unit.now)
        .returning(Consent.id)
    ).all()
    if withdrawn:
        unit.note(
            "withdraw_consent", "household", household.id, region_path=household.region_path, purpose=purpose.value
        )
        if purpose is ConsentPurpose.STORY:
            unit.defer("index_stories", queue="index", lock="index", household_id=household.id)
