"""What every command shares: the application, its units, its actor, its output and its exit codes."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import click
from flask import Flask

from config import read_settings
from foundation.actor import Actor, system_actor
from foundation.errors import HoldfastError
from foundation.unit_of_work import Units
from web.factory import create_app
from web.schema import upgrade
from web.services import EXTENSION, Services

EXIT_REJECTED = 3


@cache
def application() -> Flask:
    """Return the command's application on a database that is brought up to date."""
    app = create_app(read_settings())
    upgrade(app.extensions[EXTENSION].engine)
    return app


def services() -> Services:
    """Return the services of the command's application."""
    found: Services = application().extensions[EXTENSION]
    return found


def units() -> Units:
    """Return the units of work of the command's database."""
    return services().units


def command_actor(command: str) -> Actor:
    """Return the actor that the audit shows for a command."""
    return system_actor(f"command {command}")


def emit(result: Mapping[str, Any], as_json: bool, *lines: str) -> None:
    """Print one JSON object, or the lines written for people; without lines the object's entries, one a line."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, default=str))
        return
    for line in lines or [f"{key}: {value}" for key, value in result.items()]:
        click.echo(line)


@contextmanager
def rejections(as_json: bool) -> Iterator[None]:
    """Turn an error of the house into one line, or one JSON object, and exit code 3."""
    try:
        yield
    except HoldfastError as error:
        if as_json:
            click.echo(json.dumps({"error": str(error), "kind": type(error).__name__}, ensure_ascii=False))
        else:
            click.echo(str(error), err=True)
        sys.exit(EXIT_REJECTED)


json_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object."
)
