"""`holdfast regions load FILE.csv`."""

from pathlib import Path

import click

from registry.operations.regions import load_regions
from web.commands.region_files import read_regions
from web.commands.support import command_actor, emit, json_option, rejections, units


def register(cli: click.Group) -> None:
    """Add the commands."""
    cli.add_command(regions)


@click.group()
def regions() -> None:
    """Regions, from the province down to villages."""


@regions.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def load(file: Path, as_json: bool) -> None:
    """Add the regions of a CSV file, or refresh their names.

    Columns: code, name, level (province, prefecture, county, township, village, group), parent_code; optional: name_en,
    latitude, longitude.
    """
    with rejections(as_json):
        lines = read_regions(file)
        with units().begin(command_actor("regions load")) as unit:
            loaded = load_regions(unit, lines)
    emit({"regions": loaded.count}, as_json)
