"""Holds the people of one or two files against one another, without the register and without keeping anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from foundation.ports import RecordLinker, ScoredPair
from registry.operations.linkage.people_files import PeopleFile
from registry.rules.linkage.choosing import keep_best
from registry.rules.linkage.model import LinkModel, shipped_model
from registry.rules.linkage.planning import link_plan
from registry.rules.linkage.stopping import Stop, find_stop
from registry.rules.linkage.traits import PersonRecord, traits_of
from registry.rules.linkage.words import Certainty

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class KeyedPair:
    """Two records by what their sources call them, with the level of each comparison, in their order."""

    left: str
    right: str
    weight: float
    certainty: Certainty
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilesLinked:
    """What came of it: how many people there were, the pairs, and why it was stopped, if it was."""

    left: int
    right: int
    pairs: tuple[KeyedPair, ...]
    stop: Stop | None


def link_files(
    linker: RecordLinker, first: PeopleFile, second: PeopleFile | None, *, most_per_person: int | None = None
) -> FilesLinked:
    """Find who is in both files, or twice in one. Between two files each record has one partner at most.

    Args:
        most_per_person: more likely duplicates of one record than this stop it; the model's own without it.
    """
    model = shipped_model()
    with linker.open(link_plan(model, is_within=second is None)) as session:
        for rows in _batches(first.records(is_left=True)):
            session.add_left(rows)
        if second is not None:
            for rows in _batches(second.records(is_left=False)):
                session.add_right(rows)
        left, right = session.sizes
        pairs = list(session.score(model.prior(left, right if second else None), model.possible))
    stop = find_stop(
        model,
        _apart(pairs) if second else pairs,
        left,
        most_per_person=most_per_person or model.most_per_person,
        counts_share=second is None,
    )
    kept = keep_best(pairs) if second else pairs
    return FilesLinked(left, right, tuple(_keyed(model, first, second or first, kept)), stop)


def _batches(records: Iterator[PersonRecord]) -> Iterator[list[tuple[object, ...]]]:
    people: Iterator[tuple[object, ...]] = traits_of(records)
    while rows := list(islice(people, BATCH)):
        yield rows


def _apart(pairs: list[ScoredPair]) -> Iterator[ScoredPair]:
    """Yield the pairs with numbers that no record of the other file has."""
    return (pair._replace(left=-pair.left) for pair in pairs)


def _keyed(model: LinkModel, first: PeopleFile, second: PeopleFile, pairs: list[ScoredPair]) -> Iterator[KeyedPair]:
    for pair in pairs:
        certainty = model.certainty(pair.weight)
        if certainty is not None:
            left, right = first.people[pair.left - 1], second.people[pair.right - 1]
            yield KeyedPair(left.key, right.key, pair.weight, certainty, pair.levels)
