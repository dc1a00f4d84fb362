"""Staged records taken into the register: all of them, the right ones alone, or none; and never half."""

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from foundation.actor import system_actor
from registry.models import Household, ImportRun, Income, LifeEvent, Observation, Person, Standing
from registry.operations.imports import commit_import, discard_import, writing
from registry.operations.standing import touch_household
from registry.queries.imports import get_run
from registry.rules.imports.errors import (
    ImportHasRefusals,
    ImportNotStaged,
    ImportOutdated,
    ImportOutsideArea,
    ImportRunNotFound,
)
from registry.rules.words_imports import ImportState, OnDuplicate
from tests.builders.world import TODAY, VILLAGE_A, VILLAGE_A2
from tests.conftest import ENCRYPTION_SECRET
from tests.rooms.imports_kit import GOOD, ImportKit, outcomes, register_size

ACTOR = system_actor("importer")
ADDED = {"household": 2, "person": 3, "income": 3, "spending": 2, "life_event": 1, "observation": 0, "standing": 2}


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


def grown(before, after):
    return {table: after[table] - before[table] for table in after}


def household(unit, code):
    return unit.session.scalars(
        select(Household).where(Household.code == code).execution_options(populate_existing=True)
    ).one()


def take(unit, kit, files, rule=OnDuplicate.UPDATE, *, allow_partial=False):
    unit.session.expire_all()
    return commit_import(unit, kit.stage(unit, files, rule).run_id, allow_partial=allow_partial)


def test_a_clean_import_becomes_part_of_the_register(kit, unit):
    before = register_size(unit)
    committed = take(unit, kit, kit.good())
    assert grown(before, register_size(unit)) == ADDED
    assert (committed.written, committed.households) == (11, 2)
    new = household(unit, "N1")
    assert (new.region_path, new.household_class, new.land_mu) == (VILLAGE_A, "ex_poor", 3.5)
    assert (new.registered_on, new.changed_at, new.language, new.is_generated) == (TODAY, unit.now, "mandarin", False)
    head = unit.session.scalars(select(Person).where(Person.household_id == new.id, Person.relation == "head")).one()
    assert (head.name, head.id_number, head.phone) == ("张三", "11010519491231002X", "13800000001")
    assert head.region_path == VILLAGE_A


def test_new_households_stand_as_unknown_and_never_as_green(kit, unit):
    take(unit, kit, kit.good())
    standing = unit.session.get_one(Standing, household(unit, "N2").id)
    assert (standing.colour, standing.region_path) == ("unknown", VILLAGE_A2)


def test_money_is_kept_in_fen_with_the_run_it_came_from(kit, unit):
    committed = take(unit, kit, kit.good())
    lines = unit.session.scalars(select(Income).where(Income.household_id == household(unit, "N1").id)).all()
    assert {(line.source, line.amount_minor) for line in lines} == {("wage", 120_050), ("transfer", 30_000)}
    assert {line.import_run_id for line in lines} == {committed.run_id}


def test_importing_the_same_files_again_changes_nothing_and_says_so(kit, unit):
    take(unit, kit, kit.good())
    before = register_size(unit)
    for rule in OnDuplicate:
        staged = kit.stage(unit, kit.good(), rule)
        assert {o for counts in outcomes(staged).values() for o in counts} == {"unchanged"}
        assert staged.is_clean
        assert commit_import(unit, staged.run_id, allow_partial=False).written == 0
    assert register_size(unit) == before


def test_a_file_with_refusals_is_not_taken_unless_the_rest_is_wanted(kit, unit):
    before = register_size(unit)
    staged = kit.stage(unit, kit.good(households=["N1,999999999999,脱贫户,", GOOD["households"][1]]))
    with pytest.raises(ImportHasRefusals):
        commit_import(unit, staged.run_id, allow_partial=False)
    assert register_size(unit) == before
    committed = commit_import(unit, staged.run_id, allow_partial=True)
    assert committed.households == 1
    assert grown(before, register_size(unit))["household"] == 1
    assert unit.session.scalar(select(Household.id).where(Household.code == "N1")) is None


def test_changed_values_replace_the_old_ones_and_leave_a_history(kit, unit):
    code, later = "A-001", unit.now + timedelta(days=1)
    unit.now = later
    files = [
        kit.csv("members", ["A-001,1,陈桂花,户主,女,1980-05-01,,13911112222"]),
        kit.csv("income", ["A-001,2025-06-05,工资性收入,9999"]),
    ]
    committed = take(unit, kit, files)
    assert {entity.value: dict(counts) for entity, counts in committed.counts.items()} == {
        "person": {"changed": 1},
        "income": {"changed": 1},
    }
    assert household(unit, code).changed_at == later
    history = unit.session.scalars(select(Observation).where(Observation.import_run_id == committed.run_id)).all()
    assert {(line.field, line.old_value, line.new_value) for line in history} == {
        ("name", "陈桂英", "陈桂花"),
        ("phone", "•••••••0000", "•••••••2222"),
        ("income.amount_minor", "333333", "999900"),
    }
    (amount,) = [line for line in history if line.field.startswith("income")]
    assert (amount.detail, amount.source) == ({"on": "2025-06-05", "kind": "wage"}, "import county")


def test_what_the_file_does_not_mention_is_left_alone(kit, unit):
    other = household(unit, "A-002").changed_at
    take(unit, kit, [kit.csv("households", ["A-001,360121100201,脱贫户,9.5"])])
    changed = household(unit, "A-001")
    assert (changed.land_mu, changed.rice_mu, changed.is_water_safe) == (9.5, 4.0, True)
    assert household(unit, "A-002").changed_at == other


def test_skipping_leaves_known_records_as_they_are(kit, unit):
    take(unit, kit, [kit.csv("households", ["A-001,360121100201,一般户,9.5"])], OnDuplicate.SKIP)
    assert household(unit, "A-001").household_class == "ex_poor"


def test_a_household_that_moves_takes_everything_along(kit, unit):
    take(unit, kit, [kit.csv("households", ["A-001,360121100202,脱贫户,"])])
    moved = household(unit, "A-001")
    paths = select(Person.region_path).where(Person.household_id == moved.id).distinct()
    assert (moved.region_path, unit.session.scalars(paths).all()) == (VILLAGE_A2, [VILLAGE_A2])


def test_a_head_hands_over_and_there_is_never_a_second(kit, unit):
    rows = ["A-001,1,陈桂英,配偶,女,1980-05-01,,", "A-001,2,陈某,户主,男,1981-03-01,,"]
    for order in (rows, rows[::-1]):
        savepoint = unit.session.begin_nested()
        take(unit, kit, [kit.csv("members", order)])
        heads = select(Person.code).where(Person.household_id == household(unit, "A-001").id, Person.relation == "head")
        assert unit.session.scalars(heads).all() == ["2"]
        savepoint.rollback()


def test_extra_indicators_are_added_to_those_the_register_has(kit, unit):
    unit.session.execute(
        text("""update household set extra = '{"tap": 1, "has_broadband": false}' where code = 'A-001'""")
    )
    take(
        unit,
        kit,
        [kit.raw("households.csv", "户编号,村代码,户类型,是否通宽带\nA-001,360121100201,脱贫户,是\n".encode())],
    )
    assert household(unit, "A-001").extra == {"tap": 1, "has_broadband": True}


def test_events_keep_their_loss_and_note_and_can_be_corrected(kit, unit):
    take(unit, kit, kit.good())
    take(unit, kit, [kit.csv("events", ["N2,2025-06-01,自然灾害,2500,"])])
    event = unit.session.scalars(select(LifeEvent).execution_options(populate_existing=True)).one()
    assert (event.cost_minor, event.note) == (250_000, "洪水")


def test_a_run_is_decided_once(kit, unit):
    staged = kit.stage(unit, kit.good())
    commit_import(unit, staged.run_id, allow_partial=False)
    for decide in (
        lambda: commit_import(unit, staged.run_id, allow_partial=True),
        lambda: discard_import(unit, staged.run_id),
    ):
        with pytest.raises(ImportNotStaged):
            decide()


def test_a_discarded_run_leaves_the_register_and_no_personal_data(kit, unit):
    before = register_size(unit)
    staged = kit.stage(unit, kit.good(income=["X9,2025-01-01,工资性收入,1"]))
    discard_import(unit, staged.run_id)
    assert register_size(unit) == before
    assert unit.session.execute(text("select count(*) from staged_record")).scalar_one() == 0
    assert unit.session.execute(text("select count(*) from import_issue")).scalar_one() == 1
    assert get_run(unit, staged.run_id).state is ImportState.DISCARDED


def test_the_decision_stands_in_the_audit(kit, unit):
    take(unit, kit, kit.good())
    staged, committed = unit.notes[-2:]
    assert (staged.action, committed.action) == ("stage_import", "commit_import")
    assert committed.detail["households"] == 2
    assert "张三" not in str(unit.notes)


def test_a_register_that_changed_since_the_check_is_not_overwritten(kit, unit):
    staged = kit.stage(unit, [kit.csv("households", ["A-001,360121100201,一般户,"])])
    unit.now += timedelta(minutes=1)
    touch_household(unit, household(unit, "A-001").id)
    with pytest.raises(ImportOutdated):
        commit_import(unit, staged.run_id, allow_partial=False)


def test_two_runs_with_the_same_new_household_are_not_both_taken(kit, unit):
    first, second = (kit.stage(unit, kit.good()) for _ in range(2))
    commit_import(unit, first.run_id, allow_partial=False)
    savepoint = unit.session.begin_nested()
    with pytest.raises(ImportOutdated):
        commit_import(unit, second.run_id, allow_partial=False)
    savepoint.rollback()


def test_staged_records_lost_in_a_crash_of_the_server_are_noticed(kit, unit):
    staged = kit.stage(unit, kit.good())
    unit.session.execute(text("delete from staged_record where entity = 'income'"))
    with pytest.raises(ImportOutdated):
        commit_import(unit, staged.run_id, allow_partial=False)


def test_nobody_commits_for_households_outside_their_area(kit, unit, world):
    staged = kit.stage(unit, kit.good())
    unit.actor = replace(world.actor(unit, "caseworker"), areas=(VILLAGE_A,))
    with pytest.raises(ImportRunNotFound):
        commit_import(unit, staged.run_id, allow_partial=False)
    unit.session.get_one(ImportRun, staged.run_id).started_by_id = unit.actor.user_id
    unit.session.flush()
    with pytest.raises(ImportOutsideArea):
        commit_import(unit, staged.run_id, allow_partial=False)


def test_a_failure_in_the_middle_of_a_commit_leaves_nothing_half_written(kit, units, monkeypatch):
    with units.begin(ACTOR) as unit:
        before = register_size(unit)
        staged = kit.stage(unit, kit.good())

    def fail(*_):
        raise RuntimeError("the power goes")

    monkeypatch.setattr(writing, "_update_entries", fail)
    with pytest.raises(RuntimeError), units.begin(ACTOR) as unit:
        commit_import(unit, staged.run_id, allow_partial=False)
    monkeypatch.undo()
    with units.begin(ACTOR) as unit:
        assert register_size(unit) == before
        assert get_run(unit, staged.run_id).state is ImportState.STAGED
        commit_import(unit, staged.run_id, allow_partial=False)
        assert grown(before, register_size(unit)) == ADDED


def test_a_failure_while_staging_leaves_no_run_behind(kit, units, monkeypatch):
    monkeypatch.setattr("registry.operations.imports.staging.classify", lambda _checks: 1 / 0)
    with pytest.raises(ZeroDivisionError), units.begin(ACTOR) as unit:
        kit.stage(unit, kit.good())
    with units.begin(ACTOR, read_only=True) as unit:
        assert unit.session.scalar(select(ImportRun.id)) is None
        assert unit.session.execute(text("select count(*) from staged_record")).scalar_one() == 0


CHILD = """
import os, signal, sys
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.unit_of_work import Units
from foundation.vault import VaultKeys, install_keys
from registry.operations.imports import commit_import
from registry.operations.imports import committing

install_keys(VaultKeys.from_secret(sys.argv[2]))
write = committing.write_records

def write_and_die(unit, connection, run, gauge):
    write(unit, connection, run, gauge)
    os.kill(os.getpid(), signal.SIGKILL)

committing.write_records = write_and_die
units = Units(sessionmaker(create_engine(sys.argv[1])), SystemClock())
with units.begin(system_actor("dying")) as unit:
    commit_import(unit, int(sys.argv[3]), allow_partial=False)
"""


def test_a_process_killed_in_the_middle_of_a_commit_leaves_nothing_half_written(kit, units, engine):
    with units.begin(ACTOR) as unit:
        before = register_size(unit)
        staged = kit.stage(unit, kit.good())
    url = engine.url.render_as_string(hide_password=False)
    died = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHILD), url, ENCRYPTION_SECRET, str(staged.run_id)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert died.returncode == -signal.SIGKILL
    with units.begin(ACTOR) as unit:
        assert register_size(unit) == before
        commit_import(unit, staged.run_id, allow_partial=False)
        assert grown(before, register_size(unit)) == ADDED
