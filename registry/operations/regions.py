"""Loading regions from a file."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation.unit_of_work import UnitOfWork
from registry.errors import RegionNotFound
from registry.models import Region, RegionChange
from registry.rules.facts import RegionsLoaded
from registry.rules.region_changes import RegionChangeKind
from registry.rules.region_errors import RegionParentDiffers
from registry.rules.words import RegionLevel

KNOWN = (Region.code, Region.name, Region.name_en, Region.parent_code, Region.path, Region.valid_to)


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region as a file gives it; parents come before their children."""

    code: str
    name: str
    level: RegionLevel
    parent_code: str | None
    name_en: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def load_regions(unit: UnitOfWork, lines: Iterable[RegionLine]) -> RegionsLoaded:
    """Add regions, and rename from today those that are there under another name.

    A region that has ended stays as it was. A file moves no region under another: that is a change to be recorded.

    Args:
        lines: parents before children.
    Raises: RegionNotFound when a parent is neither in the lines nor in the register; RegionParentDiffers.
    Writes: region, region_change. Cost: 1, and 2 for each 1,000 lines.
    """
    known: dict[str, Any] = {row.code: row for row in unit.session.execute(select(*KNOWN))}
    paths = {code: row.path for code, row in known.items()}
    rows = []
    for line in lines:
        if line.parent_code is not None and line.parent_code not in paths:
            raise RegionNotFound(code=line.parent_code)
        if line.code in known:
            refuse_other_parent(line, known[line.code])
        paths.setdefault(line.code, (paths[line.parent_code] if line.parent_code else "") + line.code + ".")
        rows.append({**asdict(line), "path": paths[line.code]})
    tell_new_names(unit, [line for line in rows if is_renamed(line, known.get(line["code"]))], known)
    for start in range(0, len(rows), 1000):
        statement = insert(Region).values(rows[start : start + 1000])
        refreshed = {key: statement.excluded[key] for key in ("name", "name_en", "latitude", "longitude")}
        unit.session.execute(
            statement.on_conflict_do_update(index_elements=["code"], set_=refreshed, where=Region.valid_to.is_(None))
        )
    unit.note("load_regions", "region", None, count=len(rows))
    return RegionsLoaded(len(rows))


def refuse_other_parent(line: RegionLine, known: Any) -> None:
    """Refuse a line that puts a region where it does not lie. Raises: RegionParentDiffers."""
    if line.parent_code != known.parent_code and known.valid_to is None:
        raise RegionParentDiffers(
            name=known.name, code=known.code, parent=known.parent_code or "", wrong=line.parent_code or ""
        )


def is_renamed(line: Mapping[str, Any], known: Any) -> bool:
    """Tell whether a line gives a region that is there another name."""
    return (
        known is not None and known.valid_to is None and (line["name"], line["name_en"]) != (known.name, known.name_en)
    )


def tell_new_names(unit: UnitOfWork, lines: list[dict[str, Any]], known: Mapping[str, Any]) -> None:
    """Write the history of names that a file changes. Writes: region_change. Cost: 1."""
    changes = [
        {
            "code": line["code"],
            "kind": RegionChangeKind.RENAMED,
            "happened_on": unit.today,
            "old_name": known[line["code"]].name,
            "new_name": line["name"],
            "old_name_en": known[line["code"]].name_en,
            "new_name_en": line["name_en"],
            "recorded_at": unit.now,
            "recorded_by_id": unit.actor.user_id,
            "recorded_by": unit.actor.name[:120],
        }
        for line in lines
    ]
    if changes:
        unit.session.execute(insert(RegionChange), changes)
