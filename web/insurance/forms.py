"""Forms of insurance."""

from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from foundation.money import Money
from insurance.queries.cover import ApplicationFilters
from insurance.rules.eligibility import Eligibility
from insurance.rules.premium import Tariff
from insurance.rules.products import NewProduct
from insurance.rules.words import CoverState, CoverUnit, Payer, ProductKind, ProductState
from registry.rules.causes import Cause
from web.forms import EnumField, FilterForm, Form, MoneyField, enum_choices

PPM_OF_A_PERCENT = 10_000


class ProductFilterForm(FilterForm):
    state = EnumField(_l("State"), [Optional()], words=ProductState, blank=_l("All"))


class ApplicationFilterForm(FilterForm):
    q = StringField(_l("Number or product"), [Optional(), Length(max=60)])
    state = EnumField(_l("State"), [Optional()], words=CoverState, blank=_l("All"))

    def filters(self) -> ApplicationFilters:
        """Return the filters that the form says."""
        return ApplicationFilters(state=self.state.data or "", words=self.q.data or "")


class ShareField(DecimalField):  # type: ignore[misc]  # WTForms has no types
    """A payer's share in per cent, at most two decimals; empty is nothing."""

    def __init__(self, label: str, **options: object) -> None:
        limits = [Optional(), NumberRange(min=0, max=100)]
        super().__init__(label, limits, places=None, render_kw={"data-unit": "%"}, **options)

    @property
    def bps(self) -> int:
        return int((self.data or Decimal(0)) * 100)

    def post_validate(self, form: Form, validation_stopped: bool) -> None:
        if self.data is not None and self.data * 100 != (self.data * 100).to_integral_value():
            raise ValidationError(_("Give at most two decimals."))


class ProductForm(Form):
    name_zh = StringField(_l("Name in Chinese"), [InputRequired(), Length(max=120)])
    name_en = StringField(_l("Name in English"), [InputRequired(), Length(max=120)])
    kind = EnumField(_l("What is insured"), [InputRequired()], words=ProductKind)
    causes = SelectMultipleField(
        _l("Causes of risk that it covers"),
        [InputRequired()],
        coerce=Cause,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    unit = EnumField(_l("Counted by"), [InputRequired()], words=CoverUnit)
    sum_insured = MoneyField(_l("Sum insured for one unit"), [InputRequired()], render_kw={"data-unit": _l("yuan")})
    rate = DecimalField(
        _l("Premium rate"),
        [InputRequired(), NumberRange(min=Decimal("0.0001"), max=100)],
        places=None,
        description=_l("In per cent of the sum insured, at most four decimals."),
        render_kw={"data-unit": "%"},
    )
    share_central = ShareField(_l("Central budget"))
    share_province = ShareField(_l("Province"))
    share_county = ShareField(_l("County"))
    share_enterprise = ShareField(_l("Enterprise"))
    share_household = ShareField(_l("Household"))
    region = SelectField(_l("Offered in"), [InputRequired()])
    on_sale_from = DateField(_l("First day of sale"), [InputRequired()])
    on_sale_until = DateField(
        _l("Last day of sale"), [Optional()], description=_l("The last day counts. Empty means no end.")
    )
    ex_poor_only = BooleanField(_l("Only for households that left poverty"))
    rice_mu_at_least = DecimalField(_l("Rice land, at least"), [Optional()], places=None, render_kw={"data-unit": "亩"})
    land_mu_at_least = DecimalField(_l("Land, at least"), [Optional()], places=None, render_kw={"data-unit": "亩"})
    livestock_at_least = IntegerField(_l("Animals, at least"), [Optional()])
    needs_worker = BooleanField(_l("A member can work"))
    needs_child = BooleanField(_l("A child under 16"))
    needs_elder = BooleanField(_l("A member of 60 or older"))

    def validate_rate(self, field: DecimalField) -> None:
        """Refuse a rate finer than a millionth."""
        if field.data is None:
            return
        ppm = field.data * PPM_OF_A_PERCENT
        if ppm != ppm.to_integral_value():
            raise ValidationError(_("Give at most four decimals."))

    def product(self) -> NewProduct:
        """Return the product that the form says."""
        shares = {payer: self[f"share_{payer.value}"].bps for payer in Payer}
        return NewProduct(
            name_en=self.name_en.data,
            name_zh=self.name_zh.data,
            kind=self.kind.data,
            tariff=Tariff(
                self.unit.data,
                self.sum_insured.data or Money.zero(),
                int(self.rate.data * PPM_OF_A_PERCENT),
                {payer: bps for payer, bps in shares.items() if bps},
            ),
            causes=frozenset(self.causes.data),
            on_sale_from=self.on_sale_from.data,
            on_sale_until=self.on_sale_until.data,
            eligibility=self._eligibility(),
            region_path=self.region.data,
        )

    def _eligibility(self) -> Eligibility:
        return Eligibility(
            ex_poor_only=self.ex_poor_only.data,
            rice_mu_at_least=_float(self.rice_mu_at_least.data),
            land_mu_at_least=_float(self.land_mu_at_least.data),
            livestock_at_least=self.livestock_at_least.data or None,
            needs_worker=self.needs_worker.data,
            needs_child=self.needs_child.data,
            needs_elder=self.needs_elder.data,
        )


class ApplyForm(Form):
    units = DecimalField(_l("How much is insured"), [InputRequired()], places=None)
    is_consented = BooleanField(
        _l("The household was asked and says yes to this application"),
        description=_l("Without it the application stays a draft that the insurer does not see."),
    )


class DeclineForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=400)],
        description=_l("In plain words; the household is told. Say what is missing if it can be mended."),
    )


class WithdrawForm(Form):
    reason = StringField(_l("Reason"), [Optional(), Length(max=400)])


def cause_choices() -> list[tuple[str, str]]:
    """Return the causes of risk as choices in the page's language."""
    return enum_choices(Cause)


def _float(value: Decimal | None) -> float | None:
    return float(value) if value else None
