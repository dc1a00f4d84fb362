"""What is committed works anywhere and names no machine: no addresses, no foreign paths, nothing big, whole locks."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, ROOT, imported_modules, report, sources, write_tree

MAX_BYTES = 512_000
IGNORED_FOLDERS = {".git", ".venv", "instance", "__pycache__", "node_modules"}
# Written in pieces, so that this file is no finding of its own.
FOREIGN = {
    "the address of a package registry": re.compile(
        "|".join(
            (
                r"\bpypi\." + r"org",
                r"pythonhosted\." + r"org",
                r"registry\.npmjs" + r"\.org",
                r"-index-url[ =]\S+" + r"://",
                r"-find-links[ =]\S",
            )
        )
    ),
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:" + "root/|work/(?:main|shared)|home/[a-z]+/|Users/[A-Za-z]+/|opt/pypi" + ")"
    ),
    "a folder outside the project": re.compile(r"\.\./" + "shared"),
}
SECTIONS = ["Context", "Decision", "Consequences"]
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)


def committed_files(root: Path) -> Iterator[Path]:
    """Yield what git holds; in a copy without git, everything but what is made on the spot."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False)
    if listing.returncode == 0 and listing.stdout:
        paths = [root / name for name in listing.stdout.decode().split("\0") if name]
    else:
        paths = sorted(root.rglob("*"))
    for path in paths:
        if path.is_file() and not IGNORED_FOLDERS.intersection(path.relative_to(root).parts):
            yield path


def foreign_traces(root: Path) -> list[str]:
    found = []
    for path in committed_files(root):
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(root)}:{number} holds {what}: “{match.group()}”. Take it out."
            for number, line in enumerate(lines, 1)
            for what, pattern in FOREIGN.items()
            if (match := pattern.search(line))
        ]
    return found


def big_files(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}: {path.stat().st_size:,} bytes, {MAX_BYTES:,} allowed. Shrink it or leave it out."
        for path in committed_files(root)
        if path.stat().st_size > MAX_BYTES
    ]


def unpinned(project: str, lock: str, extra: str | None = None) -> list[str]:
    """Return the dependencies of a pyproject text that a lock text does not pin, and the pins without a hash."""
    settings = tomllib.loads(project)["project"]
    wanted = settings["dependencies"] + (settings["optional-dependencies"][extra] if extra else [])
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)
    pins = {match.group(1): "--hash=sha256:" in entry for entry in entries if (match := REQUIREMENT.match(entry))}
    missing = [f"{name} is not pinned: run make lock." for name in map(package_name, wanted) if name not in pins]
    return missing + [f"{name} has no hash: run make lock." for name, is_hashed in pins.items() if not is_hashed]


def package_name(requirement: str) -> str:
    """Return the normalised name of a requirement such as `Psycopg[binary]>=3`."""
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def unpinned_imports(root: Path, folders: tuple[str, ...], lock: str, owners: Mapping[str, list[str]]) -> list[str]:
    """Return the imports that a fresh environment made from the lock text would lack.

    Args:
        owners: top-level module → the packages that bring it.
    """
    pinned = {match[0] for match in REQUIREMENT.findall(lock)}
    ours = {path.stem for path in root.iterdir()} | {"holdfast"}
    return [
        f"{source.name}:{line} imports {module}, which no lock brings: add it to pyproject.toml and run make lock."
        for source in sources(root, folders)
        for module, line in imported_modules(source.tree)
        for top in [module.split(".")[0]]
        if top not in sys.stdlib_module_names
        and top not in ours
        and not pinned.intersection(map(package_name, owners.get(top, [])))
    ]


def badly_formed_records(folder: Path) -> list[str]:
    """Return what is wrong with decision records: numbers without gaps, a title, the sections in order."""
    found = []
    for number, path in enumerate(sorted(folder.glob("*.md")), 1):
        text = path.read_text(encoding="utf-8")
        if not path.name.startswith(f"{number:04d}-"):
            found.append(f"{path.name}: should be number {number:04d}.")
        if not text.startswith(f"# {number:04d} "):
            found.append(f"{path.name}: should begin with “# {number:04d} ” and its title.")
        if re.findall(r"^## (.+)$", text, re.MULTILINE)[:3] != SECTIONS:
            found.append(f"{path.name}: its sections should be {', '.join(SECTIONS)}.")
    return found


def test_no_trace_of_a_machine_or_a_registry_is_committed():
    assert not (found := foreign_traces(ROOT)), report(found)


def test_nothing_big_is_committed():
    assert not (found := big_files(ROOT)), report(found)


@pytest.mark.parametrize(("lock", "extra"), [("runtime", None), ("dev", "dev")])
def test_every_dependency_is_pinned_with_its_hash(lock: str, extra: str | None):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert not (found := unpinned((ROOT / "pyproject.toml").read_text(), text, extra)), report(found)
    assert "setuptools" in dict(REQUIREMENT.findall(text)), "the editable install builds without a registry"


def test_both_locks_agree():
    runtime, development = (
        dict(REQUIREMENT.findall((ROOT / "requirements" / f"{lock}.txt").read_text())) for lock in ("runtime", "dev")
    )
    assert runtime.items() <= development.items(), "run make lock"


@pytest.mark.parametrize(
    ("lock", "folders"),
    [("runtime", (*PACKAGES, "config.py", "wsgi.py", "migrations")), ("dev", ("tests", "benchmarks", "scripts"))],
)
def test_whatever_is_imported_is_pinned(lock: str, folders: tuple[str, ...]):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert not (found := unpinned_imports(ROOT, folders, text, packages_distributions())), report(found)


def test_every_dependency_is_justified():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    record = (ROOT / "docs/decisions/0003-dependencies.md").read_text()
    justified = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^\| `([^`]+)`", record, re.MULTILINE)}
    wanted = {package_name(name) for name in project["dependencies"] + project["optional-dependencies"]["dev"]}
    assert wanted == justified, f"docs/decisions/0003-dependencies.md and pyproject.toml differ in {wanted ^ justified}"


def test_decision_records_are_well_formed():
    assert not (found := badly_formed_records(ROOT / "docs/decisions")), report(found)


def test_shipped_data_carries_its_licence():
    for folder in ("registry/data", "web/demo/data"):
        names = {path.name.split("-")[0].split(".")[0] for path in (ROOT / folder).iterdir()}
        assert {"LICENSE", "README"} <= names, f"{folder} holds data of others: add LICENSE-… and README.md"


def test_commands_can_be_started():
    for script in [ROOT / ".ci/run", *(ROOT / "scripts").glob("*.sh")]:
        is_executable = bool(script.stat().st_mode & 0o100)
        assert is_executable == script.read_text().startswith("#!"), (
            f"{script.name}: chmod +x and a first line #!, or neither"
        )


@pytest.mark.parametrize(
    "line",
    [
        "see https://pypi." + "org/project/flask",
        "--extra-index-url https" + "://example.test/simple",
        "cd /ro" + "ot/holdfast",
        'open("/work' + '/main/config.py")',
        "as ../sha" + "red/house.md says",
    ],
)
def test_a_foreign_trace_is_found(tmp_path: Path, line: str):
    write_tree(tmp_path, {"docs/a.md": f"fine\n{line}\n", "b.py": 'route("/work/days")\nimport pypistats\n'})
    (tmp_path / "c.png").write_bytes(b"\x89PNG\xff\xfe")
    assert [finding.split(" ")[0] for finding in foreign_traces(tmp_path)] == ["docs/a.md:2"]


def test_a_big_file_is_found_but_not_what_is_made_on_the_spot(tmp_path: Path):
    big = "x" * (MAX_BYTES + 1)
    write_tree(tmp_path, {"data/big.csv": big, ".venv/big.so": big, "instance/big": big, "small.csv": big[:-1]})
    assert [finding.split(":")[0] for finding in big_files(tmp_path)] == ["data/big.csv"]


def test_a_dependency_that_is_not_locked_is_found():
    project = '[project]\ndependencies = ["Flask_Login>=1", "numpy<2", "psycopg[binary]"]\n'
    lock = "flask-login==1.0 \\\n    --hash=sha256:00\nnumpy==1.9\n    # via holdfast\n"
    assert unpinned(project, lock) == ["psycopg is not pinned: run make lock.", "numpy has no hash: run make lock."]


def test_an_import_that_no_lock_brings_is_found(tmp_path: Path):
    files = {
        "casework/a.py": "import json\nimport flask.json\nimport pandas\nfrom ledger import models\n",
        "ledger/b.py": "",
    }
    owners = {"flask": ["Flask"], "pandas": ["pandas"]}
    found = unpinned_imports(write_tree(tmp_path, files), ("casework",), "flask==3.1\n", owners)
    assert [finding.split(",")[0] for finding in found] == ["casework/a.py:3 imports pandas"]


def test_a_record_out_of_order_is_found(tmp_path: Path):
    good = "# 0001 Floors\n\n## Context\n\n## Decision\n\n## Consequences\n"
    write_tree(tmp_path, {"0001-floors.md": good, "0003-later.md": "# 0003 Later\n\n## Decision\n"})
    assert len(badly_formed_records(tmp_path)) == 3
