"""A round of statistics from the request to the seal: counted in one look at the register, then never changed."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import text

from foundation.actor import Actor
from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork, Units
from foundation.wording import mark
from registry.models import StatisticsRound
from registry.operations.statistics import count_step, fail_round, freeze_round
from registry.queries.statistics.rounds import get_round
from registry.rules.statistics.errors import RoundSettled
from registry.rules.statistics.facts import RoundFrozen
from registry.rules.statistics.words import RoundState

CountFigures = Callable[[UnitOfWork, StatisticsRound, Callable[[int], None]], tuple[Mapping[str, Any], int]]
BROKE_OFF = mark("The count broke off. Nothing was written; freeze the round again.")


def freeze_statistics(units: Units, actor: Actor, round_id: int, count: CountFigures) -> RoundFrozen | None:
    """Count a round that was asked for and seal it; None when it cannot be counted, and the round says why.

    It opens its own units of work. All figures are read in one transaction that sees one state of the register.

    Args:
        count: returns a round's figures and the smallest number shown, and tells how many steps are done.
    Raises: RoundNotFound; RoundSettled when it is frozen already. Writes: statistics_round, audit.
    """

    def told(steps: int) -> None:
        with units.begin(actor) as unit:
            count_step(unit, round_id, steps)

    try:
        with units.begin(actor, read_only=True) as unit:
            unit.session.execute(text("set transaction isolation level repeatable read"))
            row = get_round(unit, round_id)
            if row.state is RoundState.FROZEN:
                raise RoundSettled()
            figures, limit = count(unit, row, told)
    except RoundSettled:
        raise
    except Exception as trouble:
        is_told = isinstance(trouble, HoldfastError)
        with units.begin(actor) as unit:
            fail_round(unit, round_id, str(trouble) if is_told else BROKE_OFF)
        if is_told:
            return None
        raise
    with units.begin(actor) as unit:
        return freeze_round(unit, round_id, figures, limit)
