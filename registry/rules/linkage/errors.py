"""What can go wrong in record linkage, and with decisions and merges."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class LinkRunNotFound(NotFound):
    message = mark("There is no such run, or it lies outside your area.")


class LinkPairNotFound(NotFound):
    message = mark("There is no such pair, or one of its records lies outside your area.")


class LinkDecisionNotFound(NotFound):
    message = mark("There is no such decision, or one of its records lies outside your area.")


class PairDecidedAlready(Conflict):
    message = mark("This pair was decided already, by %(name)s. Undo that decision first if it was wrong.")


class DecisionUndoneAlready(Conflict):
    message = mark("This decision was undone already.")


class PairNotMergeable(Conflict):
    message = mark("These two records cannot be merged now: one of them is not in the register any more.")


class PairHasNoRecordToMerge(Conflict):
    message = mark("One of the two is a row of a file. It is linked to the person in the register; nothing is merged.")


class HeadWouldLeave(Conflict):
    message = mark(
        "%(name)s is the head of household %(code)s, and a head cannot leave by a merge. Keep that record, or record a "
        "change of head, or merge the two households first."
    )


class LinkRunActive(Conflict):
    message = mark("A run over this area is waiting or going on. Wait until it has finished.")


class LinkRunNotFinished(Conflict):
    message = mark("The run has not finished.")


class PeopleFileInvalid(Invalid):
    """A file of people that cannot be read at all."""

    message = mark("%(file)s, row %(row)s, %(column)s: %(problem)s")


class PeopleFileUnreadable(Invalid):
    message = mark(
        "%(file)s is neither a CSV file (UTF-8 or GB18030) nor a Parquet file with these columns: %(columns)s."
    )


class PeopleFileLacks(Invalid):
    message = mark("%(file)s has no column “%(column)s”. It needs: %(columns)s.")


class TruthFileInvalid(Invalid):
    message = mark("%(file)s: the truth needs two columns, the record of one source and that of the other.")
