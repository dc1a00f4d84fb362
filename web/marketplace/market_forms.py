"""Forms of goods, of the counties that may sell, and of donations."""

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from foundation.money import Money
from ledger.rules.words import PaymentMethod
from marketplace.queries.listings import ListingFilters, ListingRow
from marketplace.rules.donations import NewDonation
from marketplace.rules.listings import MOST_STOCK, NewListing
from marketplace.rules.words import GOODS_UNITS, DonationPurpose, ListingState, SellerRole, UnitWord
from web.forms import EnumField, FilterForm, Form, MoneyField, enum_choices


class ListingFilterForm(FilterForm):
    q = StringField(_l("Goods or seller"), [Optional(), Length(max=60)])
    state = EnumField(_l("State"), [Optional()], words=ListingState, blank=_l("All"))

    def filters(self) -> ListingFilters:
        """Return the filters that the form says."""
        return ListingFilters(state=self.state.data or "", words=(self.q.data or "").strip())


class MarketFilterForm(FilterForm):
    q = StringField(_l("What are you looking for?"), [Optional(), Length(max=60)])


class ListingForm(Form):
    title_zh = StringField(_l("Name in Chinese"), [InputRequired(), Length(max=120)])
    title_en = StringField(_l("Name in English"), [InputRequired(), Length(max=120)])
    description = TextAreaField(
        _l("Description"),
        [Optional(), Length(max=4000)],
        description=_l("Variety, weight, how it is grown and packed, certificates."),
    )
    unit = SelectField(_l("Sold by"), [InputRequired()], coerce=UnitWord, choices=lambda: enum_choices(GOODS_UNITS))
    price = MoneyField(_l("Price of one"), [InputRequired()], render_kw={"data-unit": _l("yuan")})
    stock = IntegerField(_l("Can be delivered now"), [InputRequired(), NumberRange(min=0, max=MOST_STOCK)])
    season_from = DateField(_l("Season begins"), [Optional()], description=_l("Empty means the whole year."))
    season_until = DateField(_l("Season ends"), [Optional()])
    role = EnumField(_l("Whose produce it is"), [InputRequired()], words=SellerRole)
    mandate = StringField(
        _l("Mandate"),
        [Optional(), Length(max=200)],
        description=_l("Only if you sell for another producer: who gave you the mandate, and when."),
    )

    def new_listing(self) -> NewListing:
        """Return the goods that the form says."""
        return NewListing(
            title_en=self.title_en.data,
            title_zh=self.title_zh.data,
            description=self.description.data or "",
            unit=self.unit.data,
            price=self.price.data or Money.zero(),
            stock=self.stock.data,
            role=self.role.data,
            mandate=self.mandate.data or "",
            season_from=self.season_from.data,
            season_until=self.season_until.data,
        )


def listing_values(listing: ListingRow) -> dict[str, Any]:
    """Return what the form shows of goods that are there."""
    names = ("title_zh", "title_en", "description", "unit", "price", "stock", "season_from", "season_until", "role")
    return {name: getattr(listing, name) for name in (*names, "mandate")}


class SendBackForm(Form):
    reason = TextAreaField(
        _l("What has to be mended"), [InputRequired(), Length(max=400)], description=_l("The producer reads this.")
    )


class AdmitCountyForm(Form):
    region_code = StringField(
        _l("Code of the county"), [InputRequired(), Length(max=20)], description=_l("Six digits.")
    )
    source = StringField(
        _l("List or decision"), [InputRequired(), Length(max=200)], description=_l("What the county stands on.")
    )
    valid_from = DateField(_l("First day"), [InputRequired()])
    valid_until = DateField(_l("Last day"), [Optional()], description=_l("Empty means no end."))


class GiveForm(Form):
    """A gift of money by whoever is signed in; `form_key` makes sending it twice give once."""

    form_key = HiddenField(
        validators=[InputRequired(), Length(min=16, max=60)], default=lambda: secrets.token_urlsafe(24)
    )
    amount = MoneyField(_l("Amount"), [InputRequired()], render_kw={"data-unit": _l("yuan")})
    purpose = EnumField(_l("What it is for"), [InputRequired()], words=DonationPurpose)
    method = RadioField(_l("How you pay"), [InputRequired()], coerce=PaymentMethod)
    is_anonymous = BooleanField(
        _l("Do not name us in public"), description=_l("The finance office still knows who gave.")
    )

    def donation(self, donor_name: str) -> NewDonation:
        """Return the donation that the form says."""
        return NewDonation(
            form_key=self.form_key.data,
            amount=self.amount.data or Money.zero(),
            purpose=self.purpose.data,
            method=self.method.data,
            donor_name=donor_name,
            is_anonymous=self.is_anonymous.data,
        )


class RecordGiftForm(Form):
    """A gift that the finance office writes down for somebody who transfers the money."""

    form_key = HiddenField(
        validators=[InputRequired(), Length(min=16, max=60)], default=lambda: secrets.token_urlsafe(24)
    )
    donor_name = StringField(_l("Who gives"), [InputRequired(), Length(max=120)])
    amount = MoneyField(_l("Amount"), [InputRequired()], render_kw={"data-unit": _l("yuan")})
    purpose = EnumField(_l("What it is for"), [InputRequired()], words=DonationPurpose)
    is_anonymous = BooleanField(_l("Do not name the giver in public"))

    def donation(self) -> NewDonation:
        """Return the donation that the form says."""
        return NewDonation(
            form_key=self.form_key.data,
            amount=self.amount.data or Money.zero(),
            purpose=self.purpose.data,
            method=PaymentMethod.BANK_TRANSFER,
            donor_name=self.donor_name.data,
            is_anonymous=self.is_anonymous.data,
        )
