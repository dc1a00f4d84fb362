"""The project's Python files as the house tests read them.

Every function takes the tree's root, so that each check can be tried on a small tree too.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("monitoring", "casework", "development", "insurance", "marketplace", "incentives")
PLANNED = ("registry", "ledger", *ROOMS)
BELOW_WEB = ("foundation", "gateways", *PLANNED, "workflows", "reports")
PACKAGES = (*BELOW_WEB, "web")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file with its syntax tree; `name` is its path from the tree's root."""

    name: str
    tree: ast.Module
    line_count: int

    @property
    def parts(self) -> tuple[str, ...]:
        return Path(self.name).with_suffix("").parts


def sources(root: Path, packages: tuple[str, ...] = PACKAGES) -> Iterator[Source]:
    """Yield every Python file of the packages; a package may also be a single file such as `wsgi.py`."""
    for package in packages:
        folder = root / package
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            if path.is_file() and "__pycache__" not in path.parts:
                text = path.read_text(encoding="utf-8")
                yield Source(path.relative_to(root).as_posix(), ast.parse(text), len(text.splitlines()))


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method, the inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def imported_modules(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the full name of each thing imported, such as `sqlalchemy.orm.Session`, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def names_of(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: `from datetime import datetime as dt` gives dt → datetime.datetime."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """Return the full name of `a.b.c` with its import resolved; an empty text for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def is_inside(module: str, packages: tuple[str, ...] | frozenset[str]) -> bool:
    """Tell whether a dotted module name is one of the packages or lies in one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def write_tree(root: Path, files: dict[str, str]) -> Path:
    """Make a small tree of files to try a check on."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def report(findings: list[str]) -> str:
    """Return findings as the message of a failed check."""
    return "\n" + "\n".join(findings)
