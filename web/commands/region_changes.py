"""`holdfast regions change`: what happened to a region, recorded with its day and the paper that orders it."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from registry.operations import region_changes as operations
from registry.rules.region_changes import RegionChanged
from registry.rules.words import RegionLevel
from web.commands.support import command_actor, emit, json_option, rejections, units

Command = Callable[..., Any]
on_option = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day it took effect; today without it.")
document_option = click.option("--document", default="", help="The paper that orders it.")
dry_option = click.option("--dry-run", is_flag=True, help="Say what it would move, and change nothing.")
name_en_option = click.option("--name-en", help="The English name.")


class DryRun(Exception):
    """Ends the unit of a trial, so that nothing of it stays."""


@click.group()
def change() -> None:
    """Record a change of a region. Households, appointments and lists follow; what was before is kept.

    Nothing is changed while an import that may name the region waits for a decision.
    """


def shared(command: Command) -> Command:
    """Give a command the options that every change has."""
    for option in (json_option, dry_option, document_option, on_option):
        command = option(command)
    return command


def carry_out(
    act: Callable[..., RegionChanged], on: datetime | None, dry_run: bool, as_json: bool, *codes: str, **values: Any
) -> None:
    """Run an act in a unit of its own, or try it and take it back, and say what it moved."""
    done: RegionChanged | None = None
    with rejections(as_json):
        try:
            with units().begin(command_actor("regions change")) as unit:
                done = act(unit, *codes, on=on.date() if on else unit.today, **values)
                if dry_run:
                    raise DryRun
        except DryRun:
            pass
    if done is not None:
        facts = {**asdict(done), "dry_run": dry_run}
        emit(facts, as_json, ("would change" if dry_run else "changed") + f": {sentence_of(done)}")


def sentence_of(done: RegionChanged) -> str:
    """Return what a change took along as one line."""
    return (
        f"{done.code} now stands for it; {done.households} households with {done.people} people, "
        f"{done.regions} regions inside and {done.appointments} appointments moved"
    )


@change.command("rename")
@click.argument("code")
@click.option("--name", required=True, help="The new name.")
@name_en_option
@shared
def rename(code: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """Give the region CODE another name."""
    carry_out(operations.rename_region, on, dry_run, as_json, code, **values)


@change.command("merge")
@click.argument("code")
@click.option("--into", required=True, metavar="CODE", help="The region that takes everything over.")
@shared
def merge(code: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """Merge the region CODE into another of its level; its code leads there from then on."""
    carry_out(operations.merge_regions, on, dry_run, as_json, code, **values)


@change.command("move")
@click.argument("code")
@click.option("--parent", required=True, metavar="CODE", help="The region it lies in from then on.")
@shared
def move(code: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """Put the region CODE, with all that lies in it, under another one."""
    carry_out(operations.move_region, on, dry_run, as_json, code, **values)


@change.command("recode")
@click.argument("code")
@click.option("--new-code", required=True, metavar="CODE", help="A code that was never given.")
@shared
def recode(code: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """Give the region CODE a new code; the old one leads to it from then on."""
    carry_out(operations.recode_region, on, dry_run, as_json, code, **values)


@change.command("split")
@click.argument("code")
@click.option("--new-code", required=True, metavar="CODE", help="The code of the new region.")
@click.option("--name", required=True, help="The name of the new region.")
@name_en_option
@click.option("--region", "regions", multiple=True, metavar="CODE", help="A region inside that goes; repeatable.")
@click.option(
    "--household", "households", multiple=True, metavar="CODE", help="A household that goes; may be repeated."
)
@shared
def split(code: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """Make a new region of a part of the region CODE."""
    carry_out(operations.split_region, on, dry_run, as_json, code, **values)


@change.command("close")
@click.argument("code")
@shared
def close(code: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """End the region CODE, in which nothing lies any more."""
    carry_out(operations.close_region, on, dry_run, as_json, code, **values)


@change.command("add")
@click.argument("code")
@click.option("--name", required=True, help="Its name.")
@name_en_option
@click.option("--level", required=True, type=click.Choice([level.value for level in RegionLevel]))
@click.option("--parent", required=True, metavar="CODE", help="The region it lies in.")
@shared
def add(code: str, level: str, on: datetime | None, dry_run: bool, as_json: bool, **values: Any) -> None:
    """Add a region that is new."""
    carry_out(operations.add_region, on, dry_run, as_json, code=code, level=RegionLevel(level), **values)
