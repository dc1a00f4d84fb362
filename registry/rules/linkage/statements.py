"""The levels of each comparison and the blocking, as conditions in SQL.

A condition speaks of the traits of two records, `…_l` and `…_r`; of the levels of a comparison the first that holds
counts. `comparing.py` says the same in Python, and a test holds the two against one another. Blocking rules say which
records are looked at together: each is an equality, so that none is a comparison of everybody with everybody.
"""

from registry.rules.linkage.words import (
    BirthLevel,
    Comparison,
    FamilyLevel,
    NameLevel,
    NumberLevel,
    SexLevel,
)

COLUMNS = {
    "key": "bigint",
    "household": "bigint",
    **dict.fromkeys(("village", "township", "sex"), "varchar"),
    **dict.fromkeys(("written", "tone", "sound", "ordered", "near", "shape", "surname", "head"), "varchar"),
    **dict.fromkeys(("born", "lunar", "number"), "varchar"),
    "is_proven": "boolean",
    "phone": "varchar",
    "own": "bigint",
    "mates": "bigint[]",
}
"""The traits in their order, with their types."""

FILLERS = ("number", "phone")
"""Columns in which a value that many people share is no value."""


def _same(column: str) -> str:
    return f"{column}_l = {column}_r and {column}_l <> ''"


def _one_less(longer: str, shorter: str) -> str:
    """Return the condition that the shorter of two names of two to four characters is the other less one."""
    return (
        f"length({longer}) = length({shorter}) + 1 and length({longer}) between 3 and 4 and {shorter} in ("
        f"left({longer}, -1), right({longer}, -1), left({longer}, 1) || right({longer}, -2), "
        f"left({longer}, 2) || right({longer}, -3))"
    )


_DIFFERING = " + ".join(f"(substr(written_l, {place}, 1) <> substr(written_r, {place}, 1))::int" for place in (2, 3, 4))
_LENGTHS = "length(written_l) = length(written_r) and length(written_l) between 3 and 4"
_PROVEN = "is_proven_l and is_proven_r"
_YEARS = "left(born_l, 4) = left(born_r, 4)"
_YEARS_APART = "abs(left(born_l, 4)::int - left(born_r, 4)::int)"
_COMMON = "len(list_intersect(mates_l, mates_r))"

CONDITIONS: dict[Comparison, dict[str, str | None]] = {
    Comparison.NAME: {
        NameLevel.UNKNOWN: "sound_l = '' or sound_r = ''",
        NameLevel.SAME: _same("written"),
        NameLevel.TONE: _same("tone"),
        NameLevel.SOUND: "sound_l = sound_r",
        NameLevel.SWAPPED: "ordered_l = ordered_r",
        NameLevel.SHAPE: _same("shape"),
        NameLevel.NEAR: "near_l = near_r or (length(sound_l) >= 20 and levenshtein(sound_l, sound_r) <= 2)",
        NameLevel.LONGER: f"({_one_less('written_l', 'written_r')}) or ({_one_less('written_r', 'written_l')})",
        NameLevel.PART: "(head_l <> '' and (head_l = head_r or head_l = written_r)) "
        "or (head_r <> '' and head_r = written_l)",
        NameLevel.ONE_OTHER: f"{_LENGTHS} and left(written_l, 1) = left(written_r, 1) and {_DIFFERING} = 1",
        NameLevel.GIVEN: f"{_LENGTHS} and right(written_l, -1) = right(written_r, -1)",
        NameLevel.SURNAME: "surname_l = surname_r",
        NameLevel.DIFFERENT: None,
    },
    Comparison.NUMBER: {
        NumberLevel.UNKNOWN: "number_l = '' or number_r = ''",
        NumberLevel.SAME: "number_l = number_r",
        NumberLevel.SLIP: f"not ({_PROVEN}) and damerau_levenshtein(number_l, number_r) <= 1",
        NumberLevel.TWO_SLIPS: f"not ({_PROVEN}) and damerau_levenshtein(number_l, number_r) <= 2",
        NumberLevel.UNCHECKED: f"not ({_PROVEN})",
        NumberLevel.DIFFERENT: None,
    },
    Comparison.BIRTH: {
        BirthLevel.UNKNOWN: "born_l = '' or born_r = ''",
        BirthLevel.SAME: "born_l = born_r",
        BirthLevel.LUNAR: "lunar_l = born_r or lunar_r = born_l",
        BirthLevel.SWAPPED: f"{_YEARS} and substr(born_l, 5, 2) = substr(born_r, 7, 2) "
        "and substr(born_l, 7, 2) = substr(born_r, 5, 2)",
        BirthLevel.SLIP: "damerau_levenshtein(born_l, born_r) = 1",
        BirthLevel.YEAR_OFF: f"right(born_l, 4) = right(born_r, 4) and {_YEARS_APART} <= 2",
        BirthLevel.FIRST_DAY: f"{_YEARS} and (right(born_l, 4) = '0101' or right(born_r, 4) = '0101')",
        BirthLevel.YEAR: _YEARS,
        BirthLevel.NEAR_YEAR: f"{_YEARS_APART} = 1",
        BirthLevel.DIFFERENT: None,
    },
    Comparison.SEX: {
        SexLevel.UNKNOWN: "sex_l = '' or sex_r = ''",
        SexLevel.SAME: "sex_l = sex_r",
        SexLevel.DIFFERENT: None,
    },
    Comparison.FAMILY: {
        FamilyLevel.UNKNOWN: "household_l = household_r or ((village_l = '' or village_r = '') "
        f"and (phone_l = '' or phone_l <> phone_r) and {_COMMON} = 0)",
        FamilyLevel.BESIDE: "list_contains(mates_l, own_r) or list_contains(mates_r, own_l)",
        FamilyLevel.TWO_MATES: f"{_COMMON} >= 2",
        FamilyLevel.ONE_MATE: f"{_COMMON} = 1",
        FamilyLevel.PHONE: _same("phone"),
        FamilyLevel.VILLAGE: "village_l = village_r",
        FamilyLevel.TOWNSHIP: "township_l = township_r",
        FamilyLevel.ELSEWHERE: None,
    },
}

RARITY: dict[Comparison, dict[str, str]] = {
    Comparison.NAME: {
        NameLevel.SAME: "written",
        NameLevel.TONE: "ordered",
        NameLevel.SOUND: "ordered",
        NameLevel.SWAPPED: "ordered",
    }
}
"""Levels at which a rare value says more than a common one, and the column in whose frequencies that is seen."""

BLOCKING = (
    "l.number = r.number and l.number <> ''",
    "l.ordered = r.ordered and left(l.born, 4) = left(r.born, 4) and l.ordered <> ''",
    "l.born = r.born and l.surname = r.surname and l.born <> ''",
    "l.village = r.village and l.ordered = r.ordered and l.village <> ''",
    "l.born = r.born and l.village = r.village and l.born <> ''",
    "l.phone = r.phone and l.phone <> '' and (l.surname = r.surname or l.sex = r.sex)",
    "l.ordered = r.ordered and right(l.born, 4) = right(r.born, 4) and l.born <> ''",
    "substr(l.number, 9, 10) = substr(r.number, 9, 10) and l.number <> ''",
    "l.near = r.near and left(l.born, 6) = left(r.born, 6) and l.born <> ''",
    "l.near = r.near and l.lunar = r.born and l.lunar <> ''",
    "l.near = r.near and l.born = r.lunar and r.lunar <> ''",
)
"""Which records are held against one another: those that have one of these in common."""
