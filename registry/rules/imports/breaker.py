"""When a file is stopped as a whole, because it is most likely the wrong one or numbered anew.

Source: docs/methods.md, Imports.
"""

from registry.rules.imports.issues import IssueCode

FEWEST_ROWS = 20
"""A handful of rows proves nothing: below it no file is stopped."""
MOST_PERCENT = 50
DOUBTFUL = (
    IssueCode.DUPLICATE_IN_FILE,
    IssueCode.ID_REPEATED,
    IssueCode.PERSON_RENUMBERED,
    IssueCode.PERSON_AMBIGUOUS,
    IssueCode.NUMBER_REUSED,
    IssueCode.HOUSEHOLD_TAKEN,
)
"""Refusals that make a record doubtful."""


def is_stopped(rows: int, doubtful: int) -> bool:
    """Tell whether a file of so many rows, so many of them doubtful, must not be taken in, not even in part."""
    return rows >= FEWEST_ROWS and doubtful * 100 >= rows * MOST_PERCENT
