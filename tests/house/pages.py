"""The templates and the web's Python files as the checks of the web read them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from tests.house.sources import sources

ENVIRONMENT = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)
TEMPLATE = re.compile(r"^[a-z_*]+(/[a-z0-9_*]+)*\.(html|txt|css)$")


@dataclass(frozen=True)
class Template:
    """One template with its syntax tree; `name` is what render_template calls it."""

    name: str
    text: str
    tree: nodes.Template

    @property
    def is_part(self) -> bool:
        """A part is brought into a page by another template: a component, or a file whose name begins with `_`."""
        return self.name.startswith("components/") or self.name.rsplit("/", 1)[-1].startswith("_")

    def references(self) -> Iterator[str]:
        """Yield the templates it extends, imports or includes by a literal name."""
        for node in self.tree.find_all((nodes.Extends, nodes.Import, nodes.FromImport, nodes.Include)):
            for name in node.template.find_all(nodes.Const) if not is_const(node.template) else [node.template]:
                yield str(name.value)


@dataclass(frozen=True)
class Link:
    """A call of url_for with a literal endpoint; `names` is None when arguments are handed over as a mapping."""

    place: str
    endpoint: str
    names: frozenset[str] | None


def is_const(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const)


def templates(root: Path) -> list[Template]:
    """Return every template of the tree."""
    folder = root / "templates"
    return [
        read_template(path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".txt"}
    ]


@cache
def read_template(name: str, text: str) -> Template:
    return Template(name, text, ENVIRONMENT.parse(text))


def named_in_python(root: Path, packages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield (place, template name) for every text that is a template's name; `*` stands for what is filled in."""
    for source in sources(root, packages):
        inside = {id(part) for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(source.tree):
            text = literal(node)
            if text is not None and id(node) not in inside and TEMPLATE.match(text):
                yield f"{source.name}:{node.lineno}", text


def literal(node: ast.AST) -> str | None:
    """Return a text, with `*` for the filled places of an f-string; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return None


def links(root: Path) -> Iterator[Link]:
    """Yield every url_for of the tree whose endpoint is written out."""
    yield from python_links(root)
    for template in templates(root):
        for call in template.tree.find_all(nodes.Call):
            is_link = isinstance(call.node, nodes.Name) and call.node.name == "url_for"
            if is_link and call.args and isinstance(call.args[0], nodes.Const):
                names = None if call.dyn_kwargs else frozenset(argument.key for argument in call.kwargs)
                yield Link(f"templates/{template.name}:{call.lineno}", str(call.args[0].value), names)


def python_links(root: Path) -> Iterator[Link]:
    for source in sources(root, ("web",)):
        for call in ast.walk(source.tree):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "url_for":
                continue
            endpoint = literal(call.args[0]) if call.args else None
            if endpoint is not None:
                keys = [keyword.arg for keyword in call.keywords]
                names = None if None in keys else frozenset(key for key in keys if key)
                yield Link(f"{source.name}:{call.lineno}", endpoint, names)


def matches(name: str, pattern: str) -> bool:
    """Tell whether a template's name is the one meant, where `*` stands for anything."""
    return fnmatch(name, pattern)
