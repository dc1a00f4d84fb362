"""The list of what is wrong, written as it is found: all is counted, a bounded number of each kind is listed."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from psycopg import Cursor
from sqlalchemy import Connection, text

from registry.rules.imports.issues import WARNINGS, Issue, IssueCode

LISTED = 10_000
"""Issues of one kind in one sheet that are listed; a wrong column would otherwise fill the list with millions."""
_COPY = 'copy import_issue (run_id, file_name, sheet, row_number, "column", code, params, is_error) from stdin'
_TELL_ROWS = """
with found as materialized ({found}), told as (
    insert into import_issue (run_id, file_name, sheet, row_number, "column", code, params, is_error)
    select :run_id, source.file_name, source.sheet, found.row_number, named.heading, :code, found.params, :is_error
    from found join stage_source source using (source_no)
    left join stage_column named on named.source_no = found.source_no and named.field = found.field
    order by found.source_no, found.row_number limit :listed){marked}
select count(*) from found
"""
_REFUSED = """, marked as (
    update {table} set is_refused = true, refusal = :code from found where {table}.ctid = found.tid)"""
_DOUBTED = """, marked as (
    update {table} set is_doubtful = true from found where {table}.ctid = found.tid)"""


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet of a file: its number in the run and what people call it."""

    number: int
    file_name: str
    sheet: str = ""


ALL_SOURCES = Source(0, "")


@dataclass
class IssueLog:
    """Writes issues of one run."""

    connection: Connection
    cursor: "Cursor[Any]"
    run_id: int
    counts: Counter[IssueCode] = field(default_factory=Counter)
    _listed: Counter[tuple[int, IssueCode]] = field(default_factory=Counter)

    @property
    def errors(self) -> int:
        return sum(count for code, count in self.counts.items() if code not in WARNINGS)

    @property
    def warnings(self) -> int:
        return sum(count for code, count in self.counts.items() if code in WARNINGS)

    def tell(self, source: Source, issues: list[Issue]) -> None:
        """Write issues found while reading. Cost: 1 COPY."""
        if not issues:
            return
        with self.cursor.copy(_COPY) as copy:
            for issue in issues:
                self.counts[issue.code] += 1
                if self._listed[source.number, issue.code] < LISTED:
                    self._listed[source.number, issue.code] += 1
                    copy.write_row(self._row(source, issue))

    def tell_rows(
        self,
        code: IssueCode,
        found: str,
        params: dict[str, Any],
        *,
        refuse_in: str | None = None,
        doubt_in: str | None = None,
    ) -> int:
        """Write one issue for each row that a select finds in the staging tables, and refuse these rows.

        Args:
            found: a select of (tid, source_no, row_number, field, params jsonb).
            refuse_in: the table whose rows are refused; None for warnings and for rows that are refused otherwise.
            doubt_in: the table whose rows are taken, but count as doubtful.
        Returns: how many rows were found. Cost: 1 statement.
        """
        marked = _REFUSED.format(table=refuse_in) if refuse_in else ""
        marked += _DOUBTED.format(table=doubt_in) if doubt_in else ""
        values = {
            **params,
            "run_id": self.run_id,
            "code": code.value,
            "is_error": code not in WARNINGS,
            "listed": LISTED,
        }
        count = self.connection.execute(text(_TELL_ROWS.format(found=found, marked=marked)), values).scalar_one()
        self.counts[code] += count
        self._listed[ALL_SOURCES.number, code] += min(count, LISTED)
        return int(count)

    def close(self) -> None:
        """Say of which kinds some are not listed, and how many."""
        listed: Counter[IssueCode] = Counter()
        for (_, code), count in self._listed.items():
            listed[code] += count
        left_out = {code: count - listed[code] for code, count in self.counts.items() if count > listed[code]}
        params = [{"count": count, "kind": code.value} for code, count in sorted(left_out.items())]
        self.tell(ALL_SOURCES, [Issue(IssueCode.MORE, None, None, values) for values in params])

    def _row(self, source: Source, issue: Issue) -> tuple[Any, ...]:
        return (
            self.run_id,
            source.file_name[:200],
            source.sheet[:80],
            issue.row,
            issue.column[:120] if issue.column else None,
            issue.code.value,
            json.dumps(issue.params, ensure_ascii=False),
            issue.is_error,
        )
