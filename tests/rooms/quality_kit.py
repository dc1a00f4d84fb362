"""A small register full of edges, in the database and as plain records, for tests of validation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, text

from foundation.unit_of_work import UnitOfWork
from foundation.vault import vault
from registry.models import Household, Income, LifeEvent, Person, Spending
from registry.queries.money import income_window
from registry.rules.causes import Cause
from registry.rules.quality.catalogue import Elimination, MeasureGroup
from registry.rules.quality.catalogue.care import AIMS
from registry.rules.quality.compiling import compile_rules, fill_tables
from registry.rules.quality.expressions import Ground
from registry.rules.quality.records import Home, Line, Town
from registry.rules.quality.rulebook import Rule
from registry.rules.words import (
    Asset,
    CivilAffairsClass,
    CookingFuel,
    DisabilityKind,
    DwellingGrade,
    DwellingKind,
    EventKind,
    Health,
    HouseholdClass,
    IncomeSource,
    LabourStatus,
    MaritalStatus,
    MedicalScheme,
    PensionScheme,
    Relation,
    Sanitation,
    Schooling,
    SchoolStatus,
    Sex,
    SpendingKind,
    WaterSource,
)
from tests.builders.world import NOW, VILLAGE_A, VILLAGE_B

DAY = date(2026, 6, 15)
CARE = ("is_monitored", "recognised_on", "is_eliminated", "eliminated_on", "elimination", "risks", "measures",
        "measure_aims", "has_caseworker")  # fmt: skip
FIGURES = {"income_line": (("36.3601.360121.360121101.", 730_000.0), ("36.", 880_000.0))}
GROUND = Ground(frozenset(CARE), FIGURES)
PLAIN_TABLES = {name: name for name in ("household", "person", "income", "spending", "life_event")}
CARE_TABLE = """
create temp table care_of_test (household_id bigint, is_monitored boolean, recognised_on date, is_eliminated boolean,
    eliminated_on date, elimination text, risks text[], measures text[], measure_aims text[], has_caseworker boolean)
on commit drop
"""


def window_of(day: date) -> tuple[date, date]:
    """The income window, its end excluded."""
    first, last = income_window(day)
    return first, last + timedelta(days=1)


@dataclass
class Draft:
    """What is written to the database and handed to the reference alike."""

    values: dict[str, Any]
    people: list[dict[str, Any]] = field(default_factory=list)
    income: list[Line] = field(default_factory=list)
    spending: list[Line] = field(default_factory=list)
    events: list[Line] = field(default_factory=list)
    care: dict[str, Any] | None = None


class EdgeRegister:
    """Draws households of which every field is sometimes empty and every number and date lies on an edge."""

    def __init__(self, seed: int, day: date = DAY) -> None:
        self.random = Random(seed)
        self.day = day
        start, end = window_of(day)
        self.days = [edge + timedelta(days=shift) for edge in (start, end, day) for shift in (-1, 0, 1)]

    def some(self, words: Sequence[Any]) -> Any:
        return self.random.choice([*words, None])

    def birthday(self) -> date:
        years = self.random.choice((0, 6, 12, 15, 16, 18, 20, 35, 60, 70, 111))
        day = date(self.day.year - years, self.day.month, self.day.day)
        return day + timedelta(days=self.random.choice((-1, 0, 1, 200)))

    def draft(self, number: int) -> Draft:
        some, choice = self.some, self.random.choice
        path = choice([VILLAGE_A, VILLAGE_B])
        values = {
            "code": f"Q-{number:04}",
            "village_code": path.rstrip(".").split(".")[-1],
            "region_path": path,
            "household_class": choice(list(HouseholdClass)),
            "civil_affairs_class": some(list(CivilAffairsClass)),
            "is_dwelling_safe": some([True, False]),
            "dwelling_kind": some(list(DwellingKind)),
            "dwelling_grade": some(list(DwellingGrade)),
            "is_water_safe": some([True, False]),
            "water_source": some(list(WaterSource)),
            "sanitation": some(list(Sanitation)),
            "cooking_fuel": some(list(CookingFuel)),
            "has_electricity": some([True, False]),
            "assets": some([[], ["car"], [Asset.RADIO.value, "car"]]),
            "land_mu": some([0, 0.5, 200, 200.01]),
            "rice_mu": some([0, 0.5, 100, 100.01]),
            "livestock_count": some([0, 2]),
            "debt_minor": some([0, 100, -1, 880_000]),
            "road_km": some([0, 4.99, 5, 5.01]),
            "surveyed_on": some([self.day, self.day - timedelta(days=400), self.day - timedelta(days=401)]),
            "registered_on": choice([date(2020, 1, 1), date(2020, 1, 1), self.day, self.day + timedelta(days=1)]),
            "closed_on": choice([None, None, None, self.day, self.day + timedelta(days=1)]),
            "extra": choice([{}, {"kwh": 12.5, "wifi": True}, {"kwh": "x", "since": "2024-02-29", "roof": "瓦:片%"}]),
            "changed_at": NOW,
        }
        draft = Draft(values, [self.person(n) for n in range(choice((0, 0, 1, 1, 2, 3, 5)))])
        draft.income = self.lines(list(IncomeSource))
        draft.spending = self.lines(list(SpendingKind))
        draft.events = [
            Line(on, choice(list(EventKind)).value) for on in self.random.sample(self.days, choice((0, 1, 2)))
        ]
        draft.care = self.care() if choice((True, True, False)) else None
        return draft

    def person(self, number: int) -> dict[str, Any]:
        some, choice = self.some, self.random.choice
        sealed = some([18, 17, 20, 22])
        return {
            "code": str(number),
            "name": "某某",
            "relation": "head" if number == 0 and choice((True, False)) else choice(list(Relation)[1:]),
            "sex": choice(list(Sex)),
            "born_on": self.birthday(),
            "id_number": None if sealed is None else vault().encrypt("1" * sealed),
            "id_number_index": some(["a", "b", "c", "d", "e", "f"]),
            "phone_index": some(["a", "b"]),
            "work_region_code": some(["360121", "360121100", "440300"]),
            "marital_status": some(list(MaritalStatus)),
            "schooling": some(list(Schooling)),
            "school_status": some(list(SchoolStatus)),
            "health": some(list(Health)),
            "is_undernourished": some([True, False]),
            "disability_kind": some(list(DisabilityKind)),
            "disability_grade": some([1, 2, 3, None]),
            "labour_status": some(list(LabourStatus)),
            "works_away": some([True, False]),
            "monthly_wage_minor": some([0, 9_999, 10_000, 3_000_000, 3_000_001]),
            "has_public_job": some([True, False]),
            "public_job_count": some([0, 1, 2, 3]),
            "medical_scheme": some(list(MedicalScheme)),
            "has_critical_illness_cover": some([True, False]),
            "pension_scheme": some(list(PensionScheme)),
            "joined_on": choice([None, None, None, self.day, self.day + timedelta(days=1)]),
            "left_on": choice([None, None, None, self.day, self.day + timedelta(days=1)]),
            "died_on": choice([None, None, None, self.day, date(1900, 1, 1)]),
            "extra": choice([{}, {"kwh": 3}, {"wifi": False}]),
        }

    def lines(self, kinds: list[Any]) -> list[Line]:
        amounts = (0, 1, 100, 730_000, 880_000, 3_520_000)
        return [
            Line(self.random.choice(self.days), self.random.choice(kinds).value, self.random.choice(amounts))
            for _ in range(self.random.choice((0, 1, 2, 5)))
        ]

    def care(self) -> dict[str, Any]:
        pick, some = self.random.sample, self.some
        return {
            "is_monitored": some([True, False]),
            "recognised_on": some(
                [self.day, date(2026, 5, 15), date(2026, 5, 16), date(2022, 3, 31), date(2025, 8, 31)]
            ),
            "is_eliminated": some([True, False]),
            "eliminated_on": some([date(2022, 4, 1), date(2022, 9, 30), date(2026, 2, 28), date(2026, 3, 1)]),
            "elimination": some([word.value for word in Elimination]),
            "risks": [word.value for word in pick(list(Cause), self.random.choice((0, 1, 2)))],
            "measures": [word.value for word in pick(list(MeasureGroup), self.random.choice((0, 1, 2)))],
            "measure_aims": pick(AIMS, self.random.choice((0, 1, 2))),
            "has_caseworker": some([True, False]),
        }


def write(unit: UnitOfWork, drafts: Sequence[Draft], day: date = DAY) -> Town:
    """Write drafts to the database and return them as plain records with their ids."""
    session = unit.session
    session.execute(text(CARE_TABLE))
    homes = []
    for draft in drafts:
        household_id = session.scalar(insert(Household).values(draft.values).returning(Household.id))
        assert household_id is not None
        path = draft.values["region_path"]
        place = {"household_id": household_id, "region_path": path}
        people = [write_person(unit, place, values) for values in draft.people]
        write_lines(unit, place, draft)
        if draft.care is not None:
            write_care(unit, household_id, draft.care)
        homes.append(
            Home(household_id, path, draft.values, people, draft.income, draft.spending, draft.events, draft.care)
        )
    return Town(day, window_of(day), homes)


def write_person(unit: UnitOfWork, place: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    sealed = values.get("id_number")
    kept = {**values, "id_number": None if sealed is None else vault().decrypt(sealed)}
    person_id = unit.session.scalar(insert(Person).values({**place, **kept}).returning(Person.id))
    return {**values, "id": person_id}


def write_lines(unit: UnitOfWork, place: dict[str, Any], draft: Draft) -> None:
    for number, line in enumerate(draft.income):
        row = {"received_on": line.on, "source": line.kind, "amount_minor": line.amount, "reference": str(number)}
        unit.session.execute(insert(Income).values({**place, **row}))
    for number, line in enumerate(draft.spending):
        row = {"spent_on": line.on, "kind": line.kind, "amount_minor": line.amount, "reference": str(number)}
        unit.session.execute(insert(Spending).values({**place, **row}))
    for line in draft.events:
        unit.session.execute(insert(LifeEvent).values({**place, "happened_on": line.on, "kind": line.kind}))


def write_care(unit: UnitOfWork, household_id: int, care: dict[str, Any]) -> None:
    names = ", ".join(CARE)
    places = ", ".join(f":{name}" for name in CARE)
    unit.session.execute(
        text(f"insert into care_of_test (household_id, {names}) values (:household_id, {places})"),
        {"household_id": household_id, **care},
    )


def found_by_statement(
    unit: UnitOfWork, rules: Sequence[Rule], town: Town, ground: Ground = GROUND
) -> dict[str, dict[tuple[int, int | None], dict[str, Any]]]:
    """Run the compiled statement over a town; return the evidence of each violation by rule."""
    statement = compile_rules(rules, ground)
    sql = fill_tables(statement.sql, {**PLAIN_TABLES, "care": "select * from care_of_test"})
    ids = [home.id for home in town.homes]
    values = {
        "as_of": town.as_of,
        "window_start": town.window[0],
        "window_end": town.window[1],
        "first_id": min(ids),
        "last_id": max(ids),
        "scope_start": "",
        "scope_end": "\x7f",
    }
    rows = unit.session.connection().execute(text(sql), statement.params | values).mappings()
    found: dict[str, dict[tuple[int, int | None], dict[str, Any]]] = {rule.id: {} for rule in rules}
    for row in rows:
        found[row["rule_id"]][row["household_id"], row["person_id"]] = row["evidence"]
    return found
