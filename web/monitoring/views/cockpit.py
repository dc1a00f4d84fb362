"""The cockpit: how the colours lie now, what moved since the round before, and what to look at first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from monitoring.permissions import MonitoringPermission
from monitoring.queries.changes import ChangeFilters, list_changes
from monitoring.queries.cockpit import RegionColours, get_place
from monitoring.queries.rounds import list_latest_rounds
from monitoring.queries.rulesets import get_rules_of_round
from registry.rules.words import Colour
from reports.cockpit.rows import Flow, read_colours, read_flow
from web.access import needs
from web.charts import StackedChart, TileMap, grid_places, stacked, tile_map
from web.filters import label
from web.monitoring import blueprint
from web.monitoring.words import deciding_titles

FIRST_CHANGES = PageRequest(size=8)
LATEST_ROUNDS = 5


@dataclass(frozen=True)
class ChangeLine:
    """A household that changed colour, with the reasons that decided it."""

    row: Row[Any]
    reasons: str


@blueprint.get("/")
@needs(MonitoringPermission.COCKPIT_READ, menu=_l("Early warning"), rank=15)
def show_cockpit(unit: UnitOfWork) -> ResponseReturnValue:
    place = get_place(unit, request.args.get("region", ""))
    rounds = list_latest_rounds(unit, LATEST_ROUNDS)
    if not rounds:
        return render_template("monitoring/cockpit_empty.html", place=place)
    figures = read_colours(unit, place)
    flow = read_flow(unit, rounds[1].id if len(rounds) > 1 else 0, rounds[0].id)
    return render_template(
        "monitoring/cockpit.html",
        place=place,
        rounds=rounds,
        figures=figures,
        moved=net_flow(flow) if len(rounds) > 1 and figures.limit is None else None,
        flow=flow,
        **charts_of(figures.regions),
        lines=first_changes(unit, rounds[0].id),
    )


def first_changes(unit: UnitOfWork, round_id: int) -> list[ChangeLine] | None:
    """Return the most urgent changes of a round, None for readers who may not see households."""
    if not unit.actor.may(MonitoringPermission.CHANGE_READ):
        return None
    rules = get_rules_of_round(unit, round_id)
    rows = list_changes(unit, round_id, ChangeFilters(), FIRST_CHANGES).rows
    return [ChangeLine(row, deciding_titles(rules, row.reasons, row.to_colour)) for row in rows]


def net_flow(flow: Sequence[Flow]) -> Counter[str]:
    """Return by how many each colour grew or shrank, from a flow of which nothing is hidden."""
    moved: Counter[str] = Counter()
    for row in flow:
        moved[row.to_colour] += row.households or 0
        if row.from_colour is not None:
            moved[row.from_colour] -= row.households or 0
    return moved


def charts_of(regions: Sequence[RegionColours]) -> dict[str, Any]:
    """Return the bars and the map of the regions below, with what they show as a sentence."""
    peopled = [region for region in regions if region.total != 0]
    if not peopled:
        return {"bars": None, "tiles": None, "finding": ""}
    return {"bars": bars_of(peopled), "tiles": tiles_of(regions), "finding": finding_of(peopled)}


def finding_of(regions: Sequence[RegionColours]) -> str:
    """Return what the figures show; nothing is said where not every region's share may be shown."""
    if any(region.flagged_bps is None for region in regions):
        return _("Share of flagged households")
    worst = max(regions, key=lambda region: region.flagged_bps or 0)
    if not worst.flagged:
        return _("No region has flagged households")
    return _("%(region)s has the highest share of flagged households", region=worst.name)


def bars_of(regions: Sequence[RegionColours]) -> StackedChart:
    """Lay out the colours of each region as one bar."""
    keys = [(colour.value, label(colour)) for colour in Colour]
    rows = [(region.name, [region.counts[colour] for colour in Colour]) for region in regions]
    return stacked(rows, keys, [region.total for region in regions])


def tiles_of(regions: Sequence[RegionColours]) -> TileMap:
    """Lay out the regions as tiles, shaded by the share of flagged households in percent."""
    shares = [
        (region.name, None if region.flagged_bps is None else round(region.flagged_bps / 100, 1)) for region in regions
    ]
    return tile_map(grid_places(shares), most=100)
