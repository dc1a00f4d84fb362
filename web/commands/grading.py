"""`holdfast grade`, `holdfast grades export`, `holdfast snapshot`."""

import csv
from datetime import date, datetime
from pathlib import Path

import click

from foundation.unit_of_work import UnitOfWork
from monitoring.operations.rulesets import take_rule_set
from monitoring.queries.grades import export_grades
from monitoring.queries.homes import list_homes
from monitoring.rules.explain import explain_reasons, plain_way
from monitoring.rules.reference import grade_home, measure_home
from monitoring.rules.ruleset import RuleSet
from monitoring.rules.way_to_green import ways_to_green
from monitoring.rules.words import Engine, RoundExtent
from monitoring.snapshot_run import take_snapshot
from registry.queries.households import get_household_by_code
from registry.queries.regions import get_region
from web.commands.support import command_actor, emit, json_option, rejections, services, units
from web.exports import defuse
from workflows.grade_registry import grade_registry

LAST = "LAST"
COLUMNS = ("household", "colour", "score", "reasons")


def register(cli: click.Group) -> None:
    """Add the commands."""
    cli.add_command(grade)
    cli.add_command(grades)
    cli.add_command(snapshot)


@click.command()
@click.option("--ruleset", default="default", show_default=True, help="The name of a rule set.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to grade for; today without it.")
@click.option("--since", type=click.Choice([LAST]), help="Only households that changed since the last round.")
@click.option("--engine", type=click.Choice([engine.value for engine in Engine]), default="postgres", show_default=True)
@click.option("--area", help="The code of the region to grade; the whole register without it.")
@click.option("--explain", metavar="HOUSEHOLD", help="Only tell the grade of one household as it is now, by its code.")
@json_option
def grade(
    ruleset: str,
    as_of: datetime | None,
    since: str | None,
    engine: str,
    area: str | None,
    explain: str | None,
    as_json: bool,
) -> None:
    """Grade every household by colour, with reasons, and open a lead for each that a person should look at."""
    actor = command_actor("grade")
    if explain is not None:
        with rejections(as_json), units().begin(actor) as unit:
            day = as_of.date() if as_of else unit.today
            told = tell_household(unit, explain, take_rule_set(unit, ruleset, day).rules, day)
        emit(told, as_json)
        return
    with rejections(as_json):
        with units().begin(actor, read_only=True) as unit:
            scope_path = get_region(unit, area).path if area else ""
        done = grade_registry(
            units(),
            actor,
            ruleset=ruleset,
            as_of=as_of.date() if as_of else None,
            scope_path=scope_path,
            engine=Engine(engine),
            extent=RoundExtent.CHANGED if since == LAST else RoundExtent.FULL,
            snapshots=services().snapshots,
        )
    result = {
        "round": done.round.round_id,
        "households": done.round.households,
        "changes": done.round.changes,
        "colours": dict(done.round.colours),
        "leads_opened": done.leads.opened,
    }
    emit(result, as_json)


def tell_household(unit: UnitOfWork, code: str, rules: RuleSet, day: date) -> dict[str, object]:
    """Return how one household stands under a rule set, record by record, with what would bring it back to green."""
    household_id = get_household_by_code(unit, code).id
    (home,) = list_homes(unit, [household_id], is_past=day < unit.today)
    values = measure_home(rules, day, home)
    verdict = grade_home(rules, day, home)
    reasons = explain_reasons(rules, verdict.reasons, values)
    return {
        "household": code,
        "as_of": day.isoformat(),
        "rules": f"{rules.name} {rules.version}",
        "colour": verdict.colour.value,
        "score": verdict.score,
        "reasons": {
            reason.rule_id: {measure.indicator.id: measure.value for measure in reason.measures} for reason in reasons
        },
        "not_known": list(verdict.unknowns),
        "is_stale": verdict.is_stale,
        "back_to_green": [
            [plain_way(change.indicator.id, change.way_back) for change in way] for way in ways_to_green(rules, values)
        ],
    }


@click.group()
def grades() -> None:
    """The grades that hold now."""


@grades.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@json_option
def export(file: Path, as_json: bool) -> None:
    """Write each household's code, colour, score and reasons to a CSV file."""
    count = 0
    with (
        units().begin(command_actor("grades export"), read_only=True) as unit,
        file.open("w", encoding="utf-8-sig", newline="") as target,
    ):
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for code, colour, score, reasons in export_grades(unit):
            writer.writerow([defuse(code), colour, score, reasons])
            count += 1
    emit({"file": str(file), "households": count}, as_json)


@click.command()
@click.option("--area", help="The code of a region; every county that touches it. The whole register without it.")
@click.option("--all", "is_forced", is_flag=True, help="Counties that have not changed too.")
@json_option
def snapshot(area: str | None, is_forced: bool, as_json: bool) -> None:
    """Write what grading reads into column files, a folder for each county that has changed since its last snapshot."""
    actor = command_actor("snapshot")
    store = services().snapshots
    with rejections(as_json):
        with units().begin(actor, read_only=True) as unit:
            scope_path = get_region(unit, area).path if area else ""
        taken = take_snapshot(
            units(),
            actor,
            store,
            scope_path=scope_path,
            is_forced=is_forced,
            on_county=lambda county: click.echo(f"{county.county}: {county.households}", err=True),
        )
    result = {
        "folder": str(store.folder),
        "counties": len(taken.counties),
        "renewed": len(taken.renewed),
        "households": taken.households,
        "bytes": sum(file.stat().st_size for county in taken.counties for file in county.files.values()),
    }
    emit(result, as_json)
