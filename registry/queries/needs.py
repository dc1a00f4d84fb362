"""What a household brings and lacks, gathered for matching."""

from collections.abc import Iterable
from datetime import date

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.queries.households import get_household
from registry.rules.ages import age_on
from registry.rules.causes import Cause
from registry.rules.needs import HouseholdNeeds
from registry.rules.words import Health, HouseholdClass, LabourStatus

WORKING = {LabourStatus.ORDINARY, LabourStatus.SKILLED, LabourStatus.WEAK}
WORKING_AGE = 16
OLD_AGE = 60


def get_needs(unit: UnitOfWork, household_id: int, causes: Iterable[Cause]) -> HouseholdNeeds:
    """Return the matching profile of a household the actor may see, under the given causes.

    Raises: HouseholdNotFound. Cost: 3 statements.
    """
    return needs_of(get_household(unit, household_id), frozenset(causes), unit.today)


def needs_of(household: Household, causes: frozenset[Cause], today: date) -> HouseholdNeeds:
    """Return the matching profile of a loaded household."""
    people = [person for person in household.people if person.left_on is None]
    ages = [age_on(person.born_on, today) for person in people]
    return HouseholdNeeds(
        household_id=household.id,
        region_path=household.region_path,
        causes=causes,
        members=len(people),
        workers=sum(_can_work(person, today) for person in people),
        children=sum(age < WORKING_AGE for age in ages),
        elders=sum(age >= OLD_AGE for age in ages),
        has_disability=any(p.health == Health.DISABLED or p.disability_grade is not None for p in people),
        land_mu=household.land_mu,
        rice_mu=household.rice_mu,
        livestock=household.livestock_count,
        is_ex_poor=household.household_class == HouseholdClass.EX_POOR,
    )


def _can_work(person: Person, today: date) -> bool:
    return person.labour_status in WORKING and age_on(person.born_on, today) >= WORKING_AGE
