"""`holdfast demo`."""

import sys

import click

from web.commands.support import EXIT_REJECTED, emit, json_option, rejections, services


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(demo)


@click.command()
@click.option(
    "--households",
    type=click.IntRange(40, 1_410),
    default=1_410,
    show_default=True,
    help="How many households to load, those of the story's township first.",
)
@json_option
def demo(households: int, as_json: bool) -> None:
    """Fill an empty register with the demo.

    Nothing is changed when there is anything in it; exit 3 when that is not the whole demo.
    """
    from web.demo import load_demo  # noqa: PLC0415 - only this command needs it

    with rejections(as_json):
        loaded = load_demo(services(), lambda line: click.echo(line, err=True), households)
    result = {"loaded": loaded.is_new, "whole": loaded.is_whole, "households": loaded.households}
    emit(result, as_json)
    if not loaded.is_whole:
        sys.exit(EXIT_REJECTED)
