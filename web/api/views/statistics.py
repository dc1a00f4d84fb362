"""Statistics: counts by colour, small numbers hidden."""

from collections.abc import Sequence
from typing import Any

from foundation.unit_of_work import UnitOfWork
from monitoring.queries.cockpit import count_colours, get_place
from registry.rules.api_tokens import ApiScope
from web.api import blueprint
from web.api.access import token_needs
from web.api.schemas import ColourCountOut, ColourQuery


@blueprint.route("/statistics/colours")
@token_needs(ApiScope.STATISTICS)
@blueprint.etag
@blueprint.arguments(ColourQuery, location="query")
@blueprint.response(200, ColourCountOut(many=True))
def count_by_colour(unit: UnitOfWork, query: dict[str, Any]) -> Sequence[Any]:
    """Count the households of a region by colour."""
    place = get_place(unit, query["region"])
    counts = count_colours(unit, place.path if place else "")
    return [{"colour": colour, "households": count} for colour, count in counts.items()]
