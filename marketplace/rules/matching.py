"""Which offer fits which household, why, and in which order offers are shown."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from foundation.wording import mark
from marketplace.rules.offers import OfferTerms
from registry.rules.needs import Fit, FitReason, HouseholdNeeds


def match_offer(offer: OfferTerms, needs: HouseholdNeeds) -> Fit:
    """Return whether the offer fits the household, with every reason for and against.

    It fits when it helps against at least one of the household's causes, holds where the household lives, and each
    condition is fulfilled.
    """
    return Fit((*_cause_reasons(offer, needs), *_place_reasons(offer, needs), *_condition_reasons(offer, needs)))


def rank_key(
    offer_id: int, offer: OfferTerms, needs: HouseholdNeeds, valid_until: date | None, today: date
) -> tuple[int, date, str]:
    """Return the sort key of fitting offers: more shared causes first, then what ends sooner.

    What is equal changes places every day, so that no enterprise always comes first; everybody can recompute it.
    """
    turn = sha256(f"{today.isoformat()}:{offer_id}".encode()).hexdigest()
    return -len(offer.causes & needs.causes), valid_until or date.max, turn


def _cause_reasons(offer: OfferTerms, needs: HouseholdNeeds) -> Iterator[FitReason]:
    shared = sorted(offer.causes & needs.causes)
    if not shared:
        yield FitReason(mark("Helps against none of the household's causes of risk."), speaks_for=False)
    for cause in shared:
        yield FitReason(mark("Helps against a cause of the household's risk: %(cause)s."), True, {"cause": cause})


def _place_reasons(offer: OfferTerms, needs: HouseholdNeeds) -> Iterator[FitReason]:
    if not needs.region_path.startswith(offer.region_path):
        yield FitReason(mark("Is not meant for the place where the household lives."), speaks_for=False)


def _condition_reasons(offer: OfferTerms, needs: HouseholdNeeds) -> Iterator[FitReason]:
    asked = offer.conditions
    if asked.ex_poor_only:
        yield _flag(
            needs.is_ex_poor,
            mark("Is meant for households that left poverty, and this one did."),
            mark("Is meant for households that left poverty only."),
        )
    if asked.needs_worker:
        yield _flag(needs.workers > 0, mark("A member can work."), mark("Needs a member who can work."))
    if asked.needs_child:
        yield _flag(needs.children > 0, mark("Has a child under 16."), mark("Needs a child under 16."))
    if asked.needs_elder:
        yield _flag(needs.elders > 0, mark("Has a member of 60 or older."), mark("Needs a member of 60 or older."))
    if asked.members_at_least is not None:
        yield _members(needs.members, asked.members_at_least)


def _flag(is_met: bool, met: str, unmet: str) -> FitReason:
    return FitReason(met if is_met else unmet, is_met)


def _members(have: int, need: int) -> FitReason:
    if have < need:
        return FitReason(
            mark("Has %(have)s members; at least %(need)s are asked for."), False, {"have": have, "need": need}
        )
    return FitReason(mark("Has %(have)s members."), True, {"have": have})
