"""The three monitored groups (known answer K-15)."""

import pytest

from monitoring.rules.groups import MonitoredGroup, propose_group
from registry.rules.words import HouseholdClass

LINE = 730_000
EX_POOR, ORDINARY = HouseholdClass.EX_POOR, HouseholdClass.ORDINARY


@pytest.mark.parametrize(
    ("household_class", "yuan", "has_risk", "has_severe_hardship", "group"),
    [
        (EX_POOR, 6_900, True, False, MonitoredGroup.UNSTABLE_EX_POOR),
        (EX_POOR, 6_900, True, True, MonitoredGroup.UNSTABLE_EX_POOR),
        (ORDINARY, 6_900, True, False, MonitoredGroup.EDGE),
        (ORDINARY, 15_000, True, True, MonitoredGroup.SUDDEN_HARDSHIP),
        (EX_POOR, 15_000, True, True, MonitoredGroup.SUDDEN_HARDSHIP),
        (ORDINARY, 6_900, False, False, None),
        (EX_POOR, 6_900, False, True, None),
        (ORDINARY, 15_000, True, False, None),
        (ORDINARY, 15_000, False, True, None),
        (EX_POOR, 7_300, True, False, None),
        (ORDINARY, 7_299.99, True, False, MonitoredGroup.EDGE),
    ],
)
def test_the_decision_table(
    household_class: HouseholdClass,
    yuan: float,
    has_risk: bool,
    has_severe_hardship: bool,
    group: MonitoredGroup | None,
) -> None:
    proposed = propose_group(
        household_class,
        income_per_head_minor=yuan * 100,
        line_minor=LINE,
        has_risk=has_risk,
        has_severe_hardship=has_severe_hardship,
    )
    assert proposed is group
