"""`holdfast serve`: the address, the processes it looks after, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine

from config import ROOT, read_settings
from foundation.unit_of_work import Units
from tests.builders.main_job import MainJob
from tests.builders.world import World
from tests.web.command_line import Run, answer, environment, run
from web.commands.children import free_port
from web.commands.serve import Place, serving_environment

__all__ = ["run"]

SUPERVISED = """
import sys
from web.commands.children import Child, supervise
web = Child([sys.executable, "-c", {web!r}], {{}})
worker = Child([sys.executable, "-c", {worker!r}], {{"MARK": {mark!r}}})
sys.exit(supervise(web, worker, lambda: print("ready", flush=True), ("127.0.0.1", {port})))
"""
LISTEN = "import socket, time; s = socket.socket(); s.bind(('127.0.0.1', {port})); s.listen(); time.sleep(60)"
DIES = "import os, sys; open(os.environ['MARK'], 'a').write(f'{os.getpid()} '); sys.exit(7)"
LASTS = "import os, time; open(os.environ['MARK'], 'a').write(f'{os.getpid()} '); time.sleep(60)"


def free() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(mark: Path, worker: str) -> Iterator[subprocess.Popen[str]]:
    """Run a supervisor over a web server that listens and a worker that writes its id to `mark`."""
    port = free()
    program = SUPERVISED.format(web=LISTEN.format(port=port), worker=worker, mark=str(mark), port=port)
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def pids(mark: Path, count: int) -> list[int]:
    """Wait until so many workers have started."""
    for _ in range(100):
        found = mark.read_text().split() if mark.exists() else []
        if len(found) >= count:
            return [int(pid) for pid in found]
        time.sleep(0.1)
    raise AssertionError(f"only {len(found)} workers started")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_busy_port_gives_way_to_the_next_free_one():
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) != port
        assert free_port("127.0.0.1", port) is not None


def test_a_worker_that_dies_is_started_again_and_a_wish_to_stop_ends_with_0(tmp_path):
    with started(tmp_path / "mark", DIES) as supervisor:
        assert len(set(pids(tmp_path / "mark", 2))) == 2
        supervisor.terminate()
        assert supervisor.wait(20) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_the_worker_ends_with_its_parent_even_when_that_is_killed(tmp_path):
    with started(tmp_path / "mark", LASTS) as supervisor:
        (worker,) = pids(tmp_path / "mark", 1)
        supervisor.kill()
    for _ in range(50):
        if not is_running(worker):
            return
        time.sleep(0.1)
    raise AssertionError("the worker outlived its parent")


def test_the_served_processes_learn_the_real_address_and_the_demo_goes_without_https(run: Run):
    settings = read_settings()
    assert serving_environment(settings, Place("127.0.0.1", 8003), demo=False) == {
        "HOLDFAST_BASE_URL": "http://127.0.0.1:8003"
    }
    assert serving_environment(settings, Place("127.0.0.1", 8000), demo=True) == {
        "HOLDFAST_BASE_URL": "http://127.0.0.1:8000",
        "HOLDFAST_DEMO": "1",
        "HOLDFAST_SECOND_FACTOR": "0",
        "HOLDFAST_COOKIES_SECURE": "0",
    }
    assert "HOLDFAST_COOKIES_SECURE" not in serving_environment(settings, Place("10.0.0.5", 8000), demo=True)


def test_the_index_is_rebuilt_from_the_database(run: Run, units: Units, world: World):
    MainJob(units, world).partners_offer()
    assert answer(run("reindex", "--json"))["documents"] == 1


@pytest.mark.slow
def test_the_platform_answers_and_stops_cleanly(engine: Engine, tmp_path):
    told = {**os.environ, **environment(engine, tmp_path / "my instance")}
    command = [sys.executable, "-m", "web.commands", "serve", "--port", str(free()), "--workers", "1", "--json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=told, stdout=pipe, stderr=pipe, text=True) as served:
        assert served.stdout is not None
        place = json.loads(served.stdout.readline())
        with urlopen(place["address"], timeout=20) as page:
            assert page.status == 200
        served.send_signal(signal.SIGTERM)
        _, errors = served.communicate(timeout=40)
    assert served.returncode == 0, errors
    assert "Traceback" not in errors
    with pytest.raises(OSError):
        urlopen(place["address"], timeout=5)
