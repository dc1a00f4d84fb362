"""Facts of the household's own record, and those added up over its members."""

from foundation.wording import mark
from registry.rules.quality.catalogue.facts import Fact, Source
from registry.rules.quality.kinds import COUNT, DATE, YES_NO, Type, Unit, code, codes, number
from registry.rules.words import (
    Asset,
    CivilAffairsClass,
    CookingFuel,
    DwellingGrade,
    DwellingKind,
    HouseholdClass,
    Sanitation,
    WaterSource,
)

NOT_FILLED = mark("The field is empty.")


def _column(name: str, title: str, kind: Type, column: str = "") -> Fact:
    read = f"h.{column or name}"
    sql = f"cast({read} as float8)" if kind.kind.value == "number" else read
    return Fact(name, title, kind, Source.HOUSEHOLD, sql, NOT_FILLED)


HOUSEHOLD_FACTS = (
    Fact("as_of", mark("The day of the check"), DATE, Source.DAY, "cast(:as_of as date)"),
    _column("household_class", mark("Household class"), code(HouseholdClass)),
    _column("civil_affairs_class", mark("Civil-affairs class"), code(CivilAffairsClass)),
    _column("is_dwelling_safe", mark("Dwelling is safe"), YES_NO),
    _column("dwelling_kind", mark("Kind of dwelling"), code(DwellingKind)),
    _column("dwelling_grade", mark("Safety grade of the dwelling"), code(DwellingGrade)),
    _column("is_water_safe", mark("Drinking water is safe"), YES_NO),
    _column("water_source", mark("Source of water"), code(WaterSource)),
    _column("sanitation", mark("Toilet"), code(Sanitation)),
    _column("cooking_fuel", mark("Cooking fuel"), code(CookingFuel)),
    _column("has_electricity", mark("Has electricity"), YES_NO),
    _column("assets", mark("Durable goods"), codes(Asset)),
    _column("land_area", mark("Land"), number(Unit.MU), "land_mu"),
    _column("rice_area", mark("Rice land"), number(Unit.MU), "rice_mu"),
    _column("livestock", mark("Livestock"), COUNT, "livestock_count"),
    _column("debt", mark("Debt"), number(Unit.YUAN), "debt_minor"),
    _column("road_distance", mark("Distance to the trunk road"), number(Unit.KM), "road_km"),
    _column("surveyed_on", mark("Surveyed on"), DATE),
    _column("registered_on", mark("Registered on"), DATE),
    Fact(
        "members",
        mark("Members"),
        COUNT,
        Source.MEMBERS,
        "cast(count(*) as float8)",
        mark("Never: a household without members counts 0."),
        "0",
    ),
    Fact(
        "head_age",
        mark("Age of the head"),
        number(Unit.YEARS),
        Source.MEMBERS,
        "max(case when p.relation = 'head' and p.born_on <= :as_of"
        " then cast(date_part('year', age(:as_of, p.born_on)) as float8) end)",
        mark("The household has no head."),
    ),
)
