"""Every page in the reader's language: the address asks, a cookie remembers, and nobody loses their place."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from foundation.actor import system_actor
from registry.models import User
from tests.builders.world import World
from tests.web.lint import LintClient, page_faults, plain
from tests.web.whole import COOKIE, Sessions, whole_app
from web.languages import LABELS

SWITCH = re.compile(r'href="([^"]+)"[^>]*hreflang="(\w+)"')


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "languages", tmp_path_factory.mktemp("languages")) as app:
        yield app


@pytest.fixture(scope="module")
def sessions(app: Flask) -> Sessions:
    return Sessions(app)


def language_of(answer: TestResponse) -> str:
    """Return the language a page says it is in."""
    assert answer.mimetype == "text/html"
    assert not (faults := page_faults(answer.text)), faults
    found = re.search(r'<html lang="([^"]+)"', answer.text)
    assert found is not None
    return {"zh-Hans": "zh", "en": "en"}[found.group(1)]


def switches(answer: TestResponse) -> dict[str, str]:
    """Return where each language of the switch leads."""
    return {code: address.replace("&amp;", "&") for address, code in SWITCH.findall(answer.text)}


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("zh", "zh"),
        ("zh-Hans", "zh"),
        ("zh-CN", "zh"),
        ("zh-TW", "zh"),
        ("zh-Hant-HK", "zh"),
        ("en-GB", "en"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.3,zh-CN;q=0.9", "zh"),
        ("fr", "zh"),
        ("fr-CA,fr;q=0.9,en;q=0.2", "en"),
        ("*", "zh"),
        ("", "zh"),
        ("%%%;;q=nonsense", "zh"),
    ],
)
def test_a_visitor_reads_what_the_browser_asks_for(app: Flask, wanted: str, given: str) -> None:
    assert language_of(app.test_client().get("/", headers={"Accept-Language": wanted})) == given


def test_the_switch_keeps_the_page_and_its_query(sessions: Sessions) -> None:
    place = "/account/audit?q=%E9%99%88+%26co&page=1&action=&kind=user"
    client = sessions.client("auditor", "en")
    other = switches(client.get(place))["zh"]
    assert other == f"{place}&lang=zh"
    answer = client.get(other)
    assert language_of(answer) == "zh"
    assert switches(answer)["en"] == f"{place}&lang=en"


def test_the_switch_keeps_what_is_asked_twice(sessions: Sessions) -> None:
    links = switches(sessions.client("auditor").get("/account/users?role=insurer&role=trainer&lang=en"))
    assert links["zh"] == "/account/users?role=insurer&role=trainer&lang=zh"


def test_the_words_are_of_the_language(app: Flask) -> None:
    chinese, english = (plain(app.test_client().get(f"/account/log-in?lang={code}")) for code in ("zh", "en"))
    assert "登录名" in chinese and "Log-in name" not in chinese
    assert "Log-in name" in english and "登录" not in english


def test_every_language_is_offered_in_its_own_name(app: Flask) -> None:
    page = app.test_client().get("/").text
    assert set(SWITCH.findall(page)) == {("/?lang=zh", "zh"), ("/?lang=en", "en")}
    assert all(name in page for name in LABELS.values())


def test_a_choice_is_remembered_and_comes_before_the_browser(app: Flask) -> None:
    client = app.test_client()
    chinese = {"Accept-Language": "zh-CN"}
    answer = client.get("/?lang=en", headers=chinese)
    kept = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("lang="))
    assert {"lang=en", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(kept.split("; "))
    assert language_of(client.get("/money", headers=chinese)) == "en"
    assert language_of(client.get("/money?lang=zh")) == "zh"
    assert language_of(client.get("/money", headers={"Accept-Language": "en"})) == "zh"


def test_a_language_we_do_not_have_is_neither_shown_nor_remembered(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/?lang=fr", headers={"Accept-Language": "en"})
    assert language_of(answer) == "en"
    assert client.get_cookie("lang") is None
    client.set_cookie("lang", "<script>")
    assert language_of(client.get("/", headers={"Accept-Language": "en"})) == "en"


def test_users_read_their_own_language_on_any_browser(app: Flask, sessions: Sessions, world: World) -> None:
    own = signed_in_without_choice(app, sessions, "trainer")
    assert language_of(own.get("/account/", headers={"Accept-Language": "zh-CN"})) == "en"
    with app.extensions["holdfast"].units.begin(system_actor("test")) as unit:
        unit.session.execute(update(User).where(User.id == world.users["trainer"]).values(language="zh"))
    assert language_of(own.get("/account/", headers={"Accept-Language": "en"})) == "zh"
    assert language_of(own.get("/account/?lang=en")) == "en"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_refusals_speak_the_language_too(sessions: Sessions, language: str) -> None:
    client = sessions.client("caseworker", language)
    assert language_of(client.get("/nowhere")) == language
    assert language_of(client.get("/account/users")) == language
    assert language_of(LintClient(client, "caseworker").post("/account/password", status=422)) == language


def signed_in_without_choice(app: Flask, sessions: Sessions, person: str) -> FlaskClient:
    """Return a client with the person's session that never chose a language."""
    cookie = sessions.client(person).get_cookie(COOKIE)
    assert cookie is not None
    client = app.test_client()
    client.set_cookie(COOKIE, cookie.value)
    return client
