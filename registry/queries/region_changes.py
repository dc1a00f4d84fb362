"""Reads of how regions changed, and of what a change would touch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Appointment, Household, Person, Region, RegionChange, User
from registry.queries.regions import is_there, names_on
from registry.rules.region_changes import RegionChangeKind

AFTER = "\x7f"


@dataclass(frozen=True, slots=True)
class RegionWeight:
    """What hangs on a region: a change of it takes all of this along.

    Args:
        households, people: registered in it or below, those that are open.
        regions: inside it, at any depth, those that are there.
        appointed: names of those appointed for exactly this region today.
    """

    households: int
    people: int
    regions: int
    appointed: tuple[str, ...]


def weigh_region(unit: UnitOfWork, region: Region) -> RegionWeight:
    """Return what hangs on a region, as far as it lies in the actor's areas. Cost: 4."""
    count = unit.session.scalar
    end = region.path + AFTER
    open_here = Household.region_path.between(region.path, end) & Household.closed_on.is_(None)
    households = select(func.count()).select_from(Household)
    people = select(func.count()).select_from(Person).join(Household, Household.id == Person.household_id)
    inside = select(func.count()).select_from(Region)
    return RegionWeight(
        count(households.where(open_here, within_areas(Household.region_path, unit.actor))) or 0,
        count(people.where(open_here, Person.left_on.is_(None), within_areas(Household.region_path, unit.actor))) or 0,
        count(inside.where(Region.path.between(region.path, end), Region.code != region.code, is_there())) or 0,
        tuple(unit.session.scalars(_appointed(unit, region))),
    )


def _appointed(unit: UnitOfWork, region: Region) -> Any:
    in_force = or_(Appointment.ends_on.is_(None), Appointment.ends_on >= unit.today)
    return (
        select(User.name)
        .join(Appointment, Appointment.user_id == User.id)
        .where(Appointment.region_path == region.path, Appointment.starts_on <= unit.today, in_force)
        .distinct()
        .order_by(User.name)
    )


def list_children(unit: UnitOfWork, code: str) -> Sequence[Region]:
    """Return the regions directly inside one that are there, by code. Cost: 1."""
    return unit.session.scalars(
        select(Region).where(Region.parent_code == code, is_there()).order_by(Region.code)
    ).all()


@dataclass(frozen=True, slots=True)
class RegionEvent:
    """One line of a region's history.

    Args:
        is_own: it happened to this region; False when another one was merged into it, re-coded to it or split off it.
        other: the other region's name, with its code.
        old, new: what was before and after: the name, or the region it lay in.
        because: for `FOLLOWED`, what happened to which region above.
    """

    happened_on: date
    kind: RegionChangeKind
    is_own: bool
    other: str
    old: str
    new: str
    because: tuple[RegionChangeKind, str] | None
    households: int
    document: str
    recorded_at: datetime
    recorded_by: str


def list_history(unit: UnitOfWork, code: str) -> list[RegionEvent]:
    """Return what happened to a region, under its earlier codes too, newest first. Cost: 3 and 1 for each re-coding."""
    root = aliased(RegionChange)
    codes = _codes_over_time(unit, code)
    rows = unit.session.execute(
        select(RegionChange, root.kind, root.code)
        .outerjoin(root, root.id == RegionChange.root_id)
        .where(RegionChange.code.in_(codes) | RegionChange.other_code.in_(codes))
        .order_by(RegionChange.happened_on.desc(), RegionChange.id.desc())
    ).all()
    mentioned = {name for row, _, root_code in rows for name in (*_codes_in(row), root_code) if name}
    names = names_on(unit, sorted(mentioned))
    return [_event(row, kind, above, codes, names) for row, kind, above in rows]


def list_changes_of(unit: UnitOfWork, change_id: int) -> Sequence[RegionChange]:
    """Return a change with all that followed from it, the change itself first. Cost: 1."""
    statement = select(RegionChange).where(or_(RegionChange.id == change_id, RegionChange.root_id == change_id))
    return unit.session.scalars(statement.order_by(RegionChange.id)).all()


def _codes_over_time(unit: UnitOfWork, code: str) -> list[str]:
    """Return a code with those that the same region had before it."""
    codes = [code]
    before = select(RegionChange.code).where(RegionChange.kind == RegionChangeKind.RECODED)
    while earlier := unit.session.scalar(before.where(RegionChange.other_code == codes[-1])):
        codes.append(earlier)
    return codes


def _codes_in(change: RegionChange) -> tuple[str | None, ...]:
    return change.code, change.other_code, change.old_parent_code, change.new_parent_code


def _event(
    change: RegionChange,
    root_kind: RegionChangeKind | None,
    root_code: str | None,
    codes: Sequence[str],
    names: Mapping[str, str],
) -> RegionEvent:
    def named(code: str | None) -> str:
        return f"{names.get(code, '')} ({code})".lstrip() if code else ""

    is_own = change.code in codes
    is_name = change.kind is RegionChangeKind.RENAMED
    return RegionEvent(
        happened_on=change.happened_on,
        kind=change.kind,
        is_own=is_own,
        other=named(change.other_code if is_own else change.code),
        old=change.old_name or "" if is_name else named(change.old_parent_code),
        new=change.new_name or "" if is_name else named(change.new_parent_code),
        because=(root_kind, named(root_code)) if root_kind else None,
        households=change.households,
        document=change.document,
        recorded_at=change.recorded_at,
        recorded_by=change.recorded_by,
    )
