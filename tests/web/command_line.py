"""The command line run in this process, on a database of the test's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from tests.conftest import ENCRYPTION_SECRET
from web.commands import cli
from web.commands.support import application, services

Run = Callable[..., Result]


def environment(engine: Engine, instance: Path) -> dict[str, str]:
    """Return what a process is told so that it works on the test's database and in a folder of its own."""
    return {
        "DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "HOLDFAST_INSTANCE": str(instance),
        "HOLDFAST_SECRET_KEY": "a secret key of the tests, long enough",
        "HOLDFAST_ENCRYPTION_SECRET": ENCRYPTION_SECRET,
        "HOLDFAST_ARGON2_MEMORY_KIB": "8",
    }


@pytest.fixture
def run(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a command; what it prints and its exit code are in the result."""
    for key, value in environment(engine, tmp_path / "instance").items():
        monkeypatch.setenv(key, value)
    application.cache_clear()

    def invoke(*words: str, code: int = 0, **options: object) -> Result:
        result = CliRunner().invoke(cli, words, **options)  # type: ignore[arg-type]
        assert result.exit_code == code, result.output + repr(result.exception)
        return result

    yield invoke
    if application.cache_info().currsize:
        services().engine.dispose()
    application.cache_clear()


def answer(result: Result) -> dict[str, object]:
    """Return the one JSON object that a command printed with `--json`."""
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found
