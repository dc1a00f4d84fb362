"""Forms of imports and of what they leave to people."""

from collections.abc import Mapping, Sequence

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from registry.queries.contradictions import ContradictionFilters
from registry.queries.imports import IssueFilters
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import ContradictionState, ImportState, OnDuplicate, StagedEntity, StagedOutcome
from web.forms import EnumField, FilterForm, Form, enum_choices
from web.languages import current_language

MOST_FILES = 20
CONTRADICTING = ("sex", "born_on", "name", "id_number")


class UploadForm(Form):
    profile = SelectField(_l("What kind of sheets are they?"), [InputRequired()])
    files = MultipleFileField(
        _l("Files"),
        [FileRequired(_l("Choose at least one file."))],
        description=_l(
            "CSV, XLSX or Parquet, several at once, 100 MB in all. Households, members, income and spending may be "
            "sheets of one workbook or files of their own."
        ),
        render_kw={"accept": ".csv,.xlsx,.txt,.parquet,text/csv"},
    )
    on_duplicate = EnumField(
        _l("If the register already has a record with other values"),
        [InputRequired()],
        words=OnDuplicate,
        description=_l("Nothing is written until you have seen the preview and decided."),
    )

    def offer(self, profiles: Sequence[Profile]) -> None:
        """Offer the profiles that the actor may use."""
        self.profile.choices = [(profile.name, profile.title(current_language())) for profile in profiles]

    def validate_files(self, field: MultipleFileField) -> None:
        """Refuse too many files at once."""
        if len(field.data) > MOST_FILES:
            raise ValidationError(_("Choose at most %(number)s files at once.", number=MOST_FILES))


class RunFilterForm(FilterForm):
    state = EnumField(_l("State"), [Optional()], words=ImportState, blank=_l("All"))


class IssueFilterForm(FilterForm):
    code = SelectField(_l("Kind"), [Optional()], validate_choice=False)
    weight = SelectField(_l("Effect"), [Optional()], validate_choice=False)
    file = StringField(_l("File"), [Optional(), Length(max=200)])

    def offer(self, found: list[tuple[IssueCode, int]]) -> None:
        """Offer the kinds that the run has."""
        self.code.choices = [("", _("All")), *((code.value, f"{_(code.label)} ({count})") for code, count in found)]
        self.weight.choices = [("", _("All")), ("error", _("Refused")), ("warning", _("Taken, but look"))]

    def filters(self) -> IssueFilters:
        """Return the filters that the form says."""
        return IssueFilters(self.code.data or "", self.weight.data or "", self.file.data or "")


class ContradictionFilterForm(FilterForm):
    state = EnumField(_l("State"), [Optional()], words=ContradictionState, blank=_l("All"))
    field = SelectField(_l("Value"), [Optional()], validate_choice=False)
    run = IntegerField(_l("Number of the import"), [Optional()])

    def offer(self, labels: Mapping[str, str]) -> None:
        """Offer the values that can contradict, under their names."""
        self.field.choices = [("", _("All")), *labels.items()]

    def filters(self) -> ContradictionFilters:
        """Return the filters that the form says; without a state those that wait."""
        state = self.state.data.value if self.state.data else ""
        if "state" not in request.args:
            self.state.data, state = ContradictionState.OPEN, ContradictionState.OPEN.value
        return ContradictionFilters(state, self.field.data or "", self.run.data)


class DecideForm(Form):
    """What is right: the decision counts for the chosen values, or for all where they are of another person."""

    decision = RadioField(
        _l("What is right?"),
        [InputRequired(_l("Say what is right."))],
        choices=lambda: enum_choices(
            [ContradictionState.TAKEN, ContradictionState.KEPT, ContradictionState.OTHER_PERSON]
        ),
        coerce=lambda value: ContradictionState(value) if value else None,
    )
    reason = TextAreaField(
        _l("How do you know?"),
        [Optional(), Length(max=400)],
        description=_l("For example: seen on the identity card. It stands with the decision."),
    )

    def chosen(self) -> list[int]:
        """Return the ids of the contradictions that were ticked."""
        return [int(value) for value in request.form.getlist("chosen") if value.isdecimal()]


def read_preview(
    rows: Sequence[tuple[StagedEntity, Mapping[StagedOutcome, int]]],
) -> tuple[StagedEntity, StagedOutcome]:
    """Return which records the address asks for; without it the first that there are, changed ones before new ones."""
    entity, outcome = request.args.get("entity", ""), request.args.get("outcome", "")
    if entity in set(StagedEntity) and outcome in set(StagedOutcome):
        return StagedEntity(entity), StagedOutcome(outcome)
    for wanted in (StagedOutcome.CHANGED, StagedOutcome.NEW, StagedOutcome.REFUSED, StagedOutcome.SKIPPED):
        for found, counts in rows:
            if counts[wanted]:
                return found, wanted
    return StagedEntity.HOUSEHOLD, StagedOutcome.NEW
