"""Forms of profiles."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from registry.rules.imports.profile_texts import LONGEST_TEXT
from web.forms import FilterForm, Form


class ProfileFilterForm(FilterForm):
    retired = BooleanField(_l("With those that are offered no more"))


class CopyProfileForm(Form):
    name = StringField(
        _l("Short name of the copy"),
        [InputRequired(), Length(max=40)],
        description=_l("Small letters, digits and low lines, such as health_2026. It cannot be changed later."),
    )
    title_zh = StringField(_l("Title in Chinese"), [InputRequired(), Length(max=80)])
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=80)])


class ProfileTextForm(Form):
    text = TextAreaField(
        _l("The profile as TOML"),
        [InputRequired(), Length(max=LONGEST_TEXT)],
        filters=[lambda value: value],
        render_kw={"rows": 30, "spellcheck": "false", "class": "control is-code"},
    )
    remark = StringField(_l("What changed"), [Optional(), Length(max=200)])
    seen_version = IntegerField(widget=HiddenInput())


class SheetForm(Form):
    """The frame of the table: what stands in the rows is read from the request itself."""

    remark = StringField(_l("What changed"), [Optional(), Length(max=200)])
    seen_version = IntegerField(widget=HiddenInput())
    rows = HiddenField()


class TryProfileForm(Form):
    sample = FileField(
        _l("A sample"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX or Parquet. The first rows are read and shown; nothing is kept."),
        render_kw={"accept": ".csv,.xlsx,.txt,.parquet,text/csv"},
    )
