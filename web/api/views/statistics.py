"""Statistics: counts and shares by whatever the register can be cut by, and frozen rounds; small numbers hidden."""

from collections.abc import Sequence
from typing import Any

from foundation.unit_of_work import UnitOfWork
from registry.models import StatisticsRound
from registry.queries.regions import find_region_by_path, get_region
from registry.queries.statistics import read_catalogue, whole_of
from registry.queries.statistics import rounds as queries
from registry.rules.api_tokens import ApiScope
from registry.rules.statistics import CountedUnit, Measure, TableDefinition
from registry.rules.statistics.words import RoundState
from reports.bulletin.figures import read_figures
from reports.statistics.rows import count_table
from web.api import blueprint, examples
from web.api.access import token_needs
from web.api.paging import counted, page_of
from web.api.schemas_statistics import (
    DimensionOut,
    DimensionQuery,
    RoundFiguresOut,
    RoundOut,
    RoundQuery,
    TableOut,
    TableQuery,
)
from web.api.telling import told_dimension, told_figures, told_table


@blueprint.route("/statistics/dimensions")
@token_needs(ApiScope.STATISTICS)
@blueprint.etag
@blueprint.arguments(DimensionQuery, location="query")
@blueprint.response(200, DimensionOut(many=True), example=[examples.DIMENSION])
def list_dimensions(unit: UnitOfWork, query: dict[str, Any]) -> Sequence[Any]:
    """List what households and people can be counted by."""
    catalogue = read_catalogue(unit, path_of(unit, query["region"]))
    return [told_dimension(dimension) for dimension in catalogue.dimensions.values()]


@blueprint.route("/statistics/table")
@token_needs(ApiScope.STATISTICS)
@blueprint.etag
@blueprint.arguments(TableQuery, location="query")
@blueprint.response(200, TableOut, example=examples.TABLE)
def count(unit: UnitOfWork, query: dict[str, Any]) -> Any:
    """Count households or people of a region by one or two dimensions."""
    return told_table(count_table(unit, definition_of(query, path_of(unit, query["region"]))))


@blueprint.route("/statistics/rounds")
@token_needs(ApiScope.STATISTICS)
@blueprint.etag
@blueprint.arguments(RoundQuery, location="query")
@blueprint.response(200, RoundOut(many=True), example=[examples.ROUND])
@blueprint.paginate()
def list_frozen_rounds(unit: UnitOfWork, query: dict[str, Any], pagination_parameters: Any) -> Sequence[Any]:
    """List the frozen rounds of the owner's areas, newest first."""
    filters = queries.RoundFilters(region_path=path_of(unit, query["region"]), state=RoundState.FROZEN)
    page = queries.list_rounds(unit, filters, page_of(pagination_parameters))
    rows = counted(page, pagination_parameters)
    return [told_round(row, row.region_code, row.region) for row in rows]


@blueprint.route("/statistics/rounds/<int:round_id>")
@token_needs(ApiScope.STATISTICS)
@blueprint.etag
@blueprint.response(200, RoundFiguresOut, example=examples.ROUND_FIGURES)
def show_frozen_round(unit: UnitOfWork, round_id: int) -> Any:
    """Show one frozen round with all its tables and measures."""
    row = queries.get_round(unit, round_id)
    figures = told_figures(read_figures(row))
    region = find_region_by_path(unit, row.region_path)
    place = (region.code, region.name) if region else (None, None)
    return {**told_round(row, *place), "is_whole": queries.is_whole(row), **figures}


def definition_of(query: dict[str, Any], area: str) -> TableDefinition:
    """Return the table that an address asks for."""
    filters = (query[name].partition("=") for name in ("filter_1", "filter_2") if query[name])
    return TableDefinition(
        rows=query["rows"],
        columns=query["columns"],
        unit=CountedUnit(query["unit"]),
        measure=Measure(query["measure"]),
        number=query["number"] if query["measure"] == Measure.MEAN else "",
        filters=tuple((key, value) for key, _equals, value in filters),
        area=area,
        as_of=query["as_of"],
        has_intervals=query["intervals"],
    )


def told_round(row: StatisticsRound | Any, code: str | None, name: str | None) -> dict[str, Any]:
    """Return what a frozen round is, without its figures."""
    return {
        "id": row.id,
        "name": row.name,
        "reason": row.reason,
        "region_code": code,
        "region": name,
        "as_of": row.as_of_on,
        "frozen_at": row.frozen_at,
        "seal": row.content_hash,
    }


def path_of(unit: UnitOfWork, code: str) -> str:
    """Return the path of a region of the owner's areas; empty for all of them. Raises: RegionNotFound."""
    return whole_of(unit.actor, get_region(unit, code).path).area if code else ""
