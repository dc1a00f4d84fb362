"""A confirmed work day: points in the ledger, and everything else exactly as before."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from foundation.orm import Base
from foundation.unit_of_work import UnitOfWork
from incentives.errors import SecondPersonNeeded
from incentives.operations.entries import record_entry
from incentives.operations.participation import join_scheme
from incentives.operations.schedule import load_schedule
from incentives.queries.points import get_balance
from tests.builders.world import NOW, TODAY, World
from workflows.confirm_work_day import confirm_work_day

OWN = {"participation_entry", "account", "journal", "posting"}


def recorded(unit: UnitOfWork, world: World) -> int:
    """Let household A-001 join and the caseworker record a day of work; leave the caseworker acting."""
    unit.now = NOW - timedelta(days=2)
    load_schedule(unit)
    join_scheme(unit, world.households["A-001"], "陈桂英")
    unit.now = NOW
    unit.actor = world.actor(unit, "caseworker")
    person_id = world.heads["A-001"]
    return record_entry(
        unit, person_id=person_id, item_code="village_work_day", occurred_on=TODAY, note="清理水渠"
    ).entry_id


def contents(unit: UnitOfWork) -> dict[str, object]:
    """Return a fingerprint of every table's rows but those that points are kept in."""
    found = {}
    for name in sorted(set(Base.metadata.tables) - OWN):
        rows = f"select count(*), md5(coalesce(string_agg(r::text, ',' order by r::text), '')) from {name} r"
        found[name] = tuple(unit.session.execute(text(rows)).one())
    return found


def test_a_second_person_s_word_books_the_points_once(unit: UnitOfWork, world: World) -> None:
    entry_id, household_id = recorded(unit, world), world.households["A-001"]
    with pytest.raises(SecondPersonNeeded):
        confirm_work_day(unit, entry_id)
    assert get_balance(unit, household_id) == 0
    unit.actor = world.actor(unit, "township_reviewer")
    assert confirm_work_day(unit, entry_id).is_new
    assert not confirm_work_day(unit, entry_id).is_new
    assert get_balance(unit, household_id) == 5


def test_no_other_table_of_the_whole_house_changes(unit: UnitOfWork, world: World) -> None:
    entry_id = recorded(unit, world)
    before = contents(unit)
    unit.actor = world.actor(unit, "township_reviewer")
    confirm_work_day(unit, entry_id)
    unit.session.flush()
    assert contents(unit) == before
    assert {note.action for note in unit.notes[-3:]} == {"open_account", "post_journal", "confirm_entry"}
    assert unit.effects == []
