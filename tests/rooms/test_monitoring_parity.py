"""The compiled statement, in the database and over a snapshot, and the plain reference agree on every household.

The register is random and full of edges: nothing recorded, amounts of zero and below, dates on the first and last day
of a window, birthdays on the limits of an age, people who left or joined on the day, losses that nobody knows. The
rules ask about every indicator, with thresholds that are values of this very register, so that many lie on an edge.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from foundation.unit_of_work import UnitOfWork
from gateways.duckdb_columnar import DuckdbColumnar
from monitoring.queries.homes import list_homes
from monitoring.queries.snapshots import copy_out
from monitoring.rules.compile import COLUMNS, Extent, compile_grading
from monitoring.rules.conditions import AllOf, AnyOf, Band, Condition, Is, OneOf
from monitoring.rules.dialects import COLUMNAR
from monitoring.rules.indicators import CATALOGUE, Unit, Value
from monitoring.rules.indicators.extra import extra_indicators
from monitoring.rules.parse import parse_ruleset
from monitoring.rules.reference import Verdict, grade_home, measure_home
from monitoring.rules.ruleset import RULE_COLOURS, ParameterValue, Rule, RuleSet, Text
from monitoring.rules.snapshot import plan_tables
from monitoring.rules.window import window_before, years_back
from monitoring.rulesets import shipped_source
from monitoring.snapshot_run import OF_COUNTY
from registry.models import Household, Income, LifeEvent, Person, Spending, Standing
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from registry.rules.words import (
    CivilAffairsClass,
    EventKind,
    Health,
    HouseholdClass,
    IncomeSource,
    LabourStatus,
    MedicalScheme,
    SchoolStatus,
    SpendingKind,
)
from tests.builders.world import NOW, VILLAGE_A, VILLAGE_B

FIELDS = tuple(
    FieldDefinition(f"{entity.value}_{kind.value}", entity, kind, "?", "?")
    for entity in FieldEntity
    for kind in FieldKind
)
EXTRAS = extra_indicators(FIELDS)
COUNTY = VILLAGE_A[: len("36.3601.360121.")]
DEFAULT = replace(parse_ruleset(shipped_source("default") or ""), extras=EXTRAS)
EVERY_INDICATOR = (*CATALOGUE, *EXTRAS)
CODES = ("tar", "mud", "true")
ODD: tuple[object, ...] = (
    0, 1, -2.5, 0.1, 0.2, 10**12, 10**12 + 1, 1e300, True, False, None, "true", "tar", "mud", "", "12.5",
    "2026-06-15", "2026-02-30", "2024-02-29", "2026-6-1", "1899-01-01", "2099-12-31", [1], {"a": 1},
)  # fmt: skip
"""What may stand under a key: right values of every kind, and what never should have got there."""
FITTING: dict[FieldKind, tuple[object, ...]] = {
    FieldKind.NUMBER: (0, 0.1, 0.2, 0.7, 12.5, -3.25, 10**12),
    FieldKind.WHOLE: (0, 1, 2, -1, 7),
    FieldKind.FLAG: (True, False, False),
    FieldKind.DATE: ("2026-06-15", "2024-02-29", "2025-03-31", "2099-12-31"),
    FieldKind.CODE: CODES,
}
DAYS = (date(2026, 6, 15), date(2024, 2, 29), date(2025, 3, 31), date(2026, 1, 1))
AMOUNTS = (0, 1, 100, 365_000, 730_000, 880_000, 1_100_000, 3_520_000, 12_345_678, -50_000)
HOUSEHOLDS = 150


class Register:
    """Fills the database with random households around a day."""

    def __init__(self, unit: UnitOfWork, random: Random, day: date) -> None:
        self.unit = unit
        self.random = random
        self.day = day
        window = window_before(day)
        edges = (window.start, window.earlier_start, window.recent_start, window.end, day)
        self.edges = [edge + timedelta(days=shift) for edge in edges for shift in (-1, 0, 1)]
        self.birthdays = [
            years_back(day, age) + timedelta(days=shift) for age in (0, 6, 15, 16, 30, 65) for shift in (-1, 0, 1)
        ]

    def some(self, words: Sequence[Any]) -> Any:
        """Return one of the words, or None as often as one of them."""
        return self.random.choice([*words, None])

    def fill(self, count: int) -> list[int]:
        """Add households and return their ids."""
        ids = [self.add_household(number) for number in range(count)]
        self.add_people(ids)
        for table, when, kinds in (
            (Income, "received_on", IncomeSource),
            (Spending, "spent_on", SpendingKind),
        ):
            self.add_lines(ids, table, when, "source" if table is Income else "kind", list(kinds))
        self.add_shocks(ids)
        self.add_standings(ids)
        return ids

    def add_household(self, number: int) -> int:
        chance = self.random
        path = chance.choice([VILLAGE_A, VILLAGE_B])
        values = {
            "code": f"P-{number:04}",
            "village_code": path.rstrip(".").split(".")[-1],
            "region_path": path,
            "household_class": chance.choice(list(HouseholdClass)),
            "civil_affairs_class": self.some(list(CivilAffairsClass)),
            "is_dwelling_safe": self.some([True, False]),
            "is_water_safe": self.some([True, False]),
            "land_mu": self.some([0, 0.5, 1, 3.33]),
            "debt_minor": self.some([0, 100, 880_000, 99_999_999_999]),
            "road_km": self.some([0, 4.99, 5, 12.5]),
            "surveyed_on": self.some([self.day, self.day - timedelta(days=400), self.day - timedelta(days=401)]),
            "registered_on": chance.choice([date(2020, 1, 1), self.day, self.day + timedelta(days=1)]),
            "closed_on": self.some([self.day + timedelta(days=1), None, None]),
            "changed_at": NOW,
            "extra": self.extra(FieldEntity.HOUSEHOLD),
        }
        found = self.unit.session.scalar(insert(Household).values(values).returning(Household.id))
        assert found is not None
        return found

    def extra(self, entity: FieldEntity) -> dict[str, object]:
        """Return values of further fields: fitting ones often, odd ones now and then, some left out."""
        values = {}
        for field in FIELDS:
            if field.entity is entity and self.random.random() < 0.9:
                values[field.key] = self.random.choice([*FITTING[field.kind], self.random.choice(ODD)])
        return values

    def path_of(self, household_id: int) -> str:
        household = self.unit.session.get(Household, household_id)
        assert household is not None
        return household.region_path

    def add_people(self, ids: list[int]) -> None:
        rows = []
        for household_id in ids:
            for number in range(self.random.choice([0, 0, 1, 1, 2, 3, 5])):
                rows.append(
                    {
                        "household_id": household_id,
                        "region_path": self.path_of(household_id),
                        "code": str(number),
                        "name": "某某",
                        "relation": "other",
                        "sex": "female",
                        "born_on": self.random.choice(self.birthdays),
                        "school_status": self.some(list(SchoolStatus)),
                        "health": self.some([*Health, Health.HEALTHY, Health.HEALTHY]),
                        "disability_grade": self.some([1, 2, 3, None, None, None]),
                        "labour_status": self.some(list(LabourStatus)),
                        "medical_scheme": self.some(list(MedicalScheme)),
                        "has_critical_illness_cover": self.some([True, True, False]),
                        "joined_on": self.some([None, None, self.day, self.day + timedelta(days=1)]),
                        "left_on": self.some([None, None, None, self.day, self.day + timedelta(days=1)]),
                        "extra": self.extra(FieldEntity.PERSON),
                    }
                )
        self.unit.session.execute(insert(Person), rows)

    def add_lines(self, ids: list[int], table: Any, when: str, what: str, kinds: list[Any]) -> None:
        rows = []
        for household_id in ids:
            for number in range(self.random.choice([0, 1, 2, 4, 8])):
                rows.append(
                    {
                        "household_id": household_id,
                        "region_path": self.path_of(household_id),
                        when: self.random.choice(self.edges),
                        what: self.random.choice(kinds),
                        "reference": str(number),
                        "amount_minor": self.random.choice(AMOUNTS),
                    }
                )
        self.unit.session.execute(insert(table), rows)

    def add_shocks(self, ids: list[int]) -> None:
        rows = [
            {
                "household_id": household_id,
                "region_path": self.path_of(household_id),
                "happened_on": day,
                "kind": self.random.choice(list(EventKind)),
                "cost_minor": self.some([0, 100, 440_000, 3_000_000]),
            }
            for household_id in ids
            for day in self.random.sample(sorted(set(self.edges)), self.random.choice([0, 0, 1, 2]))
        ]
        self.unit.session.execute(insert(LifeEvent), rows)

    def add_standings(self, ids: list[int]) -> None:
        common = {"urgency": 4, "score": 0, "colour": "unknown", "graded_at": NOW, "colour_since_on": self.day}
        rows = [
            {
                "household_id": household_id,
                "region_path": self.path_of(household_id),
                "case_state": self.some(["open", "paired", "closed"]),
                **common,
            }
            for household_id in ids
            if self.random.random() < 0.7
        ]
        self.unit.session.execute(insert(Standing), rows)


def graded_in_database(unit: UnitOfWork, rules: RuleSet, day: date, extent: Extent) -> dict[int, dict[str, Any]]:
    statement = compile_grading(rules, day, extent)
    rows = unit.session.connection().execute(text(statement.sql), statement.params).mappings()
    return {row["household_id"]: dict(row) for row in rows}


def graded_by_reference(unit: UnitOfWork, rules: RuleSet, day: date, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    return {home.household_id: as_row(grade_home(rules, day, home)) for home in list_homes(unit, ids)}


def graded_over_snapshot(unit: UnitOfWork, rules: RuleSet, day: date, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    statement = compile_grading(rules, day, Extent("", min(ids), max(ids)), COLUMNAR)
    with TemporaryDirectory() as folder:
        files = {}
        for table in plan_tables(FIELDS, OF_COUNTY):
            source, target = Path(folder) / "rows.csv", Path(folder) / f"{table.name}.parquet"
            copy_out(unit, table, COUNTY, source)
            DuckdbColumnar().pack(source, target, table.columns)
            files[table.name] = [target]
        found = list(DuckdbColumnar(threads=1).read(statement.sql, statement.params, files))
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    for row in rows:
        row["reasons"], row["unknowns"] = listed(row["reasons"]), listed(row["unknowns"])
        row["evidence"] = None if row["evidence"] is None else json.loads(row["evidence"])
    return {row["household_id"]: row for row in rows}


def listed(array: str) -> list[str]:
    """Read a list of ids as PostgreSQL writes it."""
    return [name for name in array.strip("{}").split(",") if name]


def as_row(verdict: Verdict) -> dict[str, Any]:
    return {
        "colour": verdict.colour.value,
        "score": verdict.score,
        "reasons": list(verdict.reasons),
        "unknowns": list(verdict.unknowns),
        "is_stale": verdict.is_stale,
        "evidence": verdict.evidence,
    }


def assert_same(unit: UnitOfWork, rules: RuleSet, day: date, ids: list[int]) -> set[str]:
    """Hold the engines against one another; return the colours that came up."""
    fast = graded_in_database(unit, rules, day, Extent("", min(ids), max(ids)))
    columns = graded_over_snapshot(unit, rules, day, ids)
    slow = graded_by_reference(unit, rules, day, sorted(fast))
    for household_id, expected in slow.items():
        for engine, graded in (("database", fast), ("snapshot", columns)):
            found = {key: graded[household_id][key] for key in expected}
            assert found == expected, f"household {household_id} on {day}, {engine}"
    assert fast
    assert fast.keys() == columns.keys()
    return {row["colour"] for row in fast.values()}


def probing_rules(random: Random, values: dict[str, list[Value]]) -> RuleSet:
    """Return a rule set that asks about every indicator, on thresholds that households have exactly."""
    conditions: list[Condition] = [leaf for name in EVERY_INDICATOR for leaf in probes(random, name, values[name])]
    joined = [
        random.choice([AllOf, AnyOf])(tuple(random.sample(conditions, 2)))
        if random.random() < 0.5
        else AllOf((random.choice(conditions), AnyOf(tuple(random.sample(conditions, 3)))))
        for _ in range(30)
    ]
    words = Text("a", "a")
    rules = tuple(
        Rule(f"rule_{number}", colour, words, words, random.randint(0, 40), None, condition, "test")
        for colour, group in zip(RULE_COLOURS, split_in_four(joined + conditions, random), strict=True)
        for number, condition in group
    )
    line = ParameterValue("36.3601.360121.360121101.", date(2020, 1, 1), None, 9_999.99, "own line", "test")
    lines = (*DEFAULT.parameters["income_line"], line)
    return replace(
        DEFAULT,
        rules=rules,
        key_inputs=tuple(random.sample(EVERY_INDICATOR, 3)),
        parameters={**DEFAULT.parameters, "income_line": lines, "food_line": ()}
        if random.random() < 0.3
        else {**DEFAULT.parameters, "income_line": lines},
    )


def probes(random: Random, name: str, values: list[Value]) -> list[Condition]:
    """Return conditions on one indicator, with ends that are values of the register."""
    unit = DEFAULT.indicator(name).unit
    if unit is Unit.YES_NO:
        return [Is(name, random.random() < 0.5)]
    if unit is Unit.CODE:
        return [OneOf(name, tuple(random.sample(DEFAULT.indicator(name).codes or CODES, 2)))]
    known = sorted({float(value) for value in values if value is not None}) or [0.0]
    end = random.choice(known)
    pairs = list(pairwise(known))
    probe: Condition = Band(name, *random.choice(pairs)) if pairs else Band(name, end, None)
    return [probe, random.choice([Band(name, end, None), Band(name, None, end)])]


def split_in_four(conditions: list[Condition], random: Random) -> list[list[tuple[int, Condition]]]:
    """Deal numbered conditions out to the four colours of rules; red and orange get few, so that others show."""
    groups: list[list[tuple[int, Condition]]] = [[], [], [], []]
    for number, condition in enumerate(conditions):
        groups[random.choices(range(4), [1, 1, 2, 2])[0] if random.random() < 0.15 else 3].append((number, condition))
    return groups


@pytest.mark.parametrize("day", DAYS)
def test_all_engines_agree_under_the_shipped_rules(unit: UnitOfWork, day: date) -> None:
    ids = Register(unit, Random(day.toordinal()), day).fill(HOUSEHOLDS)
    assert_same(unit, DEFAULT, day, ids)


@pytest.mark.parametrize("seed", range(6))
def test_all_engines_agree_on_every_indicator_at_its_edges(unit: UnitOfWork, seed: int) -> None:
    random, day = Random(seed), DAYS[seed % len(DAYS)]
    ids = Register(unit, random, day).fill(HOUSEHOLDS)
    asking = replace(DEFAULT, key_inputs=EVERY_INDICATOR)
    measured = [measure_home(asking, day, home) for home in list_homes(unit, ids)]
    values = {name: [row[name] for row in measured] for name in EVERY_INDICATOR}
    assert all(any(value is None for value in row) or not nullable(name) for name, row in values.items())
    for _ in range(3):
        assert_same(unit, probing_rules(random, values), day, ids)


def nullable(name: str) -> bool:
    """Tell whether an indicator can be not known at all."""
    return not DEFAULT.indicator(name).unknown_when.startswith("Never")


def test_every_colour_comes_up_and_all_are_agreed(unit: UnitOfWork) -> None:
    day = DAYS[0]
    ids = Register(unit, Random(7), day).fill(HOUSEHOLDS)
    calm = {"is_dwelling_safe": True, "is_water_safe": True, "surveyed_on": day}
    unit.session.execute(update(Household).where(Household.id.in_(ids)).values(calm))
    unit.session.execute(
        update(Person)
        .where(Person.household_id.in_(ids))
        .values(medical_scheme="resident", has_critical_illness_cover=True, school_status="in_school")
    )
    kept = tuple(rule for rule in DEFAULT.rules if rule.id not in ("living_endangered", "below_line", "income_loss"))
    assert assert_same(unit, replace(DEFAULT, rules=kept), day, ids) == {
        "red", "orange", "yellow", "blue", "unknown", "green",
    }  # fmt: skip


def test_an_extent_takes_only_its_households(unit: UnitOfWork) -> None:
    day = DAYS[0]
    ids = Register(unit, Random(3), day).fill(60)
    whole = graded_in_database(unit, DEFAULT, day, Extent("", min(ids), max(ids)))
    in_a = graded_in_database(unit, DEFAULT, day, Extent(VILLAGE_A, min(ids), max(ids)))
    assert in_a == {key: row for key, row in whole.items() if row["region_path"] == VILLAGE_A}
    wanted = tuple(sorted(whole)[::3])
    assert graded_in_database(unit, DEFAULT, day, Extent("", None, None, wanted)) == {key: whole[key] for key in wanted}
    assert graded_in_database(unit, DEFAULT, day, Extent("", None, None, ())) == {}
