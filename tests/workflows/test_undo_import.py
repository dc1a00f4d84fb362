"""An import taken back: exactly what it wrote goes, and nothing goes once something was built on it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from casework.models import Lead
from casework.operations.leads import register_lead
from casework.rules.words import LeadChannel
from foundation.actor import system_actor
from monitoring.models import Grade
from registry.models import Household, ImportRun, Observation, Person
from registry.operations.consents import give_consent
from registry.operations.imports import commit_import
from registry.queries.as_of import households_as_of
from registry.rules.imports.errors import ImportBuiltUpon, ImportNotCommitted, ImportOutsideArea, ImportRunNotFound
from registry.rules.words import ConsentPurpose
from registry.rules.words_imports import BuiltOnKind, ImportState, OnDuplicate
from tests.rooms.casework_samples import opened_case
from tests.rooms.imports_kit import GOOD, ImportKit, register_size
from workflows.grade_registry import grade_registry
from workflows.undo_import import RoomRecord, find_built_on, undo_import

KNOWN = {
    "households": ["A-001,360121100202,一般户,9.5"],
    "members": ["A-001,1,陈桂花,配偶,,,,13911112222", "A-001,2,陈某,户主,,,,", "A-001,9,陈新,之子,男,2020-01-01,,"],
    "income": ["A-001,2025-06-05,工资性收入,9999", "A-001,2025-06-06,转移性收入,5"],
    "events": ["A-002,2025-06-01,自然灾害,2000,洪水"],
}
ACTOR = system_actor("test")
KEPT_LEADS = text("""select count(*) from lead where household_id in (
    select id from household where code not in ('N1', 'N2'))""")
TABLES = ("household", "person", "income", "spending", "life_event", "standing")


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def take(unit, kit, files, rule=OnDuplicate.UPDATE):
    unit.session.expire_all()
    run_id = commit_import(unit, kit.stage(unit, files, rule).run_id, allow_partial=False).run_id
    unit.now += timedelta(minutes=1)
    return run_id


def undo(unit, run_id):
    undone = undo_import(unit, run_id)
    unit.session.expire_all()
    return undone


def whole_register(unit):
    """Return every row of the register's tables, but for the moment of its last change."""
    unit.session.flush()
    return {
        table: unit.session.execute(text(f"select to_jsonb(r) - 'changed_at' from {table} r order by 1"))
        .scalars()
        .all()
        for table in TABLES
    }


def kinds(found):
    return {one.kind for one in found}


def test_what_an_import_brought_and_changed_is_as_it_was_before(kit, unit):
    before, size = whole_register(unit), register_size(unit)
    run_id = take(unit, kit, [kit.csv(name, [*GOOD[name], *KNOWN.get(name, [])]) for name in GOOD])
    assert whole_register(unit) != before
    undone = undo(unit, run_id)
    assert whole_register(unit) == before
    assert register_size(unit) | {"observation": 0} == size | {"observation": 0}
    assert {entity.value: count for entity, count in undone.removed.items()} == {
        "income": 4,
        "spending": 2,
        "event": 2,
        "person": 4,
        "household": 2,
    }
    assert {entity.value: count for entity, count in undone.restored.items()} == {
        "income": 1,
        "person": 2,
        "household": 1,
    }


def test_an_undone_import_says_so_and_is_undone_once(kit, unit):
    run_id = take(unit, kit, kit.good())
    undo(unit, run_id)
    run = unit.session.get_one(ImportRun, run_id)
    assert (run.state, run.undone_by, run.undone_at) == (ImportState.UNDONE, "test", unit.now)
    assert unit.notes[-1].action == "undo_import"
    assert unit.session.execute(text("select count(*) from import_trace")).scalar_one() == 0
    with pytest.raises(ImportNotCommitted):
        undo(unit, run_id)


def test_the_files_can_be_taken_in_again_after_an_undo(kit, unit):
    size = register_size(unit)
    undo(unit, take(unit, kit, kit.good()))
    undo(unit, take(unit, kit, kit.good()))
    assert register_size(unit) == size


def test_the_history_says_that_the_values_were_taken_back_and_leaves_no_gap(kit, unit):
    run_id = take(unit, kit, [kit.csv("households", ["A-001,360121100201,脱贫户,9.5"])])
    undo(unit, run_id)
    lines = unit.session.execute(
        select(Observation.field, Observation.old_value, Observation.new_value, Observation.is_correction)
        .where(Observation.field == "land_mu")
        .order_by(Observation.id)
    ).all()
    assert lines == [("land_mu", "6.00", "9.50", False), ("land_mu", "9.50", "6.00", True)]
    unit.now += timedelta(days=30)
    then = households_as_of(unit.today - timedelta(days=10))
    assert unit.session.scalar(select(then.land_mu).where(then.code == "A-001")) == 6.0


def test_grades_and_untouched_leads_are_no_obstacle(kit, units):
    with units.begin(ACTOR) as unit:
        staged = kit.stage(unit, kit.good())
        run_id = commit_import(unit, staged.run_id, allow_partial=False).run_id
    grade_registry(units, ACTOR)
    with units.begin(ACTOR) as unit:
        new = select(Household.id).where(Household.code.in_(["N1", "N2"]))
        assert unit.session.scalar(select(Grade.household_id).where(Grade.household_id.in_(new)).limit(1))
        unit.session.execute(
            text("""insert into lead (household_id, region_path, channel, state, colour, opened_at, due_at)
                    select id, region_path, 'grading', 'open', 'red', now(), now() from household where code = 'N1'
                    on conflict do nothing""")
        )
        others = unit.session.execute(KEPT_LEADS).scalar_one()
        assert find_built_on(unit, run_id) == []
        undo_import(unit, run_id)
    with units.begin(ACTOR, read_only=True) as unit:
        assert unit.session.scalar(select(Household.id).where(Household.code == "N1")) is None
        assert unit.session.execute(KEPT_LEADS).scalar_one() == others


def test_a_later_import_of_the_same_record_forbids_it(kit, unit):
    first = take(unit, kit, [kit.csv("households", ["A-001,360121100201,脱贫户,9.5"])])
    other = take(unit, kit, [kit.csv("households", ["A-002,360121100201,脱贫户,9.5"])])
    assert find_built_on(unit, first) == []
    second = take(unit, kit, [kit.csv("households", ["A-001,360121100201,脱贫户,8.5"])])
    (found,) = find_built_on(unit, first)
    assert (found.kind, found.count, found.examples) == (BuiltOnKind.LATER_IMPORT, 1, (str(second),))
    with pytest.raises(ImportBuiltUpon):
        undo(unit, first)
    undo(unit, second)
    undo(unit, first)
    undo(unit, other)


def test_a_later_line_of_a_new_household_forbids_it_and_of_a_known_one_does_not(kit, unit):
    run_id = take(unit, kit, kit.good(income=["A-001,2025-01-02,工资性收入,5", *GOOD["income"]]))
    take(unit, kit, [kit.csv("income", ["A-001,2025-01-03,工资性收入,7"])])
    assert find_built_on(unit, run_id) == []
    take(unit, kit, [kit.csv("income", ["N1,2025-01-03,工资性收入,7"])])
    assert kinds(find_built_on(unit, run_id)) == {BuiltOnKind.LATER_IMPORT}


def test_a_corrected_line_belongs_to_the_import_that_corrected_it(kit, unit):
    first = take(unit, kit, [kit.csv("income", ["A-001,2025-01-03,工资性收入,7"])])
    second = take(unit, kit, [kit.csv("income", ["A-001,2025-01-03,工资性收入,8"])])
    assert kinds(find_built_on(unit, first)) == {BuiltOnKind.LATER_IMPORT}
    undo(unit, second)
    undo(unit, first)


def test_a_value_changed_since_forbids_it(kit, unit):
    run_id = take(unit, kit, [kit.csv("households", ["A-001,360121100201,脱贫户,9.5"])])
    unit.session.execute(text("update household set address = '新址' where code = 'A-001'"))
    assert find_built_on(unit, run_id) == []
    unit.session.execute(text("update household set land_mu = 7 where code = 'A-001'"))
    (found,) = find_built_on(unit, run_id)
    assert (found.kind, found.examples) == (BuiltOnKind.EDIT, ("A-001",))


def test_an_edit_of_a_new_household_forbids_it(kit, unit):
    run_id = take(unit, kit, kit.good())
    home = unit.session.scalars(select(Household).where(Household.code == "N1")).one()
    unit.session.add(
        Observation(
            household_id=home.id,
            region_path=home.region_path,
            field="address",
            new_value="x",
            observed_at=unit.now,
            source="change",
            actor_name="test",
        )
    )
    unit.session.flush()
    assert kinds(find_built_on(unit, run_id)) == {BuiltOnKind.EDIT}


def test_a_member_added_to_a_new_household_forbids_it(kit, unit):
    run_id = take(unit, kit, kit.good())
    home = unit.session.scalars(select(Household).where(Household.code == "N1")).one()
    unit.session.add(
        Person(
            household_id=home.id,
            region_path=home.region_path,
            code="7",
            name="新",
            relation="child",
            sex="male",
            born_on=date(2026, 1, 1),
        )
    )
    unit.session.flush()
    assert BuiltOnKind.EDIT in kinds(find_built_on(unit, run_id))


def test_a_consent_of_a_new_household_forbids_it(kit, unit):
    run_id = take(unit, kit, kit.good())
    home = unit.session.scalars(select(Household).where(Household.code == "N1")).one()
    give_consent(unit, home.id, ConsentPurpose.STORY, given_by="张三")
    unit.session.flush()
    assert kinds(find_built_on(unit, run_id)) == {BuiltOnKind.CONSENT}


def test_a_lead_that_somebody_opened_forbids_it(kit, unit, world):
    run_id = take(unit, kit, kit.good())
    home = unit.session.scalars(select(Household).where(Household.code == "N1")).one()
    register_lead(unit, home.id, channel=LeadChannel.VISIT, note="seen")
    (found,) = find_built_on(unit, run_id)
    assert (found.kind, found.count, found.examples) == (RoomRecord.LEAD, 1, ("N1",))
    with pytest.raises(ImportBuiltUpon) as caught:
        undo(unit, run_id)
    assert kinds(caught.value.found) == {RoomRecord.LEAD}
    assert unit.session.scalar(select(Lead.id)) is not None


def test_a_case_opened_since_for_a_known_household_forbids_it(kit, unit, world):
    run_id = take(unit, kit, [kit.csv("income", ["A-001,2025-01-03,工资性收入,7"])])
    other = take(unit, kit, [kit.csv("income", ["A-002,2025-01-03,工资性收入,7"])])
    opened_case(unit, world)
    assert kinds(find_built_on(unit, run_id)) >= {RoomRecord.CASE}
    assert find_built_on(unit, other) == []


def test_what_refers_to_a_new_household_in_any_table_forbids_it(kit, unit, world):
    run_id = take(unit, kit, kit.good())
    home = unit.session.scalars(select(Household).where(Household.code == "N1")).one()
    unit.session.execute(
        text("update app_user set household_id = :home where id = :id"),
        {"home": home.id, "id": world.users["household_member"]},
    )
    (found,) = find_built_on(unit, run_id)
    assert found.kind is RoomRecord.LOG_IN


def test_nobody_undoes_an_import_of_households_outside_their_area(kit, unit, world):
    run_id = take(unit, kit, kit.good())
    unit.actor = world.actor(unit, "caseworker")
    with pytest.raises(ImportRunNotFound):
        undo(unit, run_id)
    unit.session.get_one(ImportRun, run_id).started_by_id = unit.actor.user_id
    unit.session.flush()
    with pytest.raises(ImportOutsideArea):
        undo(unit, run_id)


def test_a_run_that_was_never_taken_in_cannot_be_undone(kit, unit):
    with pytest.raises(ImportNotCommitted):
        undo(unit, kit.stage(unit, kit.good()).run_id)
