"""Forms of the points scheme."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from incentives.queries.points import EntryFilters
from incentives.rules.words import EntryState
from web.forms import EnumField, FilterForm, Form


class EntryFilterForm(FilterForm):
    state = EnumField(_l("State"), [Optional()], words=EntryState, blank=_l("All"))

    def filters(self) -> EntryFilters:
        """Return the filters that the form says."""
        return EntryFilters(state=self.state.data or "")


class EntryForm(Form):
    person_id = SelectField(
        _l("Who"),
        [InputRequired()],
        coerce=int,
        description=_l("Members of households that take part. Who is exempt from labour is marked."),
    )
    item_code = SelectField(_l("What"), [InputRequired()])
    occurred_on = DateField(_l("Day"), [InputRequired()])
    note = TextAreaField(
        _l("What was done, and where"),
        [InputRequired(), Length(max=400)],
        description=_l("A second person goes by this note. Nothing about health, religion, debts or opinions."),
    )


class RejectForm(Form):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=400)], description=_l("The household is told."))


class JoinForm(Form):
    given_by = StringField(
        _l("Who says yes"),
        [InputRequired(), Length(max=120)],
        description=_l("The member who was asked. Taking part is free; leaving has no effect on anything else."),
    )
