"""Deprivations of a multidimensional index in SQL: true lacks it, false has it, null is not known.

`monitoring.rules.measures.deprivations` says each in words; a test holds the two lists against each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Boolean, ColumnElement, case, cast, false, func, literal, null, or_, true

from monitoring.rules.measures.che import EQUIVALENCE_POWER
from monitoring.rules.measures.deprivations import EXTRA
from monitoring.rules.measures.mpi_spec import MpiIndicator, MpiSpec
from monitoring.rules.window import years_back
from registry.models import Person
from registry.rules.words import (
    Asset,
    CookingFuel,
    DwellingGrade,
    LabourStatus,
    MedicalScheme,
    Sanitation,
    Schooling,
    SchoolStatus,
    WaterSource,
)

Limits = Mapping[str, float]
ABLE = (LabourStatus.ORDINARY, LabourStatus.SKILLED, LabourStatus.WEAK)
NOT_IN_SCHOOL = (SchoolStatus.OUT, SchoolStatus.OUT_FOR_HEALTH)
PRIMARY_OR_MORE = (Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR, Schooling.TERTIARY)
UNSAFE_WATER = (WaterSource.UNPROTECTED, WaterSource.CARRIED)


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What a rule about the dwelling or the purse reads: its columns, its sums, the lines of its region."""

    household: Any
    size: Any
    net_income: Any
    food: Any
    income_line: Any
    food_line: Any


class AgesOn:
    """Conditions on the age of members on a day."""

    def __init__(self, person: Any, on: date) -> None:
        self.born_on, self.on = person.born_on, on

    def at_least(self, years: float) -> ColumnElement[bool]:
        found: ColumnElement[bool] = self.born_on <= years_back(self.on, int(years))
        return found

    def below(self, years: float) -> ColumnElement[bool]:
        found: ColumnElement[bool] = self.born_on > years_back(self.on, int(years))
        return found


def any_member(among: Any, holds: Any, missing: Any) -> ColumnElement[Any]:
    """Return true when it holds for one of those concerned, null when for none and a record is missing, else false."""
    return case((func.bool_or(among & holds), true()), (func.bool_or(among & missing), null()), else_=false())


def no_member(among: Any, holds: Any, missing: Any) -> ColumnElement[Any]:
    """Return false when it holds for one of those concerned, null when a record is missing, else true if any is."""
    concerned = func.coalesce(func.bool_or(among), false())
    return case((func.bool_or(among & holds), false()), (func.bool_or(among & missing), null()), else_=concerned)


def _undernourished(person: Any, ages: AgesOn, limits: Limits) -> ColumnElement[Any]:
    found = person.is_undernourished
    return any_member(ages.below(limits["below_age"]), found.is_(True), found.is_(None))


def _nobody_finished_primary(person: Any, ages: AgesOn, limits: Limits) -> ColumnElement[Any]:
    found = person.schooling
    return no_member(ages.at_least(limits["from_age"]), found.in_(PRIMARY_OR_MORE), found.is_(None))


def _of_school_age(ages: AgesOn, limits: Limits) -> ColumnElement[bool]:
    return ages.at_least(limits["from_age"]) & ages.below(limits["below_age"])


def _child_not_attending(person: Any, ages: AgesOn, limits: Limits) -> ColumnElement[Any]:
    found = person.school_status
    return any_member(_of_school_age(ages, limits), found.in_(NOT_IN_SCHOOL), found.is_(None))


def _child_out_of_school(person: Any, ages: AgesOn, limits: Limits) -> ColumnElement[Any]:
    found = person.school_status
    return any_member(_of_school_age(ages, limits), found == SchoolStatus.OUT, found.is_(None))


def _member_without_medical(person: Any, _ages: AgesOn, _limits: Limits) -> ColumnElement[Any]:
    found = person.medical_scheme
    return any_member(true(), found == MedicalScheme.NONE, found.is_(None))


def _nobody_able(person: Any, ages: AgesOn, limits: Limits) -> ColumnElement[Any]:
    found = person.labour_status
    among = ages.at_least(limits["from_age"])
    # A household of children alone has nobody to work either.
    return case(
        (func.bool_or(among & found.in_(ABLE)), false()), (func.bool_or(among & found.is_(None)), null()), else_=true()
    )


def _poor_water(facts: HomeFacts, limits: Limits) -> ColumnElement[Any]:
    home = facts.household
    unsafe = or_(
        home.water_source.in_(UNSAFE_WATER), home.water_minutes >= limits["minutes"], home.is_water_safe.is_(False)
    )
    well_near = (home.water_source == WaterSource.PROTECTED_WELL) & home.water_minutes.is_not(None)
    fine = or_(home.water_source == WaterSource.PIPED, well_near, home.is_water_safe.is_(True))
    return case((unsafe, true()), (fine, false()))


def _few_assets(facts: HomeFacts, limits: Limits) -> ColumnElement[Any]:
    owned = facts.household.assets
    small = [case((literal(asset.value) == func.any(owned), 1), else_=0) for asset in Asset if asset is not Asset.CAR]
    has_car = literal(Asset.CAR.value) == func.any(owned)
    few = ~has_car & (sum(small[1:], small[0]) <= limits["most"])
    return case((owned.is_not(None), few))


def _unsafe_dwelling(facts: HomeFacts, _limits: Limits) -> ColumnElement[Any]:
    home = facts.household
    return func.coalesce(~home.is_dwelling_safe, home.dwelling_grade.in_((DwellingGrade.C, DwellingGrade.D)))


def _debt_above_income(facts: HomeFacts, limits: Limits) -> ColumnElement[Any]:
    debt = facts.household.debt_minor
    return case(
        (debt <= 0, false()),
        ((debt > 0) & (facts.net_income <= 0), true()),
        else_=debt > facts.net_income * limits["percent"],  # fen against yuan: a hundred percent is a hundred fen
    )


MemberRule = Callable[[Any, AgesOn, Limits], ColumnElement[Any]]
HomeRule = Callable[[HomeFacts, Limits], ColumnElement[Any]]
MEMBER_RULES: Mapping[str, MemberRule] = {
    "undernourished_member": _undernourished,
    "nobody_finished_primary": _nobody_finished_primary,
    "child_not_attending": _child_not_attending,
    "child_out_of_school": _child_out_of_school,
    "member_without_medical": _member_without_medical,
    "nobody_able_to_work": _nobody_able,
}
HOME_RULES: Mapping[str, HomeRule] = {
    "solid_fuel": lambda facts, _: facts.household.cooking_fuel.in_((CookingFuel.COAL, CookingFuel.WOOD)),
    "poor_sanitation": lambda facts, _: facts.household.sanitation.in_(
        (Sanitation.SHARED, Sanitation.UNIMPROVED, Sanitation.NONE)
    ),
    "poor_water": _poor_water,
    "no_electricity": lambda facts, _: ~facts.household.has_electricity,
    "poor_shell": lambda facts, _: ~facts.household.is_shell_sound,
    "few_assets": _few_assets,
    "food_below_line": lambda facts, _: facts.food < facts.food_line * func.power(facts.size, EQUIVALENCE_POWER),
    "income_below_line": lambda facts, _: facts.net_income < facts.income_line * facts.size,
    "unsafe_dwelling": _unsafe_dwelling,
    "unsafe_water": lambda facts, _: ~facts.household.is_water_safe,
    "debt_above_income": _debt_above_income,
}
CHILD_DIED = "child_died"


def member_columns(person: Any, on: date, index: MpiSpec | None) -> list[ColumnElement[Any]]:
    """Return an aggregate over the members for each indicator that they tell, named as `lacks` expects it."""
    ages = AgesOn(person, on)
    return [
        MEMBER_RULES[indicator.reads](person, ages, indicator.limits).label(_name(indicator))
        for indicator in (index.indicators if index else ())
        if indicator.reads is not None and indicator.reads in MEMBER_RULES
    ]


def death_columns(on: date, index: MpiSpec | None) -> list[ColumnElement[Any]]:
    """Return an aggregate over those who died for each indicator that deaths tell."""
    return [
        _child_died(on, indicator.limits).label(_name(indicator))
        for indicator in (index.indicators if index else ())
        if indicator.reads == CHILD_DIED
    ]


def _child_died(on: date, limits: Limits) -> ColumnElement[Any]:
    of_age = Person.born_on + func.make_interval(int(limits["below_age"]))
    lately = (Person.died_on > years_back(on, int(limits["years"]))) & (Person.died_on <= on)
    return func.bool_or(lately & (Person.died_on < of_age))


def lacks(indicator: MpiIndicator, facts: HomeFacts, people: Any, died: Any) -> ColumnElement[Any]:
    """Return whether a household lacks what an indicator looks at; null is not known.

    Args:
        people, died: the grouped members and deaths, with the columns of `member_columns` and `death_columns`.
    """
    if indicator.reads is None:
        return cast(null(), Boolean)
    if indicator.reads.startswith(EXTRA):
        value = facts.household.extra[indicator.reads.removeprefix(EXTRA)].astext
        return value.in_(indicator.lacks)  # type: ignore[no-any-return]
    if indicator.reads in MEMBER_RULES:
        return people.c[_name(indicator)]  # type: ignore[no-any-return]
    if indicator.reads == CHILD_DIED:
        return func.coalesce(died.c[_name(indicator)], false())
    return HOME_RULES[indicator.reads](facts, indicator.limits)


def _name(indicator: MpiIndicator) -> str:
    return f"lacks_{indicator.id}"
