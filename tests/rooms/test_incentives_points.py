"""Taking part, recording, confirming: the ledger holds the points and a second person stands behind each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from foundation.actor import system_actor
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from incentives.errors import (
    AlreadyDecided,
    AlreadyRecorded,
    AlreadyTakingPart,
    BadEntry,
    EntryNotFound,
    ExemptFromLabour,
    ItemNotFound,
    NotTakingPart,
    ReasonMissing,
    SecondPersonNeeded,
)
from incentives.models import ParticipationEntry
from incentives.operations.entries import confirm_entry, record_entry, reject_entry
from incentives.operations.participation import join_scheme, leave_scheme
from incentives.operations.schedule import load_schedule
from incentives.queries.points import (
    EntryFilters,
    count_waiting,
    find_participation,
    get_balance,
    get_statement,
    list_entries,
    list_people_taking_part,
)
from incentives.queries.schedule import list_items
from incentives.rules.words import EntryState
from ledger.queries.accounts import balance_of
from registry.errors import HouseholdNotFound, PersonNotFound
from registry.models import Person, Standing
from registry.operations.consents import withdraw_consent
from registry.queries.consents import has_consent
from registry.rules.words import ConsentPurpose
from tests.builders.world import NOW, TODAY, World


@pytest.fixture
def joined(unit: UnitOfWork, world: World) -> int:
    """Household A-001 takes part since ten days ago; the caseworker acts."""
    unit.now = NOW - timedelta(days=10)
    load_schedule(unit)
    join_scheme(unit, world.households["A-001"], "陈桂英")
    unit.now = NOW
    unit.actor = world.actor(unit, "caseworker")
    return world.households["A-001"]


def record(unit: UnitOfWork, world: World, on: date = TODAY, item: str = "village_work_day") -> int:
    before, unit.actor = unit.actor, world.actor(unit, "caseworker")
    fact = record_entry(unit, person_id=world.heads["A-001"], item_code=item, occurred_on=on, note="清理水渠")
    unit.actor = before
    return fact.entry_id


def test_a_work_day_counts_once_a_second_person_confirms_it(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    assert get_balance(unit, joined) == 0
    unit.actor = world.actor(unit, "township_reviewer")
    fact = confirm_entry(unit, entry_id)
    assert (fact.points, fact.household_id, fact.is_new) == (5, joined, True)
    assert fact.journal_id is not None
    assert get_balance(unit, joined) == 5
    unit.actor = system_actor("test")
    assert balance_of(unit, "points:issued") == 5


def test_confirming_again_changes_nothing(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    first = confirm_entry(unit, entry_id)
    assert confirm_entry(unit, entry_id) == replace(first, is_new=False)
    assert get_balance(unit, joined) == 5


def test_whoever_recorded_an_entry_may_not_confirm_it(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(SecondPersonNeeded):
        confirm_entry(unit, entry_id)
    with pytest.raises(IntegrityError), unit.session.begin_nested():
        unit.session.execute(update(ParticipationEntry).values(confirmed_by_id=world.users["caseworker"]))


@pytest.mark.parametrize("login", ["household_member", None])
def test_neither_the_household_nor_the_system_confirms(
    unit: UnitOfWork, world: World, joined: int, login: str | None
) -> None:
    entry_id = record(unit, world)
    unit.actor = world.actor(unit, login) if login else system_actor("test")
    with pytest.raises(SecondPersonNeeded):
        confirm_entry(unit, entry_id)


def test_an_entry_outside_the_own_area_does_not_exist(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(EntryNotFound):
        confirm_entry(unit, entry_id)
    assert list_entries(unit, EntryFilters(), PageRequest()).total == 0
    with pytest.raises(PersonNotFound):
        record_entry(unit, person_id=world.heads["A-001"], item_code="patrol", occurred_on=TODAY, note="x")


def test_the_same_thing_on_the_same_day_is_recorded_once(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    with pytest.raises(AlreadyRecorded):
        record(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    reject_entry(unit, entry_id, "It rained all day")
    assert record(unit, world) != entry_id


def test_a_rejected_entry_takes_nothing_away_and_tells_why(unit: UnitOfWork, world: World, joined: int) -> None:
    first, second = record(unit, world), record(unit, world, item="clean_up")
    unit.actor = world.actor(unit, "township_reviewer")
    confirm_entry(unit, first)
    with pytest.raises(ReasonMissing):
        reject_entry(unit, second, " ")
    reject_entry(unit, second, "Was not there")
    with pytest.raises(AlreadyDecided):
        confirm_entry(unit, second)
    unit.actor = world.actor(unit, "household_member")
    statement = get_statement(unit, joined)
    assert (statement.balance, statement.earned_this_year, statement.room_this_year) == (5, 5, 45)
    assert {(row.state, row.reason) for row in statement.entries} == {("confirmed", ""), ("rejected", "Was not there")}


def test_a_year_has_room_for_fifty_points(unit: UnitOfWork, world: World, joined: int) -> None:
    unit.now = NOW + timedelta(days=30)
    days = [TODAY + timedelta(days=n) for n in range(11)]
    entries = [record(unit, world, day) for day in days]
    unit.actor = world.actor(unit, "township_reviewer")
    facts = [confirm_entry(unit, entry) for entry in entries]
    assert [fact.points for fact in facts] == [5] * 10 + [0]
    assert facts[-1].journal_id is None
    assert get_balance(unit, joined) == 50
    unit.now = datetime(2027, 1, 5, tzinfo=UTC)
    next_year = record(unit, world, date(2027, 1, 2))
    unit.actor = world.actor(unit, "county_officer")
    assert confirm_entry(unit, next_year).points == 5


@pytest.mark.parametrize("relation", ["child", "parent"])
def test_exempt_people_are_not_asked_for_labour_and_earn_the_same_in_another_way(
    unit: UnitOfWork, world: World, joined: int, relation: str
) -> None:
    person_id = unit.session.scalar(select(Person.id).where(Person.household_id == joined, Person.relation == relation))
    assert person_id is not None
    with pytest.raises(ExemptFromLabour) as caught:
        record_entry(unit, person_id=person_id, item_code="village_work_day", occurred_on=TODAY, note="清理水渠")
    assert "传授技艺" in str(caught.value.params["other"])
    other = record_entry(unit, person_id=person_id, item_code="shared_knowledge", occurred_on=TODAY, note="讲村史")
    assert other.points == 5


def test_nothing_is_recorded_for_a_household_that_does_not_take_part(
    unit: UnitOfWork, world: World, joined: int
) -> None:
    with pytest.raises(NotTakingPart):
        record_entry(unit, person_id=world.heads["A-002"], item_code="patrol", occurred_on=TODAY, note="巡查")
    with pytest.raises(NotTakingPart):
        record(unit, world, TODAY - timedelta(days=11))


@pytest.mark.parametrize(
    ("item", "on", "note", "error"),
    [
        ("patrol", TODAY + timedelta(days=1), "巡查", BadEntry),
        ("patrol", TODAY, "", BadEntry),
        ("burned_straw", TODAY, "x", ItemNotFound),
    ],
)
def test_an_entry_that_cannot_be_is_refused(
    unit: UnitOfWork, world: World, joined: int, item: str, on: date, note: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        record_entry(unit, person_id=world.heads["A-001"], item_code=item, occurred_on=on, note=note)


def test_a_household_joins_with_its_consent_and_leaves_at_any_time(unit: UnitOfWork, world: World, joined: int) -> None:
    unit.actor = world.actor(unit, "household_member")
    assert has_consent(unit, joined, ConsentPurpose.POINTS)
    with pytest.raises(AlreadyTakingPart):
        join_scheme(unit, joined, "陈桂英")
    assert leave_scheme(unit, joined).is_new
    assert not leave_scheme(unit, joined).is_new
    assert not has_consent(unit, joined, ConsentPurpose.POINTS)
    with pytest.raises(NotTakingPart):
        record(unit, world)
    join_scheme(unit, joined, "陈桂英")
    assert find_participation(unit, joined) is not None


def test_withdrawing_the_consent_alone_ends_taking_part(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    withdraw_consent(unit, joined, ConsentPurpose.POINTS)
    assert find_participation(unit, joined) is None
    assert list_people_taking_part(unit, TODAY) == []
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(NotTakingPart):
        confirm_entry(unit, entry_id)
    join_scheme(unit, joined, "陈桂英")
    assert find_participation(unit, joined) is not None


def test_points_kept_after_leaving_stay_the_household_s_own(unit: UnitOfWork, world: World, joined: int) -> None:
    entry_id = record(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    confirm_entry(unit, entry_id)
    leave_scheme(unit, joined)
    assert get_balance(unit, joined) == 5


def test_nobody_joins_or_reads_for_a_household_outside_the_own_scope(
    unit: UnitOfWork, world: World, joined: int
) -> None:
    record(unit, world)
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(HouseholdNotFound):
        join_scheme(unit, joined, "x")
    statement = get_statement(unit, joined)
    assert (statement.participation, statement.balance, list(statement.entries)) == (None, 0, [])


def test_points_leave_the_standing_of_the_household_as_it_was(unit: UnitOfWork, world: World, joined: int) -> None:
    def standing() -> object:
        return unit.session.execute(select(Standing.__table__).where(Standing.household_id == joined)).one()

    before, entry_id = standing(), record(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    confirm_entry(unit, entry_id)
    assert standing() == before


def test_lists_show_what_waits_first_and_the_schedule_what_is_in_force(
    unit: UnitOfWork, world: World, joined: int
) -> None:
    first, second = record(unit, world, TODAY - timedelta(days=1)), record(unit, world)
    unit.actor = world.actor(unit, "township_reviewer")
    confirm_entry(unit, first)
    page = list_entries(unit, EntryFilters(), PageRequest())
    assert [row.id for row in page.rows] == [second, first]
    assert count_waiting(unit) == 1
    assert [row.id for row in list_entries(unit, EntryFilters(state=EntryState.CONFIRMED), PageRequest()).rows] == [
        first
    ]
    assert {row.name for row in list_people_taking_part(unit, TODAY)} >= {"陈桂英", "陈小"}
    assert list_items(unit, date(2025, 12, 31)) == []
    assert all(not item.is_labour for item in list_items(unit, TODAY, without_labour=True))


def test_loading_the_schedule_again_changes_nothing(unit: UnitOfWork, world: World, joined: int) -> None:
    count = len(list_items(unit, TODAY))
    load_schedule(unit)
    assert len(list_items(unit, TODAY)) == count == 8
