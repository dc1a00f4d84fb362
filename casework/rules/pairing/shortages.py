"""Where help is short, and of what kind."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from casework.rules.pairing.problem import NOBODY, Ints, Problem
from casework.rules.words import Missing


@dataclass(frozen=True, slots=True)
class Shortage:
    """Households of one place that miss the same thing.

    Args:
        region_path: the household's village or group.
        language: which language is missing, for that kind.
        households: how many.
        urgency: of the most urgent of them.
    """

    region_path: str
    missing: Missing
    language: str | None
    households: int
    urgency: int


def find_shortages(problem: Problem, helper: Ints) -> tuple[Shortage, ...]:
    """Return what is missing where: places for those left, the language of those paired without it.

    Args:
        helper: the helper given to each case, NOBODY for none.
    """
    used = np.bincount(helper[helper != NOBODY], minlength=problem.helper_count)
    has_room = bool((problem.helpers.places > used[: problem.helper_count]).any())
    # Whoever is left although places are free is barred from all of them.
    left = Missing.ALLOWED if has_room else Missing.CAPACITY
    found: list[tuple[int, Missing, str | None]]
    found = [(case, left, None) for case in np.flatnonzero(helper == NOBODY).tolist()]
    found += [(case, Missing.LANGUAGE, problem.languages[lang]) for case, lang in language_gaps(problem, helper)]
    return summarise(problem, found)


def language_gaps(problem: Problem, helper: Ints) -> list[tuple[int, int]]:
    """Return (case, language) of the cases whose helper does not speak their language."""
    served = np.flatnonzero(helper != NOBODY)
    if not len(served):
        return []
    language = problem.cases.language[served]
    is_gap = ~problem.helpers.speaks[helper[served], language]
    return list(zip(served[is_gap].tolist(), language[is_gap].tolist(), strict=True))


def summarise(problem: Problem, found: list[tuple[int, Missing, str | None]]) -> tuple[Shortage, ...]:
    """Count by place and kind, most urgent place first."""
    counts: Counter[tuple[str, Missing, str | None]] = Counter()
    urgency: dict[tuple[str, Missing, str | None], int] = {}
    for case, missing, language in found:
        group = (problem.cases.region_paths[case], missing, language)
        counts[group] += 1
        urgency[group] = min(urgency.get(group, 9), int(problem.cases.urgency[case]))
    shortages = [Shortage(*group, households, urgency[group]) for group, households in counts.items()]
    return tuple(sorted(shortages, key=lambda s: (s.urgency, s.region_path, s.missing, s.language or "")))
