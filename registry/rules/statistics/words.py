"""What a table counts and what its cells say."""

from foundation.wording import Worded, mark


class CountedUnit(Worded):
    HOUSEHOLDS = "households", mark("Households")
    PEOPLE = "people", mark("People")


class Measure(Worded):
    """What stands in the cells."""

    COUNT = "count", mark("How many there are")
    ROW_SHARE = "row_share", mark("Share of the row")
    COLUMN_SHARE = "column_share", mark("Share of the column")
    WHOLE_SHARE = "share", mark("Share of the whole")
    MEAN = "mean", mark("Mean")

    @property
    def is_share(self) -> bool:
        return self in (Measure.ROW_SHARE, Measure.COLUMN_SHARE, Measure.WHOLE_SHARE)


class RoundState(Worded):
    """A round is asked for, counted and then never changed."""

    REQUESTED = "requested", mark("Being counted")
    FROZEN = "frozen", mark("Frozen")
    FAILED = "failed", mark("Not completed")
