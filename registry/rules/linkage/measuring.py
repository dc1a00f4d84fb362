"""How good a linkage was, where the truth is known: precision, recall and F1."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """Pairs found, true ones among them, and true ones in all."""

    found: int
    right: int
    true: int

    @property
    def precision(self) -> float:
        """The share of the pairs found that are true; 1 when nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the true pairs that were found; 1 when there is none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def measure(found: Collection[tuple[str, str]], truth: Collection[tuple[str, str]]) -> Quality:
    """Hold the pairs found against the true ones; the order within a pair does not count."""
    true = {tuple(sorted(pair)) for pair in truth}
    seen = {tuple(sorted(pair)) for pair in found}
    return Quality(len(seen), len(seen & true), len(true))
