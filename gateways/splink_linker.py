"""Record linkage by Splink on DuckDB: blocking by equalities, weights after Fellegi and Sunter.

The records hold ID numbers in the clear. They stay in this process's memory: the database has no file, spilling to disk
is switched off, and Splink's own reports are not made.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from foundation.ports import LinkLevel, LinkPlan, LinkSession, ScoredPair

FETCHED = 20_000
FIXED_NAME = "holdfast"


class SplinkLinker:
    """Opens sessions on a database in memory.

    Args:
        memory: the most that a session may take, in DuckDB's words; it fails rather than take more.
    """

    def __init__(self, memory: str = "4GB") -> None:
        self._memory = memory

    @contextmanager
    def open(self, plan: LinkPlan) -> Iterator[LinkSession]:
        """Begin a session. Cost: the first one of a process imports Splink, which takes two seconds."""
        import duckdb  # noqa: PLC0415 - needed by this work alone

        settings: Any = {"memory_limit": self._memory, "temp_directory": "", "preserve_insertion_order": "false"}
        with duckdb.connect(":memory:", config=settings) as connection:
            yield _Session(connection, plan)


class _Session:
    """Two tables of records, and the frequencies of the values whose rarity counts."""

    def __init__(self, connection: Any, plan: LinkPlan) -> None:
        self._db, self._plan = connection, plan
        self._key = next(iter(plan.columns))
        self._sizes = [0, 0]
        self._is_ready = False
        self._rare = sorted({one.rarity for levels in plan.comparisons.values() for one in levels if one.rarity})
        columns = ", ".join(f"{name} {kind}" for name, kind in plan.columns.items())
        for side in ("people_l", "people_r"):
            self._db.execute(f"create table {side} ({columns})")
        for column in self._rare:
            self._db.execute(f"create table tally_{column} (value varchar, count bigint)")

    @property
    def sizes(self) -> tuple[int, int]:
        return self._sizes[0], self._sizes[1]

    def add_left(self, rows: Sequence[Sequence[object]]) -> None:
        """Take in records of the left side, or of the only one."""
        self._take(rows, "people_l", "")
        self._sizes[0] += len(rows)

    def add_right(self, rows: Sequence[Sequence[object]]) -> None:
        """Take in records of the right side, once the left side is whole."""
        if not self._sizes[1]:
            self._empty_fillers("people_l")
        self._take(rows, "people_r", self._related() if self._plan.is_narrowed else "")
        self._sizes[1] += len(rows)

    def score(self, prior: float, least: float) -> Iterator[ScoredPair]:
        """Yield each pair whose weight is `least` or more, by its keys."""
        self._empty_fillers("people_l")
        self._empty_fillers("people_r")
        names = list(self._plan.comparisons)
        levels = [[one.name for one in self._plan.comparisons[name]] for name in names]
        cursor = self._db.execute(self._pairs_statement(self._predict(prior, least), names))
        while rows := cursor.fetchmany(FETCHED):
            for left, right, weight, *rest in rows:
                gammas, weights = rest[: len(names)], rest[len(names) :]
                found = tuple(level[_place(gamma, len(level))] for level, gamma in zip(levels, gammas, strict=True))
                yield ScoredPair(left, right, weight, found, tuple(weights))

    def _take(self, rows: Sequence[Sequence[object]], table: str, condition: str) -> None:
        import pyarrow  # noqa: PLC0415

        if not rows:
            return
        arrays = [pyarrow.array(column) for column in zip(*rows, strict=True)]
        self._db.register("batch", pyarrow.Table.from_arrays(arrays, names=list(self._plan.columns)))
        self._db.execute(f"insert into {table} select * from batch r {condition}")
        for column in self._rare:
            self._db.execute(
                f"insert into tally_{column} select {column}, count(*) from batch where {column} <> '' group by 1"
            )
        self._db.unregister("batch")

    def _related(self) -> str:
        found = " union ".join(
            f"select r.{self._key} from batch r semi join people_l l on {rule}" for rule in self._plan.blocking
        )
        return f"where {self._key} in ({found})"

    def _empty_fillers(self, table: str) -> None:
        for column in self._plan.fillers:
            self._db.execute(
                f"update {table} set {column} = '' where {column} in (select {column} from {table} "
                f"where {column} <> '' group by 1 having count(*) > {self._plan.most_alike})"
            )

    def _predict(self, prior: float, least: float) -> str:
        """Let Splink score the pairs; return the name of the table of its findings."""
        from splink import DuckDBAPI, Linker  # noqa: PLC0415

        logging.getLogger("splink").setLevel(logging.ERROR)
        api = DuckDBAPI(connection=self._db)
        tables = ["people_l"] if self._plan.is_within else ["people_l", "people_r"]
        people = [api.register(table, dataset_display_name=table) for table in tables]
        linker = Linker(people, self._settings(prior), log_level=None, validate_settings=False)
        for column in self._rare:
            linker.table_management.register_term_frequency_lookup(api.register(self._frequencies(column)), column)
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        return str(found.physical_name)

    def _frequencies(self, column: str) -> str:
        table = f"frequency_{column}"
        share, records = self._plan.usual
        self._db.execute(
            f"create or replace table {table} as select value as {column}, "
            f"(sum(count) + {share * records}) / {sum(self._sizes) + records} as tf_{column} "
            f"from tally_{column} group by 1"
        )
        return table

    def _settings(self, prior: float) -> dict[str, Any]:
        return {
            "link_type": "dedupe_only" if self._plan.is_within else "link_only",
            "unique_id_column_name": self._key,
            "probability_two_random_records_match": prior,
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in self._plan.blocking
            ],
            "comparisons": [
                {"output_column_name": name, "comparison_levels": [self._level(one) for one in levels]}
                for name, levels in self._plan.comparisons.items()
            ],
            "retain_matching_columns": True,  # without them Splink drops the levels, too
            "retain_intermediate_calculation_columns": True,
            "linker_uid": FIXED_NAME,
        }

    def _level(self, level: LinkLevel) -> dict[str, Any]:
        settings: dict[str, Any] = {
            "sql_condition": level.condition or "ELSE",
            "label_for_charts": level.name,
        }
        if level.m is None:
            return settings | {"is_null_level": True}
        settings |= {"m_probability": level.m, "u_probability": level.u}
        if level.rarity:
            settings |= {
                "tf_adjustment_column": level.rarity,
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": self._plan.rarest,
                "disable_tf_exact_match_detection": True,
            }
        return settings

    def _pairs_statement(self, table: str, names: Sequence[str]) -> str:
        """Return the select of the findings, each pair once, nobody with themselves."""
        known = {row[0] for row in self._db.execute(f"describe {table}").fetchall()}
        gammas = [f"gamma_{name}" for name in names]
        weights = [f"mw_{name} + mw_tf_adj_{name}" if f"mw_tf_adj_{name}" in known else f"mw_{name}" for name in names]
        left, right = f"{self._key}_l", f"{self._key}_r"
        return (
            f"select {left}, {right}, match_weight, {', '.join(gammas + weights)} from {table} "
            f"where {left} <> {right} order by 1, 2"
        )


def _place(gamma: int, levels: int) -> int:
    """Return which level a value of Splink's comparison vector stands for: it counts from the last, -1 is unknown."""
    return 0 if gamma < 0 else levels - 1 - gamma
