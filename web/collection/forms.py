"""Forms of field collection."""

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from registry.models import Region
from registry.queries.collection.devices import DeviceFilters
from registry.queries.collection.forms import FormFilters
from registry.queries.collection.submissions import SubmissionFilters
from registry.rules.collection.tokens import DEVICE_NAME
from registry.rules.collection.words import FormState, SubmissionState
from web.forms import EnumField, FilterForm, Form
from web.languages import LABELS

PUBLISH, DOWNLOAD = "publish", "download"
MOST_MEDIA = 20


class RegionForm(Form):
    region = SelectField(_l("Region"), [InputRequired()])

    def offer_regions(self, regions: Sequence[Region]) -> None:
        """Offer the regions, the largest first."""
        self.region.choices = [(region.path, f"{region.name} · {region.code}") for region in regions]


class OwnForm(RegionForm):
    name = StringField(_l("Name of the form"), [InputRequired(), Length(max=120)])
    then = RadioField(
        _l("What then?"),
        [InputRequired()],
        choices=lambda: [
            (PUBLISH, _("Publish it as it is")),
            (DOWNLOAD, _("Download the spreadsheet, to change it first")),
        ],
        default=PUBLISH,
    )


class VersionForm(Form):
    workbook = FileField(
        _l("Spreadsheet (XLSForm)"),
        [FileRequired(_l("Choose an XLSX workbook."))],
        description=_l("With the sheets “survey”, “choices” and “settings”; “settings” names form_id and version."),
        render_kw={"accept": ".xlsx"},
    )
    media = MultipleFileField(
        _l("Files that the form shows or looks things up in"),
        [Optional()],
        description=_l(
            "Pictures or CSV tables, where the spreadsheet names any. The lists of villages, households "
            "and members are made for each device by themselves."
        ),
    )


class UploadForm(RegionForm, VersionForm):
    """A new form: what it is made of, and where it is for."""


class DeviceForm(RegionForm):
    name = StringField(
        _l("Name of the device"),
        [
            InputRequired(),
            Length(max=40),
            Regexp(
                f"^{DEVICE_NAME.pattern}$",
                message=_l("Small letters a–z, digits and hyphens, three at least: phone-07."),
            ),
        ],
        description=_l("It is the user name in ODK Collect, for instance phone-07."),
    )
    holder = StringField(_l("Who carries it?"), [InputRequired(), Length(max=120)])
    language = SelectField(_l("Language of the device"), [InputRequired()], choices=lambda: list(LABELS.items()))
    forms = SelectMultipleField(
        _l("Which forms may it use?"),
        [Optional()],
        coerce=int,
        description=_l("None chosen: all forms of its area, later ones too."),
    )


class ReasonForm(Form):
    reason = TextAreaField(_l("Why?"), [InputRequired(), Length(min=5, max=400)])


class RevealForm(Form):
    reason = StringField(
        _l("Why do you have to see it?"),
        [InputRequired(), Length(min=5, max=200)],
        description=_l("Your name, the time and this reason are written to the audit trail."),
    )


class FormFilterForm(FilterForm):
    q = StringField(_l("Name or form_id"), [Optional(), Length(max=60)])
    state = EnumField(_l("State"), [Optional()], words=FormState, blank=_l("All"))

    def filters(self) -> FormFilters:
        """Return the filters that the form says."""
        return FormFilters(self.q.data or "", self.state.data.value if self.state.data else "")


class DeviceFilterForm(FilterForm):
    q = StringField(_l("Device or person"), [Optional(), Length(max=60)])
    state = SelectField(_l("State"), [Optional()], validate_choice=False)

    def offer(self) -> None:
        """Offer the states in the page's language."""
        self.state.choices = [("", _("All")), ("in_use", _("In use")), ("revoked", _("Withdrawn"))]

    def filters(self) -> DeviceFilters:
        """Return the filters that the form says."""
        return DeviceFilters(self.q.data or "", self.state.data or "")


class SubmissionFilterForm(FilterForm):
    q = StringField(_l("Household number or head"), [Optional(), Length(max=60)])
    form = SelectField(_l("Form"), [Optional()], validate_choice=False)
    device = SelectField(_l("Device"), [Optional()], validate_choice=False)
    first = DateField(_l("Came in from"), [Optional()])
    last = DateField(_l("Came in until"), [Optional()])

    def offer(self, forms: Sequence[tuple[int, str]], devices: Sequence[tuple[int, str]]) -> None:
        """Offer the forms and devices of the reader's area."""
        for field, rows in ((self.form, forms), (self.device, devices)):
            field.choices = [("", _("All")), *((str(number), name) for number, name in rows)]

    def filters(self) -> SubmissionFilters:
        """Return the filters that the form and the rest of the address say."""
        state = request.args.get("state", "")
        return SubmissionFilters(
            words=self.q.data or "",
            state=state if state in set(SubmissionState) else "",
            form_id=_number(self.form.data),
            device_id=_number(self.device.data),
            run_id=request.args.get("run", type=int),
            household=request.args.get("household", ""),
            first=self.first.data,
            last=self.last.data,
        )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
