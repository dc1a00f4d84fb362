"""Reads of pairing runs and their shortages, and of who waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import aliased

from casework.errors import PairingRunNotFound
from casework.models import Assignment, CaseFile, PairingRun, PairingShortage
from casework.queries import AnySelect
from casework.queries.caseworkers import sum_places
from casework.rules.words import CaseState
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import Region, User
from registry.queries.scope import household_scope


@dataclass(frozen=True, slots=True)
class PairingFigures:
    """What the board counts: cases without a caseworker, caseworkers at work, and their free places."""

    waiting: int
    caseworkers: int
    places: int


def sum_pairing(unit: UnitOfWork) -> PairingFigures:
    """Return the figures of the actor's areas. Cost: 2."""
    return PairingFigures(count_waiting(unit), *sum_places(unit))


def get_run(unit: UnitOfWork, run_id: int) -> PairingRun:
    """Return a run for a region that the actor's areas cover or lie in. Raises PairingRunNotFound. Cost: 1."""
    run = unit.session.scalar(select(PairingRun).where(PairingRun.id == run_id, touches(unit)))
    if run is None:
        raise PairingRunNotFound()
    return run


def list_runs(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of runs, latest first. Cost: 2."""
    statement = (
        select(
            PairingRun.id,
            PairingRun.created_at,
            PairingRun.scope_path,
            PairingRun.state,
            PairingRun.counts,
            User.name.label("created_by"),
            Region.name.label("region"),
        )
        .outerjoin(User, User.id == PairingRun.created_by_id)
        .outerjoin(Region, Region.path == PairingRun.scope_path)
        .where(touches(unit))
    )
    sortable = {"created": PairingRun.created_at, "state": PairingRun.state}
    return fetch_page(unit.session, statement, request, sortable, [PairingRun.id.desc()])


def touches(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a run's region lies in the actor's areas, or the other way round."""
    above = [PairingRun.scope_path == area[:end] for area in unit.actor.areas for end in prefixes(area)]
    return or_(within_areas(PairingRun.scope_path, unit.actor), *above)


def prefixes(path: str) -> list[int]:
    """Return where the paths of the regions above end in `path`; the empty path is above all."""
    return [0, *(end + 1 for end, sign in enumerate(path) if sign == "." and end + 1 < len(path))]


def list_shortages(unit: UnitOfWork, run_id: int) -> Sequence[Row[Any]]:
    """Return what a run could not give to which village, with its township, most urgent first. Cost: 1."""
    village, township = aliased(Region), aliased(Region)
    statement: AnySelect = (
        select(
            PairingShortage.missing,
            PairingShortage.language,
            PairingShortage.households,
            PairingShortage.urgency,
            PairingShortage.region_path,
            village.name.label("village"),
            township.name.label("township"),
        )
        .outerjoin(village, village.path == PairingShortage.region_path)
        .outerjoin(township, township.code == village.parent_code)
        .where(PairingShortage.run_id == run_id, within_areas(PairingShortage.region_path, unit.actor))
        .order_by(PairingShortage.urgency, PairingShortage.region_path, PairingShortage.missing)
    )
    return unit.session.execute(statement).all()


def count_waiting(unit: UnitOfWork) -> int:
    """Return how many open cases in scope wait for a caseworker. Cost: 1."""
    current = select(Assignment.id).where(Assignment.case_id == CaseFile.id, Assignment.ended_on.is_(None))
    statement = select(func.count()).select_from(CaseFile)
    return (
        unit.session.scalar(
            statement.where(
                CaseFile.state != CaseState.CLOSED,
                household_scope(CaseFile.region_path, CaseFile.household_id, unit.actor),
                ~current.exists(),
            )
        )
        or 0
    )
