"""What must hold before a region changes: nobody else at it, all of it in the actor's area, no import that waits."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import OperationalError

from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import ImportRun, Region, RegionChange
from registry.operations.region_rows import AFTER
from registry.rules.imports.text import tidy
from registry.rules.region_changes import check_day, is_code
from registry.rules.region_errors import (
    ImportWaiting,
    RegionClosed,
    RegionCodeRefused,
    RegionCodeTaken,
    RegionNameRefused,
    RegionOutsideArea,
    RegisterBusy,
)
from registry.rules.words_imports import ImportState

REGION_LOCK = 0x72656769
LONGEST_WAIT = "15s"
MOST_NAME, MOST_NAME_EN = 80, 120
HAS_LOOKED = (ImportState.STAGING, ImportState.STAGED, ImportState.COMMITTING)
"""Imports that have looked villages up and have not decided yet."""


def begin_change(unit: UnitOfWork, on: date, codes: Sequence[str], *, moves: bool = True) -> list[Region]:
    """Hold the regions of a change for this unit alone, and refuse what cannot be.

    Changes of regions run one after another. An import writes its run before it looks at regions, so holding that
    table makes the change wait for imports that are being read, and them for it.

    Args:
        on: the day from which the change holds.
        codes: every region concerned, the one that changes first.
        moves: codes, places or households change, which an import may have looked up; a new name alone does not.
    Raises: RegisterBusy after 15 seconds; RegionNotFound, RegionOutsideArea, RegionClosed; RegionChangeInFuture,
        ChangeBeforeRegion, ChangeBeforeLast; ImportWaiting. Cost: 4, and 2 for each region.
    """
    hold(unit, moves=moves)
    regions = [take_region(unit, code) for code in codes]
    for place, region in enumerate(regions):
        check_day(on, unit.today, region.valid_from, _last_change_on(unit, region, inside=place == 0))
    if moves:
        refuse_waiting_imports(unit, regions)
    return regions


def hold(unit: UnitOfWork, *, moves: bool) -> None:
    """Keep other changes of regions, and imports where places move, away until the unit ends.

    Raises: RegisterBusy. Cost: 3.
    """
    session = unit.session
    try:
        with session.begin_nested():
            session.execute(select(func.set_config("lock_timeout", LONGEST_WAIT, True)))
            session.execute(select(func.pg_advisory_xact_lock(REGION_LOCK)))
            if moves:
                session.execute(text("lock table import_run in share mode"))
    except OperationalError as error:
        raise RegisterBusy() from error


def take_region(unit: UnitOfWork, code: str) -> Region:
    """Return a region that is there and in the actor's area, held against households that come in meanwhile. Cost: 1.

    Raises: RegionNotFound, RegionOutsideArea, RegionClosed.
    """
    region = unit.session.scalar(
        select(Region).where(Region.code == code).with_for_update().execution_options(populate_existing=True)
    )
    if region is None:
        raise RegionNotFound(code=code)
    if not covers(unit.actor, region.path):
        raise RegionOutsideArea(name=region.name, code=code)
    if region.valid_to is not None:
        raise RegionClosed(name=region.name, code=code, day=region.valid_to)
    return region


def refuse_waiting_imports(unit: UnitOfWork, regions: Sequence[Region]) -> None:
    """Refuse while an import that may name one of the regions waits for a decision. Raises: ImportWaiting. Cost: 1."""
    paths = [region.path for region in regions]
    touches = [
        or_(func.starts_with(path, ImportRun.region_path), func.starts_with(ImportRun.region_path, path))
        for path in paths
    ]
    run_id = unit.session.scalar(
        select(func.min(ImportRun.id)).where(
            ImportRun.state.in_(HAS_LOOKED), or_(ImportRun.region_path.is_(None), *touches)
        )
    )
    if run_id is not None:
        raise ImportWaiting(run_id=run_id)


def refuse_code(unit: UnitOfWork, code: str, field: str) -> None:
    """Refuse a code of the wrong shape, or one that was ever given. Raises: RegionCodeRefused, RegionCodeTaken."""
    if not is_code(code):
        raise RegionCodeRefused(field=field)
    name = unit.session.scalar(select(Region.name).where(Region.code == code))
    if name is not None:
        raise RegionCodeTaken(code=code, name=name)


def read_names(name: str, name_en: str | None) -> tuple[str, str | None]:
    """Return a region's names without padding and hidden characters. Raises: RegionNameRefused."""
    plain, english = tidy(name), tidy(name_en or "") or None
    if not plain or len(plain) > MOST_NAME:
        raise RegionNameRefused(field="name", limit=MOST_NAME)
    if english is not None and len(english) > MOST_NAME_EN:
        raise RegionNameRefused(field="name_en", limit=MOST_NAME_EN)
    return plain, english


def _last_change_on(unit: UnitOfWork, region: Region, *, inside: bool) -> date | None:
    """Return the day of a region's last change, or of the last one inside it."""
    codes = select(Region.code).where(Region.path.between(region.path, region.path + AFTER))
    concerned = RegionChange.code.in_(codes) if inside else RegionChange.code == region.code
    return unit.session.scalar(select(func.max(RegionChange.happened_on)).where(concerned))
