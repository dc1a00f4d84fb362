"""Reads of the change ledger: who got another colour in a round, why, and what flows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import ColumnElement, Row, Select, String, case, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array

from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from monitoring.models import GradeChange, GradingRound
from monitoring.queries.rulesets import get_rules_of_round
from monitoring.rules.ruleset import RuleSet
from monitoring.rules.words import RoundState
from registry.models import Household, Person, Region
from registry.queries.scope import household_scope
from registry.rules.causes import MAX_CAUSES, Cause
from registry.rules.words import FLAGGED, URGENCY, Colour


@dataclass(frozen=True, slots=True)
class ChangeFilters:
    """What the list of changes is held to.

    Args:
        to_colour, from_colour: None takes every colour.
        region: the code of a region; its own households and those of the regions below.
        reason: the id of a rule that fired.
    """

    to_colour: Colour | None = None
    from_colour: Colour | None = None
    region: str = ""
    reason: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Self:
        """Read the filters from a query string; values that are none are passed over."""
        return cls(
            to_colour=_colour(args.get("to", "")),
            from_colour=_colour(args.get("from", "")),
            region=args.get("region", "").strip(),
            reason=args.get("reason", "").strip(),
        )


def _colour(value: str) -> Colour | None:
    return Colour(value) if value in list(Colour) else None


def list_changes(unit: UnitOfWork, round_id: int, filters: ChangeFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return the households that changed colour in a round, most urgent first.

    Rows: household_id, code, head, village, from_colour, to_colour, score, reasons, evidence. Cost: 2.
    """
    sortable = {
        "code": Household.code,
        "head": Person.name,
        "village": Region.name,
        "score": GradeChange.score,
        "from": urgency(GradeChange.from_colour),
        "to": urgency(GradeChange.to_colour),
    }
    order = (urgency(GradeChange.to_colour), GradeChange.score.desc(), GradeChange.household_id)
    return fetch_page(unit.session, change_rows(unit, round_id, filters), request, sortable, order)


def iterate_changes(unit: UnitOfWork, round_id: int, filters: ChangeFilters) -> Sequence[Row[Any]]:
    """Return every row of the list of changes, for an export of exactly what is shown. Cost: 1."""
    order = (urgency(GradeChange.to_colour), GradeChange.score.desc(), GradeChange.household_id)
    return unit.session.execute(change_rows(unit, round_id, filters).order_by(*order)).all()


def change_rows(unit: UnitOfWork, round_id: int, filters: ChangeFilters) -> Select[Any]:
    """Return the scoped and filtered select behind the list and its export."""
    head = (Person.household_id == Household.id) & (Person.relation == "head") & Person.left_on.is_(None)
    columns: tuple[Any, ...] = (
        GradeChange.household_id,
        Household.code,
        Person.name.label("head"),
        Region.name.label("village"),
        GradeChange.from_colour,
        GradeChange.to_colour,
        GradeChange.score,
        GradeChange.reasons,
        GradeChange.evidence,
    )
    return (
        select(*columns)
        .join(GradingRound, GradingRound.id == GradeChange.round_id)
        .join(Household, Household.id == GradeChange.household_id)
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Person, head)
        .where(GradeChange.round_id == round_id, GradingRound.state == RoundState.FINISHED)
        .where(household_scope(GradeChange.region_path, GradeChange.household_id, unit.actor))
        .where(*filter_conditions(filters))
    )


def filter_conditions(filters: ChangeFilters) -> list[ColumnElement[bool]]:
    """Return the conditions of the filters that are set."""
    conditions: list[ColumnElement[bool]] = []
    if filters.to_colour is not None:
        conditions.append(GradeChange.to_colour == filters.to_colour)
    if filters.from_colour is not None:
        conditions.append(GradeChange.from_colour == filters.from_colour)
    if filters.reason:
        conditions.append(GradeChange.reasons.any_() == filters.reason)
    if filters.region:
        path = select(Region.path).where(Region.code == filters.region).scalar_subquery()
        conditions.append(func.starts_with(GradeChange.region_path, path))
    return conditions


def urgency(colour: Any) -> ColumnElement[int]:
    """Return the rank of a colour column, 0 for the most urgent."""
    return case({word.value: rank for word, rank in URGENCY.items()}, value=cast(colour, String), else_=len(URGENCY))


def list_flow(unit: UnitOfWork, from_round_id: int, to_round_id: int) -> Sequence[Row[Any]]:
    """Return how many households went from which colour to which between two rounds.

    Rows: from_colour (None at a first grade), to_colour, households; those that came back to their first colour are no
    flow. Args: from_round_id is not counted itself, to_round_id is. Cost: 1.
    """
    first = func.array_agg(aggregate_order_by(cast(GradeChange.from_colour, String), GradeChange.round_id))
    last = func.array_agg(aggregate_order_by(cast(GradeChange.to_colour, String), GradeChange.round_id.desc()))
    paths = (
        select(cast(first, ARRAY(String)).label("first"), cast(last, ARRAY(String)).label("last"))
        .join(GradingRound, GradingRound.id == GradeChange.round_id)
        .where(
            GradeChange.round_id > from_round_id,
            GradeChange.round_id <= to_round_id,
            GradingRound.state == RoundState.FINISHED,
            household_scope(GradeChange.region_path, GradeChange.household_id, unit.actor),
        )
        .group_by(GradeChange.household_id)
        .subquery()
    )
    moved = select(paths.c.first[1].label("from_colour"), paths.c.last[1].label("to_colour")).subquery()
    return unit.session.execute(
        select(moved.c.from_colour, moved.c.to_colour, func.count().label("households"))
        .where(moved.c.from_colour.is_distinct_from(moved.c.to_colour))
        .group_by(moved.c.from_colour, moved.c.to_colour)
        .order_by(func.count().desc(), moved.c.from_colour, moved.c.to_colour)
    ).all()


def select_flagged(unit: UnitOfWork, round_id: int) -> Select[Any]:
    """Return the select of the households that turned red, orange or yellow in a finished round.

    Columns: household_id, region_path, colour, causes (text[]: those that the fired rules name, most severe first, at
    most five).
    It is a select, not rows, so that what follows can be done set by set. Cost: 1, for the rules.
    """
    columns: tuple[Any, ...] = (
        GradeChange.household_id,
        GradeChange.region_path,
        GradeChange.to_colour.label("colour"),
        causes_named(get_rules_of_round(unit, round_id)).label("causes"),
    )
    named = (
        select(*columns)
        .join(GradingRound, GradingRound.id == GradeChange.round_id)
        .where(
            GradeChange.round_id == round_id,
            GradingRound.state == RoundState.FINISHED,
            GradeChange.to_colour.in_(FLAGGED),
        )
        .subquery()
    )
    first_causes = named.c.causes[1:MAX_CAUSES].label("causes")
    return select(named.c.household_id, named.c.region_path, named.c.colour, first_causes)


def causes_named(rules: RuleSet) -> Any:
    """Return the causes that the fired rules of a change name, each once, most severe first."""
    naming: dict[Cause, list[str]] = {}
    for rule in rules.rules:
        if rule.cause is not None:
            naming.setdefault(rule.cause, []).append(rule.id)
    named = [case((GradeChange.reasons.overlap(ids), cause.value)) for cause, ids in naming.items()]
    return func.array_remove(cast(array(named), ARRAY(String)), None, type_=ARRAY(String))
