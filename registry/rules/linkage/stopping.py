"""The circuit breaker: a run that finds duplicates everywhere has found a fault of the data, and must not flood us."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from foundation.ports import ScoredPair
from foundation.wording import Worded, mark
from registry.rules.linkage.model import LinkModel


class StopReason(Worded):
    ONE_PERSON = "one_person", mark("One record looks like %(count)s others; more than %(limit)s are not believed.")
    TOO_MANY = (
        "too_many",
        mark("%(share)s %% of the people (%(count)s of %(people)s) look like somebody else; %(limit)s %% stops a run."),
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run was stopped.

    Args:
        key: the record that looks like too many others, if that is the reason.
    """

    reason: StopReason
    params: dict[str, int]
    key: int | None = None


def find_stop(
    model: LinkModel, pairs: Iterable[ScoredPair], people: int, *, most_per_person: int, counts_share: bool
) -> Stop | None:
    """Return why the run must stop, None when it may go on. Only likely pairs count.

    Args:
        people: how many were held against the others: those on the left.
        most_per_person: more likely duplicates of one record than this stop the run.
        counts_share: people should not be there twice; between a register and a file of the same people they are.
    """
    partners: dict[int, set[int]] = defaultdict(set)
    found: set[int] = set()
    for pair in pairs:
        if pair.weight >= model.likely:
            partners[pair.left].add(pair.right)
            partners[pair.right].add(pair.left)
            found.add(pair.left)
    if partners:
        key = min(partners, key=lambda one: (-len(partners[one]), one))
        if len(partners[key]) > most_per_person:
            return Stop(StopReason.ONE_PERSON, {"count": len(partners[key]), "limit": most_per_person}, key)
    if counts_share and people >= model.least_batch and len(found) >= people * model.most_share:
        return Stop(
            StopReason.TOO_MANY,
            {
                "share": len(found) * 100 // people,
                "count": len(found),
                "people": people,
                "limit": int(model.most_share * 100),
            },
        )
    return None
