"""The floors: who may import whom."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.sources import BELOW_WEB, PACKAGES, ROOT, imported_modules, is_inside, report, sources, write_tree

SLICES = (
    "account",
    "registry",
    "monitoring",
    "casework",
    "development",
    "insurance",
    "marketplace",
    "incentives",
    "ledger",
    "reports",
    "public",
    "api",
    "hooks",
)
LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of the tree's own pyproject.toml in a process of their own, because they import by path."""
    command = [sys.executable, "-c", LINT, "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=100)


def web_gateway_imports(root: Path) -> list[str]:
    return [
        f"{source.name}:{line} imports {module}. web/services.py alone chooses gateways: take the port from there."
        for source in sources(root, ("web",))
        if source.name != "web/services.py"
        for module, line in imported_modules(source.tree)
        if is_inside(module, ("gateways",))
    ]


def settings_imports(root: Path) -> list[str]:
    return [
        f"{source.name}:{line} imports {module}. Settings stop at the web: take the value itself as an argument."
        for source in sources(root, BELOW_WEB)
        for module, line in imported_modules(source.tree)
        if is_inside(module, ("config", "wsgi"))
    ]


def slice_imports(root: Path) -> list[str]:
    found = []
    for source in sources(root, ("web",)):
        home = source.parts[1] if len(source.parts) > 1 else ""
        others = tuple(f"web.{other}" for other in SLICES if other != home)
        if home in SLICES:
            found += [
                f"{source.name}:{line} imports {module}. Slices do not know one another: link by url_for, or move what "
                "both need up into web/."
                for module, line in imported_modules(source.tree)
                if is_inside(module, others)
            ]
    return found


def test_the_floors_hold():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_only_the_services_choose_gateways():
    assert not (found := web_gateway_imports(ROOT)), report(found)


def test_settings_stop_at_the_web():
    assert not (found := settings_imports(ROOT)), report(found)


def test_slices_do_not_import_one_another():
    assert not (found := slice_imports(ROOT)), report(found)


def test_a_room_that_imports_its_neighbour_breaks_a_contract(tmp_path: Path):
    write_tree(tmp_path, {f"{package}/__init__.py": "" for package in PACKAGES} | {"config.py": ""})
    write_tree(tmp_path, {f"{package}/operations.py": "" for package in PACKAGES})
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert lint_imports(tmp_path).returncode == 0

    write_tree(tmp_path, {"casework/operations.py": "from insurance import operations\n"})
    result = lint_imports(tmp_path)
    assert result.returncode == 1
    assert "casework.operations -> insurance.operations" in result.stdout


def test_a_view_that_builds_its_own_gateway_is_found(tmp_path: Path):
    files = {"web/services.py": "from gateways.mail import SmtpMailer\n", "web/api/views.py": "import gateways.mail\n"}
    assert [finding.split(" ")[0] for finding in web_gateway_imports(write_tree(tmp_path, files))] == [
        "web/api/views.py:1"
    ]


def test_a_room_that_reads_the_settings_is_found(tmp_path: Path):
    files = {
        "casework/queries.py": "from config import read_settings\n",
        "web/factory.py": "from config import Settings\n",
    }
    assert [finding.split(" ")[0] for finding in settings_imports(write_tree(tmp_path, files))] == [
        "casework/queries.py:1"
    ]


def test_a_slice_that_imports_another_is_found(tmp_path: Path):
    files = {
        "web/casework/views.py": "from web.insurance.forms import ApplyForm\nfrom web.casework import forms\n",
        "web/insurance/views.py": "from web.access import needs\nfrom web import casework\n",
        "web/factory.py": "from web.casework import pages\n",
    }
    found = {finding.split(" ")[0] for finding in slice_imports(write_tree(tmp_path, files))}
    assert found == {"web/casework/views.py:1", "web/insurance/views.py:2"}
