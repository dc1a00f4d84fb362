"""`holdfast regions list`, `load FILE.csv`, and `change` with one command for each kind of change."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from registry.operations.regions import load_regions
from registry.queries.region_lists import RegionFilters, iterate_region_rows
from registry.queries.regions import get_region
from registry.rules.words import RegionLevel
from web.commands.region_changes import change
from web.commands.region_files import read_regions
from web.commands.support import command_actor, emit, json_option, rejections, units

COLUMNS = ("code", "name", "name_en", "level", "path", "parent_code", "valid_from", "valid_to", "regions", "households")


def register(cli: click.Group) -> None:
    """Add the commands."""
    cli.add_command(regions)


@click.group()
def regions() -> None:
    """Regions, from the province down to villages."""


regions.add_command(change)


@regions.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def load(file: Path, as_json: bool) -> None:
    """Add the regions of a CSV file, and rename those that it names differently.

    Columns: code, name, level (province, prefecture, county, township, village, group), parent_code; optional: name_en,
    latitude, longitude. A new name holds from today, and lists of earlier days keep the old one. A file moves no region
    under another: say `holdfast regions change move`.
    """
    with rejections(as_json):
        lines = read_regions(file)
        with units().begin(command_actor("regions load")) as unit:
            loaded = load_regions(unit, lines)
    emit({"regions": loaded.count}, as_json)


@regions.command("list")
@click.option("--under", metavar="CODE", help="Only what lies in this region; without it, the whole register.")
@click.option("--level", type=click.Choice([level.value for level in RegionLevel]), help="Only this level.")
@click.option("--words", default="", help="Part of a name, or the beginning of a code.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The regions and names of this day.")
@click.option("--ended", is_flag=True, help="Also regions that have ended.")
@json_option
def list_(under: str | None, level: str | None, words: str, on: datetime | None, ended: bool, as_json: bool) -> None:
    """List the regions with their households, from the top down."""
    with rejections(as_json), units().begin(command_actor("regions list"), read_only=True) as unit:
        filters = RegionFilters(
            under=get_region(unit, under).path if under else "",
            words=words,
            level=level or "",
            on=on.date() if on else None,
            with_ended=ended,
            at_any_depth=True,
        )
        found = [{name: getattr(row, name) for name in COLUMNS} for row in iterate_region_rows(unit, filters)]
    emit({"regions": found}, as_json, *map(line_of, found) or ["no region"])


def line_of(row: dict[str, Any]) -> str:
    """Return a region as one line: indented by its depth, with what lies in it and when it ended."""
    depth = row["path"].count(".") - 1
    ended = f", ended {row['valid_to']}" if isinstance(row["valid_to"], date) else ""
    return f"{'  ' * depth}{row['code']} {row['name']} ({row['level']}): {row['households']} households{ended}"
