"""What can go wrong on the market and with offers of help."""

from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.wording import mark


class OfferNotFound(NotFound):
    message = mark("There is no such offer of help, or you may not see it.")


class RequestNotFound(NotFound):
    message = mark("There is no such request for help, or you may not see it.")


class ListingNotFound(NotFound):
    message = mark("There are no such goods, or you may not see them.")


class DonationNotFound(NotFound):
    message = mark("There is no such donation, or you may not see it.")


class NotAGiver(Forbidden):
    message = mark("Only an organisation that helps may offer help.")


class NotASeller(Forbidden):
    message = mark("Only a local producer may offer goods.")


class BadOffer(Invalid):
    message = mark("This offer cannot be posted.")


class UnknownCondition(Invalid):
    message = mark("“%(key)s” is not a condition that an offer can ask for.")


class BadQuantity(Invalid):
    message = mark("Give a whole number above zero.")


class BadListing(Invalid):
    message = mark("These goods cannot be listed.")


class BadDonation(Invalid):
    message = mark("This donation cannot be taken.")


class BadCounty(Invalid):
    message = mark("This county cannot be put on the list.")


class OfferNotOpen(Conflict):
    message = mark("This offer is not open today.")


class OfferFixed(Conflict):
    message = mark("An offer is changed as a draft or while it pauses. Pause it first.")


class TermsFixed(Conflict):
    message = mark("Kind, unit and value of a published offer stay as they were. Close it and post a new one.")


class NotEnoughLeft(Conflict):
    message = mark("Only %(left)s of this offer is left, but %(wanted)s was asked for.")


class BelowPromised(Conflict):
    message = mark("%(promised)s is already asked for or promised; the quantity cannot be lower.")


class DoesNotFit(Conflict):
    message = mark("This offer is not open to this household. Look at the reasons and choose another one.")


class AlreadyRequested(Conflict):
    message = mark("The household has already asked for this offer: %(number)s.")


class CannotDo(Conflict):
    """The state does not allow the step."""

    message = mark("This has moved on (%(state)s), so the step no longer fits. Look at it again.")


class ReasonMissing(Invalid):
    message = mark("Say why, so that the household can be told.")


class SecondPersonNeeded(Forbidden):
    message = mark("Whoever asked for help may not answer the request.")


class NotDeliveredYet(Invalid):
    message = mark("A delivery cannot lie in the future or before the request.")


class OutsideCountyList(Conflict):
    message = mark("Your county is not on the list of counties whose producers sell here.")


class MandateMissing(Conflict):
    message = mark("Whoever sells for another producer needs that producer's mandate. Say who gave it and when.")


class CountyListed(Conflict):
    message = mark("This county is already on the list.")


class FormSentTwice(Conflict):
    message = mark("This form was sent before. Look at your donations before you give again.")
