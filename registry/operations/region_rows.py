"""Every row that carries a region's path or code, rewritten when the region changes, set by set.

Rows bound to a household follow it by their foreign key, and a household follows its village by its own. The other
columns of region paths are found in the database's catalogue, so that a new table is not forgotten: unless it is named
here, a path follows its region.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from foundation.unit_of_work import UnitOfWork
from registry.models import Region

AFTER = "\x7f"
"""Comes after every code: paths that begin with another lie between it and itself with this behind."""
HISTORY = frozenset({"audit_entry", "grade"})
"""What was written for good: the trail is sealed, and a round's grades are those of their day."""
SEATS = (
    "staff_profile",
    "organisation",
    "import_run",
    "course",
    "insurance_product",
    "assistance_offer",
    "listing",
)
"""Tables whose rows belong to the place of today and go over to the region merged into. What was done for the merged
region alone, such as a round or frozen figures, stays with it: it was never true of the other."""

_PATH_COLUMNS = """
select c.relname, a.attname
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
join pg_collation o on o.oid = a.attcollation and o.collname = 'C'
where a.attnum > 0 and not a.attisdropped and a.atttypid = 'varchar'::regtype and a.atttypmod = 124
  and c.relname not in ('region', 'region_change', 'household')
  and not exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'
                  and k.confrelid = 'household'::regclass and a.attnum = any(k.conkey))
order by 1, 2
"""
# A household's history says where it was registered until then. One that was registered or moved after the day from
# which the change holds is told from that later day on, so that what was true in between stays.
_OBSERVE = """
insert into observation (household_id, region_path, field, old_value, new_value, observed_at, valid_from, source,
                         actor_name)
select h.id, h.region_path, told.field, told.was, told.is_now, :now,
       greatest(cast(:on as date), h.registered_on,
                (select max(o.effective_on) from observation o
                 where o.household_id = h.id and o.field = told.field and o.person_id is null)),
       'region_change', :actor
from household h
cross join lateral (values
    ('village_code', h.village_code, coalesce(cast(:new_code as text), h.village_code)),
    ('region_path', h.region_path, :new || substr(h.region_path, length(:old) + 1))
) as told(field, was, is_now)
where {chosen} and told.was <> told.is_now
"""
_SUBTREE = "h.region_path between :old and :old || :after"
_DIRECTLY = "h.village_code = :old_code and h.region_path = :old and (:every or h.code = any(:codes))"
_FOLLOW = """
insert into region_change (root_id, code, kind, happened_on, old_parent_code, new_parent_code, old_path, new_path,
                           recorded_at, recorded_by_id, recorded_by)
select :change_id, code, 'followed', :on, parent_code, case when code = :code then :parent else parent_code end,
       path, :new || substr(path, length(:old) + 1), :now, :actor_id, :actor
from region where path between :old and :old || :after and (:with_top or code <> :code)
"""
_REBASE = """
update region set path = :new || substr(path, length(:old) + 1),
                  parent_code = case when code = :code then :parent else parent_code end
where path between :old and :old || :after
"""
_TOUCH = "update household set changed_at = :now where region_path between :new and :new || :after"
_REHOUSE = """
update household h set village_code = :new_code, region_path = :new, changed_at = :now where {chosen}
returning h.id
"""


@dataclass(frozen=True, slots=True)
class Act:
    """The change that rows are rewritten for."""

    change_id: int
    on: date


@dataclass(frozen=True, slots=True)
class Taken:
    """How many households and regions a change took along."""

    households: int = 0
    regions: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.households + other.households, self.regions + other.regions)


def path_columns(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Return (table, column) of every region path that follows its region by itself. Cost: 1."""
    rows = unit.session.execute(text(_PATH_COLUMNS)).all()
    return [(table, column) for table, column in rows if table not in HISTORY]


def rebase(unit: UnitOfWork, act: Act, region: Region, parent: Region, *, tell_top: bool) -> Taken:
    """Put a region with all that lies inside under another parent.

    Args:
        tell_top: write a line of history for the region itself too; False when the act is that line.
    Writes: observation, region_change, region, household and all rows of its households, every path column.
    Cost: 6 and one for each path column, whatever the size; the database moves the households' rows one by one.
    """
    places = {"old": region.path, "new": f"{parent.path}{region.code}.", "after": AFTER}
    moved = {**places, "code": region.code, "parent": parent.code}
    told = {"change_id": act.change_id, "on": act.on, "with_top": tell_top, **_who(unit)}
    _run(unit, _OBSERVE.format(chosen=_SUBTREE), **places, new_code=None, on=act.on, **_signed(unit))
    regions = _run(unit, _FOLLOW, **moved, **told)
    _run(unit, _REBASE, **moved)
    follow(unit, region.path, places["new"])
    households = _run(unit, _TOUCH, new=places["new"], after=AFTER, now=unit.now)
    unit.session.refresh(region)
    return Taken(households, regions)


def rehouse(unit: UnitOfWork, act: Act, region: Region, into: Region, codes: list[str] | None = None) -> Taken:
    """Register the households of a region, or those with the codes, in another one.

    Writes: observation, household and all rows of its households. Cost: 2.
    """
    places = {"old": region.path, "old_code": region.code, "new": into.path, "new_code": into.code}
    chosen = {**places, "every": codes is None, "codes": codes or []}
    _run(unit, _OBSERVE.format(chosen=_DIRECTLY), **chosen, on=act.on, **_signed(unit))
    return Taken(households=_run(unit, _REHOUSE.format(chosen=_DIRECTLY), **chosen, now=unit.now))


def follow(
    unit: UnitOfWork, old: str, new: str, *, inside: bool = True, only: tuple[str, ...] | None = None
) -> dict[str, int]:
    """Rewrite a path in every column that follows its region; return how many rows of which table.

    Args:
        inside: also the paths below; False takes the path itself only.
        only: these tables; None takes all.
    Cost: 1 and one a column.
    """
    condition = "between :old and :old || :after" if inside else "= :old"
    values = {"old": old, "new": new} | ({"after": AFTER} if inside else {})
    rows: dict[str, int] = {}
    for table, column in path_columns(unit):
        if only is None or table in only:
            statement = f'update "{table}" set "{column}" = :new || substr("{column}", length(:old) + 1) '
            rows[table] = _run(unit, f'{statement} where "{column}" {condition}', **values)
    return rows


def follow_code(unit: UnitOfWork, old_code: str, new_code: str) -> None:
    """Rewrite the village that caseworkers sit in. Cost: 1."""
    statement = "update staff_profile set village_code = :new where village_code = :old"
    _run(unit, statement, old=old_code, new=new_code)


def _run(unit: UnitOfWork, statement: str, **values: Any) -> int:
    return unit.session.connection().execute(text(statement), values).rowcount


def _signed(unit: UnitOfWork) -> dict[str, Any]:
    return {"now": unit.now, "actor": unit.actor.name[:120]}


def _who(unit: UnitOfWork) -> dict[str, Any]:
    return {**_signed(unit), "actor_id": unit.actor.user_id}
