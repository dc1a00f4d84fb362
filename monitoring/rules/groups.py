"""The three monitored groups: what the machine may propose and only people decide.

Source: docs/methods.md, The three groups (decision table).
"""

from foundation.wording import Worded, mark
from registry.rules.words import HouseholdClass


class MonitoredGroup(Worded):
    """The group under which a household would be monitored (脱贫不稳定户, 边缘易致贫户, 突发严重困难户)."""

    UNSTABLE_EX_POOR = "unstable_ex_poor", mark("Unstable after leaving poverty")
    EDGE = "edge", mark("At the edge of poverty")
    SUDDEN_HARDSHIP = "sudden_hardship", mark("Sudden severe hardship")


def propose_group(
    household_class: HouseholdClass,
    *,
    income_per_head_minor: float,
    line_minor: float,
    has_risk: bool,
    has_severe_hardship: bool,
) -> MonitoredGroup | None:
    """Return the group that the decision table names, None when the household is not to be monitored.

    Income below the line alone is not enough, and income exactly on the line is not below it.

    Args:
        income_per_head_minor, line_minor: fen a person and year.
        has_risk: a risk of falling (back) into poverty that a review confirmed.
        has_severe_hardship: large rigid spending or a sharp loss of income that endangers basic living.
    """
    if not has_risk:
        return None
    if income_per_head_minor < line_minor:
        return MonitoredGroup.UNSTABLE_EX_POOR if household_class is HouseholdClass.EX_POOR else MonitoredGroup.EDGE
    return MonitoredGroup.SUDDEN_HARDSHIP if has_severe_hardship else None
