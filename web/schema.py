"""The database schema: every room's tables in one metadata, and the migrations that make them."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

import casework.models
import development.models
import foundation.audit
import incentives.models
import insurance.models
import ledger.models
import marketplace.models
import monitoring.models
import registry.models
from foundation.orm import Base

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
ROOMS = (
    foundation.audit,
    registry.models,
    ledger.models,
    monitoring.models,
    casework.models,
    development.models,
    insurance.models,
    marketplace.models,
    incentives.models,
)
"""Importing a room's models puts its tables into the metadata."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; safe to call again."""
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def differences(connection: Connection) -> list[object]:
    """Return what the models have and the migrated database lacks, or the other way round."""
    context = MigrationContext.configure(
        connection,
        opts={
            "include_object": lambda _o, name, kind, _r, _c: not (kind == "table" and name.startswith("procrastinate_"))
        },
    )
    return list(compare_metadata(context, Base.metadata))


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for one connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
