"""Forms of imports."""

from collections.abc import Mapping, Sequence

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from registry.operations.imports import list_profiles
from registry.queries.imports import IssueFilters
from registry.rules.imports.issues import IssueCode
from registry.rules.words_imports import OnDuplicate, StagedEntity, StagedOutcome
from web.forms import EnumField, FilterForm, Form
from web.languages import current_language

MOST_FILES = 20


class UploadForm(Form):
    profile = SelectField(
        _l("What kind of sheets are they?"),
        [InputRequired()],
        choices=lambda: [(p.name, p.title(current_language())) for p in list_profiles()],
    )
    files = MultipleFileField(
        _l("Files"),
        [FileRequired(_l("Choose at least one file."))],
        description=_l(
            "CSV or XLSX, several at once, 100 MB in all. Households, members, income and spending may be sheets of "
            "one workbook or files of their own."
        ),
        render_kw={"accept": ".csv,.xlsx,.txt,text/csv"},
    )
    on_duplicate = EnumField(
        _l("If the register already has a record with other values"),
        [InputRequired()],
        words=OnDuplicate,
        description=_l("Nothing is written until you have seen the preview and decided."),
    )

    def validate_files(self, field: MultipleFileField) -> None:
        """Refuse too many files at once."""
        if len(field.data) > MOST_FILES:
            raise ValidationError(_("Choose at most %(number)s files at once.", number=MOST_FILES))


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
