"""What people see when something fails: a page of ours, in their language, that says nothing about our insides."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import TestResponse

from foundation.clock import FixedClock
from foundation.errors import Conflict, GatewayUnavailable, Invalid
from foundation.unit_of_work import UnitOfWork
from tests.builders.world import NOW, World
from tests.web.conftest import make_settings
from tests.web.lint import page_faults
from tests.web.whole import Sessions, whole_app, without_tokens
from web.access import public
from web.extensions import limiter
from web.factory import create_app

SECRET = "the-secret-of-our-insides"
INSIDES = re.compile(
    rf"{SECRET}|Traceback|\.py\b|\w(?:Error|Exception)\b|(?i:sqlalchemy|psycopg|werkzeug|jinja|postgres|no_such_table)"
)
LANGUAGES = {"en": "en", "zh": "zh-Hans"}
SMALL_UPLOAD = 4096


@public("tries one failure after the other")
def fail(unit: UnitOfWork, how: str) -> ResponseReturnValue:
    if how == "conflict":
        raise Conflict()
    if how == "invalid":
        raise Invalid()
    if how == "gateway":
        raise GatewayUnavailable()
    if how == "database":
        unit.session.execute(text(f"select '{SECRET}' from no_such_table"))
    if how == "too-large":
        raise RequestEntityTooLarge()
    raise RuntimeError(SECRET)


@pytest.fixture(scope="module")
def app(server_url: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with whole_app(server_url, template[0], "errors", tmp_path_factory.mktemp("errors")) as app:
        app.config.update(TESTING=False, MAX_CONTENT_LENGTH=SMALL_UPLOAD)
        app.add_url_rule("/fail/<how>", "fail", fail, methods=["GET", "POST"])
        yield app


@pytest.fixture(scope="module")
def sessions(app: Flask) -> Sessions:
    return Sessions(app)


def check_page(answer: TestResponse, status: int, language: str) -> None:
    """Hold an error page against everything that is asked of each."""
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    page = answer.text
    assert not (faults := page_faults(page)), faults
    assert f'<html lang="{LANGUAGES[language]}"' in page
    assert not (inside := INSIDES.search(page)), f"the page tells {inside and inside.group()!r}"
    assert 'class="error-page"' in page and 'class="masthead' in page, "the page is not ours"
    assert answer.headers["Content-Security-Policy"] and answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("person", ["caseworker", "visitor"])
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/pages/no-such-page", 404),
        ("GET", "/account/password", 405),
        ("GET", "/fail/conflict", 409),
        ("POST", "/fail/conflict", 409),
        ("GET", "/fail/invalid", 422),
        ("POST", "/fail/too-large", 413),
        ("GET", "/fail/gateway", 503),
        ("GET", "/fail/database", 500),
        ("POST", "/fail/surprise", 500),
        ("GET", "/fail/surprise", 500),
    ],
)
def test_every_failure_is_a_page_of_ours(
    sessions: Sessions, person: str, language: str, method: str, address: str, status: int
) -> None:
    client = sessions.client(person, language)
    with without_tokens(sessions.app):
        check_page(client.open(address, method=method), status, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_theirs_is_refused_in_plain_words(sessions: Sessions, language: str) -> None:
    check_page(sessions.client("caseworker", language).get("/account/users"), 403, language)
    check_page(sessions.client("caseworker", language).get("/registry/households/99999"), 404, language)
    with without_tokens(sessions.app):
        check_page(sessions.client("visitor", language).post("/account/log-out"), 401, language)


def test_a_household_elsewhere_and_none_at_all_read_the_same(sessions: Sessions, world: World) -> None:
    client = sessions.client("caseworker")
    elsewhere = client.get(f"/registry/households/{world.households['B-001']}")
    nowhere = client.get("/registry/households/99999")
    nonce = re.compile(r'nonce="[^"]+"|value="[^"]+"|/households/\d+')
    assert elsewhere.status_code == nowhere.status_code == 404
    assert nonce.sub("", elsewhere.text) == nonce.sub("", nowhere.text)


def test_a_wrong_method_names_the_right_one(sessions: Sessions) -> None:
    answer = sessions.client("caseworker").get("/account/password")
    assert {method.strip() for method in answer.headers["Allow"].split(",")} == {"POST", "OPTIONS"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_too_large_is_refused_before_it_is_read(sessions: Sessions, language: str) -> None:
    client = sessions.client("administrator", language)
    answer = client.post("/account/users/new", data={"name": "x" * (SMALL_UPLOAD + 1)})
    check_page(answer, 413, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_its_token_says_so(sessions: Sessions, language: str) -> None:
    check_page(sessions.client("caseworker", language).post("/account/password"), 400, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_tries_are_told_to_wait(sessions: Sessions, language: str) -> None:
    limiter.enabled = True
    limiter.reset()
    try:
        client = sessions.client("visitor", language)
        with without_tokens(sessions.app):
            answers = [client.post("/account/log-in", data={}) for _try in range(21)]
    finally:
        limiter.enabled = False
    assert {answer.status_code for answer in answers[:20]} == {422}
    check_page(answers[20], 429, language)
    assert 0 < int(answers[20].headers["Retry-After"]) <= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_that_does_not_answer_is_a_page_too(tmp_path: Path, language: str) -> None:
    nowhere = make_settings("postgresql+psycopg://nobody@127.0.0.1:9/none", tmp_path)
    client = create_app(nowhere, FixedClock(NOW)).test_client()
    client.set_cookie("lang", language)
    check_page(client.get("/"), 500, language)
    check_page(client.get("/account/log-in"), 500, language)
