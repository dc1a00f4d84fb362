"""Decisions about pairs, and two records of one person made one and taken apart again."""

from datetime import date

import pytest
from sqlalchemy import select, text

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, LinkPair, Membership, Observation, Person, PersonMerge
from registry.operations.linkage.deciding import decide_pair, undo_decision
from registry.operations.linkage.rechecking import recheck_pair
from registry.operations.merging import merge_people
from registry.queries.finding import find_people
from registry.queries.linkage.decisions import DecisionFilters, find_merged_into, list_decisions, list_pair_decisions
from registry.queries.linkage.pairs import (
    PairFilters,
    count_undecided,
    find_next_pair,
    get_pair,
    iterate_pairs,
    list_flags,
    list_pairs,
)
from registry.queries.linkage.side_by_side import show_pair
from registry.rules.blind_indexes import id_number_index
from registry.rules.changes_errors import HouseholdIsClosed
from registry.rules.linkage.errors import (
    DecisionUndoneAlready,
    HeadWouldLeave,
    LinkDecisionNotFound,
    LinkPairNotFound,
    PairDecidedAlready,
    PairNotMergeable,
)
from registry.rules.linkage.merging import MERGED_FIELDS, merged_extra, offered_choices
from registry.rules.linkage.words import Agreement, Certainty, PairPlace, PairState, Verdict
from registry.rules.words import Health, Schooling
from tests.builders.world import TODAY, VILLAGE_A, VILLAGE_B, World
from tests.rooms.linkage_kit import add_member, add_pair, number_for, tell_apart

PAGE = PageRequest()
BORN = date(1985, 3, 12)
NUMBER = number_for(BORN)


@pytest.fixture
def two(unit: UnitOfWork, world: World) -> tuple[Person, Person]:
    """One man with two records: full in village A, thin and newer in village B."""
    tell_apart(unit)
    full = add_member(
        unit, world, "A-001", id_number=NUMBER, phone="13812345678", schooling="junior", extra={"boats": 1}
    )
    thin = add_member(
        unit, world, "B-001", name="温志铭", phone="13912345678", health="chronic", extra={"boats": 2, "cars": 3}
    )
    return unit.session.get_one(Person, full), unit.session.get_one(Person, thin)


@pytest.fixture
def pair(unit: UnitOfWork, two: tuple[Person, Person]) -> LinkPair:
    return add_pair(unit, two[0].id, two[1].id)


def test_a_decision_is_kept_with_who_when_and_why(unit: UnitOfWork, pair: LinkPair):
    decided = decide_pair(unit, pair.id, Verdict.DIFFERENT, " brothers, asked at the door ")
    assert decided.state is PairState.DIFFERENT
    (line,) = list_decisions(unit, DecisionFilters(), PAGE).rows
    assert (line.verdict, line.reason, line.decided_by, line.pair.id) == (
        Verdict.DIFFERENT,
        "brothers, asked at the door",
        "test",
        pair.id,
    )
    assert [note.action for note in unit.notes] == ["decide_pair"]


def test_a_pair_is_decided_once(unit: UnitOfWork, pair: LinkPair):
    decide_pair(unit, pair.id, Verdict.DIFFERENT)
    for verdict in Verdict:
        with pytest.raises(PairDecidedAlready) as caught:
            decide_pair(unit, pair.id, verdict)
        assert caught.value.params == {"name": "test"}


def test_not_sure_puts_a_pair_aside_and_it_can_still_be_decided(unit: UnitOfWork, pair: LinkPair):
    decide_pair(unit, pair.id, Verdict.UNSURE, "ask the village")
    assert count_undecided(unit) == {PairState.UNSURE: 1}
    assert list_pairs(unit, PairFilters(), PAGE).total == 1
    decide_pair(unit, pair.id, Verdict.UNSURE, "asked, no answer yet")
    assert decide_pair(unit, pair.id, Verdict.DIFFERENT).state is PairState.DIFFERENT
    assert [row.undone_at is None for row in list_pair_decisions(unit, pair.id)] == [True, False, False]


def test_an_undone_decision_lets_the_pair_wait_again_and_stays_in_the_history(unit: UnitOfWork, pair: LinkPair):
    decided = decide_pair(unit, pair.id, Verdict.DIFFERENT)
    undo_decision(unit, decided.decision_id, "they are one man")
    assert pair.state is PairState.OPEN
    (line,) = list_decisions(unit, DecisionFilters(is_standing=False), PAGE).rows
    assert (line.undone_by, list_decisions(unit, DecisionFilters(is_standing=True), PAGE).total) == ("test", 0)
    with pytest.raises(DecisionUndoneAlready):
        undo_decision(unit, decided.decision_id, "again")


def test_deciding_changes_nothing_for_either_family(unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair):
    homes = [unit.session.get_one(Household, person.household_id) for person in two]
    before = [(home.changed_at, home.closed_on) for home in homes]
    decide_pair(unit, pair.id, Verdict.SAME)
    assert [(home.changed_at, home.closed_on) for home in homes] == before
    assert all(person.left_on is None for person in two)
    assert unit.effects == []


def test_merging_keeps_one_record_with_the_values_chosen(unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair):
    full, thin = two
    merged = merge_people(unit, pair.id, kept_id=full.id, take={"phone", "health", "name"}, reason="one man")
    unit.session.expire_all()
    assert (full.name, full.phone, full.health, full.id_number) == ("温志铭", "13912345678", Health.CHRONIC, NUMBER)
    assert full.extra == {"boats": 1, "cars": 3}
    assert (full.left_on, thin.left_on) == (None, TODAY)
    assert (merged.kept_id, merged.merged_id) == (full.id, thin.id)
    assert set(merged.fields) == {"name", "phone", "health"}
    assert pair.state is PairState.MERGED
    assert find_merged_into(unit, thin.id) == full.id
    assert [row.person_id for row in find_people(unit, "13912345678", PAGE).rows] == [full.id]
    homes = {full.household_id, thin.household_id}
    assert {effect.args["household_id"] for effect in unit.effects if effect.task == "validate_household"} == homes


def test_every_value_that_a_merge_changes_is_in_the_history_and_numbers_only_by_their_last_digits(
    unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair
):
    full, thin = two
    merge_people(unit, pair.id, kept_id=thin.id, take={"id_number", "phone", "name", "schooling"})
    rows = {
        (row.person_id, row.field): (row.old_value, row.new_value, row.is_correction)
        for row in unit.session.scalars(select(Observation).where(Observation.source == "merge"))
    }
    assert rows[thin.id, "id_number"] == (None, "•" * 14 + NUMBER[-4:], False)
    assert rows[thin.id, "name"] == ("温志铭", "温志明", True)
    assert rows[thin.id, "schooling"] == (None, "junior", False)
    assert rows[full.id, "left_on"] == (None, TODAY.isoformat(), False)
    assert thin.id_number_index == id_number_index(NUMBER)
    sealed = bytes(unit.session.scalar(text("select before from person_merge")))
    assert NUMBER.encode() not in sealed and b"id_number" not in sealed


def test_undoing_a_merge_puts_everything_back(unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair):
    full, thin = two
    state = {name: (getattr(full, name), getattr(thin, name)) for name in (*MERGED_FIELDS, "extra", "id_number_index")}
    other = add_pair(unit, thin.id, unit.session.scalars(select(Person.id).order_by(Person.id)).first() or 0)
    merge_people(unit, pair.id, kept_id=full.id, take=set(MERGED_FIELDS))
    unit.session.refresh(other)
    assert (other.state, other.cleared_for) == (PairState.CLEARED, "merged")
    (line,) = list_decisions(unit, DecisionFilters(verdict=Verdict.SAME), PAGE).rows
    assert line.merge_id is not None
    undone = undo_decision(unit, line.id, "father and son after all")
    unit.session.flush()
    unit.session.expire_all()
    assert undone.is_merge and undone.left_alone == ()
    assert {name: (getattr(full, name), getattr(thin, name)) for name in state} == state
    assert (full.left_on, thin.left_on, pair.state) == (None, None, PairState.OPEN)
    assert (other.state, other.cleared_for) == (PairState.OPEN, None)
    assert find_merged_into(unit, thin.id) is None
    assert unit.session.scalars(select(Membership).where(Membership.person_id == thin.id)).all() == []


def test_what_somebody_changed_since_the_merge_stays_when_it_is_undone(
    unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair
):
    full, _ = two
    merge_people(unit, pair.id, kept_id=full.id, take={"name", "health"})
    full.health = Health.SERIOUS
    unit.session.flush()
    (line,) = list_decisions(unit, DecisionFilters(), PAGE).rows
    assert undo_decision(unit, line.id, "wrong").left_alone == ("health",)
    assert (full.name, full.health) == ("温志明", Health.SERIOUS)


def test_a_merge_can_be_made_undone_and_made_the_other_way_round(
    unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair
):
    full, thin = two
    merge_people(unit, pair.id, kept_id=full.id, take=set())
    with pytest.raises(PairNotMergeable):
        merge_people(unit, pair.id, kept_id=full.id, take=set())
    decision = list_decisions(unit, DecisionFilters(is_standing=True), PAGE).rows[0]
    undo_decision(unit, decision.id, "")
    merge_people(unit, pair.id, kept_id=thin.id, take={"id_number"})
    assert (full.left_on, thin.left_on, thin.id_number) == (TODAY, None, NUMBER)
    assert len(unit.session.scalars(select(PersonMerge)).all()) == 2


def test_a_head_cannot_leave_by_a_merge_but_can_be_the_one_that_stays(unit: UnitOfWork, world: World):
    tell_apart(unit)
    head = unit.session.get_one(Person, world.heads["A-001"])
    double = add_member(unit, world, "B-001", name=head.name, born_on=head.born_on, sex=head.sex)
    pair = add_pair(unit, head.id, double)
    with pytest.raises(HeadWouldLeave) as caught:
        merge_people(unit, pair.id, kept_id=double, take=set())
    assert caught.value.params == {"name": head.name, "code": "A-001"}
    assert merge_people(unit, pair.id, kept_id=head.id, take=set()).household_id == world.households["A-001"]


def test_two_records_in_one_household_are_merged_too(unit: UnitOfWork, world: World):
    tell_apart(unit)
    one, other = add_member(unit, world, "A-001"), add_member(unit, world, "A-001")
    pair = add_pair(unit, one, other)
    assert list_pairs(unit, PairFilters(place=PairPlace.HOUSEHOLD), PAGE).total == 1
    merge_people(unit, pair.id, kept_id=one, take=set())
    assert unit.session.get_one(Person, other).left_on == TODAY


def test_who_has_left_or_whose_household_is_closed_is_not_merged(
    unit: UnitOfWork, world: World, two: tuple[Person, Person], pair: LinkPair
):
    full, thin = two
    with pytest.raises(PairNotMergeable):
        merge_people(unit, pair.id, kept_id=world.heads["A-002"], take=set())
    home = unit.session.get_one(Household, thin.household_id)
    home.closed_on = TODAY
    unit.session.flush()
    with pytest.raises(HouseholdIsClosed):
        merge_people(unit, pair.id, kept_id=full.id, take=set())
    home.closed_on, thin.left_on = None, TODAY
    unit.session.flush()
    with pytest.raises(PairNotMergeable):
        merge_people(unit, pair.id, kept_id=full.id, take=set())
    assert recheck_pair(unit, pair.id) and pair.cleared_for == "left"


def test_nobody_decides_or_sees_what_lies_half_outside_their_area(
    unit: UnitOfWork, world: World, two: tuple[Person, Person], pair: LinkPair
):
    decided = decide_pair(unit, pair.id, Verdict.DIFFERENT)
    unit.actor = world.actor(unit, "township_reviewer")
    for act in (
        lambda: get_pair(unit, pair.id),
        lambda: decide_pair(unit, pair.id, Verdict.SAME),
        lambda: merge_people(unit, pair.id, kept_id=two[0].id, take=set()),
        lambda: recheck_pair(unit, pair.id),
    ):
        with pytest.raises(LinkPairNotFound):
            act()
    with pytest.raises(LinkDecisionNotFound):
        undo_decision(unit, decided.decision_id, "")
    assert list_decisions(unit, DecisionFilters(), PAGE).total == 0
    assert list_flags(unit, two[0].household_id) == []
    unit.actor = world.actor(unit, "county_officer")
    assert get_pair(unit, pair.id).id == pair.id


def test_the_queue_is_filtered_sorted_and_walked_through(unit: UnitOfWork, world: World):
    tell_apart(unit)
    ids = [add_member(unit, world, home, name=f"温{n}") for n, home in enumerate(("A-001", "A-002", "A-003", "B-001"))]
    high = add_pair(unit, ids[0], ids[1], weight=2_000)
    low = add_pair(unit, ids[0], ids[2], weight=100, certainty=Certainty.POSSIBLE)
    apart = add_pair(unit, ids[2], ids[3], weight=900)
    add_pair(unit, ids[1], ids[3], state=PairState.DIFFERENT)
    everything = [line.id for line in list_pairs(unit, PairFilters(), PAGE).rows]
    assert everything == [high.id, apart.id, low.id] == [line.id for line in iterate_pairs(unit, PairFilters())]
    for filters, wanted in (
        (PairFilters(certainty=Certainty.POSSIBLE), [low.id]),
        (PairFilters(place=PairPlace.VILLAGE), [high.id]),
        (PairFilters(place=PairPlace.APART), [apart.id, low.id]),
        (PairFilters(region_path=VILLAGE_B), [apart.id]),
        (PairFilters(region_path=VILLAGE_A), [high.id, low.id]),
        (PairFilters(run_id=low.run_id), [low.id]),
        (PairFilters(state=PairState.CLEARED), []),
    ):
        assert [line.id for line in list_pairs(unit, filters, PAGE).rows] == wanted
    assert list_pairs(unit, PairFilters(), PageRequest(sort="weight")).rows[0].id == low.id
    assert [find_next_pair(unit, one) for one in (high, apart, low)] == [apart.id, low.id, high.id]
    assert [row.id for row in list_flags(unit, world.households["A-001"])] == [high.id, low.id]


def test_two_records_side_by_side_say_what_is_the_same_and_hide_numbers(
    unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair
):
    shown = show_pair(unit, pair)
    fields = {field.name: field for field in shown.fields}
    assert (fields["name"].left, fields["name"].right, fields["name"].agreement) == (
        "温志明",
        "温志铭",
        Agreement.DIFFERENT,
    )
    assert fields["pinyin"].agreement is Agreement.SAME
    assert fields["born_on"].agreement is Agreement.SAME
    assert (fields["id_number"].left, fields["id_number"].agreement) == ("••••" + NUMBER[-4:], Agreement.MISSING)
    assert (fields["phone"].left[-4:], fields["phone"].agreement) == ("5678", Agreement.DIFFERENT)
    assert fields["schooling"].left is Schooling.JUNIOR
    assert (shown.left.code, shown.right.code) == ("A-001", "B-001")
    assert len(shown.left.mates) == len(shown.right.mates) == 4
    assert {reason.comparison.value: reason.level.value for reason in shown.now}["name"] == "tone"
    assert not shown.is_gone


def test_a_pair_whose_cause_is_gone_says_so_before_it_is_cleared(
    unit: UnitOfWork, two: tuple[Person, Person], pair: LinkPair
):
    two[1].name, two[1].born_on = "李大勇", date(1961, 7, 7)
    unit.session.flush()
    assert show_pair(unit, pair).is_gone
    assert recheck_pair(unit, pair.id)
    assert (pair.state, pair.cleared_for) == (PairState.CLEARED, "changed")
    assert not recheck_pair(unit, pair.id), "there is nothing left to clear"


def test_a_value_that_only_the_other_record_knows_is_offered(two: tuple[Person, Person]):
    full, thin = two
    assert offered_choices(full, thin) == {"name": False, "phone": False, "health": True}
    assert offered_choices(thin, full) == {"name": False, "id_number": True, "phone": False, "schooling": True}
    assert merged_extra({"a": 1}, {"a": 2, "b": 3}) == {"a": 1, "b": 3}


def test_a_decision_on_a_person_keeps_an_import_from_taking_them_away(unit: UnitOfWork, pair: LinkPair):
    """Undecided pairs go with their people; a decision is something that was built on them."""
    decide_pair(unit, pair.id, Verdict.DIFFERENT)
    assert unit.session.scalar(
        text("select confdeltype = 'a' from pg_constraint where conname = 'fk_link_decision_pair_id_link_pair'")
    )
    assert unit.session.scalar(
        text("select confdeltype = 'c' from pg_constraint where conname = 'fk_link_pair_left_id_person'")
    )
