"""How the demo's households live and who is married to whom, made up so that the poverty measures have what they ask.

Drawn from seeds of their own, beside the ones that draw people and money.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from registry.rules.words import (
    Asset,
    CookingFuel,
    DisabilityKind,
    DwellingGrade,
    DwellingKind,
    MaritalStatus,
    Relation,
    Sanitation,
    WaterSource,
)
from web.demo.people import Member

T = TypeVar("T")
MODEST_YUAN, WELL_OFF_YUAN = 11_000, 18_000
OWNED = (
    (Asset.TELEPHONE, 0.985),
    (Asset.TELEVISION, 0.95),
    (Asset.REFRIGERATOR, 0.86),
    (Asset.MOTORCYCLE, 0.66),
    (Asset.BICYCLE, 0.3),
    (Asset.COMPUTER, 0.2),
    (Asset.RADIO, 0.12),
    (Asset.CAR, 0.14),
)
"""How many households of a middling income own one."""


@dataclass(frozen=True, slots=True)
class Living:
    """The dwelling, water, toilet, kitchen and goods of a household."""

    kind: DwellingKind
    grade: DwellingGrade | None
    is_shell_sound: bool
    water: WaterSource
    minutes: int
    sanitation: Sanitation
    fuel: CookingFuel
    assets: tuple[Asset, ...]


def draw_living(number: int, net_per_head: float, *, is_safe: bool | None, is_water_safe: bool | None) -> Living:
    """Return how household `number` of the survey lives; what is not known to be safe has no grade.

    Args:
        net_per_head: yuan a year; the poorer cook with wood more often and own less.
    """
    rng = Random(f"living:{number}")  # noqa: S311 - a fixed seed is the point
    level = -1 if net_per_head < MODEST_YUAN else 1 if net_per_head > WELL_OFF_YUAN else 0
    owned = tuple(asset for asset, share in OWNED if rng.random() < share + level * min(share, 1 - share) * 0.5)
    return Living(
        kind=_draw(
            rng, {DwellingKind.OWN: 93, DwellingKind.RESETTLED: 4, DwellingKind.BORROWED: 2, DwellingKind.PUBLIC: 1}
        ),
        grade=_grade(rng, is_safe),
        is_shell_sound=is_safe is not False and rng.random() < 0.96 + 0.02 * level,
        water=_water(rng, is_water_safe),
        minutes=rng.choice((0, 0, 0, 5, 10)) if is_water_safe is not False else rng.choice((10, 20, 35)),
        sanitation=_draw(
            rng,
            {
                Sanitation.FLUSH: 58 + 20 * level,
                Sanitation.IMPROVED: 32 - 12 * level,
                Sanitation.UNIMPROVED: 9 - 7 * level,
                Sanitation.SHARED: 1,
            },
        ),
        fuel=_draw(
            rng,
            {
                CookingFuel.GAS: 48 + 8 * level,
                CookingFuel.ELECTRICITY: 24 + 4 * level,
                CookingFuel.BIOGAS: 4,
                CookingFuel.WOOD: 23 - 11 * level,
                CookingFuel.COAL: 1,
            },
        ),
        assets=owned,
    )


def draw_marital(people: Sequence[Member], member: Member) -> MaritalStatus | None:
    """Return what the family's composition says of a member's marriage, None where it says nothing."""
    relations = [one.relation for one in people]
    if member.relation in (Relation.SPOUSE, Relation.CHILD_IN_LAW):
        return MaritalStatus.MARRIED
    if member.relation is Relation.HEAD and Relation.SPOUSE in relations:
        return MaritalStatus.MARRIED
    if member.relation is Relation.PARENT:
        return MaritalStatus.MARRIED if relations.count(Relation.PARENT) == 2 else MaritalStatus.WIDOWED
    if member.relation is Relation.HEAD:
        return MaritalStatus.WIDOWED if member.age >= 60 else MaritalStatus.SINGLE
    return MaritalStatus.SINGLE if member.age < 20 else None


def is_undernourished(number: int, member: Member) -> bool:
    """Return whether a member is too thin or too small: one in seventy, more of the severely ill."""
    rng = Random(f"nutrition:{number}:{member.code}")  # noqa: S311 - a fixed seed is the point
    return rng.random() < (0.08 if member.is_severely_ill else 0.013)


def draw_disability(number: int, member: Member) -> DisabilityKind | None:
    """Return the kind of a disability that has a grade."""
    if member.disability_grade is None:
        return None
    rng = Random(f"disability:{number}:{member.code}")  # noqa: S311 - a fixed seed is the point
    return rng.choice(tuple(DisabilityKind))


def _draw(rng: Random, weights: Mapping[T, int]) -> T:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]


def _grade(rng: Random, is_safe: bool | None) -> DwellingGrade | None:
    sound, dangerous = rng.random() < 0.7, rng.random() < 0.6
    if is_safe is None:
        return None
    if is_safe:
        return DwellingGrade.A if sound else DwellingGrade.B
    return DwellingGrade.C if dangerous else DwellingGrade.D


def _water(rng: Random, is_safe: bool | None) -> WaterSource:
    if is_safe is False:
        return _draw(rng, {WaterSource.UNPROTECTED: 70, WaterSource.CARRIED: 30})
    return _draw(rng, {WaterSource.PIPED: 86, WaterSource.PROTECTED_WELL: 14})
