"""The one place that commits, the audit chain and the outbox."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from foundation.actor import system_actor
from foundation.audit import AuditEntry, broken_links, count_entries
from foundation.unit_of_work import StrayCommit, Units
from registry.models import Organisation
from tests.builders.world import COUNTY

ACTOR = system_actor("test")


def organisation(name: str) -> Organisation:
    return Organisation(kind="enterprise", name=name, region_path=COUNTY)


def test_a_change_its_audit_and_its_effect_become_true_together(units: Units) -> None:
    with units.begin(ACTOR) as unit:
        unit.session.add(organisation("together"))
        unit.note("add_organisation", "organisation", None, name="together")
        unit.defer("index_document", queue="index", kind="offer", key=1)
    with units.begin(ACTOR, read_only=True) as unit:
        assert unit.session.scalar(select(Organisation.id).where(Organisation.name == "together"))
        assert unit.session.scalar(select(AuditEntry.action).order_by(AuditEntry.id.desc())) == "add_organisation"
        jobs = unit.session.execute(text("select task_name, args from procrastinate_jobs")).all()
    assert [tuple(job) for job in jobs] == [("index_document", {"kind": "offer", "key": 1})]


def test_a_failure_leaves_nothing_behind(units: Units) -> None:
    with units.begin(ACTOR, read_only=True) as unit:
        before = count_entries(unit.session)
    with pytest.raises(RuntimeError), units.begin(ACTOR) as unit:
        unit.session.add(organisation("never"))
        unit.note("add_organisation", "organisation", None)
        unit.defer("index_document", kind="offer", key=2)
        raise RuntimeError
    with units.begin(ACTOR, read_only=True) as unit:
        assert unit.session.scalar(select(Organisation.id).where(Organisation.name == "never")) is None
        assert count_entries(unit.session) == before
        assert unit.session.scalar(text("select count(*) from procrastinate_jobs")) == 0


def test_nobody_else_may_commit(units: Units) -> None:
    with pytest.raises(StrayCommit), units.begin(ACTOR) as unit:
        unit.session.add(organisation("stray"))
        unit.session.commit()


def test_a_read_only_unit_cannot_write(units: Units) -> None:
    with pytest.raises(DBAPIError, match="read-only"), units.begin(ACTOR, read_only=True) as unit:
        unit.session.add(organisation("read only"))
        unit.session.flush()


def test_the_database_refuses_to_change_the_audit(engine: Engine) -> None:
    for statement in ("update audit_entry set action = 'x'", "delete from audit_entry", "truncate audit_entry"):
        with engine.connect() as connection, pytest.raises(DBAPIError, match="never changed"):
            connection.execute(text(statement))


def test_a_forged_entry_breaks_the_chain(units: Units, engine: Engine) -> None:
    for name in ("one", "two", "three"):
        with units.begin(ACTOR) as unit:
            unit.note("act", "thing", 1, name=name)
    with Session(engine) as session:
        assert list(broken_links(session)) == []
    with engine.begin() as connection:
        connection.execute(text("alter table audit_entry disable trigger all"))
        forged = connection.scalar(
            text("update audit_entry set detail = '{\"name\": \"zwei\"}' where detail->>'name' = 'two' returning id")
        )
    with Session(engine) as session:
        assert list(broken_links(session)) == [forged]


def test_concurrent_writers_keep_the_chain_a_line(units: Units, engine: Engine) -> None:
    def write(number: int) -> None:
        with units.begin(ACTOR) as unit:
            unit.note("act", "thing", number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with Session(engine) as session:
        assert list(broken_links(session)) == []
        assert count_entries(session) >= 40
