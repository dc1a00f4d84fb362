"""Households of the demo: the survey's answers, with what the survey does not hold made up from a fixed seed.

Each household is drawn from a seed of its own. `earlier` holds a household as it was a quarter before the demo's day,
where something about it has changed since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from registry.rules.words import (
    CivilAffairsClass,
    EventKind,
    Health,
    HouseholdClass,
    LabourStatus,
    MedicalScheme,
    SchoolStatus,
)
from web.demo.families import draw_family
from web.demo.fates import Blow, Fate, draw_fate
from web.demo.money import Earner, Line, day_of, draw_net_per_head, income_lines, plan_year, spending_lines
from web.demo.people import Member, Numbers, draw_people
from web.demo.places import Village, villages
from web.demo.protagonist import STORY_NUMBER, story_fate, story_kin, story_net_per_head
from web.demo.source import Surveyed, surveyed_households

SEED = 36
USUAL_SIZE, USUAL_RICE_MU, USUAL_HEAD_AGE = 5, 10.0, 51
SCATTER_DEGREES = 0.007
SHE_VILLAGE = "dayuxiajia"
GENERATED = (
    "township, names, members, ID and phone numbers, schooling, health, work, cover, income, spending, "
    "debts, events, dwelling, water, goods, land but rice, places, dates"
)
"""What the survey does not hold; the head's answers that are missing come on top."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that befell a household; the loss in yuan."""

    on: date
    kind: EventKind
    cost_yuan: int


@dataclass(frozen=True, slots=True)
class DemoHousehold:
    """A household with its people, money and events, as the demo's files carry it."""

    survey: Surveyed
    village: Village
    code: str
    members: tuple[Member, ...]
    household_class: HouseholdClass
    civil: CivilAffairsClass
    language: str
    is_dwelling_safe: bool | None
    is_water_safe: bool | None
    rice_mu: float
    land_mu: float
    livestock: int
    debt_yuan: int
    road_km: float
    latitude: float
    longitude: float
    surveyed_on: date
    registered_on: date
    generated: str
    net_per_head: float
    income: tuple[Line, ...] = ()
    spending: tuple[Line, ...] = ()
    events: tuple[Event, ...] = ()
    earlier: "DemoHousehold | None" = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"{self.village.name}{self.survey.natural_village.capitalize()}组"


def draw_households(today: date, count: int | None = None) -> list[DemoHousehold]:
    """Return the first `count` households in the order of their villages, all when None is given.

    All are always drawn, because identity numbers are handed out in one line.
    """
    numbers = Numbers()
    places = {village.key: village for village in villages()}
    by_village: dict[str, list[DemoHousehold]] = {key: [] for key in places}
    for survey in surveyed_households():
        by_village[survey.village].append(draw_household(survey, places[survey.village], today, numbers))
    ordered = [household for group in by_village.values() for household in group]
    return ordered[:count]


def draw_household(survey: Surveyed, village: Village, today: date, numbers: Numbers) -> DemoHousehold:
    """Return one household as it is on `today`, with what it was a quarter before."""
    rng = Random(f"{SEED}:{survey.number}")  # noqa: S311 - a fixed seed is the point
    is_story = survey.number == STORY_NUMBER
    answers = _complete(survey, rng)
    kin = (
        story_kin(answers.head_age)
        if is_story
        else draw_family(rng, answers.head_age, answers.is_head_male, answers.size)
    )
    people = draw_people(rng, kin, survey.natural_village, answers.is_head_literate, today, numbers)
    civil = _civil_class(rng, people)
    earner = _earner(people, answers, civil)
    per_head = story_net_per_head() if is_story else draw_net_per_head(rng, earner)
    plan = plan_year(earner, per_head)
    fate = story_fate() if is_story else draw_fate(rng, people, plan.net, survey.village)
    students = sum(member.age >= 16 and member.school_status == SchoolStatus.IN_SCHOOL for member in people)
    base = _base(survey, village, answers, people, civil, per_head, rng, today)
    now = replace(
        _with_guarantees(base, fate, is_now=True),
        income=tuple(income_lines(rng, plan, today, fate.wage_levels)),
        spending=tuple(spending_lines(rng, plan, today, students, fate.medical)),
        events=tuple(_event(rng, blow, plan.net, today) for blow in fate.blows),
    )
    before = _with_guarantees(base, fate, is_now=False)
    has_changed = (before.members, before.is_dwelling_safe, before.is_water_safe) != (
        now.members,
        now.is_dwelling_safe,
        now.is_water_safe,
    )
    return replace(now, surveyed_on=today - timedelta(days=rng.randint(5, 60)), earlier=before) if has_changed else now


@dataclass(frozen=True, slots=True)
class _Answers:
    """A survey's answers with the missing ones made up, and the names of those."""

    head_age: int
    is_head_male: bool
    is_head_literate: bool
    size: int
    rice_mu: float
    made_up: tuple[str, ...]


def _complete(survey: Surveyed, rng: Random) -> _Answers:
    given = {
        "age": survey.head_age,
        "sex": survey.is_head_male,
        "literacy": survey.is_head_literate,
        "size": survey.members,
        "rice": survey.rice_mu,
    }
    return _Answers(
        head_age=survey.head_age if survey.head_age is not None else USUAL_HEAD_AGE + rng.randint(-9, 9),
        is_head_male=survey.is_head_male if survey.is_head_male is not None else rng.random() < 0.9,
        is_head_literate=survey.is_head_literate if survey.is_head_literate is not None else rng.random() < 0.8,
        size=survey.members if survey.members is not None else USUAL_SIZE,
        rice_mu=survey.rice_mu if survey.rice_mu is not None else USUAL_RICE_MU,
        made_up=tuple(name for name, value in given.items() if value is None),
    )


def _civil_class(rng: Random, people: Sequence[Member]) -> CivilAffairsClass:
    chance = rng.random()
    if not any(member.can_work for member in people):
        if chance < 0.9:
            return CivilAffairsClass.EXTREME if len(people) == 1 else CivilAffairsClass.SUBSISTENCE
        return CivilAffairsClass.NONE
    if any(member.is_severely_ill for member in people):
        return (
            CivilAffairsClass.SUBSISTENCE
            if chance < 0.25
            else CivilAffairsClass.RIGID_SPENDING
            if chance < 0.4
            else CivilAffairsClass.NONE
        )
    return CivilAffairsClass.EDGE if chance < 0.012 else CivilAffairsClass.NONE


def _earner(people: Sequence[Member], answers: _Answers, civil: CivilAffairsClass) -> Earner:
    has_floor = civil in (CivilAffairsClass.SUBSISTENCE, CivilAffairsClass.EXTREME)
    return Earner(
        members=len(people),
        workers=sum(member.can_work for member in people),
        elders=sum(member.age >= 60 for member in people),
        rice_mu=answers.rice_mu,
        is_head_literate=answers.is_head_literate,
        allowances=min(len(people), 3) if has_floor else 0,
    )


def _base(
    survey: Surveyed,
    village: Village,
    answers: _Answers,
    people: list[Member],
    civil: CivilAffairsClass,
    per_head: float,
    rng: Random,
    today: date,
) -> DemoHousehold:
    """Return the household without its money, events and gaps."""
    is_story = survey.number == STORY_NUMBER
    is_ex_poor = is_story or rng.random() < (0.55 if per_head < 12_000 else 0.2)
    scatter = 0.0 if is_story else SCATTER_DEGREES  # beside the caseworker, whom pairing then prefers
    return DemoHousehold(
        survey=survey,
        village=village,
        code=f"SC-{survey.number:04}",
        members=tuple(people),
        household_class=HouseholdClass.EX_POOR if is_ex_poor else HouseholdClass.ORDINARY,
        civil=civil,
        language=_language(rng, survey, people[0].age, answers.is_head_literate),
        is_dwelling_safe=True,
        is_water_safe=True,
        rice_mu=answers.rice_mu,
        land_mu=round(answers.rice_mu + rng.choice((0, 0.5, 0.8, 1.2, 2, 3.5)), 2),
        livestock=rng.choice((0, 0, 0, 0, 1, 2, 3, 6, 12)),
        debt_yuan=rng.choice((8_000, 15_000, 30_000, 60_000)) if rng.random() < 0.09 else 0,
        road_km=round(min(rng.lognormvariate(0.3, 0.7), 9.5), 1),
        latitude=round(village.latitude + rng.uniform(-scatter, scatter), 6),
        longitude=round(village.longitude + rng.uniform(-scatter, scatter), 6),
        surveyed_on=today - timedelta(days=rng.randint(100, 330)),
        registered_on=date(2014 if is_ex_poor else 2021, rng.randint(1, 12), rng.randint(1, 28)),
        generated=", ".join((GENERATED, *answers.made_up)),
        net_per_head=per_head,
    )


def _language(rng: Random, survey: Surveyed, head_age: int, is_literate: bool) -> str:
    """Return what the household prefers to speak: Hakka for many of the old, She in one natural village."""
    if survey.natural_village == SHE_VILLAGE:
        return "she"
    return "hakka" if head_age >= 58 and (not is_literate or rng.random() < 0.3) else "mandarin"


def _with_guarantees(household: DemoHousehold, fate: Fate, *, is_now: bool) -> DemoHousehold:
    """Return the household with the guarantees that were met, or not, now or a quarter before."""
    dwelling, water, scheme, critical, school = (
        then.now if is_now else then.before
        for then in (fate.dwelling, fate.water, fate.medical_scheme, fate.critical_cover, fate.school)
    )
    members = list(household.members)
    one = members[fate.gap_member]
    if scheme is False:
        one = replace(one, medical=MedicalScheme.NONE, has_critical_cover=False)
    if critical is False:
        one = replace(one, has_critical_cover=False)
    if school is False:
        one = replace(one, school_status=SchoolStatus.OUT)
    members[fate.gap_member] = one
    if fate.fell_ill is not None and is_now:
        members[fate.fell_ill] = replace(
            members[fate.fell_ill],
            health=Health.SERIOUS,
            labour=LabourStatus.LOST,
            works_away=False,
            has_public_job=False,
        )
    return replace(household, members=tuple(members), is_dwelling_safe=dwelling, is_water_safe=water)


def _event(rng: Random, blow: Blow, net_yuan: float, today: date) -> Event:
    return Event(day_of(today, blow.months_ago, rng.randint(3, 24)), blow.kind, round(blow.loss_share * net_yuan))
