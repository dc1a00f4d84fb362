"""Which households a product is open to, and why.

A product's conditions are data that its insurer enters; an unknown fact never counts as fulfilled.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from foundation.wording import mark
from insurance.errors import BadTerms, UnknownEligibility
from insurance.rules.words import CoverUnit, ProductKind
from registry.rules.causes import Cause
from registry.rules.needs import Fit, FitReason, HouseholdNeeds


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a product asks of a household; None or False asks nothing.

    Args:
        rice_mu_at_least, land_mu_at_least: 1 mu is 1/15 hectare.
        needs_worker: a member of age who can work; needs_child: under 16; needs_elder: 60 or older.
    """

    ex_poor_only: bool = False
    rice_mu_at_least: float | None = None
    land_mu_at_least: float | None = None
    livestock_at_least: int | None = None
    needs_worker: bool = False
    needs_child: bool = False
    needs_elder: bool = False

    def to_data(self) -> dict[str, Any]:
        """Return only what is asked for, as it is stored."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Offer:
    """What matching needs to know of a product."""

    kind: ProductKind
    unit: CoverUnit
    causes: frozenset[Cause]
    region_path: str
    eligibility: Eligibility


def parse_eligibility(data: Mapping[str, Any]) -> Eligibility:
    """Read stored conditions.

    Raises: UnknownEligibility on a key that is none, BadTerms on a value of the wrong kind.
    """
    known = {field.name: field.type for field in fields(Eligibility)}
    for key, value in data.items():
        if key not in known:
            raise UnknownEligibility(field="eligibility", key=key)
        is_flag = known[key] is bool
        is_right = isinstance(value, bool) if is_flag else _is_amount(value)
        if not is_right:
            raise BadTerms(mark("The condition “%(key)s” has no fitting value."), field="eligibility", key=key)
    return Eligibility(**data)


def match_product(offer: Offer, needs: HouseholdNeeds) -> Fit:
    """Return whether the product fits the household, with every reason for and against.

    It fits when it covers at least one of the household's causes, is offered where the household lives, and each
    condition is known to be fulfilled.
    """
    return Fit((*_cause_reasons(offer, needs), *_place_reasons(offer, needs), *_condition_reasons(offer, needs)))


def suggested_units(offer: Offer, needs: HouseholdNeeds) -> Decimal | None:
    """Return how many units the household could insure, None when the register does not say."""
    asks_rice = offer.eligibility.rice_mu_at_least is not None
    amount: float | int | None = {
        CoverUnit.MU: needs.rice_mu if asks_rice else needs.land_mu,
        CoverUnit.HEAD: needs.livestock,
        CoverUnit.PERSON: needs.members,
        CoverUnit.HOUSEHOLD: 1,
    }[offer.unit]
    return Decimal(str(amount)).quantize(Decimal("0.01")).normalize() if amount else None


def _cause_reasons(offer: Offer, needs: HouseholdNeeds) -> Iterator[FitReason]:
    shared = sorted(offer.causes & needs.causes)
    if not shared:
        yield FitReason(mark("Covers none of the household's causes of risk."), speaks_for=False)
    for cause in shared:
        yield FitReason(mark("Covers a cause of the household's risk: %(cause)s."), True, {"cause": cause})


def _place_reasons(offer: Offer, needs: HouseholdNeeds) -> Iterator[FitReason]:
    if not needs.region_path.startswith(offer.region_path):
        yield FitReason(mark("Is not offered where the household lives."), speaks_for=False)


def _condition_reasons(offer: Offer, needs: HouseholdNeeds) -> Iterator[FitReason]:
    asked = offer.eligibility
    if asked.ex_poor_only:
        yield _flag(
            needs.is_ex_poor,
            mark("Is meant for households that left poverty, and this one did."),
            mark("Is meant for households that left poverty only."),
        )
    if asked.rice_mu_at_least is not None:
        yield _rice(needs.rice_mu, asked.rice_mu_at_least)
    if asked.land_mu_at_least is not None:
        yield _land(needs.land_mu, asked.land_mu_at_least)
    if asked.livestock_at_least is not None:
        yield _livestock(needs.livestock, asked.livestock_at_least)
    if asked.needs_worker:
        yield _flag(needs.workers > 0, mark("A member can work."), mark("Needs a member who can work."))
    if asked.needs_child:
        yield _flag(needs.children > 0, mark("Has a child under 16."), mark("Needs a child under 16."))
    if asked.needs_elder:
        yield _flag(needs.elders > 0, mark("Has a member of 60 or older."), mark("Needs a member of 60 or older."))


def _flag(is_met: bool, met: str, unmet: str) -> FitReason:
    return FitReason(met if is_met else unmet, is_met)


def _rice(have: float | None, need: float) -> FitReason:
    if have is None:
        return FitReason(mark("How much rice the household grows is not known; ask at the next visit."), False)
    if have < need:
        return FitReason(
            mark("Grows %(have)s mu of rice; at least %(need)s are asked for."),
            False,
            {"have": have, "need": need},
        )
    return FitReason(mark("Grows %(have)s mu of rice."), True, {"have": have})


def _land(have: float | None, need: float) -> FitReason:
    if have is None:
        return FitReason(mark("How much land the household has is not known; ask at the next visit."), False)
    if have < need:
        return FitReason(
            mark("Has %(have)s mu of land; at least %(need)s are asked for."),
            False,
            {"have": have, "need": need},
        )
    return FitReason(mark("Has %(have)s mu of land."), True, {"have": have})


def _livestock(have: int | None, need: int) -> FitReason:
    if have is None:
        return FitReason(mark("How many animals the household keeps is not known; ask at the next visit."), False)
    if have < need:
        return FitReason(
            mark("Keeps %(have)s animals; at least %(need)s are asked for."), False, {"have": have, "need": need}
        )
    return FitReason(mark("Keeps %(have)s animals."), True, {"have": have})


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
