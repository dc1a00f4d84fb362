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


class PeopleFileUnreadable(Invalid):
    message = mark("%(file)s is neither a CSV, an XLSX nor a Parquet file, or it is damaged.")


class PeopleFileEmpty(Invalid):
    message = mark("%(file)s holds no people below its headings.")


class PeopleFileLacks(Invalid):
    message = mark("%(file)s has no column “%(column)s” in its first row. The columns are: %(columns)s.")


class PeopleFileRepeats(Invalid):
    message = mark(
        "%(file)s, row %(row)s: the id “%(key)s” stands in row %(first)s already. Give each row an id of its own, or "
        "leave the column out."
    )


class TruthFileInvalid(Invalid):
    message = mark("%(file)s, row %(row)s: below its headings the truth needs two columns, the id in each source.")
