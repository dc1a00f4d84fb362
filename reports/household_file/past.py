"""A household's file as it was on a day: what the register knows today of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from foundation.clock import local_date
from foundation.unit_of_work import UnitOfWork
from registry.models import Consent, LifeEvent
from registry.queries.consents import list_consents
from registry.queries.money import YearOfMoney, get_year_of_money, list_events
from registry.queries.past import get_past_household, list_past_people
from registry.queries.regions import name_trail
from registry.rules.words import Relation


@dataclass(frozen=True)
class PastFile:
    """What the register knows of a household on a day; what other rooms did for it is in its file of today."""

    on: date
    household: Row[Any]
    people: Sequence[Row[Any]]
    places: Sequence[str]
    money: YearOfMoney
    events: Sequence[LifeEvent]
    consents: Sequence[Consent]

    @property
    def name(self) -> str:
        """The head's name, or the household's code while there was none."""
        heads = [str(person.name) for person in self.people if person.relation == Relation.HEAD]
        return heads[0] if heads else str(self.household.code)


def read_past_file(unit: UnitOfWork, household_id: int, on: date) -> PastFile:
    """Gather a household's file of a day, for whoever may see the household today.

    Raises: HouseholdNotFound, also when it was not in the register then. Cost: 6 statements.
    """
    household = get_past_household(unit, household_id, on)
    return PastFile(
        on=on,
        household=household,
        people=list_past_people(unit, household_id, on),
        places=name_trail(unit, household.region_path, on),
        money=get_year_of_money(unit, household_id, on),
        events=list_events(unit, household_id, on),
        consents=[consent for consent in list_consents(unit, household_id) if _was_in_force(consent, on)],
    )


def _was_in_force(consent: Consent, on: date) -> bool:
    withdrawn_at = consent.withdrawn_at
    return local_date(consent.given_at) <= on and (withdrawn_at is None or local_date(withdrawn_at) > on)
