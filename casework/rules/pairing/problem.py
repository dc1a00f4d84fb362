"""The pairing problem as arrays: who waits, who is free to help, and which pairs must not be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from casework.rules.pairing.skills import mask_of_cause, mask_of_skills

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

NOBODY = -1
COMMON_LANGUAGE = "mandarin"
"""What a caseworker speaks of whom no language is recorded."""


class CaseRow(NamedTuple):
    """A case without a caseworker. Latitude and longitude are degrees, None where no place is known."""

    case_id: int
    household_id: int
    region_path: str
    urgency: int
    latitude: float | None
    longitude: float | None
    village_code: str
    language: str
    decided_by_id: int | None


class HelperRow(NamedTuple):
    """A caseworker who is not on leave and has at least one free place."""

    user_id: int
    places: int
    latitude: float
    longitude: float
    village_code: str | None
    languages: Sequence[str]
    skills: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cases:
    """One entry a case, in the order of urgency and id.

    Args:
        place: latitude and longitude in radians.
        has_place: False where no place is known and `place` is only the middle of the helpers.
        language: the column of `Helpers.speaks`.
        skills: the fields of knowledge that its causes ask for, one bit each.
        previous: the position of the household's last caseworker, NOBODY for none.
    """

    ids: Ints
    household_ids: Ints
    region_paths: Sequence[str]
    urgency: Ints
    place: Floats
    has_place: Flags
    village: Ints
    language: Ints
    skills: Ints
    previous: Ints


@dataclass(frozen=True, slots=True)
class Helpers:
    """One entry a caseworker, in the order of the user id; `speaks` is helpers × languages."""

    ids: Ints
    places: Ints
    place: Floats
    village: Ints
    skills: Ints
    speaks: Flags


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that pairing looks at; cases and helpers are named by their position.

    Args:
        forbidden: sorted pair keys, see `key`.
        languages: the columns of `Helpers.speaks` by name.
    """

    cases: Cases
    helpers: Helpers
    forbidden: Ints
    languages: tuple[str, ...]

    @property
    def case_count(self) -> int:
        return len(self.cases.ids)

    @property
    def helper_count(self) -> int:
        return len(self.helpers.ids)

    def key(self, case: Ints, helper: Ints) -> Ints:
        """Return one number for each pair, ordered by case, then by helper."""
        return case * self.helper_count + helper


def build_problem(
    case_rows: Iterable[tuple[Any, ...]],
    helper_rows: Iterable[tuple[Any, ...]],
    *,
    causes: Iterable[tuple[int, str]] = (),
    exclusions: Iterable[tuple[int, int]] = (),
    previous: Mapping[int, int] | None = None,
) -> Problem:
    """Put rows into arrays, in a fixed order whatever the order given.

    Args:
        case_rows, helper_rows: tuples in the order of `CaseRow` and `HelperRow`.
        causes: (case id, cause).
        exclusions: (household id, caseworker id) that must not be paired.
        previous: household id → the caseworker it had last.
    """
    waiting = columns(sorted(case_rows, key=lambda row: (row[3], row[0])), CaseRow)
    free = columns(sorted(helper_rows, key=lambda row: row[0]), HelperRow)
    villages, languages = Codes(), Codes()
    helper_places = radians(free[2], free[3])
    helper_ids, household_ids = integers(free[0]), integers(waiting[1])
    place, has_place = known_places(radians(waiting[4], waiting[5]), helper_places)
    case_ids = integers(waiting[0])
    cases = Cases(
        ids=case_ids,
        household_ids=household_ids,
        region_paths=waiting[2],
        urgency=integers(waiting[3]),
        place=place,
        has_place=has_place,
        village=villages.encode(waiting[6]),
        language=languages.encode(waiting[7]),
        skills=needed_skills(case_ids, causes),
        previous=last_helpers(household_ids, helper_ids, previous or {}),
    )
    helpers = Helpers(
        ids=helper_ids,
        places=integers(free[1]),
        place=helper_places,
        village=villages.encode(free[4]),
        skills=integers([mask_of_skills(skills) for skills in free[6]]),
        speaks=spoken_languages(free[5], languages),
    )
    barred = forbidden_keys(household_ids, helper_ids, waiting[8], exclusions)
    return Problem(cases, helpers, barred, tuple(languages.numbers))


class Codes:
    """Numbers words in the order of their first appearance; None is never equal to anything."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def encode(self, words: Sequence[str | None]) -> Ints:
        numbers = self.numbers
        return integers([NOBODY if word is None else numbers.setdefault(word, len(numbers)) for word in words])


def columns(rows: Sequence[tuple[Any, ...]], shape: type[CaseRow] | type[HelperRow]) -> list[Sequence[Any]]:
    """Turn rows into columns; no rows give as many empty columns as the shape has fields."""
    return list(zip(*rows, strict=True)) or [()] * len(shape._fields)


def integers(values: Sequence[int]) -> Ints:
    """Return whole numbers as an array."""
    return np.array(values, dtype=np.int64)


def radians(latitudes: Sequence[float | None], longitudes: Sequence[float | None]) -> Floats:
    """Return one (latitude, longitude) row each; None becomes not-a-number."""
    return np.radians(np.array([latitudes, longitudes], dtype=np.float64).T.reshape(-1, 2))


def known_places(place: Floats, helper_places: Floats) -> tuple[Floats, Flags]:
    """Put cases without a place into the middle of the helpers, and tell which ones have a place."""
    has_place: Flags = ~np.isnan(place[:, 0] + place[:, 1])
    if len(helper_places) and not has_place.all():
        place = np.where(has_place[:, None], place, helper_places.mean(axis=0))
    return place, has_place


def needed_skills(case_ids: Ints, causes: Iterable[tuple[int, str]]) -> Ints:
    """Return the fields that each case's causes ask for, one bit each."""
    position = {case_id: number for number, case_id in enumerate(case_ids.tolist())}
    masks = [0] * len(position)
    for case_id, cause in causes:
        if case_id in position:
            masks[position[case_id]] |= mask_of_cause(cause)
    return integers(masks)


def last_helpers(household_ids: Ints, helper_ids: Ints, previous: Mapping[int, int]) -> Ints:
    """Return the position of each household's last caseworker, NOBODY where there was none or he is not free."""
    if not previous:
        return np.full(len(household_ids), NOBODY, dtype=np.int64)
    position = {helper_id: number for number, helper_id in enumerate(helper_ids.tolist())}
    return integers([position.get(previous.get(household, NOBODY), NOBODY) for household in household_ids.tolist()])


def spoken_languages(spoken: Sequence[Sequence[str]], languages: Codes) -> Flags:
    """Return helpers × languages of the cases; what no household speaks does not matter."""
    known = languages.numbers
    table = np.zeros((len(spoken), len(known)), dtype=np.bool_)
    for helper, words in enumerate(spoken):
        for word in words or (COMMON_LANGUAGE,):
            if word in known:
                table[helper, known[word]] = True
    return table


def forbidden_keys(
    household_ids: Ints, helper_ids: Ints, deciders: Sequence[int | None], exclusions: Iterable[tuple[int, int]]
) -> Ints:
    """Return the sorted keys of forbidden pairs: excluded ones, and whoever decided on the lead."""
    position = {helper_id: number for number, helper_id in enumerate(helper_ids.tolist())}
    barred: dict[int, set[int]] = {}
    for household, helper_id in exclusions:
        if helper_id in position:
            barred.setdefault(household, set()).add(position[helper_id])
    keys = [
        case * len(position) + helper
        for case, household in enumerate(household_ids.tolist() if barred else ())
        for helper in barred.get(household, ())
    ]
    keys += [case * len(position) + position[d] for case, d in enumerate(deciders) if d in position]
    return np.unique(integers(keys))
