"""Code lists of incentives.

Source: docs/methods.md, Points.
"""

from foundation.wording import Worded, mark


class EntryState(Worded):
    """An entry counts once a second person has confirmed it."""

    RECORDED = "recorded", mark("Waiting for a second person")
    CONFIRMED = "confirmed", mark("Confirmed")
    REJECTED = "rejected", mark("Not confirmed")


class EntryAct(Worded):
    CONFIRM = "confirm", mark("Confirm")
    REJECT = "reject", mark("Do not confirm")


class Exemption(Worded):
    """Why nobody asks a person to do labour."""

    CHILD = "child", mark("Under 16")
    ELDER = "elder", mark("60 or older")
    STUDENT = "student", mark("In school")
    DISABILITY = "disability", mark("Disability")
    ILLNESS = "illness", mark("Serious illness")
    NO_LABOUR = "no_labour", mark("No labour capacity")
