"""Indicators that a region defines: `extra.KEY` reads the further field of that key.

A household's number is its value, its yes or no and its code are its answer, its day is the days since. Of people a
rule can ask how many answer yes, and what their numbers add up to. A value of another kind than the field's is not
known. Like every indicator, each is defined twice.
Source: docs/methods.md, Further fields.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from foundation.wording import mark
from monitoring.rules.aggregates import Aggregate, FieldColumn
from monitoring.rules.home import Reading
from monitoring.rules.indicators.kinds import Indicator, Unit, Value
from monitoring.rules.indicators.people import ANY_RECORD_MISSING, known_count_sql
from registry.rules.fields import UTMOST, FieldDefinition, FieldEntity, FieldKind

PREFIX = "extra."
DAY = re.compile(r"(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
NOT_RECORDED = mark("It is not recorded.")
ONE_MISSING = mark("No member is recorded, or the number of a member is missing.")
OF_HOUSEHOLD = mark("A further field that the region asks of households.")
DAYS_SINCE = mark("Days since a day that the region asks of households; below zero when it lies ahead.")
HOW_MANY = mark("Members who answer yes to a further field that the region asks of people.")
ADDED_UP = mark("A number that the region asks of people, added up over the members.")


def extra_indicators(definitions: Iterable[FieldDefinition]) -> dict[str, Indicator]:
    """Return the indicators of further fields by their id; fields of people that no rule can ask for are left out."""
    made = (_make(definition) for definition in definitions)
    return {indicator.id: indicator for indicator in made if indicator is not None}


def fields_named(names: Iterable[str], definitions: Iterable[FieldDefinition]) -> tuple[FieldDefinition, ...]:
    """Return those further fields that some of the indicators read."""
    wanted = frozenset(names)
    return tuple(definition for definition in definitions if PREFIX + definition.key in wanted)


def why_unknown(name: str, definitions: Iterable[FieldDefinition]) -> str:
    """Return the sentence that says why a rule cannot ask for an indicator."""
    if not name.startswith(PREFIX):
        return mark("unknown indicator “%(name)s”")
    if any(PREFIX + definition.key == name for definition in definitions):
        return mark(
            "“%(name)s” asks people for a day or a code; of people rules can ask for numbers and for yes or no only"
        )
    return mark("“%(name)s” names no further field that holds in the whole region of the rule set")


def _make(definition: FieldDefinition) -> Indicator | None:
    makers = OF_HOUSEHOLDS if definition.entity is FieldEntity.HOUSEHOLD else OF_PEOPLE
    make = makers.get(definition.kind)
    return make(definition) if make else None


def _indicator(
    field: FieldDefinition,
    unit: Unit,
    meaning: str,
    unknown_when: str,
    sql: str,
    reference: Callable[[Reading], Value],
    *aggregates: Aggregate,
) -> Indicator:
    return Indicator(
        id=PREFIX + field.key,
        title=PREFIX + field.key,
        unit=unit,
        meaning=meaning,
        unknown_when=unknown_when,
        sql=sql,
        reference=reference,
        codes=field.codes,
        field=field,
        aggregates=aggregates,
    )


def _of_household(
    field: FieldDefinition, unit: Unit, sql: str, reference: Callable[[Reading], Value], meaning: str
) -> Indicator:
    name, column = f"xh_{field.key}", column_of(field)
    aggregate = Aggregate(name, "household", sql.format(column.name), fields=(column,))
    return _indicator(field, unit, meaning, NOT_RECORDED, name, reference, aggregate)


def _number(field: FieldDefinition) -> Indicator:
    key = field.key
    return _of_household(
        field, Unit.OWN, "cast({} as float8)", lambda reading: number_of(reading.home.extra.get(key)), OF_HOUSEHOLD
    )


def _flag(field: FieldDefinition) -> Indicator:
    key = field.key
    return _of_household(field, Unit.YES_NO, "{}", lambda reading: flag_of(reading.home.extra.get(key)), OF_HOUSEHOLD)


def _code(field: FieldDefinition) -> Indicator:
    key = field.key
    return _of_household(field, Unit.CODE, "{}", lambda reading: code_of(reading.home.extra.get(key)), OF_HOUSEHOLD)


def _date(field: FieldDefinition) -> Indicator:
    key = field.key

    def days_since(reading: Reading) -> float | None:
        day = day_of(reading.home.extra.get(key))
        return None if day is None else float((reading.window.as_of - day).days)

    return _of_household(field, Unit.DAYS, "cast(:as_of - {} as float8)", days_since, DAYS_SINCE)


def _counter(field: FieldDefinition) -> Indicator:
    """Return how many members answer yes, under the rules of every count over people."""
    key, yes, missing, column = field.key, f"xy_{field.key}", f"xm_{field.key}", column_of(field)

    def count(reading: Reading) -> Value:
        return reading.count_if_known(
            lambda member: flag_of(member.extra.get(key)) is True, lambda member: flag_of(member.extra.get(key)) is None
        )

    return _indicator(
        field,
        Unit.PEOPLE,
        HOW_MANY,
        ANY_RECORD_MISSING,
        known_count_sql(yes, missing),
        count,
        Aggregate(yes, "people", f"count(*) filter (where {column.name})", "0", (column,)),
        Aggregate(missing, "people", f"count(*) filter (where {column.name} is null)", "0", (column,)),
    )


def _total(field: FieldDefinition) -> Indicator:
    """Return the members' numbers added up; one that is missing leaves the sum unknown."""
    key, total, missing, column = field.key, f"xt_{field.key}", f"xm_{field.key}", column_of(field)

    def add_up(reading: Reading) -> Value:
        numbers = [number_of(member.extra.get(key)) for member in reading.members]
        # Decimals, because a sum of binary fractions depends on the order in which it is taken.
        known = [Decimal(repr(number)) for number in numbers if number is not None]
        return float(sum(known)) if numbers and len(known) == len(numbers) else None

    return _indicator(
        field,
        Unit.OWN,
        ADDED_UP,
        ONE_MISSING,
        f"case when members > 0 and {missing} = 0 then {total} end",
        add_up,
        Aggregate(total, "people", f"sum({column.name})", fields=(column,)),
        Aggregate(missing, "people", f"count(*) filter (where {column.name} is null)", "0", (column,)),
    )


OF_HOUSEHOLDS: Mapping[FieldKind, Callable[[FieldDefinition], Indicator]] = {
    FieldKind.NUMBER: _number,
    FieldKind.WHOLE: _number,
    FieldKind.FLAG: _flag,
    FieldKind.DATE: _date,
    FieldKind.CODE: _code,
}
OF_PEOPLE: Mapping[FieldKind, Callable[[FieldDefinition], Indicator]] = {
    FieldKind.NUMBER: _total,
    FieldKind.WHOLE: _total,
    FieldKind.FLAG: _counter,
}


def column_of(field: FieldDefinition) -> FieldColumn:
    """Return a further field as a column; its name tells the kind, for regions may use one key for several kinds."""
    alias = "h" if field.entity is FieldEntity.HOUSEHOLD else "p"
    prefix, kind, read = COLUMNS[field.kind]
    return FieldColumn(f"{alias}.{prefix}_{field.key}", kind, f"({read(alias, field.key)})")


def number_sql(alias: str, key: str) -> str:
    """Return a number of `extra`, null for anything else and for numbers that no field takes."""
    text = f"{alias}.extra ->> '{key}'"
    exact = f"cast({text} as numeric)"
    held = f"case when abs({exact}) <= {UTMOST} then {exact} end"
    return f"case when jsonb_typeof({alias}.extra -> '{key}') = 'number' then {held} end"


def flag_sql(alias: str, key: str) -> str:
    """Return a yes or no of `extra`, null for anything else."""
    value = f"{alias}.extra -> '{key}'"
    return f"case when {value} = 'true' then true when {value} = 'false' then false end"


def code_sql(alias: str, key: str) -> str:
    """Return a text of `extra`, null for anything else."""
    return f"case when jsonb_typeof({alias}.extra -> '{key}') = 'string' then {alias}.extra ->> '{key}' end"


def day_sql(alias: str, key: str) -> str:
    """Return a day of `extra`, null for anything else: the silent JSON path turns an impossible day into nothing."""
    day = f"""jsonb_path_query_first({alias}.extra, '$."{key}".datetime("YYYY-MM-DD")', '{{}}', true) #>> '{{}}'"""
    return f"case when {alias}.extra ->> '{key}' ~ '^{DAY.pattern}$' then cast({day} as date) end"


EXACT = "decimal(38, 18)"
"""Numbers are added up as decimals, to eighteen places: a sum of binary fractions depends on its order."""
COLUMNS: Mapping[FieldKind, tuple[str, str, Callable[[str, str], str]]] = {
    FieldKind.NUMBER: ("xn", EXACT, number_sql),
    FieldKind.WHOLE: ("xn", EXACT, number_sql),
    FieldKind.FLAG: ("xf", "boolean", flag_sql),
    FieldKind.DATE: ("xd", "date", day_sql),
    FieldKind.CODE: ("xc", "varchar", code_sql),
}


def number_of(value: object) -> float | None:
    """Return a JSON value as a number, None for anything else and for numbers that no field takes."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > UTMOST:
        return None
    return float(value)


def flag_of(value: object) -> bool | None:
    """Return a JSON value as yes or no, None for anything else."""
    return value if isinstance(value, bool) else None


def code_of(value: object) -> str | None:
    """Return a JSON value as a code, None for anything else."""
    return value if isinstance(value, str) else None


def day_of(value: object) -> date | None:
    """Return a JSON value as a day, None for anything else."""
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
