"""Indicators of what a household must spend and what it has lost.

Source: docs/methods.md, Simple ratios; Catastrophic health expenditure.
"""

from foundation.wording import mark
from monitoring.rules.home import Reading
from monitoring.rules.indicators.kinds import Indicator, Unit

CAP_PERCENT = 10_000.0
EQUIVALENCE_POWER = 0.56
NO_SPENDING = mark("No spending was recorded in the last twelve full months.")
NO_SPENDING_OR_INCOME = mark("No spending or no income was recorded in the last twelve full months.")


def burden(amount: float | None, income: float | None) -> float | None:
    """Return an amount in percent of income.

    Nothing to bear is 0 whatever the income. A burden without income, or more than a hundred times the income, is
    10,000 percent: it is known to be too much, so it must not count as not known.
    """
    if amount is None:
        return None
    if amount <= 0:
        return 0.0
    if income is None:
        return None
    return CAP_PERCENT if income <= 0 else min(amount * 100 / income, CAP_PERCENT)


def burden_sql(amount: str) -> str:
    """Return `burden` of an amount and net income as SQL."""
    ratio = f"{amount} * 100 / net_minor"
    return (
        f"case when {amount} <= 0 then 0 when {amount} > 0 and net_minor <= 0 then 10000 "
        f"when {ratio} > 10000 then 10000 else {ratio} end"
    )


def share_sql(part: str) -> str:
    """Return one kind's part of consumption, percent, as SQL."""
    return f"case when consumption_minor > 0 then {part} * 100 / consumption_minor end"


def part_of_consumption(reading: Reading, kind: str) -> float | None:
    """Return one kind's part of consumption, percent."""
    part, whole = reading.spent_on(kind), reading.consumption
    return None if part is None or whole is None or whole <= 0 else part * 100 / whole


def capacity_to_pay(consumption: float, food: float, members: int, food_line: float) -> float:
    """Return what is left after subsistence, or after food when food already costs less than subsistence.

    Args:
        consumption, food: money a year.
        food_line: subsistence food money a year of one equivalent adult, in the same money.

    Source: docs/methods.md, Catastrophic health expenditure (Xu, WHO).
    """
    subsistence = food_line * members**EQUIVALENCE_POWER
    return consumption - (subsistence if subsistence <= food else food)


def health_capacity_share(reading: Reading) -> float | None:
    """Return self-paid medical cost in percent of the capacity to pay."""
    consumption, food, medical = reading.consumption, reading.spent_on("food"), reading.spent_on("medical_self_paid")
    line = reading.parameters.get("food_line")
    if consumption is None or food is None or medical is None or line is None or not reading.members:
        return None
    capacity = capacity_to_pay(consumption, food, len(reading.members), line * 100)
    return None if capacity <= 0 else medical * 100 / capacity


def medical_to_urban_income(reading: Reading) -> float | None:
    """Return self-paid medical cost in percent of one year's urban income per person."""
    medical, urban = reading.spent_on("medical_self_paid"), reading.parameters.get("urban_income")
    return None if medical is None or urban is None else medical / urban


_SUBSISTENCE = f"food_line * 100 * power(members, {EQUIVALENCE_POWER})"
_NEEDED = (
    f"case when {_SUBSISTENCE} <= food_minor then {_SUBSISTENCE} when {_SUBSISTENCE} > food_minor then food_minor end"
)
_CAPACITY = f"(consumption_minor - {_NEEDED})"

SPENDING = (
    Indicator(
        id="medical_self_paid",
        title=mark("Medical costs paid by the household"),
        unit=Unit.YUAN,
        meaning=mark("Compliant self-paid medical costs over twelve full months."),
        unknown_when=NO_SPENDING,
        sql="medical_minor / 100",
        reference=lambda reading: _yuan(reading.spent_on("medical_self_paid")),
        higher_is_better=False,
    ),
    Indicator(
        id="rigid_ratio",
        title=mark("Self-paid medical costs against net income"),
        unit=Unit.PERCENT,
        meaning=mark("Compliant self-paid medical costs in percent of the household's net income, at most 10,000."),
        unknown_when=NO_SPENDING_OR_INCOME,
        sql=burden_sql("medical_minor"),
        reference=lambda reading: burden(reading.spent_on("medical_self_paid"), reading.net_income),
        higher_is_better=False,
    ),
    Indicator(
        id="health_budget_share",
        title=mark("Share of medical costs in spending"),
        unit=Unit.PERCENT,
        meaning=mark("Self-paid medical costs in percent of all consumption (the SDG 3.8.2 measure)."),
        unknown_when=NO_SPENDING,
        sql=share_sql("medical_minor"),
        reference=lambda reading: part_of_consumption(reading, "medical_self_paid"),
        higher_is_better=False,
    ),
    Indicator(
        id="health_capacity_share",
        title=mark("Medical costs against the capacity to pay"),
        unit=Unit.PERCENT,
        meaning=mark("Self-paid medical costs in percent of what is left after subsistence food; 40 is catastrophic."),
        unknown_when=mark("No spending was recorded, or no member, or no food line holds for the region and day."),
        sql=f"case when members > 0 and {_CAPACITY} > 0 then medical_minor * 100 / {_CAPACITY} end",
        reference=health_capacity_share,
        parameters=("food_line",),
        higher_is_better=False,
    ),
    Indicator(
        id="medical_to_urban_income",
        title=mark("Medical costs against the urban income per person"),
        unit=Unit.PERCENT,
        meaning=mark("Self-paid medical costs in percent of last year's urban disposable income per person."),
        unknown_when=mark("No spending was recorded, or no urban income figure holds for the region and day."),
        sql="medical_minor / urban_income",
        reference=medical_to_urban_income,
        parameters=("urban_income",),
        higher_is_better=False,
    ),
    Indicator(
        id="education_share",
        title=mark("Share of schooling in spending"),
        unit=Unit.PERCENT,
        meaning=mark("Spending on schooling in percent of all consumption."),
        unknown_when=NO_SPENDING,
        sql=share_sql("education_minor"),
        reference=lambda reading: part_of_consumption(reading, "education"),
        higher_is_better=False,
    ),
    Indicator(
        id="food_share",
        title=mark("Share of food in spending (Engel)"),
        unit=Unit.PERCENT,
        meaning=mark("Spending on food in percent of all consumption."),
        unknown_when=NO_SPENDING,
        sql=share_sql("food_minor"),
        reference=lambda reading: part_of_consumption(reading, "food"),
        higher_is_better=False,
    ),
    Indicator(
        id="shock_cost_share",
        title=mark("Losses from shocks against net income"),
        unit=Unit.PERCENT,
        meaning=mark(
            "What events since the start of the income window cost, in percent of net income, at most 10,000."
        ),
        unknown_when=mark("The loss of an event is not known, or there was a loss and no income was recorded."),
        sql=burden_sql("(case when cost_missing = 0 then shock_cost_minor end)"),
        reference=lambda reading: burden(reading.shock_cost, reading.net_income),
        higher_is_better=False,
    ),
    Indicator(
        id="debt_to_income",
        title=mark("Debt against net income"),
        unit=Unit.PERCENT,
        meaning=mark("What the household owes in percent of its net income, at most 10,000."),
        unknown_when=mark("Debt is not recorded, or there is debt and no income was recorded."),
        sql=burden_sql("debt_minor"),
        reference=lambda reading: burden(
            None if reading.home.debt_minor is None else float(reading.home.debt_minor), reading.net_income
        ),
        higher_is_better=False,
    ),
)


def _yuan(minor: float | None) -> float | None:
    return None if minor is None else minor / 100
