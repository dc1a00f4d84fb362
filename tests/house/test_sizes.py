"""Files, functions and views stay small enough to read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import PACKAGES, ROOT, Function, Source, functions, report, sources, write_tree

MAX_FILE = 400
MAX_FUNCTION = 50
MAX_VIEW = 25
TREE = (*PACKAGES, "config.py", "wsgi.py")
VIEW_DECORATORS = {"route", "get", "post", "put", "patch", "delete"}


def large_files(root: Path) -> list[str]:
    return [
        f"{source.name}: {source.line_count} lines, {MAX_FILE} allowed. Make it a folder, a file for each thing."
        for source in sources(root, TREE)
        if source.line_count > MAX_FILE
    ]


def large_functions(root: Path) -> list[str]:
    return [
        f"{source.name}:{function.lineno} {function.name}: {lines} lines of code, {allowed} allowed. {fix}"
        for source in sources(root, TREE)
        for function in functions(source.tree)
        for lines, (allowed, fix) in [(length(function), limit(source, function))]
        if lines > allowed
    ]


def limit(source: Source, function: Function) -> tuple[int, str]:
    if is_view(source, function):
        return (
            MAX_VIEW,
            "Move what it decides into an operation or a query, what it prepares into a function beside it.",
        )
    return MAX_FUNCTION, "Take out a step that has a name of its own."


def is_view(source: Source, function: Function) -> bool:
    in_views = source.parts[0] == "web" and "views" in source.parts
    return in_views and any(name in VIEW_DECORATORS for name in decorator_names(function))


def decorator_names(function: Function) -> Iterator[str]:
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(called, ast.Attribute):
            yield called.attr


def length(function: Function) -> int:
    """Count lines from `def` on; the docstring is documentation, not length."""
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None or not isinstance(first, ast.Expr):
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_files_stay_small():
    assert not (found := large_files(ROOT)), report(found)


def test_functions_and_views_stay_small():
    assert not (found := large_functions(ROOT)), report(found)


def test_a_long_file_is_found(tmp_path: Path):
    write_tree(tmp_path, {"casework/models.py": "x = 1\n" * 401, "ledger/models.py": "x = 1\n" * 400})
    assert [finding.split(":")[0] for finding in large_files(tmp_path)] == ["casework/models.py"]


def test_a_long_function_is_found_and_its_docstring_is_not_counted(tmp_path: Path):
    body = "    x = 1\n"
    documented = 'def documented():\n    """Say.\n' + "    more\n" * 30 + '    """\n' + body * 49
    write_tree(tmp_path, {"casework/rules/a.py": "def long():\n" + body * 50 + documented})
    (finding,) = large_functions(tmp_path)
    assert finding.startswith("casework/rules/a.py:1 long: 51 lines of code")


def test_a_view_may_be_half_as_long_as_another_function(tmp_path: Path):
    body = "    x = 1\n" * 25
    text = f"def helper():\n{body}\n\n@pages.get('/x')\ndef show():\n{body}"
    write_tree(tmp_path, {"web/casework/views/leads.py": text, "web/casework/views.py": text, "web/forms.py": text})
    found = [finding.split()[:2] for finding in large_functions(tmp_path)]
    assert found == [["web/casework/views/leads.py:30", "show:"], ["web/casework/views.py:30", "show:"]]


def test_migrations_and_tests_are_not_measured(tmp_path: Path):
    write_tree(tmp_path, {"migrations/versions/0001_a.py": "x = 1\n" * 900, "tests/rooms/test_a.py": "x = 1\n" * 900})
    assert large_files(tmp_path) == []
