"""Whether the register is still as it was when files were checked against it."""

from sqlalchemy import Connection, text

_TOUCHED = """
select household_id from staged_record
where run_id = :run_id and household_id is not null and outcome in ('new', 'changed')
"""
_MARK = f"""
select coalesce(sum(hashtextextended(id || ':' || extract(epoch from changed_at), 0)), 0)::text
from household where id in ({_TOUCHED})
"""
_LOCK = f"select count(*) from (select id from household where id in ({_TOUCHED}) order by id for no key update) held"


def register_mark(connection: Connection, run_id: int) -> str:
    """Return one number for the state of every known household that the run would touch. Cost: 1 statement."""
    return str(connection.execute(text(_MARK), {"run_id": run_id}).scalar_one())


def lock_households(connection: Connection, run_id: int) -> None:
    """Hold these households until the transaction ends, so that the mark stays true while they are written."""
    connection.execute(text(_LOCK), {"run_id": run_id})
