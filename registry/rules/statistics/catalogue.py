"""What can be counted by what: the dimensions and numbers of the register, and the further fields of a region.

A dimension parts the whole: everybody has exactly one value, “not known” being one, so that parts always add up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from foundation.wording import Worded, mark
from registry.rules.causes import Cause
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from registry.rules.statistics.titles import Title
from registry.rules.statistics.words import CountedUnit
from registry.rules.words import (
    CivilAffairsClass,
    Colour,
    CookingFuel,
    DisabilityKind,
    DwellingGrade,
    DwellingKind,
    Health,
    HouseholdClass,
    LabourStatus,
    MaritalStatus,
    MedicalScheme,
    PensionScheme,
    RegionLevel,
    Sanitation,
    Schooling,
    SchoolStatus,
    Sex,
    WaterSource,
)

NOT_KNOWN = "?"
AREA = "place"
"""The axis of all places, whatever level they are shown at."""
EXTRA = "extra."
NO_CASE = "none"
YES, NO = "yes", "no"
PLACES = {
    RegionLevel.COUNTY.value: Title(mark("County")),
    RegionLevel.TOWNSHIP.value: Title(mark("Township")),
    RegionLevel.VILLAGE.value: Title(mark("Village")),
}
AGE_GROUPS = ((0, 5), (6, 15), (16, 44), (45, 59), (60, 79), (80, None))
"""Preschool, compulsory school, younger and older working age, the old and the very old."""
SIZES = ("1", "2", "3", "4", "5", "6+")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a dimension with the name that people read."""

    key: str
    title: Title


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something to count by.

    Args:
        known_of: households, whose values hold for each member too, or people only.
        values: in the order in which they are shown; empty for places, which come from the register of regions.
    """

    key: str
    title: Title
    known_of: CountedUnit
    values: tuple[Value, ...] = ()

    @property
    def is_place(self) -> bool:
        return self.key in PLACES


@dataclass(frozen=True, slots=True)
class Number:
    """Something to take the mean of.

    Args:
        unit: what it counts, such as yuan; None for a mere count.
    """

    key: str
    title: Title
    known_of: CountedUnit
    unit: Title | None = None


def of_words(words: type[Worded], missing: str = mark("Not known")) -> tuple[Value, ...]:
    """Return the values of a code list, with one for those of whom it is not known."""
    return (*(Value(word.value, Title(word.label)) for word in words), Value(NOT_KNOWN, Title(missing)))


def yes_or_no() -> tuple[Value, ...]:
    """Return the values of what is so, is not so, or is not known."""
    return (Value(YES, Title(mark("Yes"))), Value(NO, Title(mark("No"))), Value(NOT_KNOWN, Title(mark("Not known"))))


def age_key(first: int, last: int | None) -> str:
    """Return the key of an age group, which is also how people read it."""
    return f"{first}+" if last is None else f"{first}–{last}"


def _figures(*keys: str) -> tuple[Value, ...]:
    return tuple(Value(key, Title(key, key)) for key in keys)


_H, _P = CountedUnit.HOUSEHOLDS, CountedUnit.PEOPLE
_CAUSES = (*of_words(Cause)[:-1], Value(NO_CASE, Title(mark("No open case"))))
_COLOURS = of_words(Colour)[:-1]
DIMENSIONS = (
    *(Dimension(key, title, _H) for key, title in PLACES.items()),
    Dimension("household_class", Title(mark("Class")), _H, of_words(HouseholdClass)),
    Dimension("civil_affairs_class", Title(mark("Civil-affairs class")), _H, of_words(CivilAffairsClass)),
    Dimension("colour", Title(mark("Colour")), _H, _COLOURS),
    Dimension("cause", Title(mark("Main cause of the open case")), _H, _CAUSES),
    Dimension("size", Title(mark("Members")), _H, (*_figures(*SIZES), Value(NOT_KNOWN, Title(mark("Not known"))))),
    Dimension("is_dwelling_safe", Title(mark("Safe dwelling")), _H, yes_or_no()),
    Dimension("dwelling_kind", Title(mark("Kind of dwelling")), _H, of_words(DwellingKind)),
    Dimension("dwelling_grade", Title(mark("Safety grade of the dwelling")), _H, of_words(DwellingGrade)),
    Dimension("is_water_safe", Title(mark("Safe water")), _H, yes_or_no()),
    Dimension("water_source", Title(mark("Water source")), _H, of_words(WaterSource)),
    Dimension("sanitation", Title(mark("Sanitation")), _H, of_words(Sanitation)),
    Dimension("cooking_fuel", Title(mark("Cooking fuel")), _H, of_words(CookingFuel)),
    Dimension("has_electricity", Title(mark("Electricity")), _H, yes_or_no()),
    Dimension("sex", Title(mark("Sex")), _P, of_words(Sex)[:-1]),
    Dimension("age", Title(mark("Age group")), _P, _figures(*(age_key(*ages) for ages in AGE_GROUPS))),
    Dimension("marital_status", Title(mark("Marital status")), _P, of_words(MaritalStatus)),
    Dimension("schooling", Title(mark("Schooling")), _P, of_words(Schooling)),
    Dimension("school_status", Title(mark("School attendance")), _P, of_words(SchoolStatus)),
    Dimension("health", Title(mark("Health")), _P, of_words(Health)),
    Dimension("disability_kind", Title(mark("Disability")), _P, of_words(DisabilityKind, mark("None recorded"))),
    Dimension("labour_status", Title(mark("Labour capacity")), _P, of_words(LabourStatus)),
    Dimension("works_away", Title(mark("Works away")), _P, yes_or_no()),
    Dimension("medical_scheme", Title(mark("Medical cover")), _P, of_words(MedicalScheme)),
    Dimension("has_critical_illness_cover", Title(mark("Critical-illness cover")), _P, yes_or_no()),
    Dimension("pension_scheme", Title(mark("Pension cover")), _P, of_words(PensionScheme)),
)
_MU, _YUAN, _KM = Title(mark("mu")), Title(mark("yuan")), Title(mark("km"))
NUMBERS = (
    Number("members", Title(mark("Members")), _H),
    Number("income_per_head", Title(mark("Net income per person")), _H, _YUAN),
    Number("land_mu", Title(mark("Land")), _H, _MU),
    Number("livestock_count", Title(mark("Livestock")), _H),
    Number("debt", Title(mark("Debt")), _H, _YUAN),
    Number("road_km", Title(mark("Distance to the road")), _H, _KM),
    Number("age", Title(mark("Age")), _P, Title(mark("years"))),
    Number("monthly_wage", Title(mark("Monthly wage")), _P, _YUAN),
)


@dataclass(frozen=True)
class Catalogue:
    """What can be counted by what in an area: the register's own dimensions and numbers, and its further fields."""

    dimensions: Mapping[str, Dimension] = field(default_factory=lambda: {each.key: each for each in DIMENSIONS})
    numbers: Mapping[str, Number] = field(default_factory=lambda: {each.key: each for each in NUMBERS})

    @classmethod
    def with_fields(cls, definitions: Iterable[FieldDefinition]) -> "Catalogue":
        """Return the catalogue with further fields: codes and yes-or-no count by, numbers give means."""
        plain = cls()
        dimensions, numbers = dict(plain.dimensions), dict(plain.numbers)
        for each in definitions:
            key = EXTRA + each.key
            title = Title(each.question_en, each.question_zh)
            known_of = _H if each.entity is FieldEntity.HOUSEHOLD else _P
            if each.kind.is_number:
                numbers[key] = Number(key, title, known_of, Title(each.unit, each.unit) if each.unit else None)
            elif each.kind is FieldKind.FLAG:
                dimensions[key] = Dimension(key, title, known_of, yes_or_no())
            elif each.kind is FieldKind.CODE:
                dimensions[key] = Dimension(key, title, known_of, _options(each))
        return cls(dimensions, numbers)

    def for_unit(self, unit: CountedUnit) -> list[Dimension]:
        """Return the dimensions by which a unit can be counted."""
        return [each for each in self.dimensions.values() if unit is _P or each.known_of is _H]


def _options(definition: FieldDefinition) -> tuple[Value, ...]:
    known = (Value(option.code, Title(option.en, option.zh)) for option in definition.options)
    return (*known, Value(NOT_KNOWN, Title(mark("Not known"))))
