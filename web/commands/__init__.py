"""`holdfast`: the command line. Exit 0 on success, 2 on bad usage, 3 on rejected data; `--json` prints one JSON object.

A command's module is imported when the command is called, because the application behind it takes seconds to load and
the help should not.
"""

import sys
from dataclasses import dataclass
from importlib import import_module

import click

from foundation.errors import HoldfastError

EXIT_REJECTED = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives and the line that the help shows for it."""

    module: str
    summary: str


COMMANDS = {
    "check": Entry("checks", "Check the audit chain, the ledger, frozen rounds and the file store."),
    "demo": Entry("demo", "Fill an empty register with the demo."),
    "export": Entry("exporting", "Write the register to a file that opens with a password alone."),
    "forms": Entry("forms", "Forms of field collection: publish, write Holdfast's own, list."),
    "grade": Entry(
        "grading",
        "Grade every household by colour, with reasons, and open a lead for each that a person should look at.",
    ),
    "grades": Entry("grading", "The grades that hold now."),
    "import": Entry(
        "imports",
        "Take households, members, income, spending and events from CSV, XLSX and Parquet files into the register.",
    ),
    "link": Entry("linkage", "Find who is recorded twice: within the register, in a file, or between two registers."),
    "pair": Entry("pairing", "Propose a caseworker for each open case without one, and say where help is short."),
    "regions": Entry("regions", "Regions, from the province down to villages."),
    "reindex": Entry("serve", "Rebuild the search index from the database."),
    "serve": Entry("serve", "Serve the platform, with its worker."),
    "stats": Entry(
        "stats",
        "Measure poverty, inequality, vulnerability and health costs over a file of households or over the register.",
    ),
    "upgrade": Entry("users", "Bring the database and the default roles up to date."),
    "users": Entry("users", "Users who can log in."),
    "validate": Entry("quality", "Check the register against the validation rules and bring the findings in step."),
    "worker": Entry("serve", "Carry out what waits in the outbox until stopped."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and imports a command's module only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is not None and cmd_name not in self.commands:
            import_module(f"{__name__}.{entry.module}").register(self)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except HoldfastError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_REJECTED)


@click.group(cls=LazyGroup)
@click.version_option(package_name="holdfast")
def cli() -> None:
    """Keep households that left poverty from falling back."""


def main() -> None:
    """Run the command line."""
    cli(prog_name="holdfast")
