"""Three-valued logic: True, False, and None for not known.

What is not known never counts as fine: a condition over a missing value is itself not known, and it stays so unless the
rest of the rule settles the matter. It is Kleene's logic, which SQL also speaks.
"""

from collections.abc import Iterable


def every(results: Iterable[bool | None]) -> bool | None:
    """Return False when one is false, None when one is not known, True otherwise."""
    is_known = True
    for result in results:
        if result is False:
            return False
        if result is None:
            is_known = False
    return True if is_known else None


def some(results: Iterable[bool | None]) -> bool | None:
    """Return True when one is true, None when one is not known, False otherwise."""
    is_known = True
    for result in results:
        if result:
            return True
        if result is None:
            is_known = False
    return False if is_known else None
