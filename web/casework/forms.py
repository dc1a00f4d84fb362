"""Forms of casework."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from casework.queries.leads import LeadFilters
from casework.queries.proposals import ProposalFilters
from casework.rules.pairing import PairingWeights
from casework.rules.words import (
    CloseReason,
    ExclusionReason,
    LeadChannel,
    LeadState,
    MeasureKind,
    ProposalState,
)
from foundation.clock import CHINA
from foundation.wording import Worded, mark
from registry.rules.causes import Cause
from registry.rules.words import Colour
from web.forms import EnumField, FilterForm, Form, MoneyField, enum_choices

PERSONS_CHANNELS = tuple(channel for channel in LeadChannel if channel != LeadChannel.GRADING)
MINUTE = "%Y-%m-%dT%H:%M"


class Outcome(Worded):
    """What a decision on a lead can be."""

    CONFIRM = "confirm", mark("Confirm: open a case for this household")
    REFUSE = "refuse", mark("Do not confirm: no case is opened")


class CausesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Any number of causes, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: object, **options: object) -> None:
        super().__init__(label, [Optional()], coerce=Cause, choices=lambda: enum_choices(Cause), **options)


class CausedForm(Form):
    """A form that asks for the main cause and the others."""

    main_cause = EnumField(_l("Main cause"), [Optional()], words=Cause, blank=_l("No cause chosen"))
    other_causes = CausesField(_l("Other causes"), description=_l("Together with the main cause at most five."))

    @property
    def causes(self) -> list[Cause]:
        """The chosen causes, the main one first."""
        chosen = [self.main_cause.data, *(self.other_causes.data or [])]
        return list(dict.fromkeys(cause for cause in chosen if cause is not None))


class LeadFilterForm(FilterForm):
    q = StringField(_l("Name or code"), [Optional(), Length(max=60)])
    region = SelectField(_l("Township"), [Optional()], choices=[])
    state = EnumField(_l("State"), [Optional()], words=LeadState, blank=_l("All"))
    colour = EnumField(_l("Colour"), [Optional()], words=Colour, blank=_l("All"))
    channel = EnumField(_l("Reported by"), [Optional()], words=LeadChannel, blank=_l("All"))
    is_open = BooleanField(_l("Without a decision"))
    is_overdue = BooleanField(_l("Overdue"))

    def filters(self) -> LeadFilters:
        """Return the filters that the form says."""
        return LeadFilters(
            words=self.q.data or "",
            region_path=self.region.data or "",
            state=self.state.data or "",
            colour=self.colour.data or "",
            channel=self.channel.data or "",
            is_open=self.is_open.data,
            is_overdue=self.is_overdue.data,
        )


class RegisterLeadForm(Form):
    channel = RadioField(
        _l("How did this come to notice?"), [InputRequired()], choices=lambda: enum_choices(PERSONS_CHANNELS)
    )
    note = TextAreaField(_l("What was reported"), [InputRequired(), Length(max=1000)], render_kw={"rows": 4})


class VerifyLeadForm(CausedForm):
    finding = TextAreaField(
        _l("What you found"),
        [InputRequired(), Length(max=2000)],
        description=_l("What you saw and heard, in plain words. Whoever decides reads this."),
        render_kw={"rows": 6},
    )
    is_data_checked = BooleanField(
        _l("Income and assets were checked with other departments"),
        description=_l("Only with the household’s recorded consent."),
    )


class DecideLeadForm(CausedForm):
    outcome = RadioField(_l("Decision"), [InputRequired()], choices=lambda: enum_choices(Outcome))
    reason = TextAreaField(
        _l("Reason"),
        [Optional(), Length(max=1000)],
        description=_l("Needed when you do not confirm. The household will be told."),
        render_kw={"rows": 4},
    )


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=400)], render_kw={"rows": 4})


class ObjectionForm(Form):
    objection = TextAreaField(
        _l("What the household objects to"), [InputRequired(), Length(max=1000)], render_kw={"rows": 4}
    )


class MeasureForm(Form):
    kind = EnumField(_l("Kind of help"), [InputRequired()], words=MeasureKind)
    title = StringField(_l("What will be done"), [InputRequired(), Length(max=200)])
    cause = EnumField(_l("Answers the cause"), [Optional()], words=Cause, blank=_l("The household as a whole"))
    due_on = DateField(_l("Done by"), [Optional()])
    budget = MoneyField(_l("Budget"), [Optional()], render_kw={"data-unit": _l("yuan")})


class MeasureStateForm(Form):
    state = SelectField(_l("New state"), [InputRequired()], choices=[])
    outcome = TextAreaField(_l("What came of it"), [Optional(), Length(max=400)], render_kw={"rows": 3})


class VisitForm(Form):
    visited_at = DateTimeLocalField(_l("When were you there?"), [InputRequired()], format=MINUTE)
    note = TextAreaField(_l("What did you see and hear?"), [InputRequired(), Length(max=2000)], render_kw={"rows": 5})
    next_step = StringField(_l("Next step"), [Optional(), Length(max=400)])
    next_visit_due_on = DateField(_l("Next visit by"), [Optional()])

    @property
    def moment(self) -> datetime:
        """The visit's moment; the form speaks China's time."""
        local: datetime = self.visited_at.data
        return local.replace(tzinfo=CHINA).astimezone(UTC)


class CloseCaseForm(Form):
    reason = EnumField(_l("Why is the case closed?"), [InputRequired()], words=CloseReason)
    note = TextAreaField(_l("Note"), [Optional(), Length(max=400)], render_kw={"rows": 3})


class ProposeForm(Form):
    """The region of a run, and its weights in kilometres, which people can weigh."""

    region = SelectField(_l("Where"), [InputRequired()], choices=[])
    no_skill = IntegerField(
        _l("Missing skill"), [InputRequired(), NumberRange(min=0, max=200)], render_kw={"data-unit": "km"}
    )
    changed_helper = IntegerField(
        _l("Change of caseworker"), [InputRequired(), NumberRange(min=0, max=200)], render_kw={"data-unit": "km"}
    )
    other_village = IntegerField(
        _l("Another village"), [InputRequired(), NumberRange(min=0, max=200)], render_kw={"data-unit": "km"}
    )

    @property
    def weights(self) -> PairingWeights:
        return PairingWeights(
            no_skill=self.no_skill.data * 1000,
            changed_helper=self.changed_helper.data * 1000,
            other_village=self.other_village.data * 1000,
        )


class ProposalFilterForm(FilterForm):
    q = StringField(_l("Household or caseworker"), [Optional(), Length(max=60)])
    colour = EnumField(_l("Colour"), [Optional()], words=Colour, blank=_l("All"))
    state = EnumField(_l("State"), [Optional()], words=ProposalState, blank=_l("All"))
    has_language_gap = BooleanField(_l("Without the household’s language"))
    is_full = BooleanField(_l("A cheaper caseworker is full"))

    def filters(self) -> ProposalFilters:
        """Return the filters that the form says."""
        return ProposalFilters(
            words=self.q.data or "",
            colour=self.colour.data or "",
            state=self.state.data or "",
            has_language_gap=self.has_language_gap.data,
            is_full=self.is_full.data,
        )


class RejectPairForm(Form):
    reason = EnumField(_l("Why not this pair?"), [InputRequired()], words=ExclusionReason)
    note = TextAreaField(_l("In a few words"), [InputRequired(), Length(max=400)], render_kw={"rows": 3})
