"""What can go wrong in the register."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class HouseholdNotFound(NotFound):
    message = mark("There is no such household, or it lies outside your area.")


class PersonNotFound(NotFound):
    message = mark("There is no such person, or they live outside your area.")


class RegionNotFound(NotFound):
    message = mark("There is no region with the code %(code)s.")


class UserNotFound(NotFound):
    message = mark("There is no such user.")


class LoginTaken(Conflict):
    message = mark("The log-in name %(login)s is taken. Choose another one.")


class LoginRefused(Invalid):
    """One sentence for every reason, so that nobody learns which log-in names exist."""

    message = mark("The log-in name, the password or the code is not right, or the account is locked for a while.")


class RoleUnknown(Invalid):
    message = mark("There is no role named %(role)s.")


class WeakPassword(Invalid):
    message = mark("A password needs at least 12 characters and must not be the log-in name.")


class AlreadyConsented(Conflict):
    message = mark("The household has already given this consent.")


class ConsentMissing(Conflict):
    message = mark("The household has not given its consent to this: %(purpose)s. Ask the household first.")


class OutsideArea(Invalid):
    message = mark("This region lies outside your area. Choose one inside it.")


class MessageNotFound(NotFound):
    message = mark("There is no such message in your inbox.")


class SubscriptionNotFound(NotFound):
    message = mark("There is no such subscription, or it has ended.")


class AlreadySubscribed(Conflict):
    message = mark("These figures of this area come already. End the subscription first to change how often they come.")


class TokenNotFound(NotFound):
    message = mark("There is no such token of yours.")
