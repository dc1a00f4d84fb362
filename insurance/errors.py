"""What can go wrong in insurance."""

from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.wording import mark


class ProductNotFound(NotFound):
    message = mark("There is no such insurance product, or it is not offered to you.")


class ApplicationNotFound(NotFound):
    message = mark("There is no such application for cover, or you may not see it.")


class NotAnInsurer(Forbidden):
    message = mark("Only an insurer may offer insurance products.")


class SharesDoNotAddUp(Invalid):
    message = mark("The payers' shares must add up to 100 %%; these add up to %(percent)s %%.")


class BadTerms(Invalid):
    message = mark("These terms cannot be offered.")


class BadUnits(Invalid):
    message = mark("Give a number of units above zero.")


class UnknownEligibility(Invalid):
    message = mark("“%(key)s” is not a condition that a product can ask for.")


class NotOnSale(Conflict):
    message = mark("This product is not on sale today.")


class DoesNotFit(Conflict):
    message = mark("This product is not open to this household. Look at the reasons and choose another one.")


class AlreadyApplied(Conflict):
    message = mark("The household already has an open application for this product: %(number)s.")


class NotYetConsented(Conflict):
    message = mark("The household has not yet said yes to this application. Ask the household first.")


class CannotDo(Conflict):
    """The application's state does not allow the step."""

    message = mark("This application has moved on, so the step no longer fits. Look at it again.")


class ReasonMissing(Invalid):
    message = mark("Say why, so that the household can be told.")


class SecondPersonNeeded(Forbidden):
    message = mark("Whoever made an application may not decide it.")
