"""What differs between the engines that the compiled grading statement runs on; everything else is common SQL."""

from collections.abc import Iterable, Sequence

from monitoring.rules.aggregates import Aggregate, Source

PAIRS = 40  # a function of PostgreSQL takes a hundred arguments at most
Pair = tuple[str, str, str]
"""An indicator's id, the condition under which its value is told, and its column."""


class Postgres:
    """PostgreSQL over the register's own tables: lists are arrays, evidence is JSON."""

    def relation(self, source: Source, *, is_past: bool) -> str:
        """Return what a grouped source reads from."""
        return (source.past_relation if is_past else "") or source.relation

    def value(self, aggregate: Aggregate) -> str:
        """Return an aggregate's expression; further fields are read out of their document."""
        sql = aggregate.sql
        for column in aggregate.fields:
            sql = sql.replace(column.name, column.document_sql)
        return sql

    def texts(self, marks: Iterable[str]) -> str:
        """Return the list of those texts that are not null."""
        return f"array_remove(cast(array[{', '.join(marks)}] as text[]), null)"

    def no_texts(self) -> str:
        """Return the empty list."""
        return "cast('{}' as text[])"

    def told(self, pairs: Sequence[Pair]) -> str:
        """Return a JSON object of the values that are known and told."""
        members = [f"'{name}', case when {condition} then {column} end" for name, condition, column in pairs]
        objects = (f"jsonb_build_object({', '.join(members[n : n + PAIRS])})" for n in range(0, len(members), PAIRS))
        return f"jsonb_strip_nulls({' || '.join(objects)})"


class Columnar:
    """An engine over the snapshot's Parquet files.

    The snapshot's `person` holds former memberships too, and further fields as columns of their own. Lists and objects
    leave as the text that PostgreSQL takes in: `{a,b}` and JSON; ids need no quotes.
    """

    def relation(self, source: Source, *, is_past: bool) -> str:
        """Return what a grouped source reads from."""
        return source.relation

    def value(self, aggregate: Aggregate) -> str:
        """Return an aggregate's expression."""
        return aggregate.sql

    def texts(self, marks: Iterable[str]) -> str:
        """Return the list of those texts that are not null."""
        return f"'{{' || concat_ws(',', {', '.join(marks)}) || '}}'"

    def no_texts(self) -> str:
        """Return the empty list."""
        return "'{}'"

    def told(self, pairs: Sequence[Pair]) -> str:
        """Return a JSON object of the values that are known and told; a null value makes its whole member null."""
        members = (
            f"""case when {condition} then '"{name}":' || cast(to_json({column}) as varchar) end"""
            for name, condition, column in pairs
        )
        return f"'{{' || concat_ws(',', {', '.join(members)}) || '}}'"


Dialect = Postgres | Columnar
POSTGRES, COLUMNAR = Postgres(), Columnar()
