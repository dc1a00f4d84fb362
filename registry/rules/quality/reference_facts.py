"""Works out each fact from plain records; it shares no expression with the compiled statement."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from registry.rules.ages import age_on
from registry.rules.quality.catalogue import PERSON, Source
from registry.rules.quality.catalogue.people import SEAL_BYTES
from registry.rules.quality.expressions import Ground
from registry.rules.quality.logic import every
from registry.rules.quality.records import Home, Line, Town

Person = Mapping[str, Any]
FactOf = Callable[[Town, Home, Any, Ground], Any]


def belongs(person: Person, day: date) -> bool:
    """Tell whether somebody belongs to their household on a day."""
    joined, left = person.get("joined_on"), person.get("left_on")
    return (joined is None or joined <= day) and (left is None or left > day)


def age_of(person: Person, day: date) -> float | None:
    """Return whole years, None for somebody who is not born yet."""
    born: date = person["born_on"]
    return float(age_on(born, day)) if born <= day else None


def disability_grade(person: Person) -> float | None:
    """Return the grade, 0 for somebody who is recorded as not disabled."""
    if person.get("disability_grade") is not None:
        return float(person["disability_grade"])
    health = person.get("health")
    return 0.0 if health is not None and health != "disabled" else None


def is_disabled(person: Person) -> bool | None:
    """Tell whether a grade or the health says so."""
    if person.get("disability_grade") is not None:
        return True
    return None if person.get("health") is None else person["health"] == "disabled"


def public_jobs(person: Person) -> float | None:
    """Return how many public-welfare jobs somebody has."""
    if person.get("public_job_count") is not None:
        return float(person["public_job_count"])
    return 0.0 if person.get("has_public_job") is False else None


def has_public_job(person: Person) -> bool | None:
    """Tell whether somebody has a public-welfare job."""
    if person.get("has_public_job") is not None:
        return bool(person["has_public_job"])
    return None if person.get("public_job_count") is None else bool(person["public_job_count"] > 0)


def others(town: Town, person: Person) -> Iterable[tuple[Home, Person]]:
    """Yield everybody else who belongs to a household of the register."""
    for home in town.homes:
        closed_on = home.values.get("closed_on")
        if closed_on is not None and closed_on <= town.as_of:
            continue
        for other in home.people:
            if other["id"] != person["id"] and belongs(other, town.as_of):
                yield home, other


def shares_id_number(town: Town, home: Home, person: Person, ground: Ground) -> bool | None:
    """Tell whether somebody else has the same ID number."""
    index = person.get("id_number_index")
    if index is None:
        return None
    return any(other.get("id_number_index") == index for _home, other in others(town, person))


def phone_in_other_household(town: Town, home: Home, person: Person, ground: Ground) -> bool | None:
    """Tell whether a worker's telephone is that of a worker of another household."""
    index = person.get("phone_index")
    found = any(
        other.get("phone_index") == index and other.get("works_away") and their.id != home.id
        for their, other in others(town, person)
    )
    return every((person.get("works_away"), None if index is None else found))


def phone_in_other_county(town: Town, home: Home, person: Person, ground: Ground) -> bool | None:
    """Tell whether a worker's telephone is that of somebody who works in another county."""
    index, place = person.get("phone_index"), person.get("work_region_code")
    if index is None or place is None:
        return every((person.get("works_away"), None))
    found = any(
        other.get("phone_index") == index
        and other.get("works_away")
        and other.get("work_region_code") is not None
        and other["work_region_code"][:6] != place[:6]
        for _home, other in others(town, person)
    )
    return every((person.get("works_away"), found))


def yearly(lines: Iterable[Line], town: Town) -> list[Line]:
    """Return the lines of the income window."""
    return [line for line in lines if town.window[0] <= line.on < town.window[1]]


def net_income(town: Town, home: Home, person: Any, ground: Ground) -> float | None:
    """Return wages, business, property and transfers less business costs; claims are not income."""
    lines = [line for line in yearly(home.income, town) if line.kind != "claims"]
    signed = [float(-line.amount if line.kind == "business_cost" else line.amount) for line in lines]
    return sum(signed) if signed else None


def head_age(town: Town, home: Home, person: Any, ground: Ground) -> float | None:
    """Return the age of the oldest present head, None without one."""
    heads = [one for one in home.people if belongs(one, town.as_of) and one.get("relation") == "head"]
    ages = [age for one in heads if (age := age_of(one, town.as_of)) is not None]
    return max(ages, default=None)


def events(town: Town, home: Home, person: Any, ground: Ground) -> set[str]:
    """Return what befell the household since the income window began."""
    return {line.kind for line in home.events if town.window[0] <= line.on <= town.as_of}


def income_line(town: Town, home: Home, person: Any, ground: Ground) -> float | None:
    """Return the line of the most specific region."""
    fitting = (value for region, value in ground.figures["income_line"] if home.region_path.startswith(region))
    return next(fitting, None)


def _of_home(column: str) -> FactOf:
    return lambda _town, home, _person, _ground: _plain(home.values.get(column))


def _of_person(column: str) -> FactOf:
    return lambda _town, _home, person, _ground: _plain(person.get(column))


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _sum(lines: str, kind: str) -> FactOf:
    def total(town: Town, home: Home, _person: Any, _ground: Ground) -> float | None:
        found = yearly(getattr(home, lines), town)
        return float(sum(line.amount for line in found if line.kind == kind)) if found else None

    return total


def _care(name: str, otherwise: Any = None) -> FactOf:
    def read(_town: Town, home: Home, _person: Any, _ground: Ground) -> Any:
        value = (home.care or {}).get(name)
        return otherwise if value is None else value

    return read


HOUSEHOLD_COLUMNS = {
    name: name
    for name in (
        "household_class", "civil_affairs_class", "is_dwelling_safe", "dwelling_kind", "dwelling_grade",
        "is_water_safe", "water_source", "sanitation", "cooking_fuel", "has_electricity", "assets", "surveyed_on",
        "registered_on",
    )
} | {
    "land_area": "land_mu", "rice_area": "rice_mu", "livestock": "livestock_count", "debt": "debt_minor",
    "road_distance": "road_km",
}  # fmt: skip
PERSON_COLUMNS = {
    name: name for name, fact in PERSON.items() if fact.source is Source.PERSON and fact.sql == f"p.{name}"
} | {"monthly_wage": "monthly_wage_minor"}

FACTS: dict[str, FactOf] = {
    "as_of": lambda town, _home, _person, _ground: town.as_of,
    **{name: _of_home(column) for name, column in HOUSEHOLD_COLUMNS.items()},
    "members": lambda town, home, _person, _ground: float(sum(belongs(one, town.as_of) for one in home.people)),
    "head_age": head_age,
    "net_income": net_income,
    "wage_income": _sum("income", "wage"),
    "business_income": _sum("income", "business"),
    "transfer_income": _sum("income", "transfer"),
    "claims_income": _sum("income", "claims"),
    "medical_self_paid": _sum("spending", "medical_self_paid"),
    "education_spending": _sum("spending", "education"),
    "events": events,
    "income_line": income_line,
    "is_monitored": _care("is_monitored", False),
    "is_eliminated": _care("is_eliminated", False),
    "has_caseworker": _care("has_caseworker", False),
    **{name: _care(name) for name in ("recognised_on", "eliminated_on", "elimination", "disaster_kind")},
    **{name: _care(name, ()) for name in ("risks", "measures", "measure_aims")},
    **{name: _of_person(column) for name, column in PERSON_COLUMNS.items()},
    "age": lambda town, _home, person, _ground: age_of(person, town.as_of),
    "disability_grade": lambda _town, _home, person, _ground: disability_grade(person),
    "is_disabled": lambda _town, _home, person, _ground: is_disabled(person),
    "has_public_job": lambda _town, _home, person, _ground: has_public_job(person),
    "public_jobs": lambda _town, _home, person, _ground: public_jobs(person),
    "id_number_length": lambda _town, _home, person, _ground: (
        None if person.get("id_number") is None else float(len(bytes(person["id_number"])) - SEAL_BYTES)
    ),
    "shares_id_number": shares_id_number,
    "worker_phone_in_other_household": phone_in_other_household,
    "worker_phone_in_other_county": phone_in_other_county,
}
