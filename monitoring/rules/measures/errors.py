"""Why a figure cannot be computed."""

from foundation.errors import Conflict, Invalid
from foundation.wording import mark


class LengthsDiffer(Invalid):
    message = mark("There are %(found)s values for %(wanted)s households.")


class WeightNegative(Invalid):
    message = mark("A weight must not be less than zero; that of row %(row)s is %(value)s.")


class LineNotPositive(Invalid):
    message = mark("The line must be a number above zero.")


class CutoffOutOfRange(Invalid):
    message = mark("The cut-off k must lie above 0 and not above 1.")


class LevelOutOfRange(Invalid):
    message = mark("The level of confidence must lie between 0 and 1, and there must be at least two replicates.")


class TooFewToResample(Conflict):
    message = mark("An interval needs at least two households, and two clusters where clusters are named.")


class TooFewToFit(Conflict):
    message = mark("%(households)s households are too few to estimate %(columns)s coefficients from.")


class ColumnsCollinear(Conflict):
    message = mark("One of the columns follows from the others (%(columns)s): leave one out.")


class ScoreUnknown(Invalid):
    message = mark("The table of scorecard “%(name)s” has no score %(score)s.")


class AnswerUnknown(Invalid):
    message = mark("Question “%(question)s” has no answer “%(answer)s”.")


class QuestionMissing(Invalid):
    message = mark("Question “%(question)s” is not answered.")


class LineUnknown(Invalid):
    message = mark("Scorecard “%(name)s” knows no line “%(line)s”; it knows %(known)s.")


class IndicatorUnknown(Invalid):
    message = mark("The measure “%(name)s” has no indicator “%(indicator)s”; it has %(known)s.")


class NothingLeft(Invalid):
    message = mark("No indicator would be left of the dimension “%(dimension)s”.")
