"""What can go wrong in the early-warning room."""

from dataclasses import dataclass, field

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class RoundNotFound(NotFound):
    message = mark("There is no such round, or you may not see it.")


class GradeNotFound(NotFound):
    message = mark("This household has not been graded yet.")


class RuleSetNotFound(NotFound):
    message = mark("There is no rule set named “%(name)s”.")


class RoundNotRunning(Conflict):
    message = mark("Round %(round_id)s is %(state)s; only a running round can go on.")


class RoundOvertaken(Conflict):
    message = mark(
        "Round %(round_id)s started before round %(newer_id)s, which has finished. Its grades are older: remove it."
    )


class RoundIncomplete(Conflict):
    message = mark("Round %(round_id)s has graded %(done)s of %(total)s parts; it cannot be finished yet.")


class RoundFinishedAlready(Conflict):
    message = mark("Round %(round_id)s is finished and belongs to the record; it cannot be removed.")


class NothingToCompare(Conflict):
    message = mark("There is no finished round yet. Grade the whole register first.")


class RulesChangedSince(Conflict):
    message = mark(
        "The rules have changed since round %(round_id)s. Grade the whole register once before only the changes."
    )


class RuleSetChanged(Conflict):
    message = mark(
        "Version %(version)s of rule set “%(name)s” is in the record with other content. "
        "Give the new content a new version."
    )


class RuleSetOutOfForce(Conflict):
    message = mark("Rule set “%(name)s” is not in force on %(as_of)s.")


class WholeCountiesOnly(Conflict):
    message = mark("A snapshot is graded as a whole: only the database grades the households that have changed.")


class OutsideRuleSet(Conflict):
    message = mark("Rule set “%(name)s” holds for another region.")


class FieldNotGroupable(Invalid):
    message = mark("Measures cannot be broken down by “%(name)s”, but by %(known)s and by extra.KEY.")


class TooManyGroups(Invalid):
    message = mark("“%(name)s” has more than %(most)s different values.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a rule set: where in the file, and what."""

    where: str
    message: str
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.where}: {self.message % self.params if self.params else self.message}"


class RuleSetInvalid(Invalid):
    """A rule set that cannot be used; `faults` lists every fault with its place in the file."""

    message = mark("The rule set cannot be used: %(faults)s")

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(faults="; ".join(str(fault) for fault in faults))
