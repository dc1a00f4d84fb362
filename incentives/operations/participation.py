"""Joining and leaving the points scheme: always the household's own choice, with no effect on anything else."""

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from incentives.errors import AlreadyTakingPart
from incentives.models import Participation
from incentives.operations.schedule import default_schedule
from incentives.queries.points import lock_participation
from incentives.rules.facts import ParticipationEnded, ParticipationStarted
from registry.operations.consents import give_consent, withdraw_consent
from registry.queries.consents import has_consent
from registry.queries.households import get_household
from registry.rules.words import ConsentPurpose


def join_scheme(unit: UnitOfWork, household_id: int, given_by: str) -> ParticipationStarted:
    """Let a household take part, with its consent.

    Args:
        given_by: the member who said yes.
    Raises: HouseholdNotFound, AlreadyTakingPart. Writes: participation, consent, audit.
    """
    household = get_household(unit, household_id)
    if not has_consent(unit, household.id, ConsentPurpose.POINTS):
        _close_abandoned(unit, household.id)
        give_consent(unit, household.id, ConsentPurpose.POINTS, given_by)
    participation_id = unit.session.scalar(
        insert(Participation)
        .values(
            household_id=household.id,
            region_path=household.region_path,
            joined_at=unit.now,
            points_a_year=default_schedule().points_a_year,
        )
        .on_conflict_do_nothing(index_elements=["household_id"], index_where=text("left_at is null"))
        .returning(Participation.id)
    )
    if participation_id is None:
        raise AlreadyTakingPart()
    unit.note("join_scheme", "household", household.id, region_path=household.region_path)
    return ParticipationStarted(participation_id, household.id)


def leave_scheme(unit: UnitOfWork, household_id: int) -> ParticipationEnded:
    """Let a household leave; its points stay its own. Repeating it changes nothing.

    Raises: HouseholdNotFound. Writes: participation, consent, audit.
    """
    household = get_household(unit, household_id)
    participation = lock_participation(unit, household.id)
    if participation is None:
        return ParticipationEnded(household.id, is_new=False)
    participation.left_at = unit.now
    withdraw_consent(unit, household.id, ConsentPurpose.POINTS)
    unit.session.flush()
    unit.note("leave_scheme", "household", household.id, region_path=household.region_path)
    return ParticipationEnded(household.id, is_new=True)


def _close_abandoned(unit: UnitOfWork, household_id: int) -> None:
    """Date the end of a participation whose consent was withdrawn on its own."""
    unit.session.execute(
        update(Participation)
        .where(Participation.household_id == household_id, Participation.left_at.is_(None))
        .values(left_at=unit.now)
    )
