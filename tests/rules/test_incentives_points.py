"""Points: earned, twice confirmed, never below zero; and the exemption that closes labour and opens an equal way."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incentives.errors import AlreadyDecided, BadEntry, BadSchedule
from incentives.operations.schedule import default_schedule
from incentives.rules.exemption import PersonFacts, find_exemption
from incentives.rules.points import MOST_POINTS_AN_EVENT, check_entry, next_state, points_credited
from incentives.rules.schedule import Item, check_schedule, parse_schedule
from incentives.rules.words import EntryAct, EntryState, Exemption
from registry.rules.words import Health, LabourStatus, SchoolStatus

ON = date(2026, 6, 15)
WORKER = PersonFacts(date(1980, 5, 1), Health.HEALTHY, None, SchoolStatus.FINISHED, LabourStatus.ORDINARY)
ALLOWED = {("recorded", "confirm"): "confirmed", ("recorded", "reject"): "rejected"}


@pytest.mark.parametrize(("state", "act"), list(product(EntryState, EntryAct)))
def test_each_act_in_each_state_does_what_the_table_says(state: EntryState, act: EntryAct) -> None:
    wanted = ALLOWED.get((state.value, act.value))
    if wanted is None:
        with pytest.raises(AlreadyDecided):
            next_state(state, act)
    else:
        assert next_state(state, act) == wanted


@pytest.mark.parametrize(
    ("points", "earned", "limit", "credited"),
    [(5, 0, 50, 5), (5, 45, 50, 5), (5, 47, 50, 3), (5, 50, 50, 0), (5, 60, 50, 0)],
)
def test_an_entry_is_credited_as_far_as_the_year_has_room(points: int, earned: int, limit: int, credited: int) -> None:
    assert points_credited(points, earned, limit) == credited


@given(st.lists(st.integers(1, MOST_POINTS_AN_EVENT)), st.integers(0, 100))
def test_a_year_never_passes_its_limit_and_never_loses_points(events: list[int], limit: int) -> None:
    earned = 0
    for points in events:
        credited = points_credited(points, earned, limit)
        assert 0 <= credited <= points
        earned += credited
    assert earned == min(sum(events), limit)


@pytest.mark.parametrize(
    ("change", "exemption"),
    [
        ({}, None),
        ({"born_on": date(2010, 6, 16)}, Exemption.CHILD),
        ({"born_on": date(2010, 6, 15)}, None),
        ({"born_on": date(1966, 6, 15)}, Exemption.ELDER),
        ({"born_on": date(1966, 6, 16)}, None),
        ({"school_status": SchoolStatus.IN_SCHOOL}, Exemption.STUDENT),
        ({"health": Health.DISABLED}, Exemption.DISABILITY),
        ({"disability_grade": 3}, Exemption.DISABILITY),
        ({"health": Health.SERIOUS}, Exemption.ILLNESS),
        ({"health": Health.CHRONIC}, None),
        ({"labour_status": LabourStatus.LOST}, Exemption.NO_LABOUR),
        ({"labour_status": LabourStatus.NONE}, Exemption.NO_LABOUR),
        ({"labour_status": LabourStatus.WEAK}, None),
        ({"labour_status": None, "health": None, "school_status": None}, None),
    ],
)
def test_who_is_exempt_from_labour(change: dict[str, Any], exemption: Exemption | None) -> None:
    assert find_exemption(replace(WORKER, **change), ON) is exemption


def test_an_entry_needs_a_day_that_has_come_and_a_note() -> None:
    check_entry(ON, ON, "Cleared the ditch")
    with pytest.raises(BadEntry):
        check_entry(date(2026, 6, 16), ON, "Cleared the ditch")
    with pytest.raises(BadEntry):
        check_entry(ON, ON, "  ")


def test_the_schedule_that_comes_with_the_platform_only_gives() -> None:
    schedule = default_schedule()
    assert schedule.points_a_year == 50
    assert all(1 <= item.points <= 10 for item in schedule.items)
    assert any(item.is_labour for item in schedule.items)
    assert all(item.title_en and item.title_zh for item in schedule.items)


def test_exempt_people_can_earn_every_amount_that_labour_earns() -> None:
    schedule = default_schedule()
    open_to_all = {item.points for item in schedule.items if not item.is_labour}
    assert {item.points for item in schedule.items if item.is_labour} <= open_to_all


LABOUR = Item("work", "Work", "劳动", 5, True, "talk")
TALK = Item("talk", "Talk", "讲授", 5, False, None)


@pytest.mark.parametrize(
    "items",
    [
        (replace(LABOUR, other_route=None), TALK),
        (replace(LABOUR, other_route="missing"), TALK),
        (LABOUR, replace(TALK, points=4)),
        (LABOUR, replace(TALK, is_labour=True, other_route="work")),
        (LABOUR, TALK, TALK),
        (replace(TALK, points=0),),
        (replace(TALK, points=-5),),
        (replace(TALK, points=11),),
    ],
)
def test_a_schedule_that_takes_points_or_has_no_equal_way_is_refused(items: tuple[Item, ...]) -> None:
    check_schedule(replace(default_schedule(), items=(LABOUR, TALK)))
    with pytest.raises(BadSchedule):
        check_schedule(replace(default_schedule(), items=items))


@pytest.mark.parametrize("text", ["", "not toml", "points_a_year = 50", 'source = "x"\n[[item]]\ncode = "a"'])
def test_a_schedule_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadSchedule):
        parse_schedule(text)
