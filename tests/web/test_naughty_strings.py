"""Every form of every page takes every kind of text: it is kept and shown as it was typed, or refused in words.

The forms are found on the pages themselves, opened in the busy world by somebody who may. Each is sent several times,
each time with other strings in its text fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.builders.naughty import STRINGS, TAG
from tests.builders.world import World
from tests.web.access_table import GET, ROWS, Row
from tests.web.busy import fill
from tests.web.lint import HTML, UNFILLED, page_faults, plain
from tests.web.test_pages import READ, address, people_of
from tests.web.whole import Sessions, whole_app, without_tokens
from web.requests import seen

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*static.*:ResourceWarning")
TEXT = {"text", "search", "email", "tel", "url", "password"}
TIMES = 2
"""How often each form is sent, each time with other strings."""
LEFT_ALONE = {"account.log_out", "account.end_sessions"}
"""What would end the session that sends it; none of them has a text to fill in."""


@dataclass(frozen=True)
class Found:
    """A form as it stands on a page.

    Args:
        values: what it sends untouched.
        typed: its text fields with what stands in them.
    """

    page: str
    action: str
    method: str
    values: tuple[tuple[str, str], ...]
    typed: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(name for name, _text in self.typed)


@dataclass
class Walk:
    """The application with the forms of its pages."""

    app: Flask
    sessions: Sessions
    ids: dict[str, int | str]
    next_string: Iterator[int] = field(default_factory=count)
    sent: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def page_of(self, endpoint: str) -> str:
        return address(self.app, next(row for row in READ if row.endpoint == endpoint), self.ids)

    def is_new(self, form: Found) -> bool:
        """Tell whether a form stands here for the first time; some stand on every page."""
        mark = (endpoint_of(self.app, form.action, form.method), form.texts)
        is_known = mark in self.sent
        self.sent.add(mark)
        return not is_known


@pytest.fixture(scope="module")
def walk(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    with whole_app(server_url, template[0], "naughty", tmp_path_factory.mktemp("naughty")) as app:
        ids = fill(app, template[1], tmp_path_factory.mktemp("sheets"))
        app.config.update(PROPAGATE_EXCEPTIONS=False)
        with without_tokens(app):
            yield Walk(app, Sessions(app), ids)


def endpoint_of(app: Flask, url: str, method: str) -> str:
    path = urlsplit(url).path
    endpoint, _arguments = app.url_map.bind("localhost").match(path, method=method)
    return str(endpoint)


def forms_of(answer: TestResponse, page: str) -> Iterator[Found]:
    """Yield the forms of a page that have a text to fill in."""
    for form in html5lib.parse(answer.text).iter(HTML + "form"):
        values, typed = [], []
        for one in form.iter():
            kind, name = str(one.tag).removeprefix(HTML), one.get("name")
            if not name or one.get("disabled") is not None or name == "csrf_token":
                continue
            if kind == "textarea":
                typed.append((name, "".join(one.itertext())))
            elif kind == "input" and one.get("type", "text") in TEXT:
                typed.append((name, one.get("value", "")))
            elif kind == "input" and one.get("type") not in {"checkbox", "file", "submit"}:
                values.append((name, one.get("value", "")))
            elif kind == "select":
                values.append((name, chosen(one)))
        if typed:
            action = form.get("action") or page
            yield Found(page, action, form.get("method", "get").upper(), tuple(values), tuple(typed))


def chosen(select: Any) -> str:
    """Return what a list of choices sends: what stands there, else the first choice that is one."""
    options = list(select.iter(HTML + "option"))
    standing = [one.get("value", "") for one in options if one.get("selected") is not None]
    return next((one for one in [*standing, *(option.get("value", "") for option in options)] if one), "")


def forms_on(walk: Walk, row: Row) -> tuple[str, list[Found]]:
    """Return who opens a page first, and the forms they find there."""
    page = address(walk.app, row, walk.ids)
    for person in people_of(row):
        answer = walk.sessions.client(person).get(page)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found = [form for form in forms_of(answer, page) if is_asked(walk, form)]
            return person, found
    return "", []


def is_asked(walk: Walk, form: Found) -> bool:
    return endpoint_of(walk.app, form.action, form.method) not in LEFT_ALONE


def send(walk: Walk, person: str, form: Found) -> list[str]:
    """Send a form with the next strings in its text fields; return what went wrong."""
    typed = {name: STRINGS[next(walk.next_string) % len(STRINGS)] for name in form.texts}
    client, told = walk.sessions.client(person), f"{person} sends {typed!r:.400} to {form.action} from {form.page}"
    values = {**dict(form.values), **typed}
    if form.method == GET:
        answer = client.get(form.action, query_string=values)
    else:
        answer = client.post(form.action, data=values)
    faults = faults_of(answer, typed)
    if answer.status_code in {302, 303}:
        faults += faults_of(client.get(answer.headers["Location"]), {})
    return [f"{told}:\n    {fault}" for fault in faults]


def faults_of(answer: TestResponse, typed: dict[str, str]) -> list[str]:
    """Return what is wrong with an answer: a break-down, an open tag, a refused text that is not there to be mended."""
    if answer.status_code == 400 or (answer.status_code >= 500 and answer.status_code != 503):
        return [f"answers {answer.status_code}"]
    if answer.mimetype != "text/html" or not answer.data or 300 <= answer.status_code < 400:
        return []
    tree = html5lib.parse(answer.text)
    # Texts with places stand on the pages by now, because they were typed; and forms carry no token here.
    faults = [fault for fault in page_faults(answer.text) if fault != UNFILLED and "CSRF token" not in fault]
    faults += ["a tag that was typed stands in the page"] if any(TAG in str(one.tag) for one in tree.iter()) else []
    if answer.status_code == 422 and typed:
        shown = dict(shown_texts(tree))
        faults += [
            f"{name!r} comes back as {shown[name]!r:.120}"
            for name, text in typed.items()
            if name in shown and settled(shown[name]) != settled(text)
        ]
        if not set(typed) & {one.get("name") for one in tree.iter()}:
            faults.append(f"refused without the form: {plain(answer)[:300]}")
    return faults


def shown_texts(tree: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the text fields of a page."""
    for one in tree.iter():
        kind, name = str(one.tag).removeprefix(HTML), one.get("name")
        if name and kind == "textarea":
            yield name, "".join(one.itertext())
        elif name and kind == "input" and one.get("type", "text") in TEXT - {"password"}:
            yield name, one.get("value", "")


def settled(text: str) -> str:
    """Return a text without what the door and a field take from it: unseen signs, ends of lines, blanks around it."""
    lines = seen(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(lines.split("\n")).strip()


ASKED = [row for row in READ if not row.url.endswith(".pdf")]


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.endpoint)
def test_no_text_breaks_a_form(walk: Walk, row: Row) -> None:
    person, forms = forms_on(walk, row)
    new = [form for form in forms if walk.is_new(form)]
    faults = [fault for form in new for _ in range(TIMES) for fault in send(walk, person, form)]
    assert not faults, "\n".join(faults[:6])


def test_the_walk_finds_the_forms_of_the_house(walk: Walk) -> None:
    found = {endpoint_of(walk.app, form.action, form.method) for row in ASKED for form in forms_on(walk, row)[1]}
    posted = {row.endpoint for row in ROWS if row.method != GET and not row.by_token}
    assert len(found & posted) > 60


def test_every_string_can_be_looked_for(walk: Walk) -> None:
    client = walk.sessions.client("county_officer")
    answers = {text: client.get("/registry/search", query_string={"q": text}) for text in STRINGS}
    faults = {text: found for text, answer in answers.items() if (found := faults_of(answer, {}))}
    assert not faults


KEPT = [("registry.show_edit_household", "address"), ("registry.show_edit_person", "name")]


@pytest.mark.parametrize("part", range(8))
def test_a_text_is_kept_as_it_was_typed_or_refused_at_its_field(walk: Walk, part: int) -> None:
    endpoint, name = KEPT[part % len(KEPT)]
    page = walk.page_of(endpoint)
    client = walk.sessions.client("county_officer")
    kept = 0
    for text in STRINGS[part::8]:
        (form,) = [form for form in forms_of(client.get(page), page) if name in form.texts]
        answer = client.post(form.action, data={**dict(form.values), **dict(form.typed), name: text})
        assert not faults_of(answer, {name: text}), text
        if answer.status_code == 302:
            shown = dict(shown_texts(html5lib.parse(client.get(page).text)))
            assert settled(shown[name]) == settled(text)
            kept += 1
    assert kept > 10
