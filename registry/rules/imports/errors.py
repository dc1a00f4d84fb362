"""What can go wrong with an import as a whole; what is wrong with a row is an issue, not an error."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


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


class ImportNotStaged(Conflict):
    message = mark("This import is not waiting for a decision.")


class ImportHasRefusals(Conflict):
    message = mark(
        "%(count)s things are wrong in these files. Take the rest alone, or mend the files and import them again."
    )


class ImportOutdated(Conflict):
    message = mark("The register changed after these files were checked. Check them again.")


class ImportOutsideArea(Conflict):
    message = mark("Some of these households lie outside your area. Somebody responsible for them must take them in.")
