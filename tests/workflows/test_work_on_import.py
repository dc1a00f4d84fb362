"""Imports in the background: begun again after a killed worker, recognised when sent twice, forgotten once decided."""

import io
import os
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import Units
from gateways.files import FolderFiles
from registry.models import ImportProgress, ImportRun, ImportUpload, Person
from registry.operations.imports import (
    discard_import,
    discard_stale_imports,
    find_known_profile,
    recheck_import,
    request_commit,
    resume_imports,
)
from registry.operations.imports.uploads import new_key, open_file, seal_file
from registry.operations.imports.working import hold_run, receive_upload
from registry.queries.imports import find_progress, find_twin, list_upload_keys
from registry.rules.imports.errors import ImportNotStaged, UploadGone, UploadLost
from registry.rules.words_imports import ImportState, ImportStep, OnDuplicate
from tests.builders.world import NOW
from tests.conftest import ENCRYPTION_SECRET
from tests.rooms.imports_kit import GOOD, ImportKit, register_size
from workflows.work_on_import import FOLDER_PREFIX, commit_requested, remove_leftovers, stage_upload

WORKER = system_actor("worker")
OFFICER = "county_officer"


@pytest.fixture
def kit(tmp_path):
    return ImportKit(tmp_path)


@pytest.fixture
def store(tmp_path):
    return FolderFiles(tmp_path / "files")


@pytest.fixture
def send(units, world, store):
    """Send files as the county officer does; return the run."""

    def sending(files, rule=OnDuplicate.UPDATE, profile="county"):
        key = new_key()
        sealed = [
            seal_file(file.name, io.BytesIO(file.path.read_bytes()), key, lambda part: store.save(part, suffix="part"))
            for file in files
        ]
        with units.begin(WORKER) as unit:
            unit.actor = world.actor(unit, OFFICER)
            return receive_upload(unit, find_known_profile(unit, profile), sealed, key, on_duplicate=rule)

    return sending


def run_of(units, run_id):
    with units.begin(WORKER, read_only=True) as unit:
        return unit.session.get_one(ImportRun, run_id)


def jobs(units, task):
    with units.begin(WORKER, read_only=True) as unit:
        statement = text("select args from procrastinate_jobs where task_name = :task and status = 'todo' order by id")
        return [row.args for row in unit.session.execute(statement, {"task": task})]


def size(units):
    with units.begin(WORKER, read_only=True) as unit:
        return register_size(unit)


def test_files_are_received_staged_and_taken_in_by_the_worker(kit, units, store, send, world):
    before = size(units)
    run_id = send(kit.good())
    assert run_of(units, run_id).state is ImportState.UPLOADED
    assert jobs(units, "stage_import") == [{"run_id": run_id}]
    staged = stage_upload(units, store, WORKER, run_id)
    run = run_of(units, run_id)
    assert (staged.rows, run.state, run.counts["rows"]) == (11, ImportState.STAGED, 11)
    assert [file["name"] for file in run.files] == [f"{name}.csv" for name in GOOD]
    with units.begin(WORKER) as unit:
        unit.actor = world.actor(unit, OFFICER)
        request_commit(unit, run_id, allow_partial=False)
    assert run_of(units, run_id).state is ImportState.COMMITTING
    assert commit_requested(units, WORKER, run_id).written == 11
    assert run_of(units, run_id).state is ImportState.COMMITTED
    assert "order" not in run_of(units, run_id).counts
    assert size(units)["household"] == before["household"] + 2


def test_the_worker_sees_what_the_sender_may_see(kit, units, store, send, world):
    run_id = send(kit.good())
    stage_upload(units, store, WORKER, run_id)
    with units.begin(WORKER) as unit:
        entries = unit.session.execute(
            text("select actor_name from audit_entry where action = 'stage_import' order by id desc limit 1")
        ).scalar_one()
    assert entries == "County Officer"


def test_a_run_is_staged_once_however_often_it_is_asked_for(kit, units, store, send):
    run_id = send(kit.good())
    assert stage_upload(units, store, WORKER, run_id)
    assert stage_upload(units, store, WORKER, run_id) is None
    with units.begin(WORKER, read_only=True) as unit:
        assert unit.session.execute(text("select count(*) from staged_record")).scalar_one() == 11


def test_a_run_that_another_worker_holds_is_left_to_it(kit, units, store, send):
    run_id = send(kit.good())
    with units.begin(WORKER) as unit:
        assert hold_run(unit, run_id)
        assert stage_upload(units, store, WORKER, run_id) is None
    assert stage_upload(units, store, WORKER, run_id)


CHILD = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.unit_of_work import Units
from foundation.vault import VaultKeys, install_keys
from gateways.files import FolderFiles
import registry.operations.imports.staging as staging
from workflows.work_on_import import stage_upload

url, secret, folder, run_id = sys.argv[1:]
install_keys(VaultKeys.from_secret(secret))
units = Units(sessionmaker(create_engine(url, poolclass=NullPool), expire_on_commit=False), SystemClock())
staging.classify = lambda checks: os.kill(os.getpid(), signal.SIGKILL)
stage_upload(units, FolderFiles(Path(folder)), system_actor("worker"), int(run_id))
"""


def test_a_worker_killed_in_the_middle_is_followed_by_another_and_ends_the_same(
    kit, units, engine, store, send, tmp_path
):
    run_id = send(kit.good())
    url = engine.url.render_as_string(hide_password=False)
    died = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CHILD), url, ENCRYPTION_SECRET, str(tmp_path / "files"), str(run_id)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)},
    )
    assert died.returncode == -signal.SIGKILL
    assert run_of(units, run_id).state is ImportState.STAGING
    with units.begin(WORKER, read_only=True) as unit:
        assert find_progress(unit, run_id).step is ImportStep.KEEPING
        assert unit.session.execute(text("select count(*) from staged_record")).scalar_one() == 0
        unit.session.rollback()
    later = Units(units.open_session, FixedClock(NOW + timedelta(minutes=5)))
    with later.begin(WORKER) as unit:
        unit.session.execute(text("delete from procrastinate_jobs"))
        assert resume_imports(unit) == [run_id]
    with later.begin(WORKER) as unit:
        assert resume_imports(unit) == [], "it waits in the queue already"
    assert jobs(units, "stage_import") == [{"run_id": run_id}]
    assert stage_upload(units, store, WORKER, run_id).takes == 11
    assert list(tmp_path.glob(f"{FOLDER_PREFIX}*")), "the killed worker left its folder"
    assert remove_leftovers(tmp_path, tmp_path.stat().st_mtime + 90_000) == 1


def test_a_run_being_worked_on_is_not_handed_out_again(kit, units, send):
    run_id = send(kit.good())
    later = Units(units.open_session, FixedClock(NOW + timedelta(minutes=5)))
    with units.begin(WORKER) as unit:
        unit.session.execute(text("delete from procrastinate_jobs"))
    with units.begin(WORKER) as holder:
        hold_run(holder, run_id)
        with later.begin(WORKER) as unit:
            assert resume_imports(unit) == []


def test_progress_is_told_step_by_step(kit, units, store, send, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "workflows.work_on_import.write_progress",
        lambda _unit, _run, reached: seen.append((reached.step, reached.percent)),
    )
    stage_upload(units, store, WORKER, send(kit.good()))
    assert [step for step, _ in seen] == [ImportStep.READING, ImportStep.CHECKING, ImportStep.KEEPING]
    assert [percent for _, percent in seen] == sorted(percent for _, percent in seen)


def test_what_is_kept_of_the_files_cannot_be_read_and_is_forgotten_with_the_decision(kit, units, store, send):
    run_id = send(kit.good())
    kept = b"".join(map(store.read, store.keys()))
    assert "张三".encode() not in kept
    assert b"11010519491231002X" not in kept
    with units.begin(WORKER) as unit:
        assert list_upload_keys(unit) == set(store.keys())
    stage_upload(units, store, WORKER, run_id)
    with units.begin(WORKER) as unit:
        discard_import(unit, run_id)
    (forgotten,) = jobs(units, "forget_files")
    assert set(forgotten["keys"]) == set(store.keys())
    with units.begin(WORKER) as unit:
        assert unit.session.scalar(select(ImportUpload.run_id)) is None
        assert unit.session.scalar(select(ImportProgress.run_id)) is None
        with pytest.raises(ImportNotStaged):
            recheck_import(unit, run_id)


def test_a_run_discarded_while_its_files_are_read_stays_discarded(kit, units, store, send, monkeypatch):
    run_id = send(kit.good())

    def discard_meanwhile(unit, order_id):
        with units.begin(WORKER) as other:
            discard_import(other, order_id)
        return True

    monkeypatch.setattr("workflows.work_on_import.hold_run", discard_meanwhile)
    assert stage_upload(units, store, WORKER, run_id) is None
    assert run_of(units, run_id).state is ImportState.DISCARDED
    with units.begin(WORKER, read_only=True) as unit:
        assert unit.session.execute(text("select count(*) from staged_record")).scalar_one() == 0


def test_a_run_whose_files_were_damaged_fails_with_a_reason_and_can_be_discarded(kit, units, store, send):
    run_id = send(kit.good())
    key = next(iter(store.keys()))
    store.path(key).write_bytes(b"x" * 100)
    assert stage_upload(units, store, WORKER, run_id) is None
    run = run_of(units, run_id)
    assert (run.state, run.failure["message"]) == (ImportState.FAILED, UploadLost.message)
    with units.begin(WORKER) as unit:
        discard_import(unit, run_id)


def test_a_run_of_somebody_who_left_fails_with_a_reason(kit, units, store, send, world):
    run_id = send(kit.good())
    with units.begin(WORKER) as unit:
        unit.session.execute(text("update app_user set is_active = false where id = :id"), {"id": world.users[OFFICER]})
    assert stage_upload(units, store, WORKER, run_id) is None
    assert "may not do it any more" in run_of(units, run_id).failure["message"]


def test_what_nobody_foresaw_is_written_to_the_run_and_raised(kit, units, store, send, monkeypatch):
    run_id = send(kit.good())

    def fail(*_args, **_more):
        raise RuntimeError("a mistake in the program")

    monkeypatch.setattr("workflows.work_on_import.stage_run", fail)
    with pytest.raises(RuntimeError):
        stage_upload(units, store, WORKER, run_id)
    assert run_of(units, run_id).state is ImportState.FAILED
    monkeypatch.undo()
    with units.begin(WORKER) as unit:
        recheck_import(unit, run_id)
    assert stage_upload(units, store, WORKER, run_id).is_clean


def test_files_are_checked_again_after_the_register_changed(kit, units, store, send):
    run_id = send([kit.csv("households", ["A-001,360121100201,一般户,9"])])
    stage_upload(units, store, WORKER, run_id)
    with units.begin(WORKER) as unit:
        unit.session.execute(text("update household set household_class = 'ordinary', changed_at = now()"))
        recheck_import(unit, run_id)
    assert stage_upload(units, store, WORKER, run_id).is_clean
    with units.begin(WORKER, read_only=True) as unit:
        changes = unit.session.execute(text("select changes from staged_record")).scalars().all()
    assert [set(one) for one in changes] == [{"land_mu"}]


def test_files_that_are_not_kept_cannot_be_checked_again(kit, unit):
    staged = kit.stage(unit, kit.good())
    with pytest.raises(UploadGone):
        recheck_import(unit, staged.run_id)


def test_the_same_files_are_recognised_until_they_are_decided(kit, units, store, send, world):
    run_id = send(kit.good())

    def twin(login=OFFICER, rule=OnDuplicate.UPDATE):
        digests = [file["sha256"] for file in run_of(units, run_id).files]
        with units.begin(WORKER) as unit:
            unit.actor = world.actor(unit, login)
            found = find_twin(unit, "county", digests, rule)
            return found and found.id

    assert twin() == run_id
    assert twin(rule=OnDuplicate.SKIP) is None
    assert twin("caseworker") is None
    stage_upload(units, store, WORKER, run_id)
    assert twin() == run_id
    with units.begin(WORKER) as unit:
        discard_import(unit, run_id)
    assert twin() is None


def test_a_run_that_nobody_decides_is_discarded_after_a_month(kit, units, store, send):
    run_id = send(kit.good())
    stage_upload(units, store, WORKER, run_id)
    for days, count in ((29, 0), (31, 1), (31, 0)):
        later = Units(units.open_session, FixedClock(NOW + timedelta(days=days)))
        with later.begin(WORKER) as unit:
            assert discard_stale_imports(unit) == count
    assert run_of(units, run_id).state is ImportState.DISCARDED


def test_a_commit_that_cannot_be_done_waits_for_a_decision_again_and_says_why(kit, units, store, send, world):
    run_id = send([kit.csv("households", ["A-001,360121100201,一般户,9"])])
    stage_upload(units, store, WORKER, run_id)
    with units.begin(WORKER) as unit:
        unit.actor = world.actor(unit, OFFICER)
        request_commit(unit, run_id, allow_partial=False)
    with units.begin(WORKER) as unit:
        unit.session.execute(text("update household set changed_at = now() where code = 'A-001'"))
    assert commit_requested(units, WORKER, run_id) is None
    run = run_of(units, run_id)
    assert (run.state, "Check them again" in run.failure["message"]) == (ImportState.STAGED, True)


def test_a_large_file_is_sealed_in_parts_that_cannot_be_exchanged(store, tmp_path):
    content = os.urandom(9 << 20)
    key = new_key()
    sealed = seal_file("../a\x00b.csv", io.BytesIO(content), key, lambda part: store.save(part, suffix="part"))
    assert (sealed.name, sealed.size, len(sealed.keys)) == ("../ab.csv", len(content), 3)
    open_file(sealed.keys, key, store.read, tmp_path / "plain")
    assert (tmp_path / "plain").read_bytes() == content
    for keys, opener in ((sealed.keys[::-1], key), (sealed.keys, new_key())):
        with pytest.raises(UploadLost):
            open_file(keys, opener, store.read, tmp_path / "wrong")


def test_people_come_out_of_the_worker_as_out_of_the_command(kit, units, store, send, world):
    run_id = send(kit.good())
    stage_upload(units, store, WORKER, run_id)
    with units.begin(WORKER) as unit:
        unit.actor = world.actor(unit, OFFICER)
        request_commit(unit, run_id, allow_partial=False)
    commit_requested(units, WORKER, run_id)
    with units.begin(WORKER, read_only=True) as unit:
        assert unit.session.scalar(select(Person.phone).where(Person.name == "张三")) == "13800000001"


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / f"{FOLDER_PREFIX}x").mkdir()
    assert remove_leftovers(tmp_path, tmp_path.stat().st_mtime + 60) == 0
