"""What can be wrong with a change of a family, or with a value that somebody edits."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark
from registry.rules.edits import Clash


class ChangeNotFound(NotFound):
    message = mark("There is no such change, or it lies outside your area.")


class ChangeInFuture(Invalid):
    message = mark("The day lies in the future. Record the change once it has happened.")


class ChangeTooEarly(Invalid):
    message = mark(
        "The household is in the register since %(day)s. What was before belongs to what was recorded then; choose "
        "that day or a later one."
    )


class BeforeJoining(Invalid):
    message = mark("%(name)s belongs to the household only since %(day)s. Choose that day or a later one.")


class HouseholdIsClosed(Conflict):
    message = mark("The household %(code)s is closed. Only what is open can change.")


class NotAMember(Invalid):
    message = mark("%(name)s does not belong to the household now.")


class AlreadyMember(Invalid):
    message = mark("%(name)s belongs to this household already.")


class DeadPerson(Invalid):
    message = mark("%(name)s is recorded as dead.")


class BeforeLeaving(Invalid):
    message = mark("%(name)s left on %(day)s. Choose that day or a later one.")


class EverybodyLeaves(Invalid):
    message = mark("Somebody has to stay. If all of them go, record a move, or that the household closes.")


class NobodyChosen(Invalid):
    message = mark("Choose at least one member.")


class RosterFaulty(Conflict):
    """The household would not be a valid one afterwards."""

    message = mark("Nobody would be left, or there would not be exactly one head.")


class HeadMissing(Invalid):
    message = mark("Choose who is head of the household %(code)s afterwards: exactly one member.")


class SameHousehold(Invalid):
    message = mark("This is the same household. Give the code of the other one.")


class HouseholdUnknown(Invalid):
    message = mark(
        "There is no open household with the code %(code)s in your area. Look it up in the list of households."
    )


class MemberUnknown(Invalid):
    message = mark("The household %(code)s has no member with the number %(number)s now.")


class HouseholdCodeTaken(Conflict):
    message = mark("The household number %(code)s is taken. Leave it empty to get the next free one.")


class AlreadyThere(Invalid):
    message = mark("The household is there already: neither the village nor the address would change.")


class AlreadyHead(Invalid):
    message = mark("%(name)s is the head already.")


class HeadCannotGo(Invalid):
    message = mark("%(name)s is the head. Record a change of head first, or who was put in as head by mistake.")


class VillageUnknown(Invalid):
    message = mark("Choose a village of your area.")


class IdNumberTaken(Conflict):
    message = mark("Somebody with this ID number is in the register already, in the household %(code)s.")


class IdNumberTakenElsewhere(Conflict):
    message = mark(
        "Somebody with this ID number is in the register already, outside your area. Ask the county officer."
    )


class ChangeUndone(Conflict):
    message = mark("This change was taken back already.")


class BuiltUpon(Conflict):
    """Something rests on the change, so that taking it back would leave a hole."""

    message = mark("This cannot be taken back any more: %(what)s. Record what is true now as a change of its own.")


class EditedMeanwhile(Conflict):
    """Somebody else changed the same fields after they were read for editing; `clashes` says to what."""

    message = mark("Somebody else changed the same in the meantime. Look at both values, then save again.")

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__()
        self.clashes = clashes


class ValueRefused(Invalid):
    message = mark("This value cannot be taken.")


class ValueMissing(Invalid):
    message = mark("This cannot be left empty.")


class ValueOutOfRange(Invalid):
    message = mark("Give a value from %(low)s to %(high)s.")


class ValueTooLong(Invalid):
    message = mark("At most %(length)s characters fit in here.")


class RelationOfHead(Invalid):
    message = mark("Who is head is changed by recording a change of head.")


class BornInFuture(Invalid):
    message = mark("The date of birth lies in the future.")


class IdNumberWrong(Invalid):
    message = mark("This is no valid ID number: 18 characters, the last one checks the others. Look at the card again.")


class IdNumberContradicts(Invalid):
    message = mark("The ID number says born on %(born_on)s, %(sex)s. Mend the number, the date of birth or the sex.")


class NumberWrong(Invalid):
    message = mark("A number of digits is needed: %(low)s to %(high)s of them.")
