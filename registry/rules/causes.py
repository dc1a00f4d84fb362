"""Causes of falling back, in the words of the monitoring era (返贫致贫风险).

Source: docs/methods.md, Causes and measures (中农组发〔2021〕7号 and county code lists).
"""

from foundation.wording import Worded, mark


class Cause(Worded):
    """Why a household is at risk. A household has one main cause and up to four others."""

    ILLNESS = "illness", mark("Illness")
    DISABILITY = "disability", mark("Disability")
    SCHOOLING = "schooling", mark("Cost of schooling")
    CHILD_OUT_OF_SCHOOL = "child_out_of_school", mark("Child out of school")
    NATURAL_DISASTER = "natural_disaster", mark("Natural disaster")
    ACCIDENT = "accident", mark("Accident")
    BUSINESS_FAILURE = "business_failure", mark("Failed farm project or business")
    UNSTABLE_WORK = "unstable_work", mark("Unstable work")
    LACK_OF_LABOUR = "lack_of_labour", mark("Lack of labour")
    HOUSING = "housing", mark("Unsafe dwelling")
    WATER = "water", mark("No safe drinking water")
    LACK_OF_SKILL = "lack_of_skill", mark("Lack of skill")
    LACK_OF_FUNDS = "lack_of_funds", mark("Lack of funds")
    LACK_OF_LAND = "lack_of_land", mark("Lack of land")
    TRANSPORT = "transport", mark("Poor transport")
    LOW_CONFIDENCE = "low_confidence", mark("Low confidence to move ahead")
    LOW_INCOME = "low_income", mark("Income near or below the line")
    COVER_GAP = "cover_gap", mark("Gap in social security")
    OTHER = "other", mark("Other cause")


MAX_CAUSES = 5
