"""What can go wrong with validation: rules that cannot be used, things that are not there, steps that do not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import Worded, mark


def in_english(message: str, params: Mapping[str, object]) -> str:
    """Return a sentence with its places filled, code lists by their English words."""
    words = {name: value.label if isinstance(value, Worded) else value for name, value in params.items()}
    return message % words if words else message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file of rules: where, and what."""

    where: str
    message: str
    params: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.where}: {in_english(self.message, self.params)}"


class RulesInvalid(Invalid):
    """Rules that cannot be used; `faults` lists every fault with its place."""

    message = mark("The rules cannot be used: %(faults)s")

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(faults="; ".join(str(fault) for fault in faults))


class PredicateRefused(Exception):
    """A predicate that does not parse; `column` counts from 1."""

    def __init__(self, column: int, message: str, **params: object) -> None:
        self.column = column
        self.message = message
        self.params = params
        super().__init__(in_english(message, params))


class RuleNotFound(NotFound):
    message = mark("There is no validation rule “%(rule)s”.")


class RunNotFound(NotFound):
    message = mark("There is no such run of the validation, or it lies outside your area.")


class FindingNotFound(NotFound):
    message = mark("There is no such finding, or it lies outside your area.")


class ExceptionNotFound(NotFound):
    message = mark("There is no such exception, or it lies outside your area.")


class RulesNotFound(NotFound):
    message = mark("There are no such rules, or they belong to another region.")


class RunUnderWay(Conflict):
    message = mark("Run %(run_id)s is already checking these households. Wait until it has finished.")


class RunNotWaiting(Conflict):
    message = mark("Run %(run_id)s has already begun.")


class FindingCleared(Conflict):
    message = mark("The cause of this finding is gone; it needs no exception.")


class ExceptionInForce(Conflict):
    message = mark("There is an exception for this already, until %(until)s.")


class ExceptionTooLong(Invalid):
    message = mark("An exception lasts two years at most: choose a day up to %(latest)s.")


class ExceptionPast(Invalid):
    message = mark("Choose a day after today.")


class RuleTaken(Conflict):
    message = mark("The rule “%(rule)s” is there already, in %(name)s. Give yours another id.")
