"""Freezes rounds of statistics and loads the shapes of regions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.errors import Forbidden
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from foundation.wording import mark
from registry.models import Region, RegionShape, StatisticsRound
from registry.rules.shapes import Outline, Ring, extent_of, flatten, parse_outlines, simplify
from registry.rules.shapes.errors import ShapeFault, ShapesRefused
from registry.rules.statistics.errors import DayToCome, NothingChosen, RoundNotFound, RoundSettled
from registry.rules.statistics.facts import RoundFrozen, RoundRequested, ShapesLoaded
from registry.rules.statistics.sealing import Sealed, seal_round
from registry.rules.statistics.words import RoundState

STEPS_ACROSS = 1_500
"""Outlines may stray by the width of all shapes divided by this: less than a pixel on any screen."""


def request_round(
    unit: UnitOfWork,
    *,
    name: str,
    reason: str,
    region_path: str,
    as_of: date,
    tables: Sequence[Mapping[str, Any]],
    with_measures: bool,
    key: str | None = None,
) -> RoundRequested:
    """Ask for a round to be counted and frozen; the job `freeze_statistics` does it.

    Args:
        tables: table definitions as plain values.
        key: what the form carried; the same key of the same actor gives the round that is there.
    Raises: Forbidden outside the actor's areas; DayToCome; NothingChosen.
    Writes: statistics_round, audit, an effect. Cost: 2.
    """
    if not covers(unit.actor, region_path):
        raise Forbidden()
    if as_of > unit.today:
        raise DayToCome(day=as_of, field="as_of")
    if not tables:
        raise NothingChosen(field="tables")
    known = _find_request(unit, key) if key else None
    if known is not None:
        return RoundRequested(known.id, known.region_path, known.as_of_on)
    row = StatisticsRound(
        name=name,
        reason=reason,
        region_path=region_path,
        as_of_on=as_of,
        state=RoundState.REQUESTED,
        definition={"tables": [dict(table) for table in tables], "measures": with_measures},
        requested_at=unit.now,
        requested_by_id=unit.actor.user_id,
        requested_by=unit.actor.name,
        request_key=key,
        steps_total=len(tables) + with_measures,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.note("request_statistics", "statistics_round", row.id, region_path=region_path or None, name=name, as_of=as_of)
    unit.defer("freeze_statistics", lock="freeze_statistics", round_id=row.id)
    return RoundRequested(row.id, region_path, as_of)


def count_step(unit: UnitOfWork, round_id: int, steps_done: int) -> None:
    """Say how far the count of a round is. Writes: statistics_round. Cost: 1."""
    waiting = (StatisticsRound.id == round_id, StatisticsRound.state == RoundState.REQUESTED)
    unit.session.execute(update(StatisticsRound).where(*waiting).values(steps_done=steps_done))


def freeze_round(unit: UnitOfWork, round_id: int, figures: Mapping[str, Any], smallest_shown: int) -> RoundFrozen:
    """Write a round's figures and seal it; from then on the database refuses every change.

    Raises: RoundNotFound; RoundSettled when it is frozen already. Writes: statistics_round, audit. Cost: 2.
    """
    row = _lock_round(unit, round_id)
    row.figures, row.frozen_at, row.smallest_shown = dict(figures), unit.now, smallest_shown
    row.state, row.failure = RoundState.FROZEN, None
    row.content_hash = seal_round(Sealed.of(row))
    unit.session.flush()
    unit.note(
        "freeze_statistics",
        "statistics_round",
        row.id,
        region_path=row.region_path or None,
        asked_by=row.requested_by,
        content_hash=row.content_hash,
    )
    return RoundFrozen(row.id, unit.now, row.content_hash)


def fail_round(unit: UnitOfWork, round_id: int, failure: str) -> None:
    """Say why a round could not be counted. Raises: as `freeze_round`. Writes: statistics_round, audit. Cost: 2."""
    row = _lock_round(unit, round_id)
    row.state, row.failure = RoundState.FAILED, failure[:400]
    unit.note("fail_statistics", "statistics_round", row.id, region_path=row.region_path or None, failure=row.failure)


def _find_request(unit: UnitOfWork, key: str) -> StatisticsRound | None:
    asked = (StatisticsRound.requested_by_id == unit.actor.user_id, StatisticsRound.request_key == key)
    return unit.session.scalar(select(StatisticsRound).where(*asked))


def _lock_round(unit: UnitOfWork, round_id: int) -> StatisticsRound:
    row = unit.session.get(StatisticsRound, round_id, with_for_update=True)
    if row is None:
        raise RoundNotFound()
    if row.state is RoundState.FROZEN:
        raise RoundSettled()
    return row


def load_shapes(unit: UnitOfWork, content: bytes, *, property_name: str, source: str) -> ShapesLoaded:
    """Load the outlines of regions from GeoJSON, all of them or none; those that are there are replaced.

    Args:
        property_name: the feature's property with the region's code.
        source: where the outlines come from.
    Raises: ShapesRefused naming each feature that cannot be taken; a subclass of Invalid for the file as a whole.
    Writes: region_shape, audit. Cost: 3.
    """
    outlines = parse_outlines(content, property_name)
    _refuse_strangers(unit, outlines)
    shapes = {each.code: [flatten(ring) for ring in each.rings] for each in outlines}
    extent = extent_of(ring for rings in shapes.values() for ring in rings)
    tolerance = max(extent.width, extent.height) / STEPS_ACROSS if extent else 0.0
    thinned = simplify(shapes, tolerance)
    there = func.count().filter(RegionShape.region_code.in_(list(thinned)))
    replaced = unit.session.scalar(select(there).select_from(RegionShape)) or 0
    _write_shapes(unit, thinned, source)
    unit.note("load_shapes", "region_shape", None, count=len(thinned), replaced=replaced, source=source)
    return ShapesLoaded(len(thinned), replaced, _points(thinned), _points(shapes))


def _refuse_strangers(unit: UnitOfWork, outlines: Sequence[Outline]) -> None:
    """Refuse codes that no region has, and regions outside the actor's areas."""
    codes = [each.code for each in outlines]
    paths = {row.code: row.path for row in unit.session.execute(select(Region).where(Region.code.in_(codes))).scalars()}
    unknown = mark("No region has the code %(code)s.")
    outside = mark("The region %(code)s lies outside your area.")
    faults = []
    for each in outlines:
        if each.code not in paths:
            faults.append(ShapeFault(each.feature, unknown, {"code": each.code}))
        elif not covers(unit.actor, paths[each.code]):
            faults.append(ShapeFault(each.feature, outside, {"code": each.code}))
    if faults:
        raise ShapesRefused(faults)


def _write_shapes(unit: UnitOfWork, shapes: Mapping[str, Sequence[Ring]], source: str) -> None:
    common = {
        "source": source,
        "loaded_at": unit.now,
        "loaded_by_id": unit.actor.user_id,
        "loaded_by": unit.actor.name,
    }
    rows = [{"region_code": code, "rings": [list(ring) for ring in rings], **common} for code, rings in shapes.items()]
    statement = insert(RegionShape).values(rows)
    fresh = {name: statement.excluded[name] for name in ("rings", *common)}
    unit.session.execute(statement.on_conflict_do_update(index_elements=["region_code"], set_=fresh))


def _points(shapes: Mapping[str, Sequence[Ring]]) -> int:
    return sum(len(ring) for rings in shapes.values() for ring in rings)
