"""Wider candidates where somebody is left who need not be.

A solution over the nearest candidates can leave a household although a place is free elsewhere, or leave a red one and
serve a yellow one. Then a chain of moves would mend it: the household left takes the place of a second one, which takes
the place of a third, and so on to a place that is free or held by somebody less urgent. Candidates are added until no
such chain is possible any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from casework.rules.pairing.arcs import Arcs, allowed, nearest_keys, sorted_keys
from casework.rules.pairing.problem import NOBODY, Ints, Problem

MOST_NEW_ARCS = 4_000_000
"""Beyond this only the cases left, and not all that could make room for them, get wider candidates (memory)."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where chains can begin and end for the cases of one colour that are left.

    Args:
        movable: those cases, and all whose moving on would free a place for them over the present candidates.
        ends: helpers with a free place, or who serve somebody less urgent.
    """

    left: Ints
    movable: Ints
    ends: Ints


def wider_keys(problem: Problem, arcs: Arcs, chosen: Ints, width: int) -> Ints:
    """Return new candidate pairs, nearest first, or none when nobody else can be served.

    First the ends of chains are tried, then every helper, since a chain may pass over new candidates only; those who do
    not speak the household's language come last.

    Args:
        chosen: the arc chosen for each case, NOBODY for none.
        width: how many new helpers are looked at for each case; more where these bring nothing new.
    """
    present = problem.key(arcs.case, arcs.helper)
    chains = [chain for chain in find_chains(problem, arcs, chosen) if len(chain.ends)]
    if chains:
        for across_languages, to_ends in ((False, True), (False, False), (True, True), (True, False)):
            for reach in reaches(width, problem.helper_count):
                new = search(problem, chains, present, reach, across_languages=across_languages, to_ends=to_ends)
                if len(new):
                    return new
    return np.empty(0, dtype=np.int64)


def search(
    problem: Problem, chains: list[Chain], present: Ints, reach: int, *, across_languages: bool, to_ends: bool
) -> Ints:
    """Return the nearest pairs that are new and allowed.

    Args:
        present: sorted keys of the present candidates.
        across_languages: with helpers who do not speak the household's language instead of those who do.
        to_ends: with the ends of chains only.
    """
    found = []
    for chain in chains:
        cases = chain.left if across_languages and to_ends else members(chain, reach)
        helpers = chain.ends if to_ends else np.arange(problem.helper_count)
        found.append(nearest_keys(problem, cases, helpers, reach, across_languages=across_languages))
    new = allowed(problem, sorted_keys(np.concatenate(found)))
    return new[~np.isin(new, present, kind="sort")]


def members(chain: Chain, reach: int) -> Ints:
    """Return who gets wider candidates: all that could move, as far as memory allows."""
    return chain.movable if len(chain.movable) * reach <= MOST_NEW_ARCS else chain.left


def reaches(width: int, most: int) -> Iterator[int]:
    """Yield ever wider searches, the last one over everybody."""
    while width < most:
        yield width
        width *= 2
    yield most


def find_chains(problem: Problem, arcs: Arcs, chosen: Ints) -> list[Chain]:
    """Return the chains of each colour that has cases left, the most urgent first."""
    helper = np.full(problem.case_count, NOBODY, dtype=np.int64)
    helper[chosen != NOBODY] = arcs.helper[chosen[chosen != NOBODY]]
    left = np.flatnonzero(helper == NOBODY)
    colours = problem.cases.urgency[left]
    return [
        Chain(group, movable_cases(problem, arcs, helper, group), chain_ends(problem, helper, int(urgency)))
        for urgency in np.unique(colours)
        for group in [left[colours == urgency]]
    ]


def chain_ends(problem: Problem, helper: Ints, urgency: int) -> Ints:
    """Return the helpers with a free place, and those who serve a case less urgent than `urgency`.

    Args:
        helper: the helper given to each case, NOBODY for none.
    """
    served = helper != NOBODY
    is_end = np.bincount(helper[served], minlength=problem.helper_count) < problem.helpers.places
    is_end[helper[served & (problem.cases.urgency > urgency)]] = True
    return np.flatnonzero(is_end)


def movable_cases(problem: Problem, arcs: Arcs, helper: Ints, left: Ints) -> Ints:
    """Return the cases left and all whose moving on would, step by step, free a place for them."""
    is_member = np.zeros(problem.case_count, dtype=np.bool_)
    is_member[left] = True
    reached = np.zeros(problem.helper_count + 1, dtype=np.bool_)  # the last entry stands for NOBODY
    while True:
        reached[arcs.helper[is_member[arcs.case]]] = True
        reached[NOBODY] = False
        grown = is_member | reached[helper]
        if (grown == is_member).all():
            return np.flatnonzero(grown)
        is_member = grown
