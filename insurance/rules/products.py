"""What an insurer enters to offer a product, and when it can be bought."""

from dataclasses import dataclass, field
from datetime import date

from foundation.wording import mark
from insurance.errors import BadTerms
from insurance.rules.eligibility import Eligibility
from insurance.rules.premium import Tariff, check_tariff
from insurance.rules.words import ProductKind, ProductState
from registry.rules.causes import Cause


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to be offered.

    Args:
        causes: at least one.
        region_path: offered below this region; empty is everywhere.
        on_sale_until: the last day, None for no end.
        organisation_id: the insurer; None is the actor's own.
    """

    name_en: str
    name_zh: str
    kind: ProductKind
    tariff: Tariff
    causes: frozenset[Cause]
    on_sale_from: date
    on_sale_until: date | None = None
    eligibility: Eligibility = field(default_factory=Eligibility)
    region_path: str = ""
    organisation_id: int | None = None


def check_product(new: NewProduct) -> None:
    """Raise BadTerms or SharesDoNotAddUp unless the product can be offered."""
    if not new.name_en.strip() or not new.name_zh.strip():
        raise BadTerms(mark("Give the product a name in both languages."), field="name_en")
    if not new.causes:
        raise BadTerms(mark("Name at least one cause that the product covers."), field="causes")
    if new.on_sale_until is not None and new.on_sale_until < new.on_sale_from:
        raise BadTerms(mark("The last day of sale lies before the first."), field="on_sale_until")
    check_tariff(new.tariff)


def is_on_sale(state: ProductState, on_sale_from: date, on_sale_until: date | None, today: date) -> bool:
    """Tell whether a product can be applied for today; the last day counts."""
    if state is not ProductState.ON_SALE or today < on_sale_from:
        return False
    return on_sale_until is None or today <= on_sale_until
