"""One application, one copy of the world and one log-in a person, for tests that walk the whole web."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from foundation.clock import FixedClock
from gateways.embedded_postgres import create_database, drop_database
from tests.builders.world import CAST, NOW, PASSWORD
from tests.web.conftest import make_settings
from web.extensions import limiter
from web.factory import create_app

ROLE_OF = {login: role for login, role, *_ in CAST}
VISITOR = "visitor"
PEOPLE = (*ROLE_OF, VISITOR)
COOKIE = "session"


@contextmanager
def whole_app(server_url: str, template: str, name: str, instance: Path, **changes: object) -> Iterator[Flask]:
    """Give an application on its own copy of the world."""
    name = f"{name}_{os.getpid()}"
    app = create_app(make_settings(create_database(server_url, name, template), instance, **changes), FixedClock(NOW))
    app.config.update(TESTING=True)
    limiter.enabled = False  # one limiter serves every application of the process
    try:
        yield app
    finally:
        limiter.enabled = True
        app.extensions["holdfast"].engine.dispose()
        drop_database(server_url, name)


@contextmanager
def without_tokens(app: Flask) -> Iterator[None]:
    """Take forms without their CSRF token for a while."""
    asked = app.config.get("WTF_CSRF_ENABLED", True)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        yield
    finally:
        app.config["WTF_CSRF_ENABLED"] = asked


class Sessions:
    """Clients of everybody: each is new, so that no page can log the next one out, but nobody logs in twice."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._cookies: dict[str, str] = {}

    def client(self, person: str, language: str = "en") -> FlaskClient:
        """Return a fresh client with the person's session, or with none for the visitor."""
        client = self.app.test_client()
        for name, value in {"lang": language, **self.cookie(person)}.items():
            client.set_cookie(name, value)
        return client

    def cookie(self, person: str) -> dict[str, str]:
        """Return the cookie of the person's session; the visitor has none."""
        if person == VISITOR:
            return {}
        return {COOKIE: self._cookies.get(person) or self._log_in(person)}

    def _log_in(self, person: str) -> str:
        client = self.app.test_client()
        with without_tokens(self.app):
            client.post("/account/log-in", data={"login": person, "password": PASSWORD})
        cookie = client.get_cookie(COOKIE)
        assert cookie is not None
        self._cookies[person] = cookie.value
        return cookie.value
