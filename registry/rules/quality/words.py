"""Code lists of validation."""

from foundation.wording import Worded, mark


class Severity(Worded):
    """How much a violation matters; the most severe comes first."""

    HIGH = "high", mark("High")
    MID = "mid", mark("Middle")
    LOW = "low", mark("Low")


class Subject(Worded):
    """Of what a rule speaks."""

    HOUSEHOLD = "household", mark("Household")
    PERSON = "person", mark("Member")


class RunState(Worded):
    """Where a run of the validation stands."""

    WAITING = "waiting", mark("Waiting for the worker")
    RUNNING = "running", mark("Checking")
    FINISHED = "finished", mark("Finished")
    BROKEN = "broken", mark("Broken off")


class FindingState(Worded):
    """How a finding stands on a day."""

    OPEN = "open", mark("To be mended")
    EXCEPTED = "excepted", mark("Excepted")
    CLEARED = "cleared", mark("Mended")


SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}
