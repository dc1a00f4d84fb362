"""Candidate pairs and what they cost."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from casework.rules.pairing.problem import NOBODY, Floats, Ints, Problem
from casework.rules.pairing.weights import PairingWeights

EARTH_METRES = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of pairs' costs, in metres and their equivalents; `distance` is 0 where no place is known."""

    distance: Ints
    skill: Ints
    changed: Ints
    village: Ints
    language: Ints

    @property
    def cost(self) -> Ints:
        return self.distance + self.skill + self.changed + self.village + self.language


@dataclass(frozen=True, slots=True)
class Arcs:
    """Candidate pairs in the order of their keys: by case, then by helper."""

    case: Ints
    helper: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.case)


def price_pairs(problem: Problem, case: Ints, helper: Ints, weights: PairingWeights) -> Terms:
    """Return the terms of each pair's cost. Source: docs/methods.md, Pairing."""
    cases, helpers = problem.cases, problem.helpers
    needed, previous = cases.skills[case], cases.previous[case]
    lacks_skill = (needed != 0) & ((needed & helpers.skills[helper]) == 0)
    is_changed = (previous != NOBODY) & (previous != helper)
    return Terms(
        distance=distances(problem, case, helper),
        skill=lacks_skill * np.int64(weights.no_skill),
        changed=is_changed * np.int64(weights.changed_helper),
        village=(cases.village[case] != helpers.village[helper]) * np.int64(weights.other_village),
        language=~helpers.speaks[helper, cases.language[case]] * np.int64(weights.language_gap),
    )


def distances(problem: Problem, case: Ints, helper: Ints) -> Ints:
    """Return the whole metres between pairs on the local plane of each pair; 0 where no place is known.

    The plane's error stays under one in a thousand up to a hundred kilometres.
    """
    cases, helpers = problem.cases, problem.helpers
    latitude, helper_latitude = cases.place[:, 0][case], helpers.place[:, 0][helper]
    north = latitude - helper_latitude
    east = cases.place[:, 1][case] - helpers.place[:, 1][helper]
    east *= np.cos((latitude + helper_latitude) / 2)
    metres = np.rint(np.sqrt(north * north + east * east) * EARTH_METRES).astype(np.int64)
    return metres if cases.has_place.all() else np.where(cases.has_place[case], metres, 0)


def make_arcs(problem: Problem, keys: Ints, weights: PairingWeights) -> Arcs:
    """Return the priced arcs of sorted pair keys."""
    case, helper = np.divmod(keys, problem.helper_count)
    return Arcs(case, helper, price_pairs(problem, case, helper, weights).cost)


def first_candidates(problem: Problem, width: int) -> Ints:
    """Return the sorted keys of each case's nearest helpers who speak its language, and of its last helper."""
    everyone = np.arange(problem.case_count)
    keys = [nearest_keys(problem, everyone, np.arange(problem.helper_count), width)]
    with_previous = np.flatnonzero(problem.cases.previous != NOBODY)
    if len(with_previous):
        previous = problem.cases.previous[with_previous]
        speaks = problem.helpers.speaks[previous, problem.cases.language[with_previous]]
        keys.append(problem.key(with_previous, previous)[speaks])
    return allowed(problem, sorted_keys(np.concatenate(keys)))


def nearest_keys(problem: Problem, cases: Ints, helpers: Ints, width: int, *, across_languages: bool = False) -> Ints:
    """Return the keys of the nearest helpers of each case, language by language.

    Args:
        cases, helpers: positions that are looked at.
        width: how many helpers for each case at most.
        across_languages: take those who do not speak the household's language instead of those who do.
    """
    # SciPy is loaded by the few requests that pair, not by every process.
    from scipy.spatial import KDTree  # noqa: PLC0415

    plane, helper_plane = flatten(problem)
    found = [np.empty(0, dtype=np.int64)]
    for language in np.flatnonzero(np.bincount(problem.cases.language[cases])):
        group = cases[problem.cases.language[cases] == language]
        speakers = helpers[problem.helpers.speaks[helpers, language] != across_languages]
        if not len(speakers):
            continue
        count = min(width, len(speakers))
        tree: Any = KDTree(helper_plane[speakers])
        _, near = tree.query(plane[group], k=count, workers=-1)
        found.append(problem.key(np.repeat(group, count), speakers[near.ravel()]))
    return np.concatenate(found)


def flatten(problem: Problem) -> tuple[Floats, Floats]:
    """Return cases' and helpers' places on one plane around the helpers' middle, good enough to tell who is near."""
    helper_place = problem.helpers.place
    scale = np.array([1.0, np.cos(helper_place[:, 0].mean())])
    return problem.cases.place * scale, helper_place * scale


def sorted_keys(keys: Ints) -> Ints:
    """Sort and leave out repeats; ten times faster here than NumPy's own, which hashes."""
    keys = np.sort(keys)
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys


def allowed(problem: Problem, keys: Ints) -> Ints:
    """Leave out forbidden pairs."""
    if not len(problem.forbidden):
        return keys
    return keys[~np.isin(keys, problem.forbidden, kind="sort")]
