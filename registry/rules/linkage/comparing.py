"""Two people held against one another in Python: the reference for the SQL of `statements.py`, and the way in which one
pair is looked at again when its records have changed.

Source: docs/methods.md, Record linkage.
"""

from collections.abc import Callable

from foundation.wording import Worded
from registry.rules.linkage.slips import LEAST, MOST, edits, is_one_less, is_one_other
from registry.rules.linkage.traits import Traits
from registry.rules.linkage.words import (
    BirthLevel,
    Comparison,
    FamilyLevel,
    NameLevel,
    NumberLevel,
    SexLevel,
)

LONG_SOUND = 20
FIRST_OF_YEAR = "0101"


def compare(left: Traits, right: Traits) -> dict[Comparison, Worded]:
    """Return how far two people agree in each comparison."""
    return {comparison: judge(left, right) for comparison, judge in _JUDGES.items()}


def compare_names(left: Traits, right: Traits) -> NameLevel:
    """Return how far two names agree."""
    if not left.sound or not right.sound:
        return NameLevel.UNKNOWN
    for level, is_so in _NAME_TESTS:
        if is_so(left, right):
            return level
    return NameLevel.DIFFERENT


def compare_numbers(left: Traits, right: Traits) -> NumberLevel:
    """Return how far two ID numbers agree.

    Of two numbers with the right check digit neither can be a slip of the other: the check finds every wrong digit and
    every exchange of neighbours.
    """
    if not left.number or not right.number:
        return NumberLevel.UNKNOWN
    if left.number == right.number:
        return NumberLevel.SAME
    if left.is_proven and right.is_proven:
        return NumberLevel.DIFFERENT
    apart = edits(left.number, right.number)
    if apart <= 1:
        return NumberLevel.SLIP
    return NumberLevel.TWO_SLIPS if apart == 2 else NumberLevel.UNCHECKED


def compare_births(left: Traits, right: Traits) -> BirthLevel:
    """Return how far two dates of birth agree."""
    if not left.born or not right.born:
        return BirthLevel.UNKNOWN
    for level, is_so in _BIRTH_TESTS:
        if is_so(left, right):
            return level
    return BirthLevel.DIFFERENT


def compare_sexes(left: Traits, right: Traits) -> SexLevel:
    """Return whether the sexes agree."""
    if not left.sex or not right.sex:
        return SexLevel.UNKNOWN
    return SexLevel.SAME if left.sex == right.sex else SexLevel.DIFFERENT


def compare_families(left: Traits, right: Traits) -> FamilyLevel:
    """Return what the families and places have in common.

    What members of one family share by nature counts once: otherwise brothers, twins, and father and son would pass for
    one person.
    """
    common = len(set(left.mates) & set(right.mates))
    has_phone = left.phone == right.phone != ""
    has_places = bool(left.village and right.village)
    if left.household == right.household or not (has_places or has_phone or common):
        return FamilyLevel.UNKNOWN
    if right.own in left.mates or left.own in right.mates:
        return FamilyLevel.BESIDE
    if common:
        return FamilyLevel.TWO_MATES if common > 1 else FamilyLevel.ONE_MATE
    return FamilyLevel.PHONE if has_phone else _place_level(left, right)


def _place_level(left: Traits, right: Traits) -> FamilyLevel:
    if left.village == right.village:
        return FamilyLevel.VILLAGE
    return FamilyLevel.TOWNSHIP if left.township == right.township else FamilyLevel.ELSEWHERE


def _sounds_near(left: Traits, right: Traits) -> bool:
    if left.near == right.near:
        return True
    return len(left.sound) >= LONG_SOUND and edits(left.sound, right.sound, exchanges=False) <= 2


def _shares_part(left: Traits, right: Traits) -> bool:
    is_left_cut = bool(left.head) and left.head in (right.head, right.written)
    return is_left_cut or (bool(right.head) and right.head == left.written)


def _same_given(left: Traits, right: Traits) -> bool:
    is_of_length = len(left.written) == len(right.written) and LEAST <= len(left.written) <= MOST
    return is_of_length and left.written[1:] == right.written[1:]


def _years_apart(left: Traits, right: Traits) -> int:
    return abs(int(left.born[:4]) - int(right.born[:4]))


def _has_first_day(left: Traits, right: Traits) -> bool:
    return left.born[:4] == right.born[:4] and FIRST_OF_YEAR in (left.born[4:], right.born[4:])


def _has_day_for_month(left: Traits, right: Traits) -> bool:
    return left.born == right.born[:4] + right.born[6:] + right.born[4:6]


_Test = Callable[[Traits, Traits], bool]
_NAME_TESTS: tuple[tuple[NameLevel, _Test], ...] = (
    (NameLevel.SAME, lambda a, b: a.written == b.written != ""),
    (NameLevel.TONE, lambda a, b: a.tone == b.tone != ""),
    (NameLevel.SOUND, lambda a, b: a.sound == b.sound),
    (NameLevel.SWAPPED, lambda a, b: a.ordered == b.ordered),
    (NameLevel.SHAPE, lambda a, b: a.shape == b.shape != ""),
    (NameLevel.NEAR, _sounds_near),
    (NameLevel.LONGER, lambda a, b: is_one_less(a.written, b.written) or is_one_less(b.written, a.written)),
    (NameLevel.PART, _shares_part),
    (NameLevel.ONE_OTHER, lambda a, b: is_one_other(a.written, b.written)),
    (NameLevel.GIVEN, _same_given),
    (NameLevel.SURNAME, lambda a, b: a.surname == b.surname),
)
_BIRTH_TESTS: tuple[tuple[BirthLevel, _Test], ...] = (
    (BirthLevel.SAME, lambda a, b: a.born == b.born),
    (BirthLevel.LUNAR, lambda a, b: a.lunar == b.born or b.lunar == a.born),
    (BirthLevel.SWAPPED, _has_day_for_month),
    (BirthLevel.SLIP, lambda a, b: edits(a.born, b.born) == 1),
    (BirthLevel.YEAR_OFF, lambda a, b: a.born[4:] == b.born[4:] and _years_apart(a, b) <= 2),
    (BirthLevel.FIRST_DAY, _has_first_day),
    (BirthLevel.YEAR, lambda a, b: a.born[:4] == b.born[:4]),
    (BirthLevel.NEAR_YEAR, lambda a, b: _years_apart(a, b) == 1),
)
_JUDGES: dict[Comparison, Callable[[Traits, Traits], Worded]] = {
    Comparison.NAME: compare_names,
    Comparison.NUMBER: compare_numbers,
    Comparison.BIRTH: compare_births,
    Comparison.SEX: compare_sexes,
    Comparison.FAMILY: compare_families,
}
