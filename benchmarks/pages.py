"""Pages of a large register under load: search, lists, the household's file, statistics of a county.

python -m benchmarks.pages --households 1000000 --connections 8

Generates a register, grades it, gives some households a caseworker, and serves the platform with its own web server.
Then it asks for pages over HTTP on as many connections as wanted, one kind after the other, and prints requests a
second and the median, 95th percentile and largest wait, beside the sign of life as the floor of this machine.
"""

import argparse
import http.client
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import sessionmaker

from benchmarks.registry_generator import AS_OF, generate_registry, open_database
from config import ROOT, read_settings
from foundation.actor import system_actor
from foundation.clock import SystemClock
from foundation.unit_of_work import Units
from registry.operations.users import sync_roles
from registry.rules.blind_indexes import id_number_index, phone_index
from web.commands.children import free_port
from web.commands.serve import THREADS
from web.factory import create_app
from web.roles import all_grants
from workflows.grade_registry import grade_registry

ACTOR = system_actor("benchmark")
KNOWN = 2_000
"""People whose numbers are the real indexes of made-up numbers, to be looked for."""
WORKERS = 2
USERS = """
with people as (
    insert into app_user (login, name, password_hash, session_nonce)
    values ('officer', '县级人员', '', 'nonce'), ('worker', '帮扶人', '', 'nonce') returning id, login
), placed as (
    insert into appointment (user_id, role_name, region_path, starts_on)
    select id, case login when 'officer' then 'county_officer' else 'caseworker' end,
           case login when 'officer' then '99.' else '99.9901.990100.9901000000.' end, '2020-01-01' from people
)
update standing set caseworker_id = (select id from people where login = 'worker'), next_visit_due_on = current_date
where household_id % 50 = 0 and household_id <= 5000
"""
INDEXES = """
update person p set id_number_index = k.id_index, phone_index = k.phone_index
from unnest(cast(:ids as bigint[]), cast(:id_indexes as text[]), cast(:phone_indexes as text[]))
     as k(id, id_index, phone_index)
where p.id = k.id
"""
SPREAD = "update person set id_number_index = left(md5('i' || id), 22), phone_index = left(md5('p' || id), 22)"


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, who asks, the addresses to ask for, and on how many connections at most."""

    name: str
    login: str
    addresses: Sequence[str]
    most_connections: int = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--requests", type=int, default=400, help="of each kind")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pages-") as folder, open_database(Path(folder) / "postgres") as engine:
        prepare(engine, wanted.households)
        with served(engine, Path(folder)) as (port, app):
            measure(engine, app, port, wanted)


def prepare(engine: Engine, households: int) -> None:
    """Generate the register, grade it and make two users."""
    started = time.perf_counter()
    generate_registry(engine, households, AS_OF)
    print(f"{households:,} households generated in {time.perf_counter() - started:.0f} s", flush=True)
    units = Units(sessionmaker(engine, expire_on_commit=False), SystemClock())
    with units.begin(ACTOR) as unit:
        sync_roles(unit, all_grants())
    grade_registry(units, ACTOR, as_of=AS_OF)
    with engine.begin() as connection:
        connection.execute(text(SPREAD))
        ids = connection.execute(text("select id from person order by md5(id::text) limit :known"), {"known": KNOWN})
        keys = list(ids.scalars())
        values = {
            "ids": keys,
            "id_indexes": [id_number_index(id_number(place)) for place in range(len(keys))],
            "phone_indexes": [phone_index(telephone(place)) for place in range(len(keys))],
        }
        connection.execute(text(INDEXES), values)
        connection.execute(text(USERS))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    print(f"graded and indexed after {time.perf_counter() - started:.0f} s", flush=True)


def id_number(place: int) -> str:
    return f"99010019700101{place:03d}X"


def telephone(place: int) -> str:
    return f"139{place:08d}"


@contextmanager
def served(engine: Engine, folder: Path) -> Iterator[tuple[int, Flask]]:
    """Serve the platform as `holdfast serve` does and give its port and an application with the same secrets."""
    port = free_port("127.0.0.1", 8300)
    assert port is not None
    environment = {
        **os.environ,
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "HOLDFAST_INSTANCE": str(folder / "instance"),
        "HOLDFAST_SECRET_KEY": "a secret for generated registers only, worth nothing",
        "HOLDFAST_ENCRYPTION_SECRET": "a secret for generated registers only, worth nothing",
        "HOLDFAST_COOKIES_SECURE": "0",
        "HOLDFAST_SECOND_FACTOR": "0",
    }
    app = create_app(read_settings(environment))
    options = f"--worker-class gthread --threads {THREADS} --workers {WORKERS} --log-level warning"
    command = [sys.executable, "-m", "gunicorn", *options.split(), "--no-control-socket"]
    server = subprocess.Popen(
        [*command, "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}", "wsgi:app"], env=environment
    )
    try:
        wait_until_up(port)
        yield port, app
    finally:
        server.terminate()
        server.wait(30)
        app.extensions["holdfast"].engine.dispose()


def wait_until_up(port: int) -> None:
    for _ in range(300):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the platform did not come up")


def cookie_of(engine: Engine, app: Flask, login: str) -> str:
    """Return the session cookie of a user, made as the application makes it."""
    password = "a password for generated registers"
    with engine.begin() as connection:
        hashed = PasswordHasher(memory_cost=1024, time_cost=1, parallelism=1).hash(password)
        connection.execute(text("update app_user set password_hash = :hashed where login = :login"), locals())
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/account/log-in", data={"login": login, "password": password})
    cookie = client.get_cookie("session")
    assert cookie is not None, "the log-in was refused"
    return f"session={cookie.value}; lang=zh"


def kinds(engine: Engine, requests: int) -> Iterator[Kind]:
    """Yield each kind of page with its addresses."""
    dice = random.Random(3)
    with engine.connect() as connection:
        size = connection.execute(text("select max(id) from household")).scalar_one()
        county = connection.execute(text("select min(path) from region where level = 'county'")).scalar_one()
        names = connection.execute(text("select name from person order by md5(name || id) limit 500")).scalars().all()
    files = [f"/registry/households/{dice.randint(1, size)}" for _ in range(requests)]
    some = lambda make: [make() for _ in range(requests)]  # noqa: E731
    yield Kind("sign of life", "", ["/healthz"] * requests)
    yield Kind("search by name", "officer", some(lambda: f"/registry/search?q={quote(dice.choice(names))}"))
    yield Kind(
        "search by two characters", "officer", some(lambda: f"/registry/search?q={quote(dice.choice(names)[:2])}")
    )
    yield Kind("search by ID number", "officer", some(lambda: f"/registry/search?q={id_number(dice.randrange(1000))}"))
    yield Kind("search by telephone", "officer", some(lambda: f"/registry/search?q={telephone(dice.randrange(KNOWN))}"))
    yield Kind("household file", "officer", files)
    yield Kind("household list, whole register", "officer", ["/registry/households"] * requests)
    yield Kind("caseworker's list", "worker", ["/casework/today"] * requests)
    few = max(requests // 10, 1)
    yield Kind("table of a county, two readers", "officer", [f"/statistics/table?area={county}"] * few, 2)
    yield Kind("measures of a county, two readers", "officer", [f"/statistics/measures?area={county}"] * few, 2)


def measure(engine: Engine, app: Flask, port: int, wanted: argparse.Namespace) -> None:
    """Ask for every kind of page and print what it took."""
    cookies = {login: cookie_of(engine, app, login) for login in ("officer", "worker")}
    print(f"{'page':34} {'requests/s':>10} {'median ms':>10} {'p95 ms':>8} {'max ms':>8}")
    for kind in kinds(engine, wanted.requests):
        connections = min(wanted.connections, kind.most_connections)
        ask(port, kind.addresses[:16], cookies.get(kind.login, ""), connections)
        started = time.perf_counter()
        waits = ask(port, kind.addresses, cookies.get(kind.login, ""), connections)
        rate = len(waits) / (time.perf_counter() - started)
        p95 = statistics.quantiles(waits, n=20)[-1]
        print(
            f"{kind.name:34} {rate:10.0f} {statistics.median(waits) * 1e3:10.1f} {p95 * 1e3:8.1f} "
            f"{max(waits) * 1e3:8.1f}",
            flush=True,
        )


def ask(port: int, addresses: Sequence[str], cookie: str, connections: int) -> list[float]:
    """Return the wait of each request, in seconds."""
    with ThreadPoolExecutor(connections) as pool:
        parts = pool.map(one_connection(port, cookie), [addresses[n::connections] for n in range(connections)])
        return [wait for part in parts for wait in part]


def one_connection(port: int, cookie: str) -> Callable[[Sequence[str]], list[float]]:
    def visit(addresses: Sequence[str]) -> list[float]:
        waits = []
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for address in addresses:
                started = time.perf_counter()
                connection.request("GET", address, headers={"Cookie": cookie})
                answer = connection.getresponse()
                body = answer.read()
                waits.append(time.perf_counter() - started)
                assert answer.status == 200, (address, answer.status, body[:200])
        return waits

    return visit


if __name__ == "__main__":
    main()
