"""The demo's register: regions, two imports a quarter apart, and a round of grades after each."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from foundation.actor import system_actor
from registry.operations.imports import ImportFile, commit_import, find_profile, stage_import
from registry.operations.regions import load_regions
from registry.operations.users import sync_roles
from registry.rules.imports.facts import ImportCommitted
from registry.rules.words_imports import OnDuplicate
from web.demo.files import (
    PROFILE,
    write_contradicting_files,
    write_first_files,
    write_further_files,
    write_mistaken_files,
    write_second_files,
)
from web.demo.households import DemoHousehold
from web.demo.places import region_lines
from web.demo.staff import SETTING_UP
from web.demo.stage import PAUSE_DAYS, Stage
from web.demo.upkeep import duplicates_of
from web.roles import all_grants
from workflows.grade_registry import RegistryGraded, grade_registry
from workflows.undo_import import undo_import

FIRST_IMPORT, SECOND_IMPORT = -2, PAUSE_DAYS - 1


def lay_foundations(stage: Stage) -> None:
    """Load the roles and the regions."""
    with stage.direct(SETTING_UP) as unit:
        sync_roles(unit, all_grants())
        load_regions(unit, region_lines())


def import_first(stage: Stage, households: Sequence[DemoHousehold]) -> int:
    """Import the register as it was a quarter ago; return how many records were written."""
    until = stage.first_day + timedelta(days=FIRST_IMPORT)
    with TemporaryDirectory(prefix="holdfast-demo-") as folder:
        return _import(stage, FIRST_IMPORT, write_first_files(Path(folder), households, until))


def import_second(stage: Stage, households: Sequence[DemoHousehold]) -> int:
    """Import what changed since; return how many records were written."""
    after, until = (stage.first_day + timedelta(days=day) for day in (FIRST_IMPORT, SECOND_IMPORT))
    with TemporaryDirectory(prefix="holdfast-demo-") as folder:
        return _import(stage, SECOND_IMPORT, write_second_files(Path(folder), households, after, until))


def import_further(stage: Stage, households: Sequence[DemoHousehold]) -> None:
    """Import who was recorded twice, members of whom another office says something else, and one file too many."""
    again, settled = duplicates_of(households), [one for one in households if one.earlier is None]
    with TemporaryDirectory(prefix="holdfast-demo-") as folder:
        place = Path(folder)
        _import(stage, PAUSE_DAYS, write_further_files(place / "again", again))
        _import(stage, PAUSE_DAYS, write_contradicting_files(place / "others", settled[12::60][:6]))
        mistaken = write_mistaken_files(place / "mistaken", settled[30:60], stage.today - timedelta(days=20))
        run_id = _commit(stage, PAUSE_DAYS, mistaken).run_id
    with stage.act("county_officer", PAUSE_DAYS, 11) as unit:
        undo_import(unit, run_id)


def grade(stage: Stage, day: int) -> RegistryGraded:
    """Grade the register as the nightly command does, and open the leads."""
    return grade_registry(stage.units(day, 6), system_actor("command grade"))


def _import(stage: Stage, day: int, paths: Sequence[Path]) -> int:
    return _commit(stage, day, paths).written


def _commit(stage: Stage, day: int, paths: Sequence[Path]) -> ImportCommitted:
    files = [ImportFile(path, path.name) for path in paths]
    with stage.act("county_officer", day) as unit:
        staged = stage_import(unit, find_profile(PROFILE), files, on_duplicate=OnDuplicate.UPDATE)
    with stage.act("county_officer", day, 10) as unit:
        return commit_import(unit, staged.run_id, allow_partial=False)
