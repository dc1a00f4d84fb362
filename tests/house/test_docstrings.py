"""Whoever calls a function below the web learns from its docstring what it does."""

import ast
from pathlib import Path

from tests.house.sources import BELOW_WEB, ROOT, Function, report, sources, write_tree


def undocumented_functions(root: Path) -> list[str]:
    return [
        f"{source.name}:{node.lineno} {node.name}: no docstring. Say in one imperative sentence what it does, or "
        "make it private with a leading underscore."
        for source in sources(root, BELOW_WEB)
        for node in source.tree.body
        if isinstance(node, Function) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def test_public_functions_below_the_web_have_a_docstring():
    assert not (found := undocumented_functions(ROOT)), report(found)


def test_a_function_without_a_docstring_is_found(tmp_path: Path):
    silent = "def open_case(unit):\n    return unit\n"
    write_tree(
        tmp_path,
        {
            "casework/operations/cases.py": silent,
            "casework/operations/leads.py": 'def open_lead(unit):\n    """Open a lead."""\n',
            "casework/rules/states.py": "def _helper():\n    return 1\n",
            "web/casework/views.py": silent,
        },
    )
    (finding,) = undocumented_functions(tmp_path)
    assert finding.startswith("casework/operations/cases.py:1 open_case: no docstring")
