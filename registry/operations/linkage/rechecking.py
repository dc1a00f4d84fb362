"""Open pairs looked at again when their records have changed: a flag goes when its cause is gone."""

from collections.abc import Sequence

from sqlalchemy import or_

from foundation.unit_of_work import UnitOfWork
from registry.models import LinkPair
from registry.queries.linkage.pairs import LEFT, LEFT_HOME, RIGHT, RIGHT_HOME, get_pair, joined_pairs, may_see
from registry.queries.linkage.side_by_side import traits_of_pair
from registry.rules.linkage.facts import PairsRechecked
from registry.rules.linkage.model import shipped_model
from registry.rules.linkage.scoring import reasons_as_rows, reasons_from_rows, weigh
from registry.rules.linkage.states import UNDECIDED
from registry.rules.linkage.words import ClearedFor, PairState

MOST_AT_ONCE = 500


def recheck_pairs(unit: UnitOfWork, *, household_id: int | None = None, most: int = MOST_AT_ONCE) -> PairsRechecked:
    """Weigh open pairs again whose records have changed since they were looked at, and clear those without a cause.

    Args:
        household_id: only pairs of this household's members.
        most: how many at once; the rest waits for the next time.
    Writes: link_pair, audit. Cost: 1 statement, and about 4 for each pair.
    """
    checked = cleared = 0
    for pair in _stale_pairs(unit, household_id, most):
        checked += 1
        cleared += _recheck(unit, pair)
    unit.session.flush()
    if checked:
        unit.note("recheck_pairs", "link_pair", None, checked=checked, cleared=cleared)
    return PairsRechecked(checked, cleared)


def _recheck(unit: UnitOfWork, pair: LinkPair) -> bool:
    """Weigh one pair again; tell whether it was cleared."""
    pair.checked_at = unit.now
    traits = traits_of_pair(unit, pair)
    if traits is None:
        pair.state, pair.cleared_for = PairState.CLEARED, ClearedFor.LEFT
        return True
    model = shipped_model()
    reasons = weigh(model, *traits, reasons_from_rows(pair.reasons))
    pair.reasons = reasons_as_rows((one.level.value for one in reasons), (one.weight for one in reasons))
    weight = sum(one.weight for one in reasons) + pair.prior / 100
    pair.weight = round(weight * 100)
    certainty = model.certainty(weight)
    if certainty is None:
        pair.state, pair.cleared_for = PairState.CLEARED, ClearedFor.CHANGED
        return True
    pair.certainty = certainty
    return False


def _stale_pairs(unit: UnitOfWork, household_id: int | None, most: int) -> Sequence[LinkPair]:
    is_stale = or_(
        LEFT_HOME.changed_at > LinkPair.checked_at,
        RIGHT_HOME.changed_at > LinkPair.checked_at,
        LEFT.left_on.is_not(None),
        RIGHT.left_on.is_not(None),
    )
    statement = (
        joined_pairs(LinkPair)
        .join(LEFT_HOME, LEFT_HOME.id == LEFT.household_id)
        .outerjoin(RIGHT_HOME, RIGHT_HOME.id == RIGHT.household_id)
        .where(LinkPair.state.in_(UNDECIDED), is_stale, may_see(unit))
    )
    if household_id is not None:
        statement = statement.where(or_(LEFT.household_id == household_id, RIGHT.household_id == household_id))
    held = statement.order_by(LinkPair.id).limit(most).with_for_update(of=LinkPair, skip_locked=True)
    return unit.session.scalars(held.execution_options(populate_existing=True)).all()


def recheck_pair(unit: UnitOfWork, pair_id: int) -> bool:
    """Weigh one undecided pair again and clear it when its cause is gone; tell whether it was cleared.

    Raises: LinkPairNotFound. Writes: link_pair, audit. Cost: 6.
    """
    pair = get_pair(unit, pair_id, for_update=True)
    if pair.state not in UNDECIDED:
        return False
    is_cleared = _recheck(unit, pair)
    unit.session.flush()
    unit.note("recheck_pairs", "link_pair", pair_id, checked=1, cleared=int(is_cleared))
    return is_cleared
