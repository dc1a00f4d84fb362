"""What a snapshot of a county holds: the records that grading reads, and nothing that names anybody.

Each table is read out of PostgreSQL by one select whose columns the columnar engine keeps under the same names, so that
the compiled grading statement finds the same table in both places.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitoring.rules.indicators.extra import column_of
from registry.rules.fields import FieldDefinition, FieldEntity

KEY = "household_id"


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """One table of a snapshot.

    Args:
        columns: the columns and their kinds in the columnar engine, in order; the household comes first.
        select: the select of all of a county's rows; `{fields}` takes in further fields, `{of_county}` the condition.
    """

    name: str
    columns: Mapping[str, str]
    select: str


_PERSON = "born_on, school_status, health, disability_grade, labour_status, medical_scheme, has_critical_illness_cover"
_OF_PERSON = ", ".join(f"p.{name}" for name in _PERSON.split(", "))

HOUSEHOLD = SnapshotTable(
    "household",
    {
        "id": "bigint",
        "region_path": "varchar",
        "registered_on": "date",
        "closed_on": "date",
        "household_class": "varchar",
        "civil_affairs_class": "varchar",
        "is_dwelling_safe": "boolean",
        "is_water_safe": "boolean",
        "land_mu": "double",
        "debt_minor": "bigint",
        "road_km": "double",
        "surveyed_on": "date",
    },
    "select h.id, h.region_path, h.registered_on, h.closed_on, h.household_class, h.civil_affairs_class, "
    "h.is_dwelling_safe, h.is_water_safe, h.land_mu, h.debt_minor, h.road_km, h.surveyed_on{fields} "
    "from household h where {of_county}",
)
PERSON = SnapshotTable(
    "person",
    {
        KEY: "bigint",
        "joined_on": "date",
        "left_on": "date",
        "born_on": "date",
        "school_status": "varchar",
        "health": "varchar",
        "disability_grade": "smallint",
        "labour_status": "varchar",
        "medical_scheme": "varchar",
        "has_critical_illness_cover": "boolean",
    },
    f"select p.household_id, p.joined_on, p.left_on, {_OF_PERSON}{{fields}} "
    "from household h join person p on p.household_id = h.id where {of_county} "
    f"union all select m.household_id, m.joined_on, m.left_on, {_OF_PERSON}{{fields}} "
    "from household h join membership m on m.household_id = h.id join person p on p.id = m.person_id "
    "where m.undone_at is null and {of_county}",
)


def _lines(name: str, day: str, kind: str, amount: str) -> SnapshotTable:
    columns = {KEY: "bigint", day: "date", kind: "varchar", amount: "bigint"}
    listed = ", ".join(f"t.{column}" for column in columns)
    return SnapshotTable(
        name, columns, f"select {listed} from household h join {name} t on t.{KEY} = h.id where {{of_county}}"
    )


SNAPSHOT_TABLES = (
    HOUSEHOLD,
    PERSON,
    _lines("income", "received_on", "source", "amount_minor"),
    _lines("spending", "spent_on", "kind", "amount_minor"),
    _lines("life_event", "happened_on", "kind", "cost_minor"),
    SnapshotTable(
        "standing",
        {KEY: "bigint", "case_state": "varchar"},
        f"select t.{KEY}, t.case_state from household h join standing t on t.{KEY} = h.id "
        "where t.case_state is not null and {of_county}",
    ),
)


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """A table of a county's snapshot with the further fields of that county."""

    name: str
    columns: Mapping[str, str]
    select: str


def plan_tables(fields: Iterable[FieldDefinition], of_county: str) -> tuple[PlannedTable, ...]:
    """Return the tables to read for a county.

    Args:
        fields: every further field that some household of the county has.
        of_county: the condition on `h.region_path`.
    """
    own = {
        HOUSEHOLD.name: [column_of(field) for field in fields if field.entity is FieldEntity.HOUSEHOLD],
        PERSON.name: [column_of(field) for field in fields if field.entity is FieldEntity.PERSON],
    }
    return tuple(
        PlannedTable(
            table.name,
            {**table.columns, **{column.name.split(".")[1]: column.kind for column in own.get(table.name, ())}},
            table.select.format(
                fields="".join(f", {column.document_sql}" for column in own.get(table.name, ())), of_county=of_county
            ),
        )
        for table in SNAPSHOT_TABLES
    )
