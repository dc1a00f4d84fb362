"""The facts that predicates may name: those of a household, and in rules on members also those of the member."""

from registry.rules.quality.catalogue.care import CARE_FACTS, Elimination, MeasureGroup
from registry.rules.quality.catalogue.facts import PRESENT, Fact, Source
from registry.rules.quality.catalogue.households import HOUSEHOLD_FACTS
from registry.rules.quality.catalogue.money import MONEY_FACTS
from registry.rules.quality.catalogue.people import PERSON_FACTS

__all__ = [
    "CATALOGUE",
    "HOUSEHOLD",
    "PERSON",
    "PRESENT",
    "Elimination",
    "Fact",
    "MeasureGroup",
    "Source",
]

HOUSEHOLD = {fact.name: fact for fact in (*HOUSEHOLD_FACTS, *MONEY_FACTS, *CARE_FACTS)}
PERSON = {fact.name: fact for fact in PERSON_FACTS}
CATALOGUE = HOUSEHOLD | PERSON
