"""Three-valued logic: True, False, and None for not known (Kleene's, which SQL also speaks)."""

from collections.abc import Iterable


def every(answers: Iterable[bool | None]) -> bool | None:
    """Return False when one is false, None when one is not known, True otherwise."""
    found = list(answers)
    return False if False in found else None if None in found else True


def some(answers: Iterable[bool | None]) -> bool | None:
    """Return True when one is true, None when one is not known, False otherwise."""
    found = list(answers)
    return True if True in found else None if None in found else False
