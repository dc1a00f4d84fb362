"""Indicators of what a household earns.

Source: docs/methods.md, Income and the income line.
"""

from foundation.wording import mark
from monitoring.rules.home import Reading
from monitoring.rules.indicators.kinds import Indicator, Unit

NO_INCOME = mark("No income was recorded in the last twelve full months.")
NO_INCOME_OR_PEOPLE = mark("No income was recorded in the last twelve full months, or no member.")


def income_per_head(reading: Reading) -> float | None:
    """Return net income a person, yuan a year."""
    net = reading.net_income
    return None if net is None or not reading.members else net / (len(reading.members) * 100)


def income_to_line(reading: Reading) -> float | None:
    """Return net income a person in percent of the region's income line."""
    net, line = reading.net_income, reading.parameters.get("income_line")
    return None if net is None or line is None or not reading.members else net / (len(reading.members) * line)


def share_of_gross(reading: Reading, kind: str) -> float | None:
    """Return one source's part of gross income, percent; None when nothing was earned."""
    gross = reading.gross_income
    return None if gross is None or gross <= 0 else reading.income_of(kind) * 100 / gross


def income_change(reading: Reading) -> float | None:
    """Return how the last three months compare with the three before, percent."""
    recent, earlier = reading.recent_income, reading.earlier_income
    return None if recent is None or earlier is None or earlier <= 0 else (recent - earlier) * 100 / earlier


INCOME = (
    Indicator(
        id="net_income",
        title=mark("Net income of the household"),
        unit=Unit.YUAN,
        meaning=mark("Wages, business income less business costs, property and transfers over twelve full months."),
        unknown_when=NO_INCOME,
        sql="net_minor / 100",
        reference=lambda reading: None if reading.net_income is None else reading.net_income / 100,
        higher_is_better=True,
    ),
    Indicator(
        id="income_per_head",
        title=mark("Net income per person"),
        unit=Unit.YUAN,
        meaning=mark("Net income over twelve full months, divided by the members."),
        unknown_when=NO_INCOME_OR_PEOPLE,
        sql="net_minor / nullif(members * 100, 0)",
        reference=income_per_head,
        higher_is_better=True,
    ),
    Indicator(
        id="income_to_line",
        title=mark("Net income per person against the income line"),
        unit=Unit.PERCENT,
        meaning=mark("Net income per person in percent of the line of the region and year; 100 is exactly the line."),
        unknown_when=mark("No income was recorded, or no member, or no line holds for the region and day."),
        sql="net_minor / nullif(members * income_line, 0)",
        reference=income_to_line,
        parameters=("income_line",),
        higher_is_better=True,
    ),
    Indicator(
        id="claims_income",
        title=mark("Insurance claims received"),
        unit=Unit.YUAN,
        meaning=mark("Claims paid to the household over twelve full months; they are no part of net income."),
        unknown_when=mark("Never: no claim recorded means none received."),
        sql="claims_minor / 100",
        reference=lambda reading: reading.claims / 100,
        higher_is_better=True,
    ),
    Indicator(
        id="transfer_share",
        title=mark("Share of transfers in income"),
        unit=Unit.PERCENT,
        meaning=mark("Transfers such as allowances and pensions in percent of income before business costs."),
        unknown_when=NO_INCOME,
        sql="case when net_minor + cost_minor > 0 then transfer_minor * 100 / (net_minor + cost_minor) end",
        reference=lambda reading: share_of_gross(reading, "transfer"),
        higher_is_better=False,
    ),
    Indicator(
        id="wage_share",
        title=mark("Share of wages in income"),
        unit=Unit.PERCENT,
        meaning=mark("Wages in percent of income before business costs."),
        unknown_when=NO_INCOME,
        sql="case when net_minor + cost_minor > 0 then wage_minor * 100 / (net_minor + cost_minor) end",
        reference=lambda reading: share_of_gross(reading, "wage"),
        higher_is_better=True,
    ),
    Indicator(
        id="income_change",
        title=mark("Change of income in three months"),
        unit=Unit.PERCENT,
        meaning=mark("Net income of the last three full months against the three before; −30 is a loss of 30 percent."),
        unknown_when=mark(
            "One of the two quarters has no income recorded, or the earlier one has none left after costs."
        ),
        sql="case when earlier_minor > 0 then (recent_minor - earlier_minor) * 100 / earlier_minor end",
        reference=income_change,
        higher_is_better=True,
    ),
)
