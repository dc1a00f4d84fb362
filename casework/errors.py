"""What can go wrong in casework."""

from foundation.errors import Conflict, Forbidden, Invalid, NotFound
from foundation.wording import mark


class LeadNotFound(NotFound):
    message = mark("There is no such lead, or it lies outside your area.")


class CaseNotFound(NotFound):
    message = mark("There is no such case, or it lies outside your area.")


class MeasureNotFound(NotFound):
    message = mark("There is no such measure, or it lies outside your area.")


class PairingRunNotFound(NotFound):
    message = mark("There is no such pairing run, or it lies outside your area.")


class ProposalNotFound(NotFound):
    message = mark("There is no such proposal, or it lies outside your area.")


class PersonRequired(Forbidden):
    message = mark("Only a person may do this, not a program.")


class StepRefused(Conflict):
    message = mark("This step is not possible in the present state (%(state)s). Look at it again.")


class LeadAlreadyOpen(Conflict):
    message = mark("There is already an open lead for this household. Add what you know there.")


class CaseAlreadyOpen(Conflict):
    message = mark("There is already an open case for this household.")


class SamePersonDecides(Forbidden):
    message = mark("Whoever checked a lead may not decide on it. Another person has to decide.")


class SamePersonChecksAgain(Forbidden):
    message = mark("The household objected to your check. Another person has to check this time.")


class DataCheckWithoutConsent(Conflict):
    message = mark(
        "The household has not agreed to a check with other departments. "
        "Record its consent first, or leave that check out."
    )


class FindingMissing(Invalid):
    message = mark("Write down what the check found.")


class ReasonMissing(Invalid):
    message = mark("Give the reason. The household will be told.")


class CauseMissing(Invalid):
    message = mark("Choose at least one cause.")


class TooManyCauses(Invalid):
    message = mark("Choose at most %(most)s causes.")


class PlanEmpty(Conflict):
    message = mark("The plan has no measure yet.")


class PlanIncomplete(Conflict):
    message = mark("Nothing in the plan answers this cause yet: %(cause)s. Add a measure first.")


class TitleMissing(Invalid):
    message = mark("Say in a few words what will be done.")


class BudgetNegative(Invalid):
    message = mark("A budget cannot be below zero.")


class VisitInFuture(Invalid):
    message = mark("A visit cannot lie in the future.")


class NextVisitTooEarly(Invalid):
    message = mark("The next visit has to come after this one.")


class VisitNoteMissing(Invalid):
    message = mark("Write down what you saw and heard.")


class NotWaiting(Conflict):
    message = mark("This proposal was already decided or overtaken.")


class OwnPair(Forbidden):
    message = mark("You may not confirm a pair with yourself. Another supervisor has to.")


class CapacityExceeded(Conflict):
    message = mark(
        "%(name)s has only %(places)s free places, but %(pairs)s pairs were chosen. Choose fewer or run again."
    )


class NoCaseworker(Conflict):
    message = mark("Nobody is assigned to this case.")


class WeightsInvalid(Invalid):
    message = mark("A weight of the pairing cannot be below zero, and at least one candidate is needed.")
