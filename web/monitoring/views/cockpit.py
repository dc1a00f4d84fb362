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
from monitoring.queries.changes import ChangeFilters, list_changes, list_flow
from monitoring.queries.cockpit import RegionColours, count_colours, get_place, list_region_colours
from monitoring.queries.rounds import list_latest_rounds
from monitoring.queries.rulesets import get_rules_of_round
from registry.models import Region
from registry.rules.words import Colour
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
    regions = list_region_colours(unit, place.code if place else None)
    flow = list_flow(unit, rounds[1].id if len(rounds) > 1 else 0, rounds[0].id)
    return render_template(
        "monitoring/cockpit.html",
        place=place,
        rounds=rounds,
        counts=count_colours(unit, place.path if place else ""),
        moved=net_flow(flow) if len(rounds) > 1 else None,
        flow=flow,
        regions=regions,
        **charts_of(regions, place),
        lines=first_changes(unit, rounds[0].id),
    )


def first_changes(unit: UnitOfWork, round_id: int) -> list[ChangeLine] | None:
    """Return the most urgent changes of a round, None for readers who may not see households."""
    if not unit.actor.may(MonitoringPermission.CHANGE_READ):
        return None
    rules = get_rules_of_round(unit, round_id)
    rows = list_changes(unit, round_id, ChangeFilters(), FIRST_CHANGES).rows
    return [ChangeLine(row, deciding_titles(rules, row.reasons, row.to_colour)) for row in rows]


def net_flow(flow: Sequence[Row[Any]]) -> Counter[str]:
    """Return by how many each colour grew or shrank."""
    moved: Counter[str] = Counter()
    for row in flow:
        moved[row.to_colour] += row.households
        if row.from_colour is not None:
            moved[row.from_colour] -= row.households
    return moved


def charts_of(regions: Sequence[RegionColours], place: Region | None) -> dict[str, Any]:
    """Return the bars and the map of the regions below, with what they show as a sentence."""
    peopled = [region for region in regions if region.total]
    if not peopled:
        return {"bars": None, "tiles": None, "finding": ""}
    worst = max(peopled, key=lambda region: region.flagged_bps or 0)
    finding = _("%(region)s has the highest share of flagged households", region=worst.name)
    if not worst.flagged:
        finding = _("No region has flagged households")
    return {"bars": bars_of(peopled), "tiles": tiles_of(regions), "finding": finding}


def bars_of(regions: Sequence[RegionColours]) -> StackedChart:
    """Lay out the colours of each region as one bar."""
    keys = [(colour.value, label(colour)) for colour in Colour]
    return stacked([(region.name, [region.counts[colour] for colour in Colour]) for region in regions], keys)


def tiles_of(regions: Sequence[RegionColours]) -> TileMap:
    """Lay out the regions as tiles, shaded by the share of flagged households in percent."""
    shares = [
        (region.name, None if region.flagged_bps is None else round(region.flagged_bps / 100, 1)) for region in regions
    ]
    return tile_map(grid_places(shares), most=100)
