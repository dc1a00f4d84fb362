"""What the register can tell of each household as a number, for measures."""

from foundation.wording import Worded, mark


class Column(Worded):
    """One number a household; NaN is not known. Money is yuan, over the income window of twelve full months."""

    SIZE = "size", mark("Members")
    SURVEY_WEIGHT = "survey_weight", mark("Survey weight")
    NET_INCOME = "net_income", mark("Net income of the household")
    INCOME_PER_HEAD = "income_per_head", mark("Net income per person")
    CONSUMPTION = "consumption", mark("Spending of the household")
    CONSUMPTION_PER_HEAD = "consumption_per_head", mark("Spending per person")
    FOOD = "food", mark("Spending on food")
    EDUCATION = "education", mark("Spending on schooling")
    HEALTH = "health", mark("Self-paid medical costs")
    YOUNG = "young", mark("Members under 15")
    WORKING = "working", mark("Members from 15 to 64")
    OLD = "old", mark("Members over 64")
    DEPENDANT_SHARE = "dependant_share", mark("Share of members under 15 or over 64")
    WORKER_SHARE = "worker_share", mark("Share of members able to work")
    AWAY_SHARE = "away_share", mark("Share of members who work away")
    HEAD_AGE = "head_age", mark("Age of the head")
    HEAD_SCHOOLING = "head_schooling", mark("Years of schooling of the head")
    HEAD_IS_WOMAN = "head_is_woman", mark("The head is a woman")
    LAND_PER_HEAD = "land_per_head", mark("Land per person")
    ROAD_KM = "road_km", mark("Distance to the road")
    INCOME_LINE = "income_line", mark("Income line of the region")
    FOOD_LINE = "food_line", mark("Food line of the region")


EXPLAINING = (
    Column.SIZE,
    Column.DEPENDANT_SHARE,
    Column.WORKER_SHARE,
    Column.AWAY_SHARE,
    Column.HEAD_AGE,
    Column.HEAD_SCHOOLING,
    Column.HEAD_IS_WOMAN,
    Column.LAND_PER_HEAD,
    Column.ROAD_KM,
)
"""What vulnerability is explained by, unless somebody names other columns."""
