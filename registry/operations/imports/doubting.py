"""The circuit breaker: a run is stopped when most of its households or members are doubtful."""

from sqlalchemy import text

from registry.operations.imports.checking_households import Checks
from registry.operations.imports.issue_log import ALL_SOURCES
from registry.rules.imports.breaker import DOUBTFUL, is_stopped
from registry.rules.imports.issues import Issue, IssueCode

_COUNT = """
select count(*), count(*) filter (where is_doubtful or refusal = any(:codes))
from {table}
"""


def stop_doubtful_runs(checks: Checks) -> None:
    """Say that nothing of the run can be taken in when most of its records are doubtful.

    Writes: issues. Cost: 2 statements.
    """
    for table in ("stage_household", "stage_person"):
        rows, doubtful = checks.connection.execute(
            text(_COUNT.format(table=table)), {"codes": [code.value for code in DOUBTFUL]}
        ).one()
        if is_stopped(rows, doubtful):
            params = {"count": doubtful, "rows": rows}
            checks.log.tell(ALL_SOURCES, [Issue(IssueCode.TOO_MANY_DOUBTFUL, None, None, params)])
