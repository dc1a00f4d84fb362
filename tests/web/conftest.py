"""The application on a database of the test's own, and clients for each of the cast."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from config import Settings
from foundation.clock import FixedClock
from tests.builders.world import NOW, PASSWORD, World
from tests.conftest import ENCRYPTION_SECRET
from tests.web.lint import LintClient
from web.factory import create_app

ClientAs = Callable[[str], LintClient]


def make_settings(url: str, instance: Path, **changes: object) -> Settings:
    """Return the settings of a test's application."""
    values: dict[str, object] = {
        "database_url": url,
        "instance_path": instance,
        "secret_key": "a secret key of the tests, long enough",
        "encryption_secret": ENCRYPTION_SECRET,
        "base_url": "http://localhost",
        "stripe_secret_key": None,
        "stripe_webhook_secret": None,
        "stripe_api_base": "http://127.0.0.1:9",
        "bank_account_holder": "Test county assistance fund",
        "bank_name": "Test bank",
        "bank_account_number": "0000 0000",
        "mail_url": None,
        "cookies_secure": False,
        "session_minutes": 60,
        "login_attempts": 5,
        "lockout_minutes": 15,
        "argon2_memory_kib": 8,
        "rate_limit_storage": "memory://",
        "second_factor_required": False,
        "is_demo": False,
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Iterator[Flask]:
    """The application; its database is the test's own."""
    url = engine.url.render_as_string(hide_password=False)
    made = create_app(make_settings(url, tmp_path), FixedClock(NOW))
    made.config.update(TESTING=True, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    yield made
    made.extensions["holdfast"].engine.dispose()


@pytest.fixture
def client_as(app: Flask, world: World) -> ClientAs:
    """Return a client that is logged in as one of the cast, or `visitor`."""

    def log_in(name: str) -> LintClient:
        browser = app.test_client()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        client = LintClient(browser, name)
        if name != "visitor":
            page = LintClient(client.client, "visitor")
            page.post("/account/log-in", {"login": name, "password": PASSWORD})
        return client

    return log_in
