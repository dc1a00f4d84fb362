"""What can go wrong with money and points, in words for the person who tried."""

from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.wording import mark


class AccountNotFound(NotFound):
    message = mark("There is no such account, or you may not see it.")


class JournalNotFound(NotFound):
    message = mark("There is no such booking, or you may not see it.")


class PaymentNotFound(NotFound):
    message = mark("There is no such payment, or you may not see it.")


class BadEntry(Invalid):
    """A line, or the lines together, that double entry does not allow."""

    message = mark("This booking cannot be taken.")


class Unbalanced(BadEntry):
    message = mark("The lines in %(commodity)s do not add up to zero: %(difference)s is left over.")


class UnknownAccount(BadEntry):
    message = mark("There is no account “%(account)s”. Open it first.")


class WrongCommodity(BadEntry):
    message = mark("“%(account)s” is kept in %(kept_in)s and cannot take %(commodity)s.")


class BadAccount(Invalid):
    """An account that cannot be opened the way it was asked for."""

    message = mark("“%(account)s” is no account code. Use small letters, digits, hyphens and colons.")


class AccountDiffers(Conflict):
    message = mark("“%(account)s” is already open, with another kind, commodity or owner.")


class NotEnough(Conflict):
    """An account would fall below zero."""

    message = mark("There is not enough on “%(account)s”: %(left)s %(commodity)s is left, %(needed)s is needed.")


class NotEnoughPoints(NotEnough):
    message = mark("There are not enough points: %(left)s left, %(needed)s needed.")


class ReferenceTaken(Conflict):
    message = mark("“%(reference)s” is already booked with other lines.")


class BookedAtOnce(Conflict):
    message = mark("“%(reference)s” is being booked by somebody else at this moment. Repeat your step.")


class CannotReverse(Conflict):
    message = mark("A reversal is not reversed again. Book the amount anew.")


class PaymentDiffers(Conflict):
    message = mark("This payment was already begun with other details. Begin a new one.")


class ReferenceDiffers(Conflict):
    message = mark("The provider already knows this payment under another reference.")


class PaymentMismatch(Conflict):
    """What arrived is not what was asked for; a person must look at it."""

    message = mark(
        "%(expected)s was asked for, but %(arrived)s arrived. Somebody in the finance office must look at it."
    )


class WrongMethod(Conflict):
    message = mark("Only bank transfers are confirmed by hand.")


class PaymentStuck(Conflict):
    """The payment's status does not allow the step."""

    message = mark("A payment that is “%(status)s” cannot become “%(wanted)s”.")


class SecondPersonNeeded(Forbidden):
    message = mark("A person of the finance office who did not record this transfer must confirm it.")
