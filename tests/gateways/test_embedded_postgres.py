"""The embedded database: a real server in a folder of its own."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from gateways.embedded_postgres import (
    create_database,
    drop_database,
    normalise_url,
    socket_folder,
    start_embedded_postgres,
    stop_embedded_postgres,
)

ROOT = Path(__file__).resolve().parents[2]
SECOND_PROCESS = """
import sys
from pathlib import Path
from gateways.embedded_postgres import start_embedded_postgres
print(start_embedded_postgres(Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Not pytest's own folder: another test run may close that to the server's user while it works.
    made = Path(tempfile.mkdtemp(prefix="holdfast-pg-"))
    yield made / "实例" / "postgres"
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    yield start_embedded_postgres(folder)
    stop_embedded_postgres(folder)


def ask(url: str, statement: str) -> list[tuple]:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []
    finally:
        engine.dispose()


def test_a_real_server_answers_in_a_database_of_our_own(url):
    assert url.startswith("postgresql+psycopg://")
    [(database, version)] = ask(url, "select current_database(), current_setting('server_version_num')::int")
    assert database == "holdfast"
    assert version >= 150000


def test_the_server_runs_with_our_settings(url):
    names = "('shared_buffers', 'work_mem', 'jit', 'random_page_cost', 'max_connections', 'TimeZone')"
    rows = dict(ask(url, f"select name, current_setting(name) from pg_settings where name in {names}"))
    assert rows == {
        "shared_buffers": "256MB",
        "work_mem": "64MB",
        "jit": "off",
        "random_page_cost": "1.1",
        "max_connections": "100",
        "TimeZone": "UTC",
    }


def test_chinese_text_travels(url):
    assert ask(url, "select '防止返贫', length('防止返贫')") == [("防止返贫", 4)]


def test_starting_again_joins_the_same_server(url, folder):
    ask(url, "create table kept (n int)")
    ask(url, "insert into kept values (7)")
    assert start_embedded_postgres(folder) == url
    assert ask(url, "select n from kept") == [(7,)]


def test_another_process_joins_the_server_and_leaves_it_running(url, folder):
    told = subprocess.run(
        [sys.executable, "-c", SECOND_PROCESS, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == url
    assert not told.stderr
    assert ask(url, "select 1") == [(1,)]


def test_a_process_that_was_killed_does_not_keep_the_server_running(url, folder):
    holders = folder / ".handle_pids.json"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    holders.write_text(json.dumps([gone.pid, *json.loads(holders.read_text())]))
    start_embedded_postgres(folder)
    assert gone.pid not in json.loads(holders.read_text())
    assert os.getpid() in json.loads(holders.read_text())


def test_a_database_is_made_from_a_template_and_dropped(url):
    template = create_database(url, "pattern")
    ask(template, "create table village (name text)")
    ask(template, "insert into village values ('石桥村')")

    copy = create_database(url, "copy-1", template="pattern")

    assert ask(copy, "select name from village") == [("石桥村",)]
    with pytest.raises(psycopg.errors.DuplicateDatabase):
        create_database(url, "copy-1")
    for name in ("copy-1", "copy-1", "pattern"):
        drop_database(url, name)
    assert ask(url, "select count(*) from pg_database where datname in ('copy-1', 'pattern')") == [(0,)]


def test_a_database_is_dropped_under_those_who_are_connected(url):
    busy = create_engine(create_database(url, "busy"))
    connection = busy.connect()
    connection.execute(text("select 1"))
    drop_database(url, "busy")
    connection.invalidate()
    connection.close()
    busy.dispose()
    assert ask(url, "select 1 from pg_database where datname = 'busy'") == []


def test_a_name_is_a_name_and_no_statement(url):
    name = 'odd"; drop database holdfast; --'
    assert ask(create_database(url, name), "select current_database()") == [(name,)]
    drop_database(url, name)
    assert ask(url, "select current_database()") == [("holdfast",)]


@pytest.mark.parametrize("name", ["我的 实例 & it's (new); x", "很长的文件夹" * 9])
def test_a_folder_with_spaces_or_a_very_long_path_works_and_can_be_joined(name):
    made = Path(tempfile.mkdtemp(prefix="holdfast-pg-"))
    folder = made / name / name / "postgres"
    try:
        url = start_embedded_postgres(folder)
        assert ask(url, "select current_database()") == [("holdfast",)]
        told = subprocess.run(
            [sys.executable, "-c", SECOND_PROCESS, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == url
        socket_folder = Path(make_url(url).query["host"])
        assert socket_folder != folder
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    finally:
        stop_embedded_postgres(folder)
        shutil.rmtree(made)


def test_a_plain_short_folder_keeps_its_socket_inside(url, folder):
    assert Path(make_url(url).query["host"]) == folder.resolve()


def test_a_socket_folder_of_somebody_else_is_not_used(tmp_path):
    data, runtime = tmp_path / "has space", tmp_path / "runtime"
    data.mkdir()
    runtime.mkdir()
    ours = socket_folder(data, runtime)
    ours.rmdir()
    ours.symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="another user"):
        socket_folder(data, runtime)


@pytest.mark.parametrize("name", ["$(x)", "a`b`", 'a"b', "a\\b"])
def test_a_folder_that_the_server_itself_would_misread_is_refused_at_once(tmp_path, name):
    with pytest.raises(ValueError, match="without"):
        start_embedded_postgres(tmp_path / name / "postgres")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_names_the_driver_whatever_its_form(kind):
    assert normalise_url(f"{kind}://u:p%40ss@db:5433/holdfast?sslmode=require") == (
        "postgresql+psycopg://u:p%40ss@db:5433/holdfast?sslmode=require"
    )


@pytest.mark.parametrize("url", ["sqlite:///x.db", "mysql://u@h/d", "holdfast", "", "postgresql+psycopg2://u@h/d"])
def test_another_kind_of_database_is_refused(url):
    with pytest.raises(ValueError, match="postgresql://"):
        normalise_url(url)


def test_several_may_start_a_new_folder_in_the_same_moment() -> None:
    made = Path(tempfile.mkdtemp(prefix="holdfast-pg-"))
    try:
        command = [sys.executable, "-c", SECOND_PROCESS, str(made / "postgres")]
        starting = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        said = [process.communicate()[0] for process in starting]
        assert [process.returncode for process in starting] == [0, 0, 0]
        assert len(set(said)) == 1
    finally:
        shutil.rmtree(made)
