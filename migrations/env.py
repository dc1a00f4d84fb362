"""Runs the numbered migrations on the connection that `web.schema` hands over."""

from typing import Any

from alembic import context

from foundation.orm import Base

OWN_SCHEMA = "procrastinate_"


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave the job queue's tables to the library that owns them."""
    return not (kind == "table" and name is not None and name.startswith(OWN_SCHEMA))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, include_object=include_object, compare_server_default=False
)
with context.begin_transaction():
    context.run_migrations()
