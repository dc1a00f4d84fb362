"""Everything about one household on one page: what the register knows and what every room does for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.unit_of_work import UnitOfWork
from registry.models import Consent, Household, LifeEvent, Person, Standing
from registry.queries.consents import list_consents
from registry.queries.households import get_household
from registry.queries.money import YearOfMoney, get_year_of_money, list_events
from registry.queries.regions import name_trail


@dataclass(frozen=True)
class HouseholdFile:
    """One household, one file (一户一档)."""

    household: Household
    head: Person | None
    people: Sequence[Person]
    places: Sequence[str]
    standing: Standing | None
    money: YearOfMoney
    events: Sequence[LifeEvent]
    consents: Sequence[Consent]


def read_household_file(unit: UnitOfWork, household_id: int) -> HouseholdFile:
    """Gather the file of a household the actor may see.

    Raises: HouseholdNotFound. Cost: a fixed number of statements, whatever the household's history.
    """
    household = get_household(unit, household_id)
    people = sorted((p for p in household.people if p.left_on is None), key=lambda p: (p.relation != "head", p.born_on))
    return HouseholdFile(
        household=household,
        head=next((person for person in people if person.relation == "head"), None),
        people=people,
        places=name_trail(unit, household.region_path),
        standing=household.standing,
        money=get_year_of_money(unit, household_id),
        events=list_events(unit, household_id),
        consents=list_consents(unit, household_id),
    )
