"""What a family may ask to have put right, and when it must be answered.

Source: docs/methods.md, Privacy, law, ethics; PIPL art. 46.
"""

from datetime import date, timedelta

from foundation.errors import Conflict, NotFound
from foundation.wording import Worded, mark

ANSWER_DAYS = 15


class CorrectionAbout(Worded):
    HOUSEHOLD = "household", mark("Our house, land or address")
    MEMBER = "member", mark("A member of the family")
    INCOME = "income", mark("Income or spending")
    HELP = "help", mark("Help that we got or did not get")
    OTHER = "other", mark("Something else")


class CorrectionState(Worded):
    ASKED = "asked", mark("Waits for an answer")
    CORRECTED = "corrected", mark("Corrected")
    REFUSED = "refused", mark("Not changed")


class CorrectionNotFound(NotFound):
    message = mark("There is no such request, or it lies outside your area.")


class CorrectionAnswered(Conflict):
    message = mark("This request has been answered already.")


def answer_due_on(asked_on: date) -> date:
    """Return the last day on which a request is to be answered."""
    return asked_on + timedelta(days=ANSWER_DAYS)
