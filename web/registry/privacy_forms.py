"""Forms of posted lists, corrections, retention and copies of one's own data."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.unit_of_work import UnitOfWork
from registry.rules.posting.periods import SHORTEST_DAYS, first_end
from registry.rules.posting.words import PostingKind, PostingState
from registry.rules.privacy.corrections import CorrectionAbout, CorrectionState
from web.forms import EnumField, FilterForm, Form
from web.sealing_forms import ListExportForm, SealForm
from web.table_files import FileKind


def answer_choices() -> list[tuple[str, str]]:
    """Return the two answers that a request may get."""
    return [(state.value, _(state.label)) for state in (CorrectionState.CORRECTED, CorrectionState.REFUSED)]


def file_kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.name) for kind in FileKind]


class PostingFilterForm(FilterForm):
    state = EnumField(_l("State"), [Optional()], words=PostingState, blank=_l("All"))


class PreparePostingForm(Form):
    village_code = SelectField(_l("Village"), [InputRequired()], validate_choice=False)
    kind = EnumField(_l("What the list is for"), [InputRequired()], words=PostingKind)
    codes = TextAreaField(
        _l("Household numbers"),
        [InputRequired(), Length(max=8000)],
        description=_l("One a line. Names are masked and members counted from the register."),
        render_kw={"rows": 8},
    )
    category = StringField(
        _l("Listed as"),
        [InputRequired(), Length(max=120)],
        description=_l("The same words for every household, such as “to be monitored, 2026”."),
    )
    note = TextAreaField(_l("Words above the list"), [Length(max=400)], render_kw={"rows": 3})
    contact = StringField(
        _l("Where to object"),
        [InputRequired(), Length(max=200)],
        description=_l("An office and its fixed line; a mobile number is refused."),
    )
    starts_on = DateField(_l("Posted from"), [InputRequired()])
    ends_on = DateField(
        _l("Taken down on"),
        [InputRequired()],
        description=_l("Five full days at least. The list goes by itself in the morning of this day."),
    )

    def prepare(self, unit: UnitOfWork, villages: list[tuple[str, str]]) -> "PreparePostingForm":
        """Offer the actor's villages and the shortest usual period, from tomorrow."""
        self.village_code.choices = villages
        if not self.is_submitted():
            self.starts_on.data = unit.today + timedelta(days=1)
            self.ends_on.data = first_end(self.starts_on.data, SHORTEST_DAYS)
        return self


class TakeDownForm(Form):
    reason = StringField(_l("Why does it come down?"), [InputRequired(), Length(min=5, max=200)])


class CorrectionFilterForm(FilterForm):
    state = EnumField(_l("State"), [Optional()], words=CorrectionState, blank=_l("All"))


class AskCorrectionForm(Form):
    about = EnumField(_l("What is it about?"), [InputRequired()], words=CorrectionAbout)
    wrong = TextAreaField(_l("What is wrong?"), [InputRequired(), Length(max=1000)], render_kw={"rows": 4})
    right = TextAreaField(_l("How should it be?"), [InputRequired(), Length(max=1000)], render_kw={"rows": 4})


class AnswerCorrectionForm(Form):
    state = SelectField(_l("What did you do?"), [InputRequired()], choices=answer_choices)
    answer = TextAreaField(
        _l("Answer to the family"),
        [InputRequired(), Length(min=5, max=1000)],
        description=_l("In plain words: what was changed, or why nothing was."),
        render_kw={"rows": 4},
    )


class RetentionForm(Form):
    rules = SelectMultipleField(
        _l("What is erased"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class ExportForm(Form):
    parts = SelectMultipleField(
        _l("What is in it?"),
        [InputRequired(_l("Choose at least one part."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    region = SelectField(_l("Area"), validate_choice=False)
    as_of = DateField(_l("As of a day"), [Optional()], description=_l("Leave it empty for the register as it is now."))
    kind = SelectField(_l("Kind of file"), [InputRequired()], choices=file_kinds)
    reason = ListExportForm.reason
    password = SealForm.password
    again = SealForm.again


class SealWithReasonForm(SealForm):
    reason = StringField(
        _l("Why is the copy made?"),
        [InputRequired(), Length(min=5, max=200)],
        description=_l("Your name, the time and this reason are written to the audit trail."),
    )
