"""What can go wrong with an import as a whole; what is wrong with a row is an issue, not an error."""

from collections.abc import Sequence

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark
from registry.rules.imports.facts import BuiltOn


class ImportRunNotFound(NotFound):
    message = mark("There is no such import, or it lies outside your area.")


class ProfileNotFound(NotFound):
    message = mark("There is no import profile “%(name)s”.")


class ProfileInvalid(Invalid):
    """The profile cannot be used; `problems` lists every sentence, the message is the first."""

    def __init__(self, problems: list[tuple[str, dict[str, object]]]) -> None:
        self.problems = problems
        message, params = problems[0]
        super().__init__(message, field=None, **params)


class ProfileNameWrong(Invalid):
    message = mark("A profile’s name has 2 to 40 small letters, digits and low lines, and begins with a letter.")


class ProfileNameTaken(Conflict):
    """The name is another profile's; `field` names the form's field."""

    message = mark("The name “%(name)s” is taken. Choose another one.")

    def __init__(self, message: str | None = None, *, field: str | None = None, **params: object) -> None:
        self.field = field
        super().__init__(message, **params)


class ProfilePlaceMissing(Conflict):
    message = mark("A profile belongs to a region, and you are responsible for none.")


class ProfileChanged(Conflict):
    message = mark("Somebody else saved this profile in the meantime. Look at the new version and repeat your change.")


class ImportNotStaged(Conflict):
    message = mark("This import is not waiting for a decision.")


class ImportHasRefusals(Conflict):
    message = mark(
        "%(count)s things are wrong in these files. Take the rest alone, or mend the files and import them again."
    )


class ImportOutdated(Conflict):
    message = mark("The register changed after these files were checked. Check them again.")


class ImportStopped(Conflict):
    message = mark(
        "Most of these records stand twice, contradict the register or look like known ones with other numbers. "
        "Nothing of them is taken in: mend the files and check them again."
    )


class ImportOwnerGone(Conflict):
    message = mark("Whoever asked for this may not do it any more.")


class UploadGone(Conflict):
    message = mark("The files of this import are not kept any more. Send them again.")


class UploadLost(Conflict):
    message = mark("The stored files were damaged. Send them again.")


class ImportBroken(Conflict):
    message = mark("Something went wrong while the files were read. Nothing was lost; check them again.")


class ImportNotCommitted(Conflict):
    message = mark("Only an import that was taken into the register can be undone, and only once.")


class ImportBuiltUpon(Conflict):
    """Other things rest on what the import brought; `found` lists them."""

    message = mark("Something was built on this import (%(count)s records), so it cannot be undone any more.")

    def __init__(self, found: Sequence[BuiltOn], **params: object) -> None:
        self.found = tuple(found)
        super().__init__(None, count=sum(one.count for one in found), **params)


class ContradictionNotFound(NotFound):
    message = mark("There is no such contradiction, or it lies outside your area.")


class ContradictionDecided(Conflict):
    message = mark("Somebody decided this already.")


class ImportOutsideArea(Conflict):
    message = mark("Some of these households lie outside your area. Somebody responsible for them must take them in.")
