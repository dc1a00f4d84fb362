"""What the register can tell of a household for a multidimensional index, in words and with the numbers it needs.

`monitoring.queries.deprivations` says the same in SQL; a test holds the two lists against each other. Nothing that is
not recorded counts as had: it makes the reading unknown.
"""

from dataclasses import dataclass

from foundation.wording import mark

EXTRA = "extra:"
"""`extra:KEY` reads a further field of the region instead."""


@dataclass(frozen=True, slots=True)
class Deprivation:
    """One reading.

    Args:
        meaning: when a household lacks it.
        unknown_when: when it cannot be told.
        limits: the names of the numbers that the meaning needs.
    """

    meaning: str
    unknown_when: str
    limits: tuple[str, ...] = ()


NOT_RECORDED = mark("It is not recorded.")
A_RECORD_MISSING = mark("The record of a member is missing and that of no other member tells it.")

CATALOGUE: dict[str, Deprivation] = {
    "undernourished_member": Deprivation(
        mark("A member below the age limit is undernourished."), A_RECORD_MISSING, ("below_age",)
    ),
    "child_died": Deprivation(
        mark("A child below the age limit died in the years before the day."),
        mark("Never: no death recorded means none."),
        ("below_age", "years"),
    ),
    "nobody_finished_primary": Deprivation(
        mark("No member of the age or older finished the six years of primary school."),
        A_RECORD_MISSING,
        ("from_age",),
    ),
    "child_not_attending": Deprivation(
        mark("A child of school age does not go to school, whatever the reason."),
        A_RECORD_MISSING,
        ("from_age", "below_age"),
    ),
    "solid_fuel": Deprivation(mark("The household cooks with coal, wood or straw."), NOT_RECORDED),
    "poor_sanitation": Deprivation(mark("The toilet is shared or simple, or there is none."), NOT_RECORDED),
    "poor_water": Deprivation(
        mark("Water is unsafe, or fetching it takes at least the minutes named."),
        mark("Neither the source of water nor its safety is recorded, or the way to a well is not."),
        ("minutes",),
    ),
    "no_electricity": Deprivation(mark("The dwelling has no electricity."), NOT_RECORDED),
    "poor_shell": Deprivation(mark("Floor, roof or walls are not adequate."), NOT_RECORDED),
    "few_assets": Deprivation(
        mark("The household has no car or truck and not more of the listed goods than named."), NOT_RECORDED, ("most",)
    ),
    "food_below_line": Deprivation(
        mark("Spending on food, by equivalent adult, is below the food line of the region."),
        mark("No spending is recorded in the last twelve full months, or no member, or no line holds."),
    ),
    "income_below_line": Deprivation(
        mark("Net income per person is below the income line of the region."),
        mark("No income is recorded in the last twelve full months, or no member, or no line holds."),
    ),
    "child_out_of_school": Deprivation(
        mark("A child of compulsory school age is out of school for other reasons than health."),
        A_RECORD_MISSING,
        ("from_age", "below_age"),
    ),
    "member_without_medical": Deprivation(mark("A member is in no basic medical scheme."), A_RECORD_MISSING),
    "unsafe_dwelling": Deprivation(mark("The dwelling is not safe."), NOT_RECORDED),
    "unsafe_water": Deprivation(mark("Drinking water is not safe."), NOT_RECORDED),
    "nobody_able_to_work": Deprivation(
        mark("No member of the age or older is able to work."), A_RECORD_MISSING, ("from_age",)
    ),
    "debt_above_income": Deprivation(
        mark("The household owes more than the named percent of its net income of a year."),
        mark("Debt is not recorded, or there is debt and no income is recorded."),
        ("percent",),
    ),
}
