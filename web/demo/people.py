"""Made-up people: birthdays, schooling, health, work, cover, and identity numbers that nobody real can bear.

The numbers have the right shape and check character. Their order code is 900 or more, which registration offices do not
reach in a county of this size, and for those born before 1999 the county's code itself is younger than the person.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from foundation.identifiers import id_check_character
from registry.rules.words import (
    Health,
    LabourStatus,
    MedicalScheme,
    PensionScheme,
    Relation,
    Schooling,
    SchoolStatus,
)
from web.demo.families import Kin
from web.demo.names import draw_given_name, draw_surname
from web.demo.places import COUNTY

FIRST_ORDER = 900
WORKS = (LabourStatus.ORDINARY, LabourStatus.SKILLED, LabourStatus.WEAK)


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the demo; `age` is in full years on the demo's day."""

    code: str
    name: str
    relation: Relation
    is_male: bool
    age: int
    born_on: date
    id_number: str
    phone: str | None
    schooling: Schooling
    school_status: SchoolStatus
    health: Health
    disability_grade: int | None
    labour: LabourStatus
    works_away: bool
    has_public_job: bool
    medical: MedicalScheme
    has_critical_cover: bool
    pension: PensionScheme

    @property
    def can_work(self) -> bool:
        return self.age >= 16 and self.labour in WORKS

    @property
    def is_severely_ill(self) -> bool:
        return self.health == Health.SERIOUS or (self.disability_grade or 9) <= 2


@dataclass
class Numbers:
    """Hands out identity and phone numbers, each once."""

    taken: dict[tuple[date, bool], int] = field(default_factory=dict)
    phones: int = 0

    def next_id(self, born_on: date, is_male: bool) -> str:
        order = self.taken.get((born_on, is_male), 0)
        self.taken[born_on, is_male] = order + 1
        first = f"{COUNTY}{born_on:%Y%m%d}{FIRST_ORDER + order * 2 + is_male}"
        return first + id_check_character(first)

    def next_phone(self) -> str:
        """Return a number in the mobile shape with a start (100) that no mobile network has."""
        self.phones += 1
        return f"100{self.phones:08}"


def draw_people(
    rng: Random, kin: list[Kin], natural_village: str, is_literate: bool, today: date, numbers: Numbers
) -> list[Member]:
    """Return the members of a family, the head first; children bear the head's family name."""
    house = draw_surname(rng, natural_village)
    people = []
    for number, one in enumerate(kin, start=1):
        is_house = one.relation in (Relation.HEAD, Relation.CHILD, Relation.GRANDCHILD, Relation.SIBLING) or (
            one.relation == Relation.PARENT and one.is_male
        )
        surname = house if is_house else draw_surname(rng)
        people.append(_draw_person(rng, number, one, surname, is_literate, today, numbers))
    return people


def _draw_person(
    rng: Random, number: int, kin: Kin, surname: str, is_literate: bool, today: date, numbers: Numbers
) -> Member:
    born_on = _birthday(rng, kin.age, today)
    health, grade = _draw_health(rng, kin.age)
    schooling, status = _draw_schooling(rng, kin, is_literate)
    labour = _draw_labour(rng, kin.age, status, health, grade)
    is_fit = labour in (LabourStatus.ORDINARY, LabourStatus.SKILLED)
    works_away = kin.relation != Relation.HEAD and is_fit and kin.age < 52 and rng.random() < 0.42
    return Member(
        code=f"{number:02}",
        name=surname + draw_given_name(rng, is_male=kin.is_male, age=kin.age),
        relation=kin.relation,
        is_male=kin.is_male,
        age=kin.age,
        born_on=born_on,
        id_number=numbers.next_id(born_on, kin.is_male),
        phone=numbers.next_phone() if kin.age >= 18 and (number == 1 or rng.random() < 0.6) else None,
        schooling=schooling,
        school_status=status,
        health=health,
        disability_grade=grade,
        labour=labour,
        works_away=works_away,
        has_public_job=not works_away and 45 <= kin.age <= 64 and is_fit and rng.random() < 0.03,
        medical=MedicalScheme.EMPLOYEE if works_away and rng.random() < 0.15 else MedicalScheme.RESIDENT,
        has_critical_cover=True,
        pension=_draw_pension(rng, kin.age, status, works_away),
    )


def _birthday(rng: Random, age: int, today: date) -> date:
    """Return a day on which somebody of this age was born: at least `age`, less than `age + 1` years ago."""
    try:
        latest = today.replace(year=today.year - age)
    except ValueError:  # 29 February
        latest = today.replace(year=today.year - age, day=28)
    return latest - timedelta(days=rng.randint(0, 360))


def _draw_health(rng: Random, age: int) -> tuple[Health, int | None]:
    chance = rng.random()
    severe, disabled, chronic = (
        (0.002, 0.006, 0.01) if age < 35 else (0.006, 0.016, 0.07) if age < 60 else (0.02, 0.04, 0.27)
    )
    if chance < severe:
        return Health.SERIOUS, None
    if chance < severe + disabled:
        return Health.DISABLED, rng.choice((1, 2, 2, 3, 3, 4, 4))
    return (Health.CHRONIC, None) if chance < severe + disabled + chronic else (Health.HEALTHY, None)


def _draw_schooling(rng: Random, kin: Kin, is_literate: bool) -> tuple[Schooling, SchoolStatus]:
    """Return schooling finished and whether the person goes to school; the head's literacy is the survey's."""
    age = kin.age
    if age < 6:
        return Schooling.NONE, SchoolStatus.NOT_OF_AGE
    if age < 16:
        return (Schooling.NONE if age < 12 else Schooling.PRIMARY), SchoolStatus.IN_SCHOOL
    if age < 19 and rng.random() < 0.88:
        return Schooling.JUNIOR, SchoolStatus.IN_SCHOOL
    if age < 23 and rng.random() < 0.35:
        return Schooling.SENIOR, SchoolStatus.IN_SCHOOL
    if kin.relation == Relation.HEAD and not is_literate:
        return Schooling.NONE, SchoolStatus.FINISHED
    levels = (Schooling.NONE, Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR, Schooling.TERTIARY)
    weights = (0, 10, 55, 25, 10) if age < 40 else (4, 40, 44, 11, 1) if age < 65 else (35, 50, 13, 2, 0)
    drawn = rng.choices(levels, weights)[0]
    if kin.relation == Relation.HEAD and drawn == Schooling.NONE:
        drawn = Schooling.PRIMARY
    return drawn, SchoolStatus.FINISHED


def _draw_labour(rng: Random, age: int, status: SchoolStatus, health: Health, grade: int | None) -> LabourStatus:
    if age < 17 or status == SchoolStatus.IN_SCHOOL:
        return LabourStatus.NONE
    if health == Health.SERIOUS or (grade or 9) <= 2:
        return LabourStatus.LOST
    if age < 60:
        if health != Health.HEALTHY:
            return LabourStatus.WEAK
        return LabourStatus.SKILLED if rng.random() < 0.16 else LabourStatus.ORDINARY
    if age < 72:
        return rng.choices((LabourStatus.ORDINARY, LabourStatus.WEAK, LabourStatus.LOST), (35, 55, 10))[0]
    return rng.choices((LabourStatus.WEAK, LabourStatus.LOST), (30 if age < 80 else 5, 70 if age < 80 else 95))[0]


def _draw_pension(rng: Random, age: int, status: SchoolStatus, works_away: bool) -> PensionScheme:
    if age < 16 or status == SchoolStatus.IN_SCHOOL:
        return PensionScheme.NONE
    if age >= 60:
        return PensionScheme.RECEIVING
    if works_away and rng.random() < 0.25:
        return PensionScheme.EMPLOYEE
    return PensionScheme.NONE if rng.random() < 0.05 else PensionScheme.RESIDENT
