"""Changes of families: what each does to members, households and their history, what is refused, and the way back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from foundation.identifiers import id_check_character
from foundation.unit_of_work import UnitOfWork
from registry.errors import HouseholdNotFound
from registry.models import Household, HouseholdChange, LifeEvent, Membership, Observation, Person, Standing
from registry.operations.changes import (
    add_member,
    change_head,
    close_household,
    merge_households,
    move_household,
    record_birth,
    record_death,
    record_divorce,
    record_marriage,
    rehearse,
    remove_member,
    split_household,
    take_in_member,
    undo_change,
    void_member,
)
from registry.queries.as_of import households_as_of, people_as_of
from registry.rules import changes_errors as errors
from registry.rules.changes import EndReason
from registry.rules.changes_input import Destination, NewHome, NewMember, Occasion, Where
from registry.rules.words import MaritalStatus, Relation, Sex
from tests.builders.world import TODAY, VILLAGE_A, VILLAGE_A2, World

R = Relation
YESTERDAY = TODAY - timedelta(days=1)
A_WEEK_AGO = TODAY - timedelta(days=7)
THEN = Occasion(A_WEEK_AGO, "told at the door")


def people_of(unit: UnitOfWork, household_id: int) -> Sequence[Person]:
    statement = select(Person).where(Person.household_id == household_id, Person.left_on.is_(None)).order_by(Person.id)
    return unit.session.scalars(statement.execution_options(populate_existing=True)).all()


def members_then(unit: UnitOfWork, household_id: int, on: date) -> dict[str, str]:
    then = people_as_of(on)
    rows = unit.session.execute(select(then.name, then.relation).where(then.household_id == household_id))
    return {row.name: row.relation.value for row in rows}


def people(unit: UnitOfWork, world: World, code: str) -> tuple[Person, Person, Person, Person]:
    """The head, spouse, child and grandparent of a household of the world."""
    head, spouse, child, parent = people_of(unit, world.households[code])
    return head, spouse, child, parent


def baby(born_on: date = A_WEEK_AGO) -> NewMember:
    return NewMember("陈小小", Sex.MALE, born_on, R.CHILD)


def test_a_split_founds_a_household_and_the_old_one_keeps_its_past(unit: UnitOfWork, world: World) -> None:
    old = world.households["A-001"]
    head, spouse, child, parent = people(unit, world, "A-001")
    fact = split_household(
        unit, old, THEN, {parent.id: R.HEAD}, home=NewHome(village_code="360121100202", address="甲二村 9 号")
    )
    new = unit.session.get_one(Household, fact.families[1].household_id)
    assert (new.code, new.region_path, new.registered_on) == ("A-001-2", VILLAGE_A2, A_WEEK_AGO)
    assert new.household_class == "ex_poor" and new.civil_affairs_class is None and new.is_dwelling_safe is None
    assert {p.name for p in people_of(unit, old)} == {head.name, spouse.name, child.name}
    assert members_then(unit, new.id, A_WEEK_AGO) == {parent.name: "head"}
    assert members_then(unit, new.id, A_WEEK_AGO - timedelta(days=1)) == {}
    assert members_then(unit, old, A_WEEK_AGO - timedelta(days=1))[parent.name] == "parent"
    assert parent.name not in members_then(unit, old, A_WEEK_AGO)
    assert unit.session.get_one(Standing, new.id).colour == "unknown"


def test_when_the_head_goes_with_a_split_those_who_stay_need_another(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    head, spouse, child, parent = people(unit, world, "A-001")
    with pytest.raises(errors.RosterFaulty, match="no head"):
        rehearse(unit, lambda: split_household(unit, household, THEN, {head.id: R.HEAD}, home=NewHome()))
    staying = {spouse.id: R.HEAD, child.id: R.CHILD, parent.id: R.OTHER}
    split_household(unit, household, THEN, {head.id: R.HEAD}, home=NewHome(), staying=staying)
    assert members_then(unit, household, TODAY) == {spouse.name: "head", child.name: "child", parent.name: "other"}


def test_a_split_needs_somebody_who_goes_and_somebody_who_stays(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    everybody = people(unit, world, "A-001")
    with pytest.raises(errors.NobodyChosen):
        split_household(unit, household, THEN, {}, home=NewHome())
    with pytest.raises(errors.EverybodyLeaves):
        split_household(unit, household, THEN, {p.id: p.relation for p in everybody}, home=NewHome())
    with pytest.raises(errors.HeadMissing):
        split_household(unit, household, THEN, {everybody[2].id: R.CHILD}, home=NewHome())
    with pytest.raises(errors.HouseholdCodeTaken):
        split_household(unit, household, THEN, {everybody[3].id: R.HEAD}, home=NewHome(code="B-001"))
    with pytest.raises(errors.NotAMember):
        split_household(unit, household, THEN, {world.heads["B-001"]: R.HEAD}, home=NewHome())


def test_a_merge_closes_the_other_household_and_numbers_its_people_anew(unit: UnitOfWork, world: World) -> None:
    here, there = world.households["A-001"], world.households["A-002"]
    theirs = people_of(unit, there)
    merge_households(unit, here, THEN, there, {theirs[0].id: R.SIBLING, theirs[2].id: R.OTHER})
    unit.session.expire_all()
    assert unit.session.get_one(Household, there).closed_on == A_WEEK_AGO
    assert len(people_of(unit, here)) == 8 and not people_of(unit, there)
    assert sorted(p.code for p in people_of(unit, here)) == [str(n) for n in range(1, 9)]
    assert unit.session.get_one(Person, theirs[0].id).relation == R.SIBLING
    assert len(members_then(unit, there, YESTERDAY - timedelta(days=9))) == 4
    then = households_as_of(A_WEEK_AGO - timedelta(days=1))
    assert unit.session.scalar(select(then.closed_on).where(then.id == there)) is None


def test_a_household_does_not_merge_with_itself(unit: UnitOfWork, world: World) -> None:
    with pytest.raises(errors.SameHousehold):
        merge_households(unit, world.households["A-001"], THEN, world.households["A-001"], {})


def test_a_move_takes_every_row_of_the_household_along(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    move_household(unit, household, THEN, village_code="360121100202", address="甲二村 3 号")
    for table in ("household", "person", "income", "spending", "standing", "observation", "household_change"):
        column = "id" if table == "household" else "household_id"
        paths = unit.session.execute(text(f"select distinct region_path from {table} where {column} = {household}"))
        assert paths.scalars().all() == [VILLAGE_A2], table
    then = households_as_of(A_WEEK_AGO - timedelta(days=1))
    row = unit.session.execute(
        select(then.region_path, then.village_code, then.address, then.latitude).where(then.id == household)
    ).one()
    assert row == (VILLAGE_A, "360121100201", None, 28.551)
    assert members_path(unit, household, A_WEEK_AGO - timedelta(days=1)) == {VILLAGE_A}
    assert members_path(unit, household, A_WEEK_AGO) == {VILLAGE_A2}
    with pytest.raises(errors.AlreadyThere):
        move_household(unit, household, THEN, village_code="360121100202", address="甲二村 3 号")


def members_path(unit: UnitOfWork, household_id: int, on: date) -> set[str]:
    then = people_as_of(on)
    return set(unit.session.scalars(select(then.region_path).where(then.household_id == household_id)))


def test_a_place_that_was_wrong_all_along_is_right_on_every_day(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    move_household(unit, household, THEN, village_code="360121100202", address=None, is_correction=True)
    then = households_as_of(date(2022, 1, 1))
    assert unit.session.scalar(select(then.region_path).where(then.id == household)) == VILLAGE_A2


def test_nobody_moves_a_household_out_of_their_own_area(unit: UnitOfWork, world: World) -> None:
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(errors.VillageUnknown):
        move_household(unit, world.households["A-001"], THEN, village_code="360121101201", address=None)
    with pytest.raises(HouseholdNotFound):
        move_household(unit, world.households["B-001"], THEN, village_code="360121100202", address=None)


def test_the_head_changes_with_everybodys_relation(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    head, spouse, child, parent = people(unit, world, "A-001")
    fact = change_head(unit, household, THEN, child.id, {head.id: R.PARENT, spouse.id: R.PARENT, parent.id: R.OTHER})
    assert [str(warning.message) for warning in fact.families[0].warnings] == [
        "The head, %(name)s, would be %(age)s years old."
    ]
    assert members_then(unit, household, YESTERDAY) == {
        head.name: "parent",
        spouse.name: "parent",
        child.name: "head",
        parent.name: "other",
    }
    assert members_then(unit, household, date(2024, 1, 1))[head.name] == "head"
    with pytest.raises(errors.AlreadyHead):
        change_head(unit, household, THEN, child.id, {})


def test_a_child_belongs_to_the_household_from_its_birth(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    fact = record_birth(unit, household, baby())
    born = next(m for m in fact.families[0].members if m.name == "陈小小")
    person = unit.session.get_one(Person, born.person_id)
    assert (person.code, person.joined_on, person.marital_status) == ("5", A_WEEK_AGO, MaritalStatus.SINGLE)
    assert "陈小小" not in members_then(unit, household, A_WEEK_AGO - timedelta(days=1))
    assert "陈小小" in members_then(unit, household, A_WEEK_AGO)
    with pytest.raises(errors.ChangeInFuture):
        record_birth(unit, household, baby(TODAY + timedelta(days=1)))


def test_a_childs_number_is_checked_and_must_be_its_own(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    first17 = "360121" + A_WEEK_AGO.strftime("%Y%m%d") + "001"
    number = first17 + id_check_character(first17)
    child = NewMember("陈小小", Sex.MALE, A_WEEK_AGO, R.CHILD, id_number=number.lower())
    with pytest.raises(errors.IdNumberWrong):
        record_birth(unit, household, NewMember("陈", Sex.MALE, A_WEEK_AGO, R.CHILD, id_number=number[:17] + "?"))
    with pytest.raises(errors.IdNumberContradicts):
        record_birth(unit, household, NewMember("陈", Sex.FEMALE, A_WEEK_AGO, R.CHILD, id_number=number))
    record_birth(unit, household, child)
    with pytest.raises(errors.IdNumberTaken, match="A-001"):
        record_birth(unit, world.households["A-002"], child)
    unit.actor = world.actor(unit, "other_caseworker")
    with pytest.raises(errors.IdNumberTakenElsewhere):
        record_birth(unit, world.households["B-001"], child)


def test_a_death_widows_the_spouse_and_is_a_shock(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    head, spouse, child, parent = people(unit, world, "A-001")
    with pytest.raises(errors.RosterFaulty, match="no head"):
        rehearse(unit, lambda: record_death(unit, household, THEN, head.id))
    relations = {spouse.id: R.HEAD, child.id: R.CHILD, parent.id: R.OTHER}
    record_death(unit, household, THEN, head.id, relations=relations)
    unit.session.expire_all()
    assert (head.died_on, head.left_on) == (A_WEEK_AGO, A_WEEK_AGO)
    assert spouse.marital_status is MaritalStatus.WIDOWED
    events = unit.session.scalars(select(LifeEvent.kind).where(LifeEvent.household_id == household)).all()
    assert events == ["death"]
    assert head.name in members_then(unit, household, A_WEEK_AGO - timedelta(days=1))
    assert head.name not in members_then(unit, household, A_WEEK_AGO)


def test_the_death_of_the_last_member_closes_the_household(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    head, spouse, child, parent = people(unit, world, "A-001")
    for member in (spouse, child, parent):
        remove_member(unit, household, THEN, member.id, destination=Destination())
    fact = record_death(unit, household, Occasion(YESTERDAY), head.id)
    assert fact.closed_ids == (household,)
    unit.session.expire_all()
    assert unit.session.get_one(Household, household).closed_on == YESTERDAY
    with pytest.raises(errors.HouseholdIsClosed):
        record_birth(unit, household, baby(TODAY))


def test_a_bride_from_outside_joins_the_household(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    child = people(unit, world, "A-001")[2]
    groom = NewMember("林大海", Sex.MALE, date(1999, 1, 1), R.CHILD_IN_LAW)
    record_marriage(unit, household, THEN, child.id, groom)
    assert members_then(unit, household, YESTERDAY)["林大海"] == "child_in_law"
    assert unit.session.get_one(Person, child.id).marital_status is MaritalStatus.MARRIED


def test_two_members_of_the_register_marry_and_one_changes_household(unit: UnitOfWork, world: World) -> None:
    here, there = world.households["A-001"], world.households["A-002"]
    child, theirs = people(unit, world, "A-001")[2], people(unit, world, "A-002")[2]
    record_marriage(unit, here, THEN, child.id, theirs.id)
    unit.session.expire_all()
    assert (theirs.household_id, theirs.relation, theirs.joined_on) == (here, R.CHILD_IN_LAW, A_WEEK_AGO)
    filed = unit.session.scalars(select(Membership).where(Membership.person_id == theirs.id)).one()
    assert (filed.household_id, filed.joined_on, filed.left_on) == (there, date(2021, 1, 1), A_WEEK_AGO)
    assert (filed.code, filed.relation) == ("3", R.CHILD)


def test_a_member_who_marries_away_leaves(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    child = people(unit, world, "A-001")[2]
    groom = NewMember("林大海", Sex.MALE, date(1999, 1, 1), R.OTHER)
    record_marriage(unit, household, THEN, child.id, groom, lives_here=False)
    assert child.name not in members_then(unit, household, A_WEEK_AGO)


def test_after_a_divorce_one_goes_into_a_household_of_their_own(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    head, spouse, _child, _parent = people(unit, world, "A-001")
    gone_to = Destination(Where.OWN, home=NewHome(code="A-777"))
    fact = record_divorce(unit, household, THEN, spouse.id, former_spouse_id=head.id, destination=gone_to)
    assert [family.code for family in fact.families] == ["A-001", "A-777"]
    assert {head.marital_status, spouse.marital_status} == {MaritalStatus.DIVORCED}


def test_somebody_comes_from_another_household_or_comes_back(unit: UnitOfWork, world: World) -> None:
    here, there = world.households["A-001"], world.households["A-002"]
    parent = people(unit, world, "A-002")[3]
    take_in_member(unit, here, Occasion(TODAY - timedelta(days=20)), parent.id, R.OTHER)
    remove_member(unit, here, Occasion(TODAY - timedelta(days=15)), parent.id, destination=Destination())
    with pytest.raises(errors.BeforeLeaving):
        take_in_member(unit, here, Occasion(TODAY - timedelta(days=16)), parent.id, R.OTHER)
    take_in_member(unit, here, Occasion(TODAY - timedelta(days=10)), parent.id, R.PARENT)
    homes = [
        {code for code, house in (("here", here), ("there", there)) if parent.name in members_then(unit, house, day)}
        for day in (TODAY - timedelta(days=days) for days in (21, 20, 15, 11, 10, 0))
    ]
    assert homes == [{"there"}, {"here"}, set(), set(), {"here"}, {"here"}]
    with pytest.raises(errors.AlreadyMember):
        take_in_member(unit, here, Occasion(TODAY), parent.id, R.OTHER)


def test_somebody_new_joins_but_never_as_head(unit: UnitOfWork, world: World) -> None:
    uncle = NewMember("陈大伯", Sex.MALE, date(1950, 1, 1), R.OTHER, ethnicity="汉族", phone="0791 8888 7777")
    add_member(unit, world.households["A-001"], THEN, uncle)
    person = unit.session.scalars(select(Person).where(Person.name == "陈大伯")).one()
    assert (person.code, person.joined_on, person.phone) == ("5", A_WEEK_AGO, "079188887777")
    assert person.phone_index is not None
    with pytest.raises(errors.RelationOfHead):
        add_member(unit, world.households["A-001"], THEN, replace(uncle, relation=R.HEAD))


def test_two_heads_are_refused_in_words(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    _head, spouse, child, _parent = people(unit, world, "A-001")
    with pytest.raises(errors.RosterFaulty, match="more than one head"):
        change_head(unit, household, THEN, child.id, {spouse.id: R.HEAD})


def test_the_dead_do_not_join(unit: UnitOfWork, world: World) -> None:
    parent = people(unit, world, "A-002")[3]
    record_death(unit, world.households["A-002"], THEN, parent.id)
    with pytest.raises(errors.DeadPerson):
        take_in_member(unit, world.households["A-001"], Occasion(TODAY), parent.id, R.OTHER)


def test_who_was_recorded_in_error_never_belonged(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    head, _spouse, child, _parent = people(unit, world, "A-001")
    void_member(unit, household, Occasion(TODAY, "a cousin, never lived here"), child.id)
    assert child.name not in members_then(unit, household, date(2023, 1, 1))
    with pytest.raises(errors.HeadCannotGo):
        void_member(unit, household, Occasion(TODAY), head.id)


def test_a_household_that_moved_away_closes_with_everybody(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    close_household(unit, household, THEN, EndReason.MOVED_AWAY)
    assert not people_of(unit, household)
    assert len(members_then(unit, household, A_WEEK_AGO - timedelta(days=1))) == 4


def test_a_household_recorded_twice_never_was(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    close_household(unit, household, Occasion(TODAY), EndReason.IN_ERROR)
    assert members_then(unit, household, date(2023, 1, 1)) == {}
    then = households_as_of(date(2023, 1, 1))
    closed = select(then.id).where(then.id == household, then.closed_on.is_(None))
    assert unit.session.scalar(closed) is None


def test_a_day_must_be_one_on_which_it_can_have_happened(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    spouse = people(unit, world, "A-001")[1]
    with pytest.raises(errors.ChangeInFuture):
        remove_member(unit, household, Occasion(TODAY + timedelta(days=1)), spouse.id, destination=Destination())
    with pytest.raises(errors.ChangeTooEarly):
        remove_member(unit, household, Occasion(date(2020, 12, 31)), spouse.id, destination=Destination())
    record_birth(unit, household, baby())
    born = next(person for person in people_of(unit, household) if person.name == "陈小小")
    with pytest.raises(errors.BeforeJoining):
        record_death(unit, household, Occasion(A_WEEK_AGO - timedelta(days=1)), born.id)


def test_every_change_is_written_down_and_moves_the_households_mark(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    marks = []
    for occasion in (THEN, Occasion(YESTERDAY)):
        record_birth(unit, household, NewMember(str(occasion.happened_on), Sex.MALE, occasion.happened_on, R.CHILD))
        marks.append(unit.session.get_one(Household, household).changed_at)
    assert marks[0] >= unit.now and marks[1] > marks[0]
    assert [note.action for note in unit.notes] == ["record_birth", "record_birth"]
    assert {effect.task for effect in unit.effects} == {"validate_household"}
    checks = [effect.args for effect in unit.effects if effect.task == "validate_household"]
    assert checks == [{"household_id": household}]  # once, though it changed twice
    change = unit.session.scalars(select(HouseholdChange)).first()
    assert change is not None and change.recorded_by == "test"


def test_a_rehearsal_leaves_nothing_behind(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    fact = rehearse(unit, lambda: record_birth(unit, household, baby()))
    assert len(fact.families[0].members) == 5
    assert len(people_of(unit, household)) == 4 and not unit.notes and not unit.effects
    assert not unit.session.scalars(select(HouseholdChange)).all()


UNDONE = (
    "split",
    "merge",
    "move",
    "head",
    "birth",
    "death",
    "marriage",
    "divorce",
    "joined",
    "left",
    "closed",
    "error",
)


@pytest.mark.parametrize("kind", UNDONE)
def test_every_kind_of_change_can_be_taken_back(kind: str, unit: UnitOfWork, world: World) -> None:
    days = (date(2023, 1, 1), A_WEEK_AGO - timedelta(days=1), A_WEEK_AGO, TODAY)
    before = [register_on(unit, world, day) for day in days]
    change_id = record(kind, unit, world)
    assert [register_on(unit, world, day) for day in days] != before
    undo_change(unit, change_id, "the wrong family")
    assert [register_on(unit, world, day) for day in days] == before
    assert unit.session.get_one(HouseholdChange, change_id).undone_by == "test"
    with pytest.raises(errors.ChangeUndone):
        undo_change(unit, change_id, "again")
    assert record(kind, unit, world) > change_id


def register_on(unit: UnitOfWork, world: World, day: date) -> tuple[object, ...]:
    """Everything that a change can touch, as it was on a day."""
    households, members = households_as_of(day), people_as_of(day)
    homes = select(households.id, households.region_path, households.village_code, households.address)
    homes = homes.where(households.closed_on.is_(None)).order_by(households.id)
    people = select(members.household_id, members.id, members.code, members.relation, members.marital_status)
    events = select(LifeEvent.household_id, LifeEvent.kind).where(LifeEvent.happened_on <= day)
    return tuple(
        tuple(unit.session.execute(statement).all())
        for statement in (homes, people.order_by(members.household_id, members.id), events.order_by(LifeEvent.id))
    )


def record(kind: str, unit: UnitOfWork, world: World) -> int:
    household, other = world.households["A-001"], world.households["A-002"]
    head, spouse, child, parent = people(unit, world, "A-001")
    theirs = people(unit, world, "A-002")
    to_child = {head.id: R.PARENT, spouse.id: R.PARENT, parent.id: R.OTHER}
    acts = {
        "split": lambda: split_household(
            unit,
            household,
            THEN,
            {head.id: R.HEAD, child.id: R.CHILD},
            home=NewHome(),
            staying={spouse.id: R.HEAD, parent.id: R.OTHER},
        ),
        "merge": lambda: merge_households(unit, household, THEN, other, {theirs[0].id: R.SIBLING}),
        "move": lambda: move_household(unit, household, THEN, village_code="360121100202", address="新村"),
        "head": lambda: change_head(unit, household, THEN, child.id, to_child),
        "birth": lambda: record_birth(unit, household, baby()),
        "death": lambda: record_death(
            unit, household, THEN, head.id, relations={spouse.id: R.HEAD, child.id: R.CHILD, parent.id: R.OTHER}
        ),
        "marriage": lambda: record_marriage(unit, household, THEN, child.id, theirs[2].id),
        "divorce": lambda: record_divorce(
            unit, household, THEN, spouse.id, former_spouse_id=head.id, destination=Destination(Where.OWN)
        ),
        "joined": lambda: take_in_member(unit, household, THEN, theirs[3].id, R.OTHER),
        "left": lambda: remove_member(
            unit, household, THEN, parent.id, destination=Destination(Where.INTO, other, R.OTHER)
        ),
        "closed": lambda: close_household(unit, household, THEN, EndReason.DIED),
        "error": lambda: void_member(unit, household, THEN, child.id),
    }
    return acts[kind]().change_id


def test_what_something_was_built_on_stays(unit: UnitOfWork, world: World) -> None:
    household, parent = world.households["A-001"], people(unit, world, "A-001")[3]
    change_id = split_household(unit, household, THEN, {parent.id: R.HEAD}, home=NewHome()).change_id
    founded = unit.session.get_one(HouseholdChange, change_id).other_household_id
    record_birth(unit, founded or 0, baby())
    with pytest.raises(errors.BuiltUpon):
        undo_change(unit, change_id, "too late")


def test_a_value_that_changed_again_stays(unit: UnitOfWork, world: World) -> None:
    household = world.households["A-001"]
    first = move_household(unit, household, THEN, village_code="360121100202", address="一号").change_id
    second = move_household(unit, household, Occasion(YESTERDAY), village_code="360121100202", address="二号").change_id
    with pytest.raises(errors.BuiltUpon, match="changed since"):
        undo_change(unit, first, "too late")
    undo_change(unit, second, "wrong")
    undo_change(unit, first, "wrong")
    unit.session.expire_all()
    assert unit.session.get_one(Household, household).region_path == VILLAGE_A


def test_a_change_outside_the_own_area_is_not_there(unit: UnitOfWork, world: World) -> None:
    change_id = record_birth(unit, world.households["B-001"], baby()).change_id
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(errors.ChangeNotFound):
        undo_change(unit, change_id, "not mine")


def test_no_history_holds_a_number_that_identifies(unit: UnitOfWork, world: World) -> None:
    take_in_member(unit, world.households["A-001"], THEN, people(unit, world, "A-002")[3].id, R.OTHER)
    fields = set(unit.session.scalars(select(Observation.field)))
    assert fields == {"household_id", "code", "relation", "joined_on"}
