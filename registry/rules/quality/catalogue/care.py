"""Facts that casework holds. The register never reads them by itself: whoever starts a run hands them in.

A fact that nobody hands in is unknown, and so is every question about it, even whether it is empty.
"""

from foundation.wording import Worded, mark
from registry.rules.causes import Cause
from registry.rules.quality.catalogue.facts import Fact, Source
from registry.rules.quality.kinds import DATE, YES_NO, Kind, Type, code, codes


class Elimination(Worded):
    """How a risk ended (帮扶消除, 自然消除)."""

    HELPED = "helped", mark("Eliminated after help")
    NATURAL = "natural", mark("Ended by itself")


class MeasureGroup(Worded):
    """Groups of measures, as casework names them."""

    INDUSTRY = "industry", mark("Farming or business help")
    EMPLOYMENT = "employment", mark("Help with work and training")
    FINANCE = "finance", mark("Finance and small loans")
    PUBLIC_JOB = "public_job", mark("Public-welfare job")
    HOUSING = "housing", mark("Safe dwelling")
    WATER = "water", mark("Safe drinking water")
    COMPULSORY_SCHOOL = "compulsory_school", mark("Compulsory schooling secured")
    EDUCATION = "education", mark("Help with education")
    HEALTH = "health", mark("Health help")
    SAFETY_NET = "safety_net", mark("Social security and care")
    SOCIETY = "society", mark("Help from society")
    RELOCATION = "relocation", mark("Relocation")
    LIVING = "living", mark("Better living and working conditions")
    INFRASTRUCTURE = "infrastructure", mark("Roads and other infrastructure")
    ENCOURAGEMENT = "encouragement", mark("Encouragement and mentoring")


AIMS = tuple(f"{group.value}:{cause.value}" for group in MeasureGroup for cause in Cause)
"""A measure with the cause that it answers."""

NO_CASE = mark("The household was never recognised.")


def _care(name: str, title: str, kind: Type, unknown_when: str, when_absent: str = "null") -> Fact:
    return Fact(name, title, kind, Source.CARE, f"care.{name}", unknown_when, when_absent)


NEVER = mark("Never: a household without a case counts as not monitored and has none.")
NOTHING = "cast('{}' as text[])"

CARE_FACTS = (
    _care("is_monitored", mark("Is monitored"), YES_NO, NEVER, "false"),
    _care("recognised_on", mark("Recognised on"), DATE, NO_CASE),
    _care("is_eliminated", mark("Risk is eliminated"), YES_NO, NEVER, "false"),
    _care("eliminated_on", mark("Risk eliminated on"), DATE, mark("The risk is not eliminated.")),
    _care("elimination", mark("How the risk ended"), code(Elimination), mark("The risk is not eliminated.")),
    _care("risks", mark("Recorded risks"), codes(Cause), NEVER, NOTHING),
    _care("disaster_kind", mark("Kind of natural disaster"), Type(Kind.CODE), mark("No kind is recorded.")),
    _care("measures", mark("Recorded measures"), codes(MeasureGroup), NEVER, NOTHING),
    _care("measure_aims", mark("Measures with the risk they answer"), codes(AIMS), NEVER, NOTHING),
    _care("has_caseworker", mark("Has a caseworker"), YES_NO, NEVER, "false"),
)
