"""The migrated database is what the models say, and stands up to being built twice."""

from sqlalchemy import Engine, inspect

from web.schema import ROOMS, differences, upgrade

UNBOUND = {
    "app_user": "a member's log-in, which administrators see without seeing the household",
    "staged_record": "belongs to its import run, which carries the region path",
    "import_trace": "belongs to its import run, and outlives a household that an undo removes",
}
"""Tables that name a household without being bound to its place, and why."""


def test_migrations_build_exactly_what_the_models_declare(shared_engine: Engine) -> None:
    with shared_engine.connect() as connection:
        found = differences(connection)
    assert not found, "write a migration for: " + "; ".join(str(item)[:200] for item in found)


def test_upgrading_again_changes_nothing(shared_engine: Engine) -> None:
    upgrade(shared_engine)


def test_every_household_bound_table_carries_the_region_path(shared_engine: Engine) -> None:
    inspector = inspect(shared_engine)
    lacking = []
    for table in inspector.get_table_names():
        columns = {column["name"] for column in inspector.get_columns(table)}
        if "household_id" in columns and table not in UNBOUND and "region_path" not in columns:
            lacking.append(table)
    assert not lacking, f"add region_path and registry.models.households.household_key() to: {lacking}"


def test_every_room_gives_its_tables_to_the_schema() -> None:
    assert len(ROOMS) == 9
