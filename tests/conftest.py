"""Fixtures that every test group shares: a migrated database with the small world in it."""

import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool

from foundation.actor import system_actor
from foundation.clock import FixedClock
from foundation.unit_of_work import UnitOfWork, Units
from foundation.vault import VaultKeys, install_keys
from gateways.embedded_postgres import create_database, drop_database, normalise_url, start_embedded_postgres
from tests.builders.world import NOW, World, build_world
from web.schema import upgrade

ROOT = Path(__file__).resolve().parent.parent
ENCRYPTION_SECRET = "a secret of the tests, long enough to derive keys from"


@pytest.fixture(scope="session", autouse=True)
def _keys() -> None:
    install_keys(VaultKeys.from_secret(ENCRYPTION_SECRET))


@pytest.fixture(scope="session")
def server_url() -> str:
    """The database server: the one of DATABASE_URL, else the embedded one."""
    given = os.environ.get("DATABASE_URL")
    return normalise_url(given) if given else start_embedded_postgres(ROOT / "instance" / "test-postgres")


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[tuple[str, World]]:
    """A migrated database with the world in it, which tests copy."""
    name = f"template_{os.getpid()}"
    engine = open_engine(create_database(server_url, name))
    upgrade(engine)
    with make_units(engine).begin(system_actor("builder")) as unit:
        world = build_world(unit)
    engine.dispose()
    yield name, world
    drop_database(server_url, name)


@pytest.fixture(scope="session")
def shared_engine(server_url: str, template: tuple[str, World]) -> Iterator[Engine]:
    """One copy of the world for all tests that roll back."""
    name = f"shared_{os.getpid()}"
    engine = open_engine(create_database(server_url, name, template[0]))
    yield engine
    engine.dispose()
    drop_database(server_url, name)


@pytest.fixture
def world(template: tuple[str, World]) -> World:
    """The small world; a copy, because builders write into it what they add."""
    return deepcopy(template[1])


@pytest.fixture
def unit(shared_engine: Engine) -> Iterator[UnitOfWork]:
    """An open unit of the system on the shared copy; whatever the test does is rolled back."""
    session = Session(shared_engine, expire_on_commit=False)
    yield UnitOfWork(session, system_actor("test"), NOW)
    session.rollback()
    session.close()


@pytest.fixture
def engine(server_url: str, template: tuple[str, World], request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A copy of the world for this test alone, for what must really be committed."""
    name = f"test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    engine = open_engine(create_database(server_url, name, template[0]))
    yield engine
    engine.dispose()
    drop_database(server_url, name)


@pytest.fixture
def units(engine: Engine) -> Units:
    """Units of work on a database of this test's own."""
    return make_units(engine)


def open_engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


def make_units(engine: Engine) -> Units:
    return Units(sessionmaker(engine, expire_on_commit=False), FixedClock(NOW))
