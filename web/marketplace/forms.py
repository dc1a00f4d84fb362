"""Forms of offers of help and of the requests on them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.queries.offers import OfferFilters, OfferRow
from marketplace.queries.requests import RequestFilters
from marketplace.rules.offers import MOST_MEMBERS, MOST_UNITS, Conditions, NewOffer
from marketplace.rules.words import KIND_UNITS, OfferKind, OfferState, RequestState, UnitWord
from registry.rules.causes import Cause
from web.forms import EnumField, FilterForm, Form, MoneyField

EVERYWHERE = "everywhere"


class OfferFilterForm(FilterForm):
    q = StringField(_l("Words"), [Optional(), Length(max=60)])
    kind = EnumField(_l("Kind of help"), [Optional()], words=OfferKind, blank=_l("All"))
    cause = EnumField(_l("Helps against"), [Optional()], words=Cause, blank=_l("All"))
    state = EnumField(_l("State"), [Optional()], words=OfferState, blank=_l("All"))

    def filters(self) -> OfferFilters:
        """Return the filters that the form says."""
        return OfferFilters(
            self.kind.data or "", self.state.data or "", self.cause.data or "", (self.q.data or "").strip()
        )


class RequestFilterForm(FilterForm):
    q = StringField(_l("Number or offer"), [Optional(), Length(max=60)])
    state = EnumField(_l("State"), [Optional()], words=RequestState, blank=_l("All"))

    def filters(self) -> RequestFilters:
        """Return the filters that the form says."""
        return RequestFilters(state=self.state.data or "", words=(self.q.data or "").strip())


class OfferForm(Form):
    kind = EnumField(_l("Kind of help"), [InputRequired()], words=OfferKind)
    title_zh = StringField(_l("Title in Chinese"), [InputRequired(), Length(max=120)])
    title_en = StringField(_l("Title in English"), [InputRequired(), Length(max=120)])
    description = TextAreaField(
        _l("Description"),
        [Optional(), Length(max=4000)],
        description=_l("What it is, how it reaches the household, what it costs the household (best: nothing)."),
    )
    unit = EnumField(_l("Counted by"), [Optional()], words=UnitWord, blank=_l("The usual unit of this kind"))
    quantity = IntegerField(_l("How many in all"), [InputRequired(), NumberRange(min=1, max=MOST_UNITS)])
    unit_value = MoneyField(
        _l("Value of one"),
        [Optional()],
        description=_l("For money: the amount of one grant. For other help as far as you know it."),
        render_kw={"data-unit": _l("yuan")},
    )
    causes = SelectMultipleField(
        _l("Causes of risk that it helps against"),
        [InputRequired()],
        coerce=Cause,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    region = SelectField(_l("Where it holds"), [InputRequired()])
    valid_from = DateField(_l("First day"), [InputRequired()])
    valid_until = DateField(_l("Last day"), [Optional()], description=_l("The last day counts. Empty means no end."))
    ex_poor_only = BooleanField(_l("Only for households that left poverty"))
    needs_worker = BooleanField(_l("A member can work"))
    needs_child = BooleanField(_l("A child under 16"))
    needs_elder = BooleanField(_l("A member of 60 or older"))
    members_at_least = IntegerField(_l("Members, at least"), [Optional(), NumberRange(min=1, max=MOST_MEMBERS)])

    def new_offer(self) -> NewOffer:
        """Return the offer that the form says."""
        kind: OfferKind = self.kind.data
        return NewOffer(
            kind=kind,
            title_en=self.title_en.data,
            title_zh=self.title_zh.data,
            description=self.description.data or "",
            unit=self.unit.data or KIND_UNITS[kind][0],
            quantity=self.quantity.data,
            causes=frozenset(self.causes.data),
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            unit_value=self.unit_value.data,
            conditions=Conditions(
                ex_poor_only=self.ex_poor_only.data,
                needs_worker=self.needs_worker.data,
                needs_child=self.needs_child.data,
                needs_elder=self.needs_elder.data,
                members_at_least=self.members_at_least.data,
            ),
            region_path="" if self.region.data == EVERYWHERE else self.region.data,
        )


def offer_values(offer: OfferRow) -> dict[str, Any]:
    """Return what the form shows of an offer that is there."""
    asked = offer.conditions
    return {
        "kind": offer.kind,
        "title_zh": offer.title_zh,
        "title_en": offer.title_en,
        "description": offer.description,
        "unit": offer.unit,
        "quantity": offer.quantity,
        "unit_value": offer.unit_value,
        "causes": list(offer.causes),
        "region": offer.region_path or EVERYWHERE,
        "valid_from": offer.valid_from,
        "valid_until": offer.valid_until,
        "ex_poor_only": asked.ex_poor_only,
        "needs_worker": asked.needs_worker,
        "needs_child": asked.needs_child,
        "needs_elder": asked.needs_elder,
        "members_at_least": asked.members_at_least,
    }


class DrawForm(Form):
    household_id = HiddenField(validators=[InputRequired()])
    case_id = HiddenField(validators=[InputRequired()])
    quantity = IntegerField(_l("How many"), [InputRequired(), NumberRange(min=1, max=MOST_UNITS)], default=1)
    note = TextAreaField(
        _l("Message to the enterprise"),
        [Optional(), Length(max=400)],
        description=_l("The enterprise reads this. Do not write about illness, income or identity numbers."),
    )


class DeclineForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=400)],
        description=_l("In plain words; the household is told."),
    )


class DeliverForm(Form):
    delivered_on = DateField(_l("Day of delivery"), [InputRequired()])


class WithdrawForm(Form):
    reason = StringField(_l("Reason"), [Optional(), Length(max=400)])
