"""Who is exempt from labour. Exempt people earn the same points in another way.

Source: docs/methods.md, Points (safe design rules).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from incentives.rules.words import Exemption
from registry.rules.words import Health, LabourStatus, SchoolStatus

WORKING_AGE = 16
OLD_AGE = 60


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What decides on an exemption; None is not known."""

    born_on: date
    health: Health | None
    disability_grade: int | None
    school_status: SchoolStatus | None
    labour_status: LabourStatus | None


def facts_of(person: Any) -> PersonFacts:
    """Return what decides on the exemption of a person, or of a row with the same columns."""
    return PersonFacts(
        born_on=person.born_on,
        health=person.health,
        disability_grade=person.disability_grade,
        school_status=person.school_status,
        labour_status=person.labour_status,
    )


def find_exemption(person: PersonFacts, on: date) -> Exemption | None:
    """Return why a person is exempt from labour on a day, None when they are not."""
    age = age_on(person.born_on, on)
    grounds = (
        (age < WORKING_AGE, Exemption.CHILD),
        (age >= OLD_AGE, Exemption.ELDER),
        (person.school_status is SchoolStatus.IN_SCHOOL, Exemption.STUDENT),
        (person.health is Health.DISABLED or person.disability_grade is not None, Exemption.DISABILITY),
        (person.health is Health.SERIOUS, Exemption.ILLNESS),
        (person.labour_status in {LabourStatus.LOST, LabourStatus.NONE}, Exemption.NO_LABOUR),
    )
    return next((exemption for holds, exemption in grounds if holds), None)


def age_on(born_on: date, on: date) -> int:
    """Return whole years of age."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
