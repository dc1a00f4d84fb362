"""Forms of the ledger's pages."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Optional

from ledger.queries import PaymentFilters
from ledger.rules.words import PaymentMethod, PaymentPurpose, PaymentStatus
from web.forms import EnumField, FilterForm, Form, MoneyField


class PaymentFilterForm(FilterForm):
    q = StringField(_l("Reference or payer"), [Optional(), Length(max=60)])
    status = EnumField(_l("State"), [Optional()], words=PaymentStatus, blank=_l("All"))
    purpose = EnumField(_l("Purpose"), [Optional()], words=PaymentPurpose, blank=_l("All"))
    method = EnumField(_l("Paid by"), [Optional()], words=PaymentMethod, blank=_l("All"))
    flagged = BooleanField(_l("Something does not fit"))

    def filters(self) -> PaymentFilters:
        """Return the filters that the form says."""
        return PaymentFilters(
            statuses=[self.status.data] if self.status.data else (),
            purposes=[self.purpose.data] if self.purpose.data else (),
            methods=[self.method.data] if self.method.data else (),
            is_flagged=bool(self.flagged.data),
            words=(self.q.data or "").strip(),
        )


class ConfirmTransferForm(Form):
    amount = MoneyField(
        _l("Amount on the bank statement"),
        [InputRequired()],
        description=_l("Read it from the statement. It is held against what was asked for."),
        render_kw={"data-unit": _l("yuan")},
    )


class CancelPaymentForm(Form):
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=300)])


class ReverseJournalForm(Form):
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=300)])
