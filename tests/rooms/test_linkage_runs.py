"""Runs over the register, its changes, its imports and files: what they find, leave alone, clear and refuse."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from foundation.actor import system_actor
from foundation.errors import Forbidden
from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork, Units
from registry.linkage_run import link_people
from registry.models import Household, LinkPair, LinkRecord, Person
from registry.operations.imports.row_chunks import ImportFile
from registry.operations.linkage.deciding import accept_likely, decide_pair, undo_decision
from registry.operations.linkage.people_files import read_people_file, stage_records
from registry.operations.linkage.rechecking import recheck_pairs
from registry.operations.linkage.runs import request_run, take_run
from registry.queries.linkage.decisions import DecisionFilters, list_decisions
from registry.queries.linkage.pairs import PairFilters, list_pairs
from registry.queries.linkage.runs import get_run, list_runs
from registry.rules.linkage.errors import LinkRunActive, LinkRunNotFinished, LinkRunNotFound
from registry.rules.linkage.words import LinkRunKind, LinkRunState, PairState, Verdict
from tests.builders.world import COUNTY, NOW, TODAY, TOWNSHIP_A, TOWNSHIP_B, VILLAGE_A, World
from tests.rooms.linkage_kit import LINKER, add_member, number_for, run_linkage, tell_apart

SYSTEM = system_actor("test")
BORN = date(1985, 3, 12)
PAGE = PageRequest()


@pytest.fixture
def doubled(units: Units, world: World) -> tuple[int, int]:
    """A man who is in the register twice: in village A, and with a slip in his name in village B."""
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        number = number_for(BORN)
        one = add_member(unit, world, "A-001", id_number=number, phone="13812345678")
        other = add_member(unit, world, "B-001", name="温志铭", id_number=number, phone="13912345678")
    return one, other


def pairs_of(units: Units) -> list[LinkPair]:
    with units.begin(SYSTEM, read_only=True) as unit:
        return list(unit.session.scalars(select(LinkPair).order_by(LinkPair.id)))


def test_a_run_finds_who_is_there_twice_and_says_why(units: Units, doubled: tuple[int, int]):
    ended = run_linkage(units, SYSTEM)
    assert (ended.state, ended.left, ended.right, ended.likely, ended.new) == (LinkRunState.FINISHED, 22, 0, 1, 1)
    (pair,) = pairs_of(units)
    assert (pair.left_id, pair.right_id, pair.state) == (*doubled, PairState.OPEN)
    levels = {row["comparison"]: row["level"] for row in pair.reasons}
    assert levels == {"name": "tone", "number": "same", "birth": "same", "sex": "same", "family": "elsewhere"}
    assert number_for(BORN) not in str(pair.reasons)


def test_the_same_run_again_finds_nothing_new(units: Units, doubled: tuple[int, int]):
    run_linkage(units, SYSTEM)
    again = run_linkage(units, SYSTEM)
    assert (again.likely, again.new, again.kept, again.cleared) == (1, 0, 0, 0)
    assert len(pairs_of(units)) == 1


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.SAME])
def test_what_people_decided_is_never_asked_again(units: Units, doubled: tuple[int, int], verdict: Verdict):
    run_linkage(units, SYSTEM)
    (pair,) = pairs_of(units)
    with units.begin(SYSTEM) as unit:
        decide_pair(unit, pair.id, verdict, "asked both families")
    again = run_linkage(units, SYSTEM)
    assert (again.new, again.kept) == (0, 1)
    (pair,) = pairs_of(units)
    assert pair.state.value == verdict.value
    with units.begin(SYSTEM, read_only=True) as unit:
        assert list_pairs(unit, PairFilters(), PAGE).total == 0


def test_a_flag_is_cleared_when_its_cause_is_gone_and_comes_back_with_it(units: Units, doubled: tuple[int, int]):
    run_linkage(units, SYSTEM)
    set_person(units, doubled[1], name="李大勇", born_on=date(1961, 7, 7), id_number=None)
    assert run_linkage(units, SYSTEM).cleared == 1
    (pair,) = pairs_of(units)
    assert (pair.state, pair.cleared_for) == (PairState.CLEARED, "changed")
    set_person(units, doubled[1], name="温志铭", born_on=BORN, id_number=number_for(BORN))
    assert run_linkage(units, SYSTEM).new == 0
    (pair,) = pairs_of(units)
    assert (pair.state, pair.cleared_for) == (PairState.OPEN, None)


def test_a_flag_is_cleared_when_one_of_the_two_leaves(units: Units, doubled: tuple[int, int]):
    run_linkage(units, SYSTEM)
    set_person(units, doubled[0], left_on=TODAY)
    assert run_linkage(units, SYSTEM).cleared == 1
    assert pairs_of(units)[0].cleared_for == "left"


def test_open_flags_are_looked_at_again_without_a_run(units: Units, doubled: tuple[int, int]):
    run_linkage(units, SYSTEM)
    with units.begin(SYSTEM) as unit:
        assert recheck_pairs(unit).checked == 0, "nothing has changed"
    set_person(units, doubled[1], name="温志明")
    with units.begin(SYSTEM) as unit:
        unit.now = NOW + timedelta(minutes=2)
        assert (recheck_pairs(unit).checked, recheck_pairs(unit).checked) == (1, 0)
    (pair,) = pairs_of(units)
    assert pair.state is PairState.OPEN
    assert {row["comparison"]: row["level"] for row in pair.reasons}["name"] == "same"
    set_person(units, doubled[1], name="李大勇", born_on=date(1961, 7, 7), id_number=None, minutes=3)
    with units.begin(SYSTEM) as unit:
        unit.now = NOW + timedelta(minutes=5)
        assert recheck_pairs(unit).cleared == 1


def test_a_run_over_one_township_leaves_the_others_alone(units: Units, world: World, doubled: tuple[int, int]):
    assert run_linkage(units, SYSTEM, scope_path=TOWNSHIP_B).likely == 0
    run_linkage(units, SYSTEM)
    set_person(units, doubled[1], name="李大勇", born_on=date(1961, 7, 7), id_number=None)
    assert run_linkage(units, SYSTEM, scope_path=TOWNSHIP_A).cleared == 0
    assert pairs_of(units)[0].state is PairState.OPEN


def test_only_changed_households_are_held_against_the_others(units: Units, world: World, doubled: tuple[int, int]):
    later = NOW + timedelta(minutes=1)
    ended = run_linkage(units, SYSTEM, LinkRunKind.CHANGED, since=later)
    assert (ended.left, ended.likely) == (0, 0)
    with units.begin(SYSTEM) as unit:
        unit.session.execute(
            update(Household).where(Household.id == world.households["B-001"]).values(changed_at=later)
        )
    ended = run_linkage(units, SYSTEM, LinkRunKind.CHANGED, since=later)
    assert (ended.left, ended.right, ended.likely, ended.new) == (5, 22, 1, 1)
    assert (pairs_of(units)[0].left_id, pairs_of(units)[0].right_id) == doubled
    # Both sides changed: the pair is met twice and kept once.
    assert run_linkage(units, SYSTEM, LinkRunKind.CHANGED, since=NOW).likely == 1
    assert len(pairs_of(units)) == 1


def test_two_who_came_at_the_same_time_are_found(units: Units, world: World):
    """Neither was in the register when the other came, and still they meet."""
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        add_member(unit, world, "A-001", name="邓水生", born_on=date(1970, 4, 4))
        add_member(unit, world, "A-002", name="邓水生", born_on=date(1970, 4, 4))
    assert run_linkage(units, SYSTEM, LinkRunKind.CHANGED, since=NOW).likely == 1


def test_a_record_like_too_many_others_stops_the_run_and_nothing_is_written(units: Units, world: World):
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        for _ in range(3):
            add_member(unit, world, "A-001", id_number=number_for(BORN))
            add_member(unit, world, "B-001", id_number=number_for(BORN))
    ended = run_linkage(units, SYSTEM, most_per_person=4)
    assert ended.state is LinkRunState.STOPPED
    assert pairs_of(units) == []
    with units.begin(SYSTEM, read_only=True) as unit:
        stopped = get_run(unit, ended.run_id).stopped
    assert stopped is not None
    assert (stopped["reason"], stopped["params"]) == ("one_person", {"count": 5, "limit": 4})
    assert run_linkage(units, SYSTEM, most_per_person=5).state is LinkRunState.FINISHED


def test_half_of_the_register_being_double_stops_the_run(units: Units, world: World):
    with units.begin(SYSTEM) as unit:
        tell_apart(unit)
        people = unit.session.execute(select(Person.name, Person.born_on, Person.sex)).all()
        for name, born_on, sex in people[:14]:
            add_member(unit, world, "A-001", name=name, born_on=born_on, sex=sex)
    ended = run_linkage(units, SYSTEM)
    with units.begin(SYSTEM, read_only=True) as unit:
        run = get_run(unit, ended.run_id)
    assert run.state is LinkRunState.FINISHED, "14 of 34"
    with units.begin(SYSTEM) as unit:
        for name, born_on, sex in people[14:]:
            add_member(unit, world, "A-002", name=name, born_on=born_on, sex=sex)
    assert run_linkage(units, SYSTEM).state is LinkRunState.STOPPED


def test_a_run_that_breaks_off_says_so_and_can_be_run_again(units: Units, doubled: tuple[int, int]):
    with units.begin(SYSTEM) as unit:
        run_id = request_run(unit, LinkRunKind.REGISTER, "").run_id
        assert [effect.args for effect in unit.effects if effect.task == "link_people"] == [{"run_id": run_id}]

    class Broken:
        def open(self, plan: object) -> object:
            raise MemoryError

    with pytest.raises(MemoryError):
        link_people(units, SYSTEM, Broken(), run_id)  # type: ignore[arg-type]
    with units.begin(SYSTEM, read_only=True) as unit:
        assert get_run(unit, run_id).state is LinkRunState.FAILED
    ended = link_people(units, SYSTEM, LINKER, run_id)
    assert ended is not None and ended.likely == 1
    assert link_people(units, SYSTEM, LINKER, run_id) is None, "it has ended"


def test_a_region_that_is_being_looked_at_is_not_looked_at_twice(unit: UnitOfWork):
    run_id = request_run(unit, LinkRunKind.REGISTER, COUNTY).run_id
    with pytest.raises(LinkRunActive):
        request_run(unit, LinkRunKind.REGISTER, COUNTY)
    request_run(unit, LinkRunKind.REGISTER, TOWNSHIP_A)
    task = take_run(unit, run_id)
    assert task is not None and task.scope_path == COUNTY
    with pytest.raises(LinkRunActive):
        request_run(unit, LinkRunKind.REGISTER, COUNTY)


def test_nobody_looks_outside_their_area(unit: UnitOfWork, world: World):
    unit.actor = world.actor(unit, "township_reviewer")
    with pytest.raises(Forbidden):
        request_run(unit, LinkRunKind.REGISTER, COUNTY)
    with pytest.raises(Forbidden):
        request_run(unit, LinkRunKind.REGISTER, TOWNSHIP_B)
    own = request_run(unit, LinkRunKind.REGISTER, TOWNSHIP_A).run_id
    unit.actor = SYSTEM
    whole = request_run(unit, LinkRunKind.REGISTER, "").run_id
    unit.actor = world.actor(unit, "township_reviewer")
    assert [row.id for row in list_runs(unit, PAGE).rows] == [own]
    with pytest.raises(LinkRunNotFound):
        get_run(unit, whole)


def test_a_pair_is_seen_only_by_those_who_may_see_both(units: Units, world: World, doubled: tuple[int, int]):
    with units.begin(SYSTEM) as unit:
        add_member(unit, world, "A-002", name="温志明", id_number=number_for(BORN))
    run_linkage(units, SYSTEM)
    with units.begin(SYSTEM) as unit:
        seen = {}
        for login in ("county_officer", "township_reviewer", "auditor"):
            unit.actor = world.actor(unit, login)
            seen[login] = list_pairs(unit, PairFilters(), PAGE).total
    assert seen == {"county_officer": 3, "township_reviewer": 1, "auditor": 3}


def people_file(tmp_path: Path, *rows: str) -> ImportFile:
    path = tmp_path / "civil.csv"
    heading = "编号,户编号,村代码,姓名,性别,出生日期,身份证号,联系电话"
    path.write_text("\n".join((heading, *rows)), encoding="utf-8")
    return ImportFile(path, "civil.csv")


def run_file(units: Units, file: ImportFile, actor: object = SYSTEM, scope_path: str = "") -> int:
    with units.begin(actor) as unit:  # type: ignore[arg-type]
        run_id = request_run(unit, LinkRunKind.FILE, scope_path, source_name=file.name, is_deferred=False).run_id
        stage_records(unit, run_id, read_people_file(file, TODAY))
    assert link_people(units, actor, LINKER, run_id) is not None  # type: ignore[arg-type]
    return run_id


def test_a_file_is_held_against_the_register_and_only_its_pairs_are_kept(
    units: Units, world: World, doubled: tuple[int, int], tmp_path: Path
):
    with units.begin(SYSTEM) as unit:
        unit.session.execute(update(Person).where(Person.id == doubled[1]).values(left_on=TODAY))
    file = people_file(
        tmp_path,
        f"X1,F1,360121100201,溫志明,男,1985-03-12,{number_for(BORN)[:6]}{number_for(BORN)[8:17]},",
        "X2,F1,360121100201,温小妹,女,2012-01-09,,",
        "X3,F2,999999999999,何大头,男,1931.5.6,,13700000000",
    )
    run_id = run_file(units, file)
    (pair,) = pairs_of(units)
    assert (pair.left_id, pair.right_id, pair.state) == (doubled[0], None, PairState.OPEN)
    with units.begin(SYSTEM, read_only=True) as unit:
        (record,) = unit.session.scalars(select(LinkRecord))
        assert (record.record_key, record.region_path) == ("X1", VILLAGE_A)
        raw = unit.session.scalar(text("select sealed from link_record"))
        assert "温".encode() not in bytes(raw) and number_for(BORN).encode() not in bytes(raw)
        (line,) = list_pairs(unit, PairFilters(), PAGE).rows
        assert (line.place, line.right.name, line.right.household) == ("file", "溫志明", "F1")
        assert get_run(unit, run_id).counts["left"] == 3


def test_likely_rows_of_a_file_are_accepted_together_and_can_be_taken_back(
    units: Units, world: World, doubled: tuple[int, int], tmp_path: Path
):
    run_id = run_file(units, people_file(tmp_path, f"X1,,,温志明,男,1985-03-12,{number_for(BORN)},13812345678"))
    with units.begin(SYSTEM) as unit:
        assert accept_likely(unit, run_id).count == 1
        assert accept_likely(unit, run_id).count == 0
        (decision,) = list_decisions(unit, DecisionFilters(), PAGE).rows
        assert (decision.verdict, decision.pair.right.name) == (Verdict.SAME, "温志明")
        undone = undo_decision(unit, decision.id, "wrong file")
        assert not undone.is_merge
    assert pairs_of(units)[0].state is PairState.OPEN


def test_a_run_that_has_not_finished_accepts_nothing(unit: UnitOfWork):
    run_id = request_run(unit, LinkRunKind.FILE, "", source_name="x.csv").run_id
    with pytest.raises(LinkRunNotFinished):
        accept_likely(unit, run_id)


def test_an_officer_links_a_file_inside_the_own_area(
    units: Units, world: World, doubled: tuple[int, int], tmp_path: Path
):
    with units.begin(SYSTEM) as unit:
        officer = world.actor(unit, "county_officer")
        reviewer = world.actor(unit, "township_reviewer")
    run_file(units, people_file(tmp_path, f"X1,,,温志铭,男,1985-03-12,{number_for(BORN)},"), officer, COUNTY)
    with units.begin(officer, read_only=True) as unit:
        assert list_pairs(unit, PairFilters(), PAGE).total == 1
    with units.begin(reviewer, read_only=True) as unit:
        # The better partner of the row lives in township B.
        assert list_pairs(unit, PairFilters(), PAGE).total == 0


def set_person(units: Units, person_id: int, *, minutes: int = 1, **values: object) -> None:
    """Change a person as an editor would: the household's moment of change moves on."""
    with units.begin(SYSTEM) as unit:
        person = unit.session.get_one(Person, person_id)
        for name, value in values.items():
            setattr(person, name, value)
        home = unit.session.get_one(Household, person.household_id)
        home.changed_at = NOW + timedelta(minutes=minutes)
