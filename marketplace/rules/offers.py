"""What an offer of help is, who it is meant for, and how it moves.

Conditions are data that the enterprise enters. None of them asks for health, disability or income: whoever answers a
request would learn it from the match.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from foundation.money import Money
from foundation.wording import mark
from marketplace.errors import BadOffer, CannotDo, UnknownCondition
from marketplace.rules.words import KIND_UNITS, OfferAct, OfferKind, OfferState, UnitWord
from registry.rules.causes import Cause

MOST_UNITS = 1_000_000
MOST_MEMBERS = 20
LARGEST_VALUE_MINOR = 10**11


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an offer asks of a household; None or False asks nothing.

    Args:
        needs_worker: a member of age who can work; needs_child: under 16; needs_elder: 60 or older.
    """

    ex_poor_only: bool = False
    needs_worker: bool = False
    needs_child: bool = False
    needs_elder: bool = False
    members_at_least: int | None = None

    def to_data(self) -> dict[str, Any]:
        """Return only what is asked for, as it is stored."""
        return {key: value for key, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What matching needs to know of an offer."""

    causes: frozenset[Cause]
    region_path: str
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class NewOffer:
    """What an enterprise enters.

    Args:
        quantity: how many units in all.
        unit_value: what one unit is worth; for money, what one grant is.
        region_path: offered below this region; empty is everywhere.
        valid_until: the last day, None for no end.
        organisation_id: who offers it; None is the actor's own.
    """

    kind: OfferKind
    title_en: str
    title_zh: str
    description: str
    unit: UnitWord
    quantity: int
    causes: frozenset[Cause]
    valid_from: date
    valid_until: date | None = None
    unit_value: Money | None = None
    conditions: Conditions = field(default_factory=Conditions)
    region_path: str = ""
    organisation_id: int | None = None


TRANSITIONS: dict[tuple[OfferState, OfferAct], OfferState] = {
    (OfferState.DRAFT, OfferAct.PUBLISH): OfferState.OPEN,
    (OfferState.DRAFT, OfferAct.CLOSE): OfferState.CLOSED,
    (OfferState.OPEN, OfferAct.PAUSE): OfferState.PAUSED,
    (OfferState.OPEN, OfferAct.CLOSE): OfferState.CLOSED,
    (OfferState.PAUSED, OfferAct.PUBLISH): OfferState.OPEN,
    (OfferState.PAUSED, OfferAct.CLOSE): OfferState.CLOSED,
}

CHANGEABLE = frozenset({OfferState.DRAFT, OfferState.PAUSED})


def next_state(state: OfferState, act: OfferAct) -> OfferState:
    """Return the state after an act. Raises CannotDo when the table has none."""
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise CannotDo(state=state) from None


def open_acts(state: OfferState) -> tuple[OfferAct, ...]:
    """Return what can be done in a state."""
    return tuple(act for (held, act) in TRANSITIONS if held is state)


def is_open(state: OfferState, valid_from: date, valid_until: date | None, today: date) -> bool:
    """Tell whether help can be asked for today; the last day counts."""
    if state is not OfferState.OPEN or today < valid_from:
        return False
    return valid_until is None or today <= valid_until


def check_offer(new: NewOffer) -> None:
    """Raise BadOffer unless the offer can be posted."""
    if not new.title_en or not new.title_zh:
        missing = "title_en" if not new.title_en else "title_zh"
        raise BadOffer(mark("Give the offer a title in both languages."), field=missing)
    if not new.causes:
        raise BadOffer(mark("Name at least one cause that the offer helps against."), field="causes")
    if not 0 < new.quantity <= MOST_UNITS:
        raise BadOffer(mark("Offer at least 1 and at most %(most)s."), field="quantity", most=MOST_UNITS)
    if new.valid_until is not None and new.valid_until < new.valid_from:
        raise BadOffer(mark("The last day lies before the first."), field="valid_until")
    if new.unit not in KIND_UNITS[new.kind]:
        raise BadOffer(mark("This kind of help is not counted in this unit."), field="unit")
    _check_value(new)
    most = new.conditions.members_at_least
    if most is not None and not 0 < most <= MOST_MEMBERS:
        raise BadOffer(
            mark("Give a number of members from 1 to %(most)s."), field="members_at_least", most=MOST_MEMBERS
        )


def _check_value(new: NewOffer) -> None:
    if new.kind is OfferKind.MONEY and new.unit_value is None:
        raise BadOffer(mark("Say how much one grant is."), field="unit_value")
    if new.unit_value is None:
        return
    if new.unit_value.currency != "CNY" or not 0 < new.unit_value.minor <= LARGEST_VALUE_MINOR:
        raise BadOffer(mark("Give an amount above zero, in yuan."), field="unit_value")


def parse_conditions(data: Mapping[str, Any]) -> Conditions:
    """Read stored conditions.

    Raises: UnknownCondition on a key that is none, BadOffer on a value of the wrong kind.
    """
    known = {field.name: field.type for field in fields(Conditions)}
    for key, value in data.items():
        if key not in known:
            raise UnknownCondition(field="conditions", key=key)
        is_right = isinstance(value, bool) if known[key] is bool else _is_count(value)
        if not is_right:
            raise BadOffer(mark("The condition “%(key)s” has no fitting value."), field="conditions", key=key)
    return Conditions(**data)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
