"""What can go wrong with a posted list."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class PostingNotFound(NotFound):
    message = mark("There is no such list, or it has been taken down.")


class PostingTooShort(Invalid):
    message = mark("A list is posted for %(days)d full days at least: the first possible end is %(first)s.")


class PostingRefused(Invalid):
    message = mark("The list cannot be published: it shows %(count)d things that may never be public. See them below.")


class PostingNotInState(Conflict):
    message = mark("This step does not fit the list's state (%(state)s). Look at it again.")


class SamePersonPublishes(Conflict):
    message = mark("Whoever prepared a list does not publish it. Ask a second person.")


class HouseholdsUnknown(Invalid):
    message = mark("These household numbers are not in this village: %(codes)s. Mend or remove them.")


class NothingToPost(Invalid):
    message = mark("A list names at least one household. Enter their numbers, one a line.")
