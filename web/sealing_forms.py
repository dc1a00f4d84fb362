"""What is asked before a file with personal data leaves: why, and the password that opens it."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from web.forms import Form

SHORTEST_PASSWORD = 12


class SealForm(Form):
    """A password for a file that leaves the platform."""

    password = PasswordField(
        _l("Password for the file"),
        [InputRequired(), Length(min=SHORTEST_PASSWORD, max=128)],
        description=_l("At least 12 characters. Tell it in person or by telephone, never in the same letter."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("The password again"),
        [InputRequired(), EqualTo("password", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class ListExportForm(Form):
    """Why a list of people leaves the platform, and the password of its file."""

    reason = StringField(
        _l("Why is the file made?"),
        [InputRequired(), Length(min=5, max=200)],
        description=_l("Your name, the time and this reason are written to the audit trail."),
    )
    password = SealForm.password
    again = SealForm.again
