"""What all commands share: help without the application, usage errors, one JSON object."""

import subprocess
import sys

import click
import pytest

from tests.web.command_line import Run, answer, run
from web.commands import COMMANDS, cli

__all__ = ["run"]

LIGHT = """
import sys
from web.commands import cli
cli(["--help"], standalone_mode=False)
heavy = sorted({"flask", "sqlalchemy", "web.factory", "gateways.stripe_payments"} & set(sys.modules))
sys.exit(f"loaded for the help: {heavy}" if heavy else 0)
"""


def leaves(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        return [(path, command)]
    context = click.Context(command)
    names = command.list_commands(context)
    return [found for name in names for found in leaves(command.get_command(context, name), f"{path} {name}".strip())]


def test_the_help_names_every_command_without_loading_the_application():
    told = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert all(f"  {name} " in told.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_says_of_a_command_what_the_command_says_of_itself(name):
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help.split("\n\n")[0].replace("\n", " ").startswith(COMMANDS[name].summary.rstrip("."))


@pytest.mark.parametrize(
    ("path", "command"), leaves(cli, ""), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_can_answer_in_json(path, command):
    assert "as_json" in {parameter.name for parameter in command.params}, path


@pytest.mark.parametrize(
    "words", [["no-such-thing"], ["grade", "--no-such-option"], ["regions", "load"], ["serve", "--port", "0"]]
)
def test_bad_usage_ends_with_2(run: Run, words):
    run(*words, code=2)


def test_a_sound_house_passes_the_check(run: Run):
    found = answer(run("check", "--json"))
    assert found["ok"] is True
    assert found["audit_broken"] == []


def test_rejected_data_ends_with_3_and_still_prints_one_object(run: Run):
    options = ("--name", "甲", "--role", "analyst", "--password", "a-long-test-password", "--json")
    assert answer(run("users", "add", "somebody", *options))["login"] == "somebody"
    refused = answer(run("users", "add", "somebody", *options, code=3))
    assert refused["kind"] == "LoginTaken"
    assert "somebody" in refused["error"]


def test_the_demo_is_refused_by_a_register_that_is_in_use(run: Run):
    assert answer(run("demo", "--json", code=3)) == {"loaded": False, "whole": False, "households": 5}


def test_too_small_a_demo_is_bad_usage(run: Run):
    run("demo", "--households", "5", code=2)
