"""How a request for help moves and what it holds of the stock."""

from datetime import date
from itertools import pairwise

import pytest

from marketplace.errors import CannotDo, NotDeliveredYet
from marketplace.rules.requests import HOLDS, TRANSITIONS, check_delivery, next_state, open_acts, stock_change
from marketplace.rules.words import RequestAct, RequestState

S = RequestState


def test_a_request_moves_by_the_table_and_in_no_other_way() -> None:
    for state in RequestState:
        for act in RequestAct:
            if (state, act) in TRANSITIONS:
                assert next_state(state, act) is TRANSITIONS[state, act]
            else:
                with pytest.raises(CannotDo):
                    next_state(state, act)


def test_an_enterprise_cannot_take_back_what_it_promised() -> None:
    assert set(open_acts(S.ACCEPTED)) == {RequestAct.DELIVER, RequestAct.WITHDRAW}
    assert open_acts(S.DELIVERED) == open_acts(S.DECLINED) == open_acts(S.WITHDRAWN) == ()


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ((S.REQUESTED, S.ACCEPTED, S.DELIVERED), (0, 3)),
        ((S.REQUESTED, S.ACCEPTED, S.WITHDRAWN), (0, 0)),
        ((S.REQUESTED, S.DECLINED), (0, 0)),
        ((S.REQUESTED, S.WITHDRAWN), (0, 0)),
    ],
)
def test_every_path_leaves_the_stock_as_its_last_state_holds_it(
    path: tuple[RequestState, ...], held: tuple[int, int]
) -> None:
    reserved, taken = 3, 0
    for before, after in pairwise(path):
        more_reserved, more_taken = stock_change(before, after, 3)
        reserved, taken = reserved + more_reserved, taken + more_taken
        assert reserved >= 0 and taken >= 0
    assert (reserved, taken) == held == tuple(3 * share for share in HOLDS[path[-1]])


def test_a_delivery_lies_between_the_request_and_today() -> None:
    asked, today = date(2026, 6, 1), date(2026, 6, 15)
    check_delivery(asked, asked, today)
    check_delivery(asked, today, today)
    for wrong in (date(2026, 5, 31), date(2026, 6, 16)):
        with pytest.raises(NotDeliveredYet):
            check_delivery(asked, wrong, today)
