"""What is wrong with a table that somebody asks for."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class DimensionUnknown(Invalid):
    message = mark("There is nothing called “%(name)s” to count by. Choose from the list.")


class NumberUnknown(Invalid):
    message = mark("There is no number called “%(name)s” to take the mean of. Choose from the list.")


class ValueUnknown(Invalid):
    message = mark("“%(value)s” is no value of “%(name)s”. Choose from the list.")


class PlaceAsFilter(Invalid):
    message = mark("A place is no filter. Choose it as the area that is counted.")


class KnownOfPeopleOnly(Invalid):
    message = mark("“%(name)s” is known of people, not of households. Count people, or choose something else.")


class KnownOfHouseholdsOnly(Invalid):
    message = mark("“%(name)s” is known of households, not of people. Count households, or choose something else.")


class SameTwice(Invalid):
    message = mark("“%(name)s” stands in the table twice. Take it out of the rows, the columns or the filters.")


class TooManyFilters(Invalid):
    message = mark("A table takes at most %(most)s filters: with more, small numbers could be worked out.")


class ColumnsMissing(Invalid):
    message = mark("The share of the column needs something in the columns. Choose it, or another share.")


class DayToCome(Invalid):
    message = mark("%(day)s has not come yet. Choose today or a day before.")


class TableTooLarge(Invalid):
    message = mark(
        "The table would have %(cells)s cells with its totals; %(most)s can be checked for small numbers. "
        "Choose larger places or fewer filters."
    )


class NoSuchPlaces(Invalid):
    message = mark("%(area)s has no places of the level “%(level)s”. Choose another level or a larger area.")


class RoundNotFound(NotFound):
    message = mark("There is no such round of statistics, or it lies outside your area.")


class RoundNotFrozen(Conflict):
    message = mark("The round is not frozen yet. Wait until it has been counted.")


class RoundSettled(Conflict):
    message = mark("The round is frozen and never changes. Freeze a new one.")


class NothingChosen(Invalid):
    message = mark("Choose at least one table.")
