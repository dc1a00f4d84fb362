"""`holdfast pair`."""

from typing import Any

import click
from sqlalchemy import Row

from casework.queries.proposals import ProposalFilters, iterate_proposals
from registry.queries.regions import get_region
from web.commands.support import command_actor, emit, json_option, rejections, services, units
from workflows.pair_caseworkers import CaseworkersPaired, pair_caseworkers, propose_caseworkers


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(pair)


@click.command()
@click.option("--apply", "is_applied", is_flag=True, help="Confirm the whole run; without it supervisors decide.")
@click.option("--area", help="The code of the region to pair in; everywhere without it.")
@json_option
def pair(is_applied: bool, area: str | None, as_json: bool) -> None:
    """Propose a caseworker for each open case without one, and say where help is short."""
    run = pair_caseworkers if is_applied else propose_caseworkers
    with rejections(as_json), units().begin(command_actor("pair")) as unit:
        scope_path = get_region(unit, area).path if area else ""
        paired = run(unit, services().flow_solver, scope_path=scope_path)
        rows = iterate_proposals(unit, paired.proposed.run_id, ProposalFilters())
    emit(as_result(paired, [as_pair(row) for row in rows]), as_json, *as_lines(paired, rows))


def as_pair(row: Row[Any]) -> dict[str, Any]:
    """Return a proposal with its reasons as plain values."""
    return {
        "household": row.code,
        "colour": row.colour,
        "caseworker": row.caseworker,
        "cost": row.cost,
        "distance_m": row.distance_m,
        "skill_cost": row.skill_cost,
        "changed_cost": row.changed_cost,
        "village_cost": row.village_cost,
        "language_cost": row.language_cost,
        "runner_up": row.runner_up,
        "runner_up_cost": row.runner_up_cost,
        "runner_up_reason": row.runner_up_reason,
        "state": row.state,
    }


def as_result(paired: CaseworkersPaired, pairs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run as one JSON object."""
    proposed = paired.proposed
    return {
        "run": proposed.run_id,
        "waiting": proposed.waiting,
        "caseworkers": proposed.caseworkers,
        "places": proposed.places,
        "paired": proposed.paired,
        "unserved": proposed.unserved,
        "cost": proposed.cost,
        "confirmed": paired.confirmed.confirmed if paired.confirmed else 0,
        "shortages": [
            {
                "village": short.village,
                "township": short.township,
                "missing": short.missing,
                "language": short.language,
                "households": short.households,
            }
            for short in paired.shortages
        ],
        "pairs": pairs,
    }


def as_lines(paired: CaseworkersPaired, rows: Any) -> list[str]:
    """Return the run as lines for people."""
    proposed = paired.proposed
    lines = [
        f"{row.code}  {row.colour or '-':8} → {row.caseworker}, cost {row.cost:,} "
        f"({'place not known' if row.distance_m is None else f'{row.distance_m:,} m'}); "
        + (f"then {row.runner_up} at {row.runner_up_cost:,}" if row.runner_up else "nobody else")
        for row in rows
    ]
    lines += [
        f"short in {short.village} ({short.township}): {short.missing.label}"
        f"{f' ({short.language})' if short.language else ''}, {short.households} households"
        for short in paired.shortages
    ]
    lines.append(
        f"Run {proposed.run_id}: {proposed.paired} of {proposed.waiting} cases paired with {proposed.caseworkers} "
        f"caseworkers ({proposed.places} free places), cost {proposed.cost:,}, {proposed.unserved} left."
    )
    state = f"Confirmed {paired.confirmed.confirmed} pairs." if paired.confirmed else "Supervisors have to confirm."
    return [*lines, state] if proposed.paired else lines
