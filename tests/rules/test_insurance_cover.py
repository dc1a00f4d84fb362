"""How an application moves: every state against every act."""

from datetime import date
from itertools import product

import pytest

from insurance.errors import CannotDo
from insurance.rules.cover import next_state, open_acts
from insurance.rules.products import is_on_sale
from insurance.rules.words import CoverAct, CoverState, ProductState

ALLOWED = {
    ("drafted", "submit"): "submitted",
    ("drafted", "withdraw"): "withdrawn",
    ("submitted", "accept"): "accepted",
    ("submitted", "decline"): "declined",
    ("submitted", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("state", "act"), list(product(CoverState, CoverAct)))
def test_each_act_in_each_state_does_what_the_table_says(state: CoverState, act: CoverAct) -> None:
    wanted = ALLOWED.get((state.value, act.value))
    if wanted is None:
        with pytest.raises(CannotDo):
            next_state(state, act)
    else:
        assert next_state(state, act) == wanted
    assert (act in open_acts(state)) == (wanted is not None)


@pytest.mark.parametrize(
    ("state", "until", "today", "is_open"),
    [
        ("on_sale", None, date(2026, 6, 15), True),
        ("on_sale", date(2026, 6, 15), date(2026, 6, 15), True),
        ("on_sale", date(2026, 6, 14), date(2026, 6, 15), False),
        ("on_sale", None, date(2026, 3, 1), True),
        ("on_sale", None, date(2026, 2, 28), False),
        ("withdrawn", None, date(2026, 6, 15), False),
    ],
)
def test_a_product_is_on_sale_from_its_first_day_through_its_last(
    state: str, until: date | None, today: date, is_open: bool
) -> None:
    assert is_on_sale(ProductState(state), date(2026, 3, 1), until, today) is is_open
