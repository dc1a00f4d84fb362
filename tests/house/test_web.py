"""The web keeps its promises in every file: pages from one shell, links that lead somewhere, nothing from outside."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.house.pages import links, matches, named_in_python, templates
from tests.house.sources import ROOT, imported_modules, is_inside, report, sources, write_tree
from tests.web.conftest import make_settings
from web.access import MENU, access_of
from web.factory import SLICES, create_app
from web.roles import all_grants

SHELLS = {"base.html", "pdf/base.html", "email/base.txt"}
UNESCAPED = {
    "components/icon.html": "the shapes are written in the template itself",
    "components/risk.html": "the shapes are written in the template itself",
    "public/page.html": "the body is cleaned by nh3 when it is saved",
    "development/_page_bodies.html": "the bodies are cleaned by nh3 when they are prepared",
}
REACHED_OTHERWISE = {
    "public.health": "supervisors of the process ask for it",
    "public.show_page_by_id": "search hits lead there",
    "collection.greet_client": "ODK Collect asks it before it sends",
}
STATIC_SUFFIXES = {".css", ".js", ".svg"}
OUTSIDE = re.compile(r"""(?:https?:)?//(?=[\w{]+[.\w{}-]*\.[a-z]{2,})|@import\b""")
NAMESPACES = re.compile(r"https?://www\.w3\.org/(?:1999|2000)/\w+")
INLINE = re.compile(r"""<[a-z][^>]*?\s(style|on[a-z]+)\s*=\s*["'{]""", re.IGNORECASE | re.DOTALL)
# Paper has no content policy: its style sheet stands inside the page.
# Paper has no content policy: its style sheet stands inside the page.
BARE_SCRIPT = re.compile(r"<(script|style)\b(?![^>]*nonce)[^>]*>")
STATEMENTS = {"sqlalchemy.select", "sqlalchemy.insert", "sqlalchemy.update", "sqlalchemy.delete"}


def inline_styles(root: Path) -> list[str]:
    found = []
    for template in templates(root):
        for pattern, fix in (
            (INLINE, "The content policy blocks it: give it a class, or a part of templates/components."),
            (BARE_SCRIPT, 'Give it nonce="{{ csp_nonce() }}", or a file in web/static.'),
        ):
            found += [
                f"templates/{template.name}:{line_of(template.text, match)} has an inline {match.group(1)}. {fix}"
                for match in pattern.finditer(template.text)
                if pattern is INLINE or not template.name.startswith("pdf/")
            ]
    return found


def unescaped(root: Path, allowed: Mapping[str, str]) -> list[str]:
    found = [
        f"templates/{template.name}:{node.lineno} uses |safe. Let it be escaped; where the text is surely ours or "
        "cleaned, add the template and the reason to UNESCAPED."
        for template in templates(root)
        if template.name not in allowed
        for node in template.tree.find_all(nodes.Filter)
        if node.name == "safe"
    ]
    found += [
        f"{source.name}:{line} imports {module}. Build HTML in templates, where it is escaped."
        for source in sources(root, ("web",))
        for module, line in imported_modules(source.tree)
        if module.rsplit(".", 1)[-1] == "Markup"
    ]
    using = {
        template.name
        for template in templates(root)
        if any(node.name == "safe" for node in template.tree.find_all(nodes.Filter))
    }
    return found + [f"UNESCAPED names {name}, which needs it no more." for name in sorted(set(allowed) - using)]


def outside_addresses(root: Path) -> list[str]:
    texts = {f"templates/{template.name}": template.text for template in templates(root)}
    for path in sorted((root / "web" / "static").rglob("*")):
        if path.suffix in STATIC_SUFFIXES:
            texts[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
    return [
        f"{name}:{number} names an address outside. Serve the thing ourselves: pages must work without the internet."
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if OUTSIDE.search(NAMESPACES.sub("", line))
    ]


def pages_without_shell(root: Path) -> list[str]:
    found = []
    for template in templates(root):
        if template.name in SHELLS or template.is_part or not template.name.endswith(".html"):
            continue
        parents = [node.template.value for node in template.tree.find_all(nodes.Extends)]
        if not SHELLS.intersection(parents):
            found.append(
                f"templates/{template.name} extends neither base.html nor pdf/base.html. "
                "Extend one, or begin its name with _ when it is a part of a page."
            )
    return found


def lost_templates(root: Path) -> list[str]:
    there = {template.name for template in templates(root)}
    named = list(named_in_python(root, ("web", "reports", "workflows")))
    named += [(f"templates/{template.name}", name) for template in templates(root) for name in template.references()]
    found = [
        f"{place} names the template {name}, which is not there."
        for place, name in named
        if not name.endswith(".css") and not any(matches(existing, name) for existing in there)
    ]
    wanted = {name for _place, name in named} | SHELLS
    return found + [
        f"templates/{name} is shown by no view and brought in by no template. Use it or delete it."
        for name in sorted(there)
        if not name.startswith("components/") and not any(matches(name, pattern) for pattern in wanted)
    ]


def dead_links(root: Path, app: Flask) -> list[str]:
    found = []
    for link in links(root):
        rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == link.endpoint]
        if not rules:
            found.append(f"{link.place} links to {link.endpoint}, which is no endpoint.")
        elif link.names is not None:
            missing = min((rule.arguments - set(rule.defaults or ()) - link.names for rule in rules), key=len)
            found += [f"{link.place} links to {link.endpoint} without its {name}." for name in sorted(missing)]
        if link.endpoint == "static" and link.names is None:
            found.append(f"{link.place} names no file.")
    return found


def unknown_permissions(root: Path, known: Collection[str]) -> list[str]:
    return [
        f"templates/{template.name}:{call.lineno} asks for {call.args[0].value}, which no room's permissions.py has."
        for template in templates(root)
        for call in template.tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "may"
        if isinstance(call.args[0], nodes.Const) and call.args[0].value not in known
    ]


def opens_by_token(app: Flask, endpoint: str) -> bool:
    """Programs come by the description of the API, not by links."""
    access = access_of(app.view_functions[endpoint])
    return access is not None and access.by_token


def lost_pages(root: Path, app: Flask, in_menu: Collection[str]) -> list[str]:
    linked = {link.endpoint for link in links(root)} | set(in_menu) | set(REACHED_OTHERWISE)
    return [
        f"nothing leads to {rule.endpoint} ({rule.rule}). Link to it, give it a menu entry, or say in "
        "REACHED_OTHERWISE who comes there and how."
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in linked and not rule.endpoint.endswith("static")
        if not opens_by_token(app, rule.endpoint)
    ]


def views_that_read_themselves(root: Path) -> list[str]:
    return [
        f"{source.name}:{line} imports {module}. A view asks the room's queries and operations; gateways come from "
        "web.services."
        for source in sources(root, ("web",))
        if "views" in source.parts
        for module, line in imported_modules(source.tree)
        if module in STATEMENTS or is_inside(module, ("gateways", "sqlalchemy.orm"))
    ]


def line_of(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.end()) + 1


CHECKS = {
    "no inline styles or handlers": inline_styles,
    "what is not escaped has a reason": lambda root: unescaped(root, UNESCAPED),
    "nothing comes from outside": outside_addresses,
    "every page has the shell": pages_without_shell,
    "templates are there and used": lost_templates,
    "views leave reading to queries": views_that_read_themselves,
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as far as its addresses: it never asks its database."""
    return create_app(make_settings("postgresql+psycopg://nobody@127.0.0.1:9/none", tmp_path_factory.mktemp("web")))


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_the_web_holds(check):
    assert not (found := check(ROOT)), report(found)


def test_every_link_leads_to_a_page_of_ours(app: Flask):
    assert not (found := dead_links(ROOT, app)), report(found)


def test_every_permission_that_a_template_asks_for_exists():
    known = {str(permission) for permissions in all_grants().values() for permission in permissions}
    assert not (found := unknown_permissions(ROOT, known)), report(found)


def test_every_page_can_be_reached(app: Flask):
    assert not (found := lost_pages(ROOT, app, {entry.endpoint for entry in MENU})), report(found)


def test_every_endpoint_that_is_named_exists(app: Flask):
    """Tables such as the home pages name endpoints as plain texts."""
    shape = re.compile(rf"""["']((?:{"|".join(SLICES)})\.[a-z_]+)["']""")
    found = [
        f"{path.relative_to(ROOT)} names {name}, which is no endpoint."
        for path in sorted((ROOT / "web").rglob("*.py"))
        for name in shape.findall(path.read_text(encoding="utf-8"))
        if name not in app.view_functions and not (ROOT / name.replace(".", "/")).with_suffix(".py").exists()
    ]
    assert not found, report(found)


def test_every_static_file_that_is_named_exists():
    found = [
        f"templates/{template.name} names {name}, which is not in web/static."
        for template in templates(ROOT)
        for name in re.findall(r"""filename=["']([\w./-]+)["']""", template.text)
        if not (ROOT / "web/static" / name).is_file() and "bootstrap" not in name
    ]
    assert not found, report(found)


def test_an_inline_style_or_handler_is_found(tmp_path: Path):
    bad = '<p\n  style="color: red">\n<a onclick="go()">\n<script>x</script>'
    good = '<p class="style">style = on=</p><script nonce="{{ csp_nonce() }}">x</script>'
    write_tree(tmp_path, {"templates/a/_bad.html": bad, "templates/a/_good.html": good})
    assert [finding.split(" ")[0] for finding in inline_styles(tmp_path)] == [
        "templates/a/_bad.html:2",
        "templates/a/_bad.html:3",
        "templates/a/_bad.html:4",
    ]


def test_unescaped_text_without_a_reason_is_found(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "templates/a/one.html": "{{ text | safe }} {{ unsafe }} {{ _('safe') }}",
            "templates/a/two.html": "{{ text }}",
            "web/a/views.py": "from markupsafe import Markup\n",
        },
    )
    assert [finding.split(" ")[0] for finding in unescaped(tmp_path, {})] == [
        "templates/a/one.html:1",
        "web/a/views.py:1",
    ]
    assert len(unescaped(tmp_path, {"a/one.html": "tried", "a/two.html": "left over"})) == 2


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://cdn.example.com/a.js">',
        '<link href="//fonts.example.com/a.css">',
        "@import 'a.css';",
        "a { background: url(http://example.org/a.png) }",
    ],
)
def test_an_address_outside_is_found(tmp_path: Path, line: str):
    good = '<svg xmlns="http://www.w3.org/2000/svg">{{ url_for("x.y") }} // a comment\n'
    write_tree(tmp_path, {"templates/a/_a.html": good, "web/static/b.css": f"{good}{line}\n"})
    assert [finding.split(" ")[0] for finding in outside_addresses(tmp_path)] == ["web/static/b.css:2"]


def test_a_page_of_its_own_making_is_found(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "templates/base.html": "<html>",
            "templates/a/page.html": "<html>",
            "templates/a/good.html": '{% extends "base.html" %}',
            "templates/a/_part.html": "<p>",
            "templates/components/part.html": "<p>",
        },
    )
    assert [finding.split(" ")[0] for finding in pages_without_shell(tmp_path)] == ["templates/a/page.html"]


def test_a_lost_template_is_found(tmp_path: Path):
    write_tree(
        tmp_path,
        {
            "templates/base.html": "",
            "templates/a/shown.html": '{% extends "base.html" %}{% include "a/_gone.html" %}',
            "templates/a/forgotten.html": "",
            "templates/errors/404.html": "",
            "web/a/views.py": 'x = "a/shown.html"\nrender_template(f"errors/{code}.html")\nx = "a/no.html"\n',
        },
    )
    assert [finding.split(" ")[0] for finding in lost_templates(tmp_path)] == [
        "web/a/views.py:3",
        "templates/a/shown.html",
        "templates/a/forgotten.html",
    ]


def test_a_dead_link_is_found(tmp_path: Path, app: Flask):
    calls = ('url_for("public.show_page")', 'url_for("public.show_page", slug=1)', 'url_for("public.show_page", **x)')
    part = "{{ url_for('public.front') }}\n{{ url_for('public.nowhere') }}\n{{ url_for(x) }}"
    write_tree(tmp_path, {"templates/a/_a.html": part, "web/a.py": "\n".join(calls)})
    assert [finding.split(" ")[0] for finding in dead_links(tmp_path, app)] == ["web/a.py:1", "templates/a/_a.html:2"]


def test_a_permission_that_nobody_has_is_found(tmp_path: Path):
    part = "{{ actor.may('a:b:c') }}\n{% if actor.may('a:b:d') %}{% endif %}{{ actor.may(x) }}"
    write_tree(tmp_path, {"templates/a/_a.html": part})
    assert [finding.split(" ")[0] for finding in unknown_permissions(tmp_path, {"a:b:c"})] == ["templates/a/_a.html:2"]


def test_a_page_that_nothing_leads_to_is_found(tmp_path: Path):
    app = Flask("small", root_path=str(tmp_path))
    for name in ("linked", "in_menu", "lost", "sent"):
        app.add_url_rule(f"/{name}", name, str, methods=["POST"] if name == "sent" else ["GET"])
    write_tree(tmp_path, {"templates/a/_a.html": "{{ url_for('linked') }}"})
    assert [finding.split(" ")[3] for finding in lost_pages(tmp_path, app, {"in_menu"})] == ["lost"]


def test_a_view_that_reads_by_itself_is_found(tmp_path: Path):
    bad = "from sqlalchemy import select\nfrom sqlalchemy.orm import Session\nimport gateways.mail\n"
    good = "from sqlalchemy import text\nfrom registry.queries.users import get_user\n"
    write_tree(tmp_path, {"web/a/views/b.py": bad, "web/b/views.py": bad, "web/services.py": bad})
    write_tree(tmp_path, {"web/c/views.py": good})
    assert {finding.split(" ")[0] for finding in views_that_read_themselves(tmp_path)} == {
        f"{name}:{line}" for name in ("web/b/views.py", "web/a/views/b.py") for line in (1, 2, 3)
    }
