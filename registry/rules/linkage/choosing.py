"""Between two registers that each name everybody once, a record has one partner at most: its best one."""

from collections.abc import Iterable, Sequence

from foundation.ports import ScoredPair


def keep_best(pairs: Sequence[ScoredPair]) -> list[ScoredPair]:
    """Return the pairs in which each record is the other's best partner; keys count on their own side only.

    This tells twins, and father and son, from one another: each looks like the other, but most like themselves. Where
    two partners weigh exactly the same, both stay, and people decide.
    """
    left = _best((pair.left, pair.weight) for pair in pairs)
    right = _best((pair.right, pair.weight) for pair in pairs)
    return [pair for pair in pairs if pair.weight >= left[pair.left] and pair.weight >= right[pair.right]]


def _best(ends: Iterable[tuple[int, float]]) -> dict[int, float]:
    best: dict[int, float] = {}
    for key, weight in ends:
        if weight > best.get(key, float("-inf")):
            best[key] = weight
    return best
