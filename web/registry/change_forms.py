"""Forms for the changes of a family: first who it is about, then what happened."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.wording import Worded, mark
from registry.models import Person, Region
from registry.rules.changes import EndReason
from registry.rules.changes_input import Where
from registry.rules.words import Relation, Sex
from web.filters import label
from web.forms import EnumField, FilterForm, Form, enum_choices

RELATION = "relation_"
MANY_PLACES = 600
"""Beyond it a village is given by its code instead of chosen from a list."""


class Source(Worded):
    """Where somebody comes from who joins a household."""

    NEW = "new", mark("Not in the register yet")
    REGISTERED = "registered", mark("In the register already, in another household or after leaving one")


class Home(Worded):
    """Where a married couple lives."""

    HERE = "here", mark("Here: husband or wife joins this household")
    THERE = "there", mark("Elsewhere: the member leaves this household")


class PeopleField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Any number of members, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WhoForm(FilterForm):
    """The first question: who it is about. It is asked in the address, so that going back loses nothing."""

    people = PeopleField(_l("Who goes?"), coerce=int, choices=[], validate_choice=False)
    person = RadioField(_l("Who is it about?"), coerce=int, choices=[], validate_choice=False)
    new_head = SelectField(_l("Head of the new household"), choices=[], validate_choice=False)
    head = SelectField(
        _l("Who is head of this household afterwards?"),
        [Optional()],
        choices=[],
        validate_choice=False,
        description=_l("Only when the present head goes or has died."),
    )
    other = StringField(
        _l("Number of the household that joins this one"),
        [Optional(), Length(max=40)],
        description=_l("It stands at the top of its file and in the list of households."),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for asked in (self.people, self.person, self.other):  # checked by hand, only once it was answered
            asked.flags.required = True

    def was_asked(self) -> bool:
        """Tell whether the question was answered, or only begun."""
        return "next" in request.args


def offer_members(form: WhoForm, members: Sequence[Person], born: Mapping[int, str]) -> None:
    """Fill the choices with the members of a household.

    Args:
        born: for each member, what is said beside the name.
    """
    named = [(member.id, f"{member.name} ({label(member.relation)}, {born[member.id]})") for member in members]
    form.people.choices = form.person.choices = named
    blank = ("", _("The head stays"))
    form.head.choices = [blank, *((str(key), text) for key, text in named)]
    form.new_head.choices = [("", _("Choose one of those who go")), *((str(key), text) for key, text in named)]


class ChangeForm(Form):
    """What is asked of every change."""

    happened_on = DateField(_l("On which day?"), [InputRequired()])
    reason = TextAreaField(
        _l("What should others know about it?"),
        [Optional(), Length(max=400)],
        description=_l("For example who told it, or the number of a document. It is shown in the history."),
        render_kw={"rows": 2},
    )

    def relations(self) -> dict[int, Relation]:
        """Return the relations that were chosen, by person."""
        return {
            int(name.removeprefix(RELATION)): f.data for name, f in self._fields.items() if name.startswith(RELATION)
        }


class NewcomerForm(ChangeForm):
    """Somebody comes: new to the register, or known by household and member number."""

    source = RadioField(
        _l("Who joins?"), [InputRequired()], choices=lambda: enum_choices(Source), default=Source.NEW.value
    )
    name = StringField(_l("Name"), [Optional(), Length(max=80)])
    sex = EnumField(_l("Sex"), [Optional()], words=Sex, blank=_l("Choose"))
    born_on = DateField(_l("Date of birth"), [Optional()])
    ethnicity = StringField(_l("Ethnic group"), [Optional(), Length(max=20)])
    id_number = StringField(_l("ID number"), [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})
    member_household = StringField(_l("Number of their household"), [Optional(), Length(max=40)])
    member_number = StringField(
        _l("Their member number"),
        [Optional(), Length(max=40)],
        description=_l("It stands beside the name in the household’s file."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for what the chosen source needs."""
        is_valid = bool(super().validate(extra_validators))
        is_registered = self.source.data == Source.REGISTERED.value
        needed = (self.member_household, self.member_number) if is_registered else (self.name, self.sex, self.born_on)
        for missing in (f for f in needed if not f.data and not f.errors and self.needs_details()):
            missing.errors = [_("This is needed here.")]
            is_valid = False
        return is_valid

    def needs_details(self) -> bool:
        """Tell whether the register must know who it is."""
        return True


class DestinationPart:
    """Where somebody goes."""

    where = RadioField(_l("Where to?"), [InputRequired()], choices=[], default=Where.AWAY.value)
    target = StringField(_l("Number of the other household"), [Optional(), Length(max=40)])
    target_relation = EnumField(_l("Relation to the head there"), [Optional()], words=Relation, blank=_l("Choose"))


class BirthForm(ChangeForm):
    happened_on = DateField(_l("Date of birth"), [InputRequired()])
    name = StringField(_l("Name of the child"), [InputRequired(), Length(max=80)])
    sex = EnumField(_l("Sex"), [InputRequired()], words=Sex, blank=_l("Choose"))
    relation = EnumField(_l("Relation to the head"), [InputRequired()], words=Relation, blank=_l("Choose"))
    ethnicity = StringField(_l("Ethnic group"), [Optional(), Length(max=20)])
    id_number = StringField(_l("ID number"), [Optional(), Length(max=40)], render_kw={"autocomplete": "off"})


class DeathForm(ChangeForm):
    happened_on = DateField(_l("Date of death"), [InputRequired()])


class MarriageForm(NewcomerForm):
    happened_on = DateField(_l("Date of the marriage"), [InputRequired()])
    home = RadioField(_l("Where does the couple live?"), [InputRequired()], choices=lambda: enum_choices(Home))
    source = RadioField(
        _l("Who is husband or wife?"),
        [InputRequired()],
        choices=lambda: enum_choices(Source),
        default=Source.NEW.value,
    )
    relation = EnumField(
        _l("Relation to the head of the household they join"), [Optional()], words=Relation, blank=_l("Choose")
    )

    def needs_details(self) -> bool:
        """Whoever marries somebody from outside and leaves takes nobody in."""
        return self.home.data != Home.THERE.value or self.source.data == Source.REGISTERED.value


class JoinedForm(NewcomerForm):
    relation = EnumField(_l("Relation to the head"), [InputRequired()], words=Relation, blank=_l("Choose"))


class LeftForm(ChangeForm, DestinationPart):
    where = RadioField(
        _l("Where to?"),
        [InputRequired()],
        choices=lambda: enum_choices((Where.AWAY, Where.INTO)),
        default=Where.AWAY.value,
    )


class DivorceForm(ChangeForm, DestinationPart):
    happened_on = DateField(_l("Date of the divorce"), [InputRequired()])
    former_spouse = SelectField(_l("Divorced from"), [Optional()], choices=[])
    where = RadioField(
        _l("Where does the one who leaves go?"),
        [InputRequired()],
        choices=lambda: enum_choices(Where),
        default=Where.AWAY.value,
    )


class HeadForm(ChangeForm):
    """Only the day and everybody's relation."""


class SplitForm(ChangeForm):
    village_code = StringField(_l("Village of the new household"), [InputRequired()])
    address = StringField(_l("Address of the new household"), [Optional(), Length(max=200)])
    code = StringField(
        _l("Number of the new household"),
        [Optional(), Length(max=40)],
        description=_l("Leave it empty to get the next free one."),
    )


class MergeForm(ChangeForm):
    """Only the day and the relations of those who come."""


class MoveForm(ChangeForm):
    village_code = StringField(_l("Village"), [InputRequired()])
    address = StringField(_l("Address"), [Optional(), Length(max=200)])
    is_correction = BooleanField(
        _l("The household never lived where the register says"),
        description=_l("Then the new place holds for the whole past."),
    )


class CloseForm(ChangeForm):
    end = RadioField(
        _l("Why is the household no longer kept?"), [InputRequired()], choices=lambda: enum_choices(EndReason)
    )


class ErrorForm(ChangeForm):
    happened_on = DateField(_l("When did it turn out?"), [InputRequired()])
    reason = TextAreaField(_l("How did it turn out?"), [InputRequired(), Length(max=400)], render_kw={"rows": 2})


class UndoForm(Form):
    reason = StringField(_l("What was wrong with it?"), [InputRequired(), Length(min=3, max=400)])


def with_relations(
    form: type[ChangeForm], members: Sequence[Person], fixed: Mapping[int, Relation]
) -> type[ChangeForm]:
    """Return the form with a question for the relation of each member; proposals are filled in."""
    fields = {
        RELATION + str(member.id): EnumField(
            member.name, [InputRequired()], words=Relation, blank=_l("Choose"), default=fixed.get(member.id)
        )
        for member in members
    }
    return type(form.__name__, (form,), fields)


def with_places(form: type[ChangeForm], places: Sequence[Region]) -> type[ChangeForm]:
    """Return the form with the villages to choose from; where there are too many, it takes a code."""
    asked = form.village_code.args[0]
    if len(places) > MANY_PLACES:
        hint = _l("The code of the village, as the list of regions has it.")
        return type(form.__name__, (form,), {"village_code": StringField(asked, [InputRequired()], description=hint)})
    choices = [SelectChoice(place.code, f"{place.name} ({place.code})") for place in places]
    return type(form.__name__, (form,), {"village_code": SelectField(asked, [InputRequired()], choices=choices)})
