"""Forms of logging in and of one's own account."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, EmailField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Email, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from registry.rules.messages import Cadence, Topic
from web.forms import EnumField, FilterForm, Form
from web.languages import LABELS
from web.roles import RoleName


def message_states() -> list[tuple[str, str]]:
    return [("", _("All")), ("unread", _("Unread"))]


class LogInForm(Form):
    login = StringField(_l("Log-in name"), [InputRequired(), Length(max=80)], render_kw={"autocomplete": "username"})
    password = PasswordField(_l("Password"), [InputRequired()], render_kw={"autocomplete": "current-password"})


class CodeForm(Form):
    code = StringField(
        _l("Verification code"),
        [InputRequired(), Length(min=6, max=8)],
        description=_l("The six digits that your authenticator app shows now."),
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class ChangePasswordForm(Form):
    old_password = PasswordField(
        _l("Present password"), [InputRequired()], render_kw={"autocomplete": "current-password"}
    )
    new_password = PasswordField(
        _l("New password"),
        [InputRequired(), Length(min=12)],
        description=_l("At least 12 characters. A short sentence that only you know is good."),
        render_kw={"autocomplete": "new-password"},
    )


class ContactForm(Form):
    email = EmailField(
        _l("E-mail"),
        [Optional(), Email(), Length(max=200)],
        description=_l("Letters with figures go here. Leave it empty and nothing is sent."),
        render_kw={"autocomplete": "email"},
    )
    language = SelectField(_l("Language of letters"), [InputRequired()], choices=lambda: list(LABELS.items()))


class MessageFilterForm(FilterForm):
    topic = EnumField(_l("Topic"), [Optional()], words=Topic, blank=_l("All"))
    state = SelectField(_l("State"), [Optional()], choices=message_states, default="")


class SubscriptionForm(Form):
    topic = SelectField(
        _l("Figures"), [InputRequired()], coerce=lambda value: Topic(value) if value in list(Topic) else None
    )
    region = SelectField(_l("Area"), [InputRequired()])
    cadence = EnumField(_l("How often"), [InputRequired()], words=Cadence)
    by_mail = BooleanField(_l("By mail too"))


class RoleSubscriptionForm(SubscriptionForm):
    role = EnumField(_l("Role"), [InputRequired()], words=RoleName)


class MakeTokenForm(Form):
    name = StringField(_l("Which program is it for?"), [InputRequired(), Length(max=80)])
    scopes = SelectMultipleField(
        _l("What does it open?"),
        [InputRequired()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    expires_on = DateField(
        _l("Valid until"), [InputRequired()], description=_l("Within a year. A program that goes on gets a new token.")
    )


class AddUserForm(Form):
    login = StringField(_l("Log-in name"), [InputRequired(), Length(max=80)])
    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    role = EnumField(_l("Role"), words=RoleName)
    region_code = StringField(
        _l("Area"),
        [Optional(), Length(max=20)],
        description=_l("The code of the county, township or village that the role covers. Leave empty for a partner."),
    )
    organisation_id = SelectField(_l("Organisation"), coerce=int, default=0)
    email = EmailField(_l("E-mail"), [Optional(), Email()])
    password = PasswordField(
        _l("First password"),
        [InputRequired(), Length(min=12)],
        description=_l("At least 12 characters. Tell it in person; the user changes it after logging in."),
        render_kw={"autocomplete": "new-password"},
    )


class UserFilterForm(FilterForm):
    q = StringField(_l("Name or log-in name"), [Optional(), Length(max=80)])
    role = EnumField(_l("Role"), [Optional()], words=RoleName, blank=_l("All"))


class AuditFilterForm(FilterForm):
    q = StringField(_l("Who"), [Optional(), Length(max=80)])
    action = StringField(_l("Act"), [Optional(), Length(max=80)])
    kind = StringField(_l("On what"), [Optional(), Length(max=40)])
