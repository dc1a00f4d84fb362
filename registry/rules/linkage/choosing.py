"""Between two registers that each name everybody once, a record has one partner at most: its best one."""

from collections.abc import Iterable, Sequence

from foundation.ports import ScoredPair


def keep_best(pairs: Sequence[ScoredPair]) -> list[ScoredPair]:
    """Return the pairs in which each record is the other's best partner.

    This tells twins, and father and son, from one another: each looks like the other, but most like themselves. Where
    two partners weigh exactly the same, both stay, and people decide.
    """
    best: dict[int, float] = {}
    for key, weight in _ends(pairs):
        if weight > best.get(key, float("-inf")):
            best[key] = weight
    return [pair for pair in pairs if pair.weight >= best[pair.left] and pair.weight >= best[pair.right]]


def _ends(pairs: Iterable[ScoredPair]) -> Iterable[tuple[int, float]]:
    for pair in pairs:
        yield pair.left, pair.weight
        yield pair.right, pair.weight
