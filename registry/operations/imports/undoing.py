"""A committed import taken out of the register again, as long as nothing was built on it."""

from typing import Any

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportRun
from registry.operations.imports.committing import MANY_RECORDS, ONE_AT_A_TIME
from registry.operations.imports.restoring import (
    OBSERVE_BACK,
    REMOVE_HOUSEHOLDS,
    REMOVE_PEOPLE,
    REMOVE_STANDINGS,
    TOUCH,
    remove_entries,
    restore_entries,
    restore_households,
    restore_people,
)
from registry.queries.import_traces import list_built_on
from registry.queries.imports import get_run
from registry.rules.imports.errors import ImportBuiltUpon, ImportNotCommitted, ImportOutsideArea
from registry.rules.imports.facts import BuiltOn, ImportUndone
from registry.rules.imports.fields import ENTRIES
from registry.rules.words_imports import BuiltOnKind, ImportState, StagedEntity

UNDO_SOURCE = "undo of import {run_id}"
_LOCK = """
select count(*) from (select h.id from household h
    where h.id in (select record_id from import_trace where run_id = :run_id and entity = 'household')
    order by h.id for update) held
"""
_PLACES = """
select distinct h.region_path from household h
join import_trace t on t.run_id = :run_id and t.entity = 'household' and t.record_id = h.id
"""
_HAS_TRACE = "select exists (select from import_trace where run_id = :run_id)"
_DROP_OPEN = "delete from import_contradiction where run_id = :run_id and state = 'open'"
_DROP_TRACE = "delete from import_trace where run_id = :run_id"


def undo_import(unit: UnitOfWork, run_id: int) -> ImportUndone:
    """Put the register back to what it was before a run: new records go, changed ones have their former values again.

    The history keeps the changed values and says that they were taken back. What rooms keep of the households that go
    has to be asked for, and cleared away, before: `workflows.undo_import` does both.
    Raises: ImportRunNotFound; ImportNotCommitted; ImportOutsideArea; ImportBuiltUpon with what rests on it.
    Writes: household, person, income, spending, life_event, observation, standing, import_contradiction; import_trace
        is emptied; defers the search index. Cost: about 25 statements, whatever the number of records.
    """
    run = get_run(unit, run_id, for_update=True)
    connection = unit.session.connection()
    connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    connection.execute(text("analyze import_trace (run_id, entity, record_id, household_id, is_new)"))
    connection.execute(text(_LOCK), {"run_id": run_id})
    _require_undoable(unit, connection, run)
    unit.session.flush()
    try:
        undone = _take_back(unit, connection, run)
    except IntegrityError as error:
        raise ImportBuiltUpon([_unknown(error)]) from error
    unit.session.expire_all()
    run.state, run.undone_at, run.undone_by = ImportState.UNDONE, unit.now, unit.actor.name[:120]
    unit.session.flush()
    if sum(undone.removed.values()) + sum(undone.restored.values()) >= MANY_RECORDS:
        connection.execute(text("analyze household, person, income, spending, life_event, standing"))
    unit.note(
        "undo_import",
        "import_run",
        run_id,
        region_path=run.region_path,
        removed={entity.value: count for entity, count in undone.removed.items()},
        restored={entity.value: count for entity, count in undone.restored.items()},
    )
    return undone


def _require_undoable(unit: UnitOfWork, connection: Connection, run: ImportRun) -> None:
    if run.state is not ImportState.COMMITTED:
        raise ImportNotCommitted()
    has_written = bool(run.counts.get("written"))
    if has_written and not connection.execute(text(_HAS_TRACE), {"run_id": run.id}).scalar_one():
        raise ImportNotCommitted()
    places: list[Any] = list(connection.execute(text(_PLACES), {"run_id": run.id}).scalars())
    if not all(covers(unit.actor, place) for place in places):
        raise ImportOutsideArea()
    if found := list_built_on(unit, run.id):
        raise ImportBuiltUpon(found)


def _take_back(unit: UnitOfWork, connection: Connection, run: ImportRun) -> ImportUndone:
    params = {
        "run_id": run.id,
        "now": unit.now,
        "source": UNDO_SOURCE.format(run_id=run.id),
        "actor_name": unit.actor.name[:120],
    }

    def execute(statement: str) -> int:
        return connection.execute(text(statement), params).rowcount

    removed: dict[StagedEntity, int] = {}
    restored: dict[StagedEntity, int] = {}
    execute(_DROP_OPEN)
    execute(OBSERVE_BACK.format(only=""))
    for entity in ENTRIES:
        restored[entity] = execute(restore_entries(entity))
        removed[entity] = execute(remove_entries(entity))
    removed[StagedEntity.PERSON] = execute(REMOVE_PEOPLE)
    restored[StagedEntity.PERSON] = execute(restore_people(heads=False)) + execute(restore_people(heads=True))
    execute(REMOVE_STANDINGS)
    removed[StagedEntity.HOUSEHOLD] = execute(REMOVE_HOUSEHOLDS)
    restored[StagedEntity.HOUSEHOLD] = execute(restore_households())
    execute(TOUCH)
    execute(_DROP_TRACE)
    return ImportUndone(run.id, _filled(removed), _filled(restored))


def _filled(counts: dict[StagedEntity, int]) -> dict[StagedEntity, int]:
    return {entity: count for entity, count in counts.items() if count}


def _unknown(error: IntegrityError) -> BuiltOn:
    """Return what the database says still refers to a record that should go: the table's name, at least."""
    table = error.orig.diag.table_name if isinstance(error.orig, ForeignKeyViolation) else None
    return BuiltOn(BuiltOnKind.OTHER, 1, (table,) if table else ())
