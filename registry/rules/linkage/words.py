"""Code lists of record linkage: what is compared, how far it agrees, where a pair stands, what people decide."""

from foundation.wording import Worded, mark


class Comparison(Worded):
    NAME = "name", mark("Name")
    NUMBER = "number", mark("ID number")
    BIRTH = "birth", mark("Date of birth")
    SEX = "sex", mark("Sex")
    FAMILY = "family", mark("Family and place")


class NameLevel(Worded):
    SAME = "same", mark("The names are the same.")
    TONE = "tone", mark("The names sound the same and are written with other characters.")
    SOUND = "sound", mark("The names sound the same but for the tone.")
    SWAPPED = "swapped", mark("The names are the same in another order.")
    SHAPE = "shape", mark("One character is written like one that looks alike.")
    NEAR = "near", mark("The names sound nearly the same, as they do in many dialects.")
    LONGER = "longer", mark("One name has a character more.")
    PART = "part", mark("The first part of the name is the same.")
    ONE_OTHER = "one_other", mark("One character of the given name is another one, as among brothers and sisters.")
    GIVEN = "given", mark("The given name is the same, the surname another one.")
    SURNAME = "surname", mark("Only the surname is the same.")
    DIFFERENT = "different", mark("The names are different.")
    UNKNOWN = "unknown", mark("One of the names is not known.")


class NumberLevel(Worded):
    SAME = "same", mark("The ID numbers are the same.")
    SLIP = "slip", mark("The ID numbers differ by one slip, and the check digit of one is wrong.")
    TWO_SLIPS = "two_slips", mark("The ID numbers differ by two slips, and one of them cannot be checked.")
    UNCHECKED = "unchecked", mark("The ID numbers are different; one of them cannot be checked.")
    DIFFERENT = "different", mark("These are two different ID numbers, both with the right check digit.")
    UNKNOWN = "unknown", mark("One of the ID numbers is not known.")


class BirthLevel(Worded):
    SAME = "same", mark("The dates of birth are the same.")
    LUNAR = "lunar", mark("One date of birth is the other by the lunar calendar.")
    SWAPPED = "swapped", mark("Day and month of birth have changed places.")
    SLIP = "slip", mark("The dates of birth differ by one digit, or by two neighbours exchanged.")
    YEAR_OFF = "year_off", mark("Day and month of birth are the same, the year is off by one or two.")
    FIRST_DAY = "first_day", mark("The year of birth is the same, and one date is the first of January.")
    YEAR = "year", mark("Only the year of birth is the same.")
    NEAR_YEAR = "near_year", mark("The years of birth lie next to one another.")
    DIFFERENT = "different", mark("The dates of birth are different.")
    UNKNOWN = "unknown", mark("One of the dates of birth is not known.")


class SexLevel(Worded):
    SAME = "same", mark("The sex is the same.")
    DIFFERENT = "different", mark("The sex is different.")
    UNKNOWN = "unknown", mark("The sex is not known.")


class FamilyLevel(Worded):
    BESIDE = "beside", mark("One household has them both: they are listed beside one another.")
    TWO_MATES = "two_mates", mark("Two or more other members of both households are the same.")
    ONE_MATE = "one_mate", mark("One other member of both households is the same.")
    PHONE = "phone", mark("The telephone numbers are the same.")
    VILLAGE = "village", mark("They live in the same village.")
    TOWNSHIP = "township", mark("They live in the same township.")
    ELSEWHERE = "elsewhere", mark("They live in different townships.")
    UNKNOWN = "unknown", mark("Nothing is known of where they live, or both records belong to one household.")


LEVELS: dict[Comparison, type[Worded]] = {
    Comparison.NAME: NameLevel,
    Comparison.NUMBER: NumberLevel,
    Comparison.BIRTH: BirthLevel,
    Comparison.SEX: SexLevel,
    Comparison.FAMILY: FamilyLevel,
}
"""The levels of each comparison, the first that fits counts; the last is for what is not known and weighs nothing."""


class Strength(Worded):
    """What a weight says, in words."""

    STRONGLY_FOR = "strongly_for", mark("speaks strongly for one person")
    FOR = "for", mark("speaks for one person")
    SLIGHTLY_FOR = "slightly_for", mark("speaks a little for one person")
    NEITHER = "neither", mark("says nothing")
    SLIGHTLY_AGAINST = "slightly_against", mark("speaks a little against it")
    AGAINST = "against", mark("speaks against it")
    STRONGLY_AGAINST = "strongly_against", mark("speaks strongly against it")


class LinkRunKind(Worded):
    REGISTER = "register", mark("People of a region held against one another")
    CHANGED = "changed", mark("People who changed held against the register")
    IMPORT = "import", mark("People of an import held against the register")
    FILE = "file", mark("People of a file held against the register")


class LinkRunState(Worded):
    WAITING = "waiting", mark("Waiting for its turn")
    RUNNING = "running", mark("Running")
    FINISHED = "finished", mark("Finished")
    STOPPED = "stopped", mark("Stopped: too much looks alike")
    FAILED = "failed", mark("Broken off")


class LinkStep(Worded):
    """What a run is doing, for those who wait for it."""

    READING = "reading", mark("Reading people")
    SCORING = "scoring", mark("Holding them against one another")
    WRITING = "writing", mark("Writing down what was found")


class Certainty(Worded):
    LIKELY = "likely", mark("Likely one person")
    POSSIBLE = "possible", mark("Possibly one person")


class PairState(Worded):
    OPEN = "open", mark("To be decided")
    UNSURE = "unsure", mark("Put aside: not sure")
    SAME = "same", mark("One person")
    MERGED = "merged", mark("One person, records merged")
    DIFFERENT = "different", mark("Two people")
    CLEARED = "cleared", mark("Cleared: the cause is gone")


class Verdict(Worded):
    SAME = "same", mark("The same person")
    DIFFERENT = "different", mark("Different people")
    UNSURE = "unsure", mark("Not sure yet")


class PairPlace(Worded):
    """How far apart the two records live."""

    HOUSEHOLD = "household", mark("In one household")
    VILLAGE = "village", mark("In one village")
    APART = "apart", mark("In different villages")
    FILE = "file", mark("Register and file")


class Agreement(Worded):
    """Whether two values are the same, in a word."""

    SAME = "same", mark("the same")
    DIFFERENT = "different", mark("different")
    MISSING = "missing", mark("not known")


class ClearedFor(Worded):
    """Why a pair needs no decision any more."""

    CHANGED = "changed", mark("The records were changed and no longer look alike.")
    LEFT = "left", mark("One of the two has left the register.")
    MERGED = "merged", mark("One of the two was merged with another record.")
