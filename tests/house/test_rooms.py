"""Every room has the same plan, and the few rules that everything rests on hold in every file."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import (
    BELOW_WEB,
    PACKAGES,
    PLANNED,
    ROOT,
    dotted,
    imported_modules,
    is_inside,
    names_of,
    report,
    sources,
    write_tree,
)

PLAN = ("permissions", "errors", "models", "queries", "operations")
# Inside a room each layer knows those after it: operations → queries → models → rules.
LAYERS = ("operations", "queries", "models", "rules")
NOW = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
}
ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.putenv")
EVERYWHERE = (*PACKAGES, "config.py", "wsgi.py", "migrations")


def missing_parts(root: Path) -> list[str]:
    found = [
        f"{room}/: no {part}.py. Every room has the same files, so that whoever knows one knows them all."
        for room in PLANNED
        for part in PLAN
        if not (root / room / f"{part}.py").is_file() and not (root / room / part / "__init__.py").is_file()
    ]
    return found + [f"{room}/: no rules/ folder." for room in PLANNED if not (root / room / "rules").is_dir()]


def impure_rules(root: Path) -> list[str]:
    return [
        f"{source.name}:{line} imports {module}. Rules are pure: let the query read, and hand the rule plain values."
        for source in sources(root, PLANNED)
        if source.parts[1:2] == ("rules",)
        for module, line in imported_modules(source.tree)
        if is_inside(module, ("sqlalchemy", "flask", "psycopg"))
    ]


def upward_imports(root: Path) -> list[str]:
    found = []
    for source in sources(root, PLANNED):
        room, layer = source.parts[0], (*source.parts, "")[1]
        if layer not in LAYERS:
            continue
        above = tuple(f"{room}.{other}" for other in LAYERS[: LAYERS.index(layer)])
        found += [
            f"{source.name}:{line} imports {module}. Inside a room: {' → '.join(LAYERS)}, never back."
            for module, line in imported_modules(source.tree)
            if is_inside(module, above)
        ]
    return found


def clock_readings(root: Path) -> list[str]:
    return [
        f"{source.name}:{call.lineno} calls {name}(). Take the time as an argument: unit.now or unit.today."
        for source in sources(root, BELOW_WEB)
        if source.name != "foundation/clock.py"
        for call, name in calls(source.tree)
        if name in NOW
    ]


def stray_commits(root: Path) -> list[str]:
    return [
        f"{source.name}:{call.lineno} calls {name}(). Only foundation/unit_of_work.py commits: remove the call, the "
        "boundary finishes the unit."
        for source in sources(root)
        if source.name != "foundation/unit_of_work.py"
        for call, name in calls(source.tree)
        if name.endswith(".commit") and not is_own_commit(source.name, name)
    ]


def is_own_commit(file: str, name: str) -> bool:
    """A gateway may finish what belongs to its own library, such as a search index; never a database session."""
    owner = name.removesuffix(".commit").rsplit(".", 1)[-1]
    return file.startswith("gateways/") and not any(word in owner for word in ("session", "connection", "unit", "db"))


def environment_readings(root: Path) -> list[str]:
    return [
        f"{source.name}:{node.lineno} reads {name}. Add a key to Settings in config.py and hand its value down."
        for source in sources(root, EVERYWHERE)
        if source.name != "config.py"
        for names in [names_of(source.tree)]
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute | ast.Name)
        for name in [dotted(node, names)]
        if name in ENVIRONMENT
    ]


def misplaced_libraries(root: Path, libraries: tuple[str, ...]) -> list[str]:
    return [
        f"{source.name}:{line} imports {module}. Outside libraries stay in gateways/, behind foundation/ports.py."
        for source in sources(root, (*PACKAGES, "config.py", "wsgi.py"))
        if source.parts[0] != "gateways"
        for module, line in imported_modules(source.tree)
        if is_inside(module, libraries)
    ]


def gateway_libraries() -> tuple[str, ...]:
    """The libraries of the import contract, and those that the product does not use yet but that belong there too."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    (listed,) = (
        contract["forbidden_modules"] for contract in contracts if "libraries stay in gateways" in contract["name"]
    )
    return (*listed, "duckdb", "pyspark", "adbc_driver_postgresql", "splink")


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with its full name; a part that is itself a call or an item shows as `…`."""
    names = names_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func, names)
            if not name and isinstance(node.func, ast.Attribute):
                name = f"….{node.func.attr}"
            yield node, name


CHECKS = {
    "every room has the whole plan": missing_parts,
    "rules are pure": impure_rules,
    "inside a room imports point down": upward_imports,
    "nobody below the web reads the clock": clock_readings,
    "only the unit of work commits": stray_commits,
    "only config reads the environment": environment_readings,
    "outside libraries stay in gateways": lambda root: misplaced_libraries(root, gateway_libraries()),
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_the_house_holds(check):
    assert not (found := check(ROOT)), report(found)


def test_a_room_without_queries_is_found(tmp_path: Path):
    whole = {f"{room}/{part}.py": "" for room in PLANNED for part in PLAN} | {
        f"{room}/rules/a.py": "" for room in PLANNED
    }
    del whole["casework/queries.py"], whole["ledger/models.py"], whole["insurance/rules/a.py"]
    write_tree(tmp_path, whole | {"ledger/models/__init__.py": ""})
    assert [finding.split(".")[0] for finding in missing_parts(tmp_path)] == [
        "casework/: no queries",
        "insurance/: no rules/ folder",
    ]


def test_a_rule_that_knows_the_database_is_found(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "casework/rules/a.py": "from sqlalchemy.orm import Session\n",
            "casework/rules/b.py": "def f():\n    import flask\n",
            "casework/rules/c.py": "import sqlalchemy_free_name\nfrom foundation.money import Money\n",
            "casework/models.py": "import sqlalchemy\n",
        },
    )
    assert {finding.split(" ")[0] for finding in impure_rules(tmp_path)} == {
        "casework/rules/a.py:1",
        "casework/rules/b.py:2",
    }


def test_an_import_up_inside_a_room_is_found(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "casework/models.py": "from casework.queries import find_case\nfrom casework.rules.states import OPEN\n",
            "casework/queries/cases.py": "from casework import operations\n",
            "casework/operations/cases.py": "from casework.queries.cases import get_case\nimport registry.operations\n",
            "registry/queries.py": "from registry.models import Household\n",
        },
    )
    assert {finding.split(" ")[0] for finding in upward_imports(tmp_path)} == {
        "casework/models.py:1",
        "casework/queries/cases.py:1",
    }


@pytest.mark.parametrize(
    "reading",
    [
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import datetime as dt\nx = dt.utcnow()",
        "from datetime import date\nx = date.today()",
        "import datetime as d\nx = d.date.today()",
    ],
)
def test_a_reading_of_the_clock_is_found(tmp_path: Path, reading: str):
    allowed = "x = clock.now()\ny = unit.today\n"
    write_tree(tmp_path, {"casework/operations.py": reading, "foundation/clock.py": reading, "web/views.py": reading})
    write_tree(tmp_path, {"casework/queries.py": allowed})
    assert [finding.split(":")[0] for finding in clock_readings(tmp_path)] == ["casework/operations.py"]


@pytest.mark.parametrize(
    "commit", ["unit.session.commit()", "get_session().commit()", "db.session.commit()", "sessions[0].commit()"]
)
def test_a_stray_commit_is_found(tmp_path: Path, commit: str):
    write_tree(tmp_path, {"web/casework/views.py": commit, "foundation/unit_of_work.py": commit})
    assert [finding.split(":")[0] for finding in stray_commits(tmp_path)] == ["web/casework/views.py"]


def test_a_gateway_may_finish_its_own_index_but_no_session(tmp_path: Path):
    write_tree(tmp_path, {"gateways/index.py": "writer.commit()\n", "gateways/mail.py": "self.session.commit()\n"})
    assert [finding.split(":")[0] for finding in stray_commits(tmp_path)] == ["gateways/mail.py"]


@pytest.mark.parametrize("reading", ["import os\nx = os.environ['A']", "from os import getenv\nx = getenv('A')"])
def test_a_reading_of_the_environment_is_found(tmp_path: Path, reading: str):
    write_tree(
        tmp_path, {"config.py": reading, "web/factory.py": reading, "migrations/env.py": "import os\nos.urandom(4)"}
    )
    assert {finding.split(":")[0] for finding in environment_readings(tmp_path)} == {"web/factory.py"}


def test_an_outside_library_above_the_gateways_is_found(tmp_path: Path):
    files = {
        "gateways/stripe_payments.py": "import stripe\n",
        "web/hooks.py": "def f():\n    from stripe import Webhook\n",
    }
    write_tree(tmp_path, files)
    assert [finding.split(" ")[0] for finding in misplaced_libraries(tmp_path, ("stripe",))] == ["web/hooks.py:2"]
    assert "stripe" in gateway_libraries()
