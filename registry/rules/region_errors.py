"""What can go wrong with changes of regions."""

from foundation.errors import Conflict, Forbidden, Invalid
from foundation.wording import mark


class RegionOutsideArea(Forbidden):
    message = mark(
        "%(name)s (%(code)s) lies outside your area. Who is responsible for all the regions concerned records it."
    )


class RegionClosed(Conflict):
    message = mark("%(name)s (%(code)s) ended on %(day)s.")


class RegionCodeTaken(Conflict):
    """A code is never given twice, because old files and papers name regions by it."""

    message = mark("The code %(code)s belongs to %(name)s, or once did. A code is never given twice.")


class RegionCodeRefused(Invalid):
    message = mark("A code has 2 to 20 digits.")


class RegionNameRefused(Invalid):
    message = mark("A name is needed, of at most %(limit)s characters.")


class NothingRenamed(Invalid):
    message = mark("The region has this name already.")


class RegionChangeInFuture(Invalid):
    message = mark("This day lies in the future. Record the change on the day it takes effect.")


class ChangeBeforeRegion(Invalid):
    message = mark("The region exists since %(day)s only.")


class ChangeBeforeLast(Invalid):
    message = mark(
        "A later change of this region, or of one inside it, took effect on %(day)s. "
        "Changes are recorded in the order in which they happened."
    )


class ParentTooLow(Invalid):
    message = mark("%(parent_level)s does not stand above %(level)s.")


class SameParent(Invalid):
    message = mark("The region lies there already.")


class MovedIntoItself(Invalid):
    message = mark("A region cannot lie inside itself.")


class SameRegion(Invalid):
    message = mark("A region cannot merge with itself.")


class LevelsDiffer(Invalid):
    message = mark("Only regions of one level merge: this is a %(level)s, the other a %(into_level)s.")


class NothingSplitOff(Invalid):
    message = mark("Say which regions or households go to the new region.")


class NotInRegion(Invalid):
    message = mark("These do not lie directly in %(name)s: %(codes)s.")


class RegionNotEmpty(Conflict):
    message = mark(
        "%(name)s still has %(regions)s regions and %(households)s households. Merge it into another region instead."
    )


class ImportWaiting(Conflict):
    message = mark(
        "Import %(run_id)s, which may name these regions, waits for a decision. Take it in or discard it first."
    )


class RegisterBusy(Conflict):
    message = mark("The register is being written to just now. Nothing was changed; try again in a minute.")


class RegionParentDiffers(Conflict):
    message = mark(
        "%(name)s (%(code)s) lies in %(parent)s, not in %(wrong)s. A file of regions moves none: record the move as a "
        "change of the region."
    )
