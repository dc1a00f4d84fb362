"""Reads of the audit trail."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, or_, select

from foundation.audit import AuditEntry
from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.queries.regions import former_paths


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What the trail is narrowed to; empty means all in scope."""

    words: str = ""
    action: str = ""
    kind: str = ""


def list_audit_entries(unit: UnitOfWork, filters: AuditFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of audit entries, newest first; entries bound to a place only inside the actor's areas.

    The trail is never rewritten, so what lies in an area today is also looked for where it lay before. Cost: 3.
    """
    entry = AuditEntry
    reader = replace(unit.actor, areas=(*unit.actor.areas, *former_paths(unit, unit.actor.areas)))
    statement = select(
        entry.id,
        entry.at,
        entry.actor_name,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.detail,
        entry.hash,
    ).where(or_(entry.region_path.is_(None), within_areas(entry.region_path, reader)))
    if filters.words:
        statement = statement.where(entry.actor_name.ilike(f"%{filters.words}%"))
    if filters.action:
        statement = statement.where(entry.action == filters.action)
    if filters.kind:
        statement = statement.where(entry.subject_kind == filters.kind)
    sortable = {"at": entry.at, "actor": entry.actor_name, "action": entry.action}
    return fetch_page(unit.session, statement, request, sortable, [entry.id.desc()])
