"""The temporary tables that a file's records are copied into, checked in and classified from; gone with the unit."""

from sqlalchemy import Connection, text

from registry.rules.imports.fields import FIELDS, HOUSEHOLD, PERSON, Field, FieldKind, kept
from registry.rules.words_imports import StagedEntity

SQL_TYPES = {
    FieldKind.KEY: "text",
    FieldKind.TEXT: "text",
    FieldKind.NAME: "text",
    FieldKind.WORD: "text",
    FieldKind.LIST: "varchar[]",
    FieldKind.FLAG: "boolean",
    FieldKind.WHOLE: "integer",
    FieldKind.NUMBER: "numeric",
    FieldKind.MONEY: "bigint",
    FieldKind.DATE: "date",
    FieldKind.ID_NUMBER: "bytea",
    FieldKind.PHONE: "bytea",
    FieldKind.ACCOUNT: "bytea",
}
TABLE_OF = {
    StagedEntity.HOUSEHOLD: "stage_household",
    StagedEntity.PERSON: "stage_person",
    StagedEntity.INCOME: "stage_entry",
    StagedEntity.SPENDING: "stage_entry",
    StagedEntity.EVENT: "stage_entry",
}
INDEXES = ("id_number_index", "phone_index", "bank_account_index")
COMMON = "source_no smallint, row_number integer, is_refused boolean, refusal text"
COPIED_COMMON = ("source_no", "row_number", "is_refused")


def _columns(fields: tuple[Field, ...]) -> str:
    return ", ".join(f"{field.stored_as} {SQL_TYPES[field.kind]}" for field in kept(fields))


_TABLES = f"""
drop table if exists pg_temp.stage_source, pg_temp.stage_column, pg_temp.stage_household, pg_temp.stage_person,
    pg_temp.stage_entry, pg_temp.stage_map;
create temp table stage_source (source_no smallint primary key, file_name text, sheet text) on commit drop;
create temp table stage_column (source_no smallint, field text, heading text, primary key (source_no, field))
    on commit drop;
create temp table stage_household ({COMMON}, {_columns(HOUSEHOLD)}, extra jsonb,
    household_id bigint, region_path text collate "C", is_changed boolean, is_doubtful boolean) on commit drop;
create temp table stage_person ({COMMON}, {_columns(PERSON)}, {", ".join(f"{name} text" for name in INDEXES)},
    extra jsonb, is_code_from_id boolean, household_id bigint, record_id bigint, is_changed boolean,
    is_phone_same boolean, is_doubtful boolean, contradictions jsonb) on commit drop;
create temp table stage_entry (entity text, {COMMON}, household_code text, happened_on date, kind text,
    reference text not null default '', amount_minor bigint, note text) on commit drop;
create temp table stage_map (code text primary key, household_id bigint, region_path text collate "C",
    is_mine boolean, is_in_file boolean, has_people boolean, refusal text) on commit drop;
"""
WORK_MEMORY = "set local work_mem = '96MB'"


def create_staging_tables(connection: Connection) -> None:
    """Make the tables of one staging, empty, for the rest of the transaction."""
    connection.execute(text(WORK_MEMORY))
    connection.execute(text(_TABLES))


def analyse_staging_tables(connection: Connection) -> None:
    """Let the planner know what was copied; nothing else would tell it about temporary tables."""
    connection.execute(text("analyze stage_household; analyze stage_person; analyze stage_entry"))


def needed_fields(entity: StagedEntity) -> tuple[str, ...]:
    """Return the staging columns that a new record cannot go without."""
    return tuple(field.stored_as for field in FIELDS[entity] if field.is_needed)
