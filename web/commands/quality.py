"""`holdfast validate`."""

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from registry.operations.quality.runs import choose_rules
from registry.queries.regions import get_region
from registry.rules.quality.rulebook import RuleBook
from registry.rules.quality.words import Severity
from web.commands.support import EXIT_REJECTED, command_actor, emit, json_option, rejections, units
from workflows.validate_registry import look_back, validate_registry


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(validate)


@click.command()
@click.option("--region", help="The code of the region to check; the whole register without it.")
@click.option(
    "--rule", "rules", multiple=True, metavar="ID", help="Only this rule, by any of its ids; may be repeated."
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Another day: the register as it was then is counted, and the findings stay as they are.",
)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="Exit with 3 when findings of this severity or a higher one stand open.",
)
@json_option
def validate(
    region: str | None, rules: tuple[str, ...], as_of: datetime | None, fail_on: str | None, as_json: bool
) -> None:
    """Check the register against the validation rules and bring the findings in step.

    Exit 0 also with findings. What an exception hides is counted apart and fails nothing.
    """
    actor = command_actor("validate")
    with rejections(as_json):
        with units().begin(actor, read_only=True) as unit:
            scope_path = get_region(unit, region).path if region else ""
            is_other_day = as_of is not None and as_of.date() != unit.today
            day = as_of.date() if as_of else unit.today
            book = choose_rules(unit, scope_path, rules)
            counted = look_back(unit, scope_path=scope_path, rule_ids=rules, day=day) if is_other_day else None
        if counted is not None:
            book, found = counted
            result = {"run": None, **as_result(book, found)}
        else:
            done = validate_registry(units(), actor, scope_path=scope_path, rule_ids=rules)
            more = {"excepted": done.excepted, "added": done.added, "cleared": done.cleared}
            result = {"run": done.run_id, **as_result(book, done.open_by_rule), **more}
    emit({"as_of": day.isoformat(), "region": region, **result}, as_json, *as_lines(result))
    if fail_on and is_failed(result["severities"], Severity(fail_on)):
        sys.exit(EXIT_REJECTED)


def as_result(book: RuleBook, counts: Mapping[str, int]) -> dict[str, Any]:
    """Return the counts by severity and by rule as plain values."""
    severities: Counter[str] = Counter({severity.value: 0 for severity in Severity})
    for rule in book:
        severities[rule.severity.value] += counts.get(rule.id, 0)
    return {
        "severities": dict(severities),
        "rules": [
            {
                "id": rule.id,
                "ids": list(rule.ids),
                "severity": rule.severity.value,
                "title": rule.title.en,
                "findings": counts.get(rule.id, 0),
            }
            for rule in book
        ],
    }


def as_lines(result: Mapping[str, Any]) -> list[str]:
    """Return the result as lines for people: the sums, then the rules that found something."""
    sums = result["severities"]
    lines = [", ".join(f"{severity.value} {sums[severity.value]:,}" for severity in Severity)]
    if result["run"] is not None:
        lines[0] += f"; {result['excepted']:,} excepted, {result['added']:,} new, {result['cleared']:,} mended"
    found = [rule for rule in result["rules"] if rule["findings"]]
    width = max((len(f"{rule['findings']:,}") for rule in found), default=0)
    lines += [
        f"{rule['findings']:>{width},}  {rule['severity']:4}  {rule['id']}  {rule['title']}"
        for rule in sorted(found, key=lambda rule: -rule["findings"])
    ]
    return [*lines, f"{len(result['rules']):,} rules checked."]


def is_failed(severities: Mapping[str, int], least: Severity) -> bool:
    """Tell whether something of a severity, or of a higher one, stands open."""
    order = list(Severity)
    return any(severities[severity.value] for severity in order[: order.index(least) + 1])
