"""Forms of the register."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from foundation.errors import NotFound
from registry.queries.households import HouseholdFilters
from registry.rules.words import Colour, ConsentPurpose, HouseholdClass
from web.forms import EnumField, FilterForm, Form


class HouseholdFilterForm(FilterForm):
    q = StringField(_l("Name of the head or code"), [Optional(), Length(max=60)])
    colour = EnumField(_l("Colour"), [Optional()], words=Colour, blank=_l("All"))
    region = SelectField(_l("Township"), [Optional()], validate_choice=False)
    household_class = EnumField(_l("History"), [Optional()], words=HouseholdClass, blank=_l("All"))
    as_of = DateField(_l("As of the day"), [Optional()])

    def filters(self) -> HouseholdFilters:
        """Return the filters that the form says."""
        return HouseholdFilters(
            words=self.q.data or "",
            region_path=self.region.data or "",
            colour=self.colour.data or "",
            household_class=self.household_class.data or "",
            as_of=None if self.as_of.errors else self.as_of.data,
        )


class AsOfForm(FilterForm):
    """The day to look back to."""

    as_of = DateField(_l("As of the day"), [Optional()])


class ValueFilterForm(FilterForm):
    """Which values of a household's history are shown."""

    person = SelectField(_l("Member"), [Optional()], validate_choice=False)
    field = SelectField(_l("Value"), [Optional()], validate_choice=False)

    def person_id(self) -> int | None:
        """Return the member that was chosen."""
        return int(self.person.data) if (self.person.data or "").isdecimal() else None


class RecordConsentForm(Form):
    purpose = EnumField(_l("Purpose"), words=ConsentPurpose)
    given_by = StringField(
        _l("Who says yes"),
        [InputRequired(), Length(max=120)],
        description=_l("The member of the household who was asked and agreed."),
    )


class RevealForm(Form):
    reason = StringField(
        _l("Why do you need it?"),
        [InputRequired(), Length(min=5, max=200)],
        description=_l("Your name, the time and this reason are written to the audit trail."),
    )


def read_purpose(value: str) -> ConsentPurpose:
    """Return the purpose that an address names. Raises NotFound."""
    if value not in {purpose.value for purpose in ConsentPurpose}:
        raise NotFound()
    return ConsentPurpose(value)
