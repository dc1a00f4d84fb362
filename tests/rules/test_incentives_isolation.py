"""Points touch nothing else: the room knows no benefit, colour, policy or helper, and no other room knows of points."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import foundation.orm
import web.schema

ROOT = Path(__file__).resolve().parents[2]
# What the room may use of the register and the ledger; standings, cases and imports are not among them.
ALLOWED = (
    "foundation.",
    "incentives.",
    "ledger.models.Account",
    "ledger.models.Journal",
    "ledger.operations.accounts.open_household_points",
    "ledger.operations.journals.post_journal",
    "ledger.rules.accounts.POINTS_ISSUED",
    "ledger.rules.accounts.household_points_code",
    "ledger.rules.entries.move_points",
    "registry.models.Consent",
    "registry.models.Household",
    "registry.models.Person",
    "registry.models.Region",
    "registry.models.User",
    "registry.models.households.household_key",
    "registry.operations.consents.",
    "registry.queries.consents.",
    "registry.queries.households.",
    "registry.queries.scope.household_scope",
    "registry.rules.words.",
)
OURS = ("foundation", "registry", "ledger", "gateways", "monitoring", "casework", "development", "insurance")
HOUSE = (*OURS, "marketplace", "incentives", "workflows", "reports", "web")
# The only files outside the room that may know it: what confirms an entry, what shows the points, what loads the demo.
MAY_KNOW = ("workflows/confirm_work_day.py", "reports/", "web/")
TABLES = re.compile(r"\b(participation|participation_item|participation_entry)\b")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_the_room_imports_nothing_through_which_points_could_reach_anything() -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {name}: points may not reach it"
        for path in sorted((ROOT / "incentives").rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] in HOUSE and not f"{name}.".startswith(ALLOWED)
    ]
    assert not found, "\n".join(found)


def test_nobody_else_imports_the_room() -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {name}: nothing but points may follow from points"
        for package in HOUSE
        if package != "incentives"
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] == "incentives" and not path.relative_to(ROOT).as_posix().startswith(MAY_KNOW)
    ]
    assert not found, "\n".join(found)


def test_no_table_of_another_room_refers_to_points_and_points_refer_to_no_grade_case_or_policy() -> None:
    assert web.schema.ROOMS
    tables = foundation.orm.Base.metadata.tables
    points = {name for name in tables if TABLES.fullmatch(name)}
    assert points == {"participation", "participation_item", "participation_entry"}
    for name, table in tables.items():
        targets = {key.column.table.name for key in table.foreign_keys}
        if name in points:
            assert targets <= {"household", "person", "app_user", "journal", "participation_item"}, name
        else:
            assert not targets & points, name


def test_no_rule_set_query_or_migration_elsewhere_reads_the_tables_of_points() -> None:
    rooms = [package for package in HOUSE if package not in {"incentives", "reports", "web", "workflows"}]
    files = [path for room in rooms for kind in ("*.py", "*.toml", "*.sql") for path in (ROOT / room).rglob(kind)]
    assert files
    found = [
        f"{path.relative_to(ROOT)} names a table of points"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(
            r"\b(from|join|into|update)\s+(participation|participation_item|participation_entry)\b", line, re.I
        )
        or "participation_" in line
    ]
    assert not found, "\n".join(found)


def test_a_points_account_is_named_nowhere_but_in_the_ledger_and_the_room() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for package in HOUSE
        if package not in {"ledger", "incentives"}
        for path in (ROOT / package).rglob("*.py")
        if "household_points" in path.read_text(encoding="utf-8")
        and not path.relative_to(ROOT).as_posix().startswith(MAY_KNOW)
    ]
    assert not found
