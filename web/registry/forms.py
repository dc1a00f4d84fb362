"""Forms of the register."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from registry.rules.words import ConsentPurpose
from web.forms import EnumField, Form


class RecordConsentForm(Form):
    purpose = EnumField(_l("Purpose"), words=ConsentPurpose)
    given_by = StringField(
        _l("Who says yes"),
        [InputRequired(), Length(max=120)],
        description=_l("The member of the household who was asked and agreed."),
    )


class RevealForm(Form):
    reason = StringField(
        _l("Why do you need it?"),
        [InputRequired(), Length(min=5, max=200)],
        description=_l("Your name, the time and this reason are written to the audit trail."),
    )
