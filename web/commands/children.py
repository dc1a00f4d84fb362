"""The processes that `holdfast serve` looks after: the web server in the foreground and the worker beside it."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from types import FrameType

LOOK_SECONDS = 0.3
STOP_SECONDS = 15.0
READY_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0
PORTS_TRIED = 100
PR_SET_PDEATHSIG = 1
WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(SystemExit):
    """Somebody asked the command to end."""


class Child:
    """A process that ends with this one.

    Args:
        command: program and arguments.
        environment: what is set on top of this process's own environment.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = ["env", *(f"{key}={value}" for key, value in environment.items()), *command]
        self._process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches it through us alone."""
        self.started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own programs
            self._command,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, and no thread of ours holds a lock
        )

    def exit_code(self) -> int | None:
        """Return how the process ended, None while it runs."""
        return self._process.poll() if self._process else None

    def ask_to_stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def wait_or_kill(self, until: float) -> None:
        """Wait for the end until a moment of the monotonic clock, then end it."""
        if self._process is None:
            return
        try:
            self._process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def end_with_parent() -> None:
    """Ask the kernel to end this process with its parent, also when that is killed; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise(web: Child, worker: Child, on_ready: Callable[[], None], address: tuple[str, int]) -> int:
    """Run both until the web server ends or somebody asks to stop; a worker that dies is started again.

    Returns: the exit code: 0 after a wish to stop, else the web server's.
    """
    for number in WISHES:
        signal.signal(number, _stop)
    try:
        worker.start()
        web.start()
        wait_until_ready(web, address)
        if web.exit_code() is None:
            on_ready()
        return _watch(web, worker)
    except Stopped:
        return 0
    finally:
        for number in WISHES:
            signal.signal(number, signal.SIG_IGN)  # a second wish must not interrupt the first
        until = time.monotonic() + STOP_SECONDS
        for child in (web, worker):
            child.ask_to_stop()
        for child in (web, worker):
            child.wait_or_kill(until)


def _watch(web: Child, worker: Child) -> int:
    pause, again_at = 1.0, 0.0
    while (ended := web.exit_code()) is None:
        if worker.exit_code() is not None:
            if not again_at:
                pause = 1.0 if time.monotonic() - worker.started_at > STEADY_SECONDS else pause
                again_at = time.monotonic() + pause
                print(
                    f"The worker ended ({worker.exit_code()}); it is started again in {pause:.0f} s.", file=sys.stderr
                )
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            elif time.monotonic() >= again_at:
                worker.start()
                again_at = 0.0
        time.sleep(LOOK_SECONDS)
    return ended or 1


def wait_until_ready(web: Child, address: tuple[str, int]) -> None:
    """Wait until the address answers, the process ends, or a minute is over."""
    until = time.monotonic() + READY_SECONDS
    while web.exit_code() is None and time.monotonic() < until:
        with closing(_socket_for(address[0])) as probe:
            probe.settimeout(1.0)
            if probe.connect_ex(address) == 0:
                return
        time.sleep(LOOK_SECONDS)


def free_port(host: str, wanted: int) -> int | None:
    """Return the first port from `wanted` on that nobody listens on; None when there is none near it."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65_536)):
        with closing(_socket_for(host)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    return None


def _socket_for(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(0)
