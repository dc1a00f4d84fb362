"""Regions, households and their members."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row

from foundation.unit_of_work import UnitOfWork
from registry.queries import exchange
from registry.queries.exchange import ExchangeFilters
from registry.rules.api_tokens import ApiScope
from registry.rules.privacy.sight import Sight, sight_of
from web.api import blueprint, examples
from web.api.access import token_needs
from web.api.paging import counted, page_of
from web.api.schemas import ExchangeQuery, HouseholdOut, MemberOut, RegionOut, RegionQuery

LIFE = frozenset({"birth_year", "schooling", "school_status", "labour_status", "works_away"})


@blueprint.route("/regions")
@token_needs(ApiScope.REGISTER)
@blueprint.etag
@blueprint.arguments(RegionQuery, location="query")
@blueprint.response(200, RegionOut(many=True), example=[examples.REGION])
@blueprint.paginate()
def list_regions(unit: UnitOfWork, query: dict[str, Any], pagination_parameters: Any) -> Sequence[Any]:
    """List regions, from the province down to villages, by code."""
    page = exchange.list_exchange_regions(unit, query["parent"], page_of(pagination_parameters))
    return counted(page, pagination_parameters)


@blueprint.route("/households")
@token_needs(ApiScope.REGISTER)
@blueprint.etag
@blueprint.arguments(ExchangeQuery, location="query")
@blueprint.response(200, HouseholdOut(many=True), example=[examples.HOUSEHOLD])
@blueprint.paginate()
def list_households(unit: UnitOfWork, query: dict[str, Any], pagination_parameters: Any) -> Sequence[Any]:
    """List the households in the token's reach, by id."""
    page = exchange.list_exchange_households(unit, filters_of(query), page_of(pagination_parameters))
    return counted(page, pagination_parameters)


@blueprint.route("/households/<int:household_id>")
@token_needs(ApiScope.REGISTER)
@blueprint.etag
@blueprint.response(200, HouseholdOut, example=examples.HOUSEHOLD)
def show_household(unit: UnitOfWork, household_id: int) -> Any:
    """Show one household."""
    return exchange.get_exchange_household(unit, household_id)


@blueprint.route("/households/<int:household_id>/members")
@token_needs(ApiScope.REGISTER)
@blueprint.etag
@blueprint.response(200, MemberOut(many=True), example=[examples.MEMBER])
def list_members(unit: UnitOfWork, household_id: int) -> Sequence[dict[str, Any]]:
    """List a household's present members, the head first. Numbers that identify are never given."""
    sight = sight_of(unit.actor, household_id)
    return [told_member(row, sight, unit.today) for row in exchange.list_exchange_members(unit, household_id)]


def told_member(row: Row[Any], sight: Sight, today: date) -> dict[str, Any]:
    """Return a member as far as the token's owner sees them: the life of a child may be left out."""
    seen = sight.member(row, today)
    told = {**row._mapping, "name": seen.name}
    return told if seen.sees_life else {key: None if key in LIFE else value for key, value in told.items()}


def filters_of(query: dict[str, Any]) -> ExchangeFilters:
    """Return the filters that an address asks for."""
    return ExchangeFilters(
        region_code=query["region"],
        colour=query["colour"],
        household_class=query["household_class"],
        changed_since=query["changed_since"],
        is_open=not query["include_closed"],
    )
