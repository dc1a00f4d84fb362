"""Made-up families around real heads: who lives in the household, how they are related, how old they are."""

from dataclasses import dataclass
from random import Random

from registry.rules.words import Relation

PARENTHOOD_FROM = 20
OLDEST = 94
MARRIED_FROM = 22


@dataclass(frozen=True, slots=True)
class Kin:
    """A place in the family."""

    relation: Relation
    is_male: bool
    age: int


def draw_family(rng: Random, head_age: int, head_is_male: bool, size: int) -> list[Kin]:
    """Return a plausible family of `size` people around a head.

    A spouse comes first, then the old parents of a younger head, then children; the grown-up children of an older head
    bring spouses and grandchildren; siblings fill what is left. Children are at least 20 years younger than the head.
    """
    family = [Kin(Relation.HEAD, head_is_male, head_age)]
    if size > 1 and head_age >= MARRIED_FROM and rng.random() < (0.93 if size > 2 else 0.85):
        gap = rng.randint(-1, 5) if head_is_male else rng.randint(-5, 1)
        family.append(Kin(Relation.SPOUSE, not head_is_male, max(head_age - gap, MARRIED_FROM - 2)))
    _add_parents(rng, family, size)
    _add_children(rng, family, size)
    _add_young_families(rng, family, size)
    while len(family) < size:
        family.append(Kin(Relation.SIBLING, rng.random() < 0.5, min(max(head_age + rng.randint(-9, 9), 18), OLDEST)))
    return family


def _add_parents(rng: Random, family: list[Kin], size: int) -> None:
    head = family[0]
    wish = {True: 0.75, False: 0.35}[head.age < 45] if head.age <= OLDEST - 27 else 0.0
    for is_male in (True, False):
        age = head.age + rng.randint(21, 27)
        if len(family) < size and age <= OLDEST and rng.random() < wish:
            family.append(Kin(Relation.PARENT, is_male, age))


def _add_children(rng: Random, family: list[Kin], size: int) -> None:
    """Add children born every two to four years, first when the younger parent was 20 to 25."""
    parent_age = min(kin.age for kin in family if kin.relation in (Relation.HEAD, Relation.SPOUSE))
    age = parent_age - rng.randint(PARENTHOOD_FROM, 25)
    most = 2 if parent_age < 35 else 3 if parent_age < 60 else 4
    for _ in range(most):
        if len(family) >= size or age < 1:
            return
        family.append(Kin(Relation.CHILD, rng.random() < 0.53, age))
        age -= rng.randint(2, 4)


def _add_young_families(rng: Random, family: list[Kin], size: int) -> None:
    """Give grown-up children spouses and children of their own, eldest first."""
    grown = [kin for kin in family if kin.relation == Relation.CHILD and kin.age >= MARRIED_FROM]
    for child in grown:
        if len(family) >= size:
            return
        family.append(Kin(Relation.CHILD_IN_LAW, not child.is_male, max(child.age - rng.randint(-2, 3), 21)))
        age = child.age - rng.randint(PARENTHOOD_FROM, 24)
        for _ in range(3):
            if len(family) >= size or age < 1:
                break
            family.append(Kin(Relation.GRANDCHILD, rng.random() < 0.53, age))
            age -= rng.randint(2, 4)
