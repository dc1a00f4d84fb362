"""What can go wrong with further fields and their values."""

from foundation.errors import Conflict, Invalid, NotFound
from foundation.wording import mark


class FieldNotFound(NotFound):
    message = mark("There is no further field “%(key)s” here.")


class FieldOutsideArea(Conflict):
    message = mark("This field is defined for a larger region than yours; who is responsible there may change it.")


class FieldKeyTaken(Conflict):
    message = mark("The key “%(key)s” is taken in this region. Choose another one.")


class FieldMeansSomethingElse(Conflict):
    """One key means one thing in the whole register, so that rules and statistics can ask for it anywhere."""

    message = mark(
        "“%(key)s” is already a field in another region, of another kind: %(kind)s, %(entity)s, unit “%(unit)s”. "
        "Define it alike, or choose another key."
    )


class FieldKeyRefused(Invalid):
    message = mark("A key begins with a small letter and has small letters, digits and underscores, at most 40.")


class FieldKeyReserved(Invalid):
    message = mark("The register has a field “%(key)s” of its own. Choose another key.")


class FieldTextMissing(Invalid):
    message = mark("The question is needed in both languages.")


class FieldTextTooLong(Invalid):
    message = mark("This text has %(length)s characters; at most %(limit)s fit.")


class FieldOptionsMissing(Invalid):
    message = mark("A code list needs at least two options, each with a code and a word in both languages.")


class FieldOptionRefused(Invalid):
    message = mark("Line %(line)s: write an option as code | English | Chinese, the code in letters, digits, - and _.")


class FieldOptionTwice(Invalid):
    message = mark("The code “%(code)s” stands twice.")


class FieldUnitRefused(Invalid):
    message = mark("Only a number has a unit.")


class FieldRangeRefused(Invalid):
    message = mark("Only a number has a range, and its lower end must not lie above its upper end.")


class FieldDatesRefused(Invalid):
    message = mark("The field must hold for at least one day: “to” must lie after “from”.")


class FieldInUse(Conflict):
    """A change that would turn values into something they were not."""

    message = mark(
        "%(count)s values are recorded under “%(key)s”, so its kind and unit stay. Retire it and define a new field."
    )


class OptionInUse(Conflict):
    message = mark("%(count)s values say “%(code)s”, so this option stays.")


class RangeLeavesValuesOut(Conflict):
    message = mark("%(count)s recorded values lie outside the new range. Widen it, or correct the values first.")


class FieldRetiredAlready(Conflict):
    message = mark("“%(key)s” is retired since %(day)s.")


class FieldValueRefused(Invalid):
    """A text that is no value of its field; each sentence says how to write one."""

    message = mark("“%(text)s” is no value of this field.")
