"""The one place that commits.

A unit of work is opened at three kinds of boundary: a view, a command, a job. It carries the session, the actor and the
time to every act, gathers audit notes and outbox effects, and writes them with the change in one transaction. A GET and
every mere look open a read-only unit, which the database enforces.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from foundation.actor import Actor
from foundation.audit import AuditNote, append_notes
from foundation.clock import Clock, local_date
from foundation.outbox import Effect, write_effects

COMMIT_ALLOWED = "holdfast_commit_allowed"


class StrayCommit(RuntimeError):
    """Somebody called commit below the boundary."""


@dataclass
class UnitOfWork:
    """One transaction with its actor and its time.

    Operations take it first, read `session`, `actor` and `now`, and tell what they did with `note` and `defer`.
    """

    session: Session
    actor: Actor
    now: datetime
    is_read_only: bool = False
    notes: list[AuditNote] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The calendar date in China."""
        return local_date(self.now)

    def note(
        self, action: str, subject_kind: str, subject_id: int | None, *, region_path: str | None = None, **detail: Any
    ) -> None:
        """Add an audit note; it is written with the change."""
        self.notes.append(AuditNote(action, subject_kind, subject_id, region_path, detail))

    def defer(
        self, task: str, *, lock: str | None = None, queue: str = "default", at: datetime | None = None, **args: Any
    ) -> None:
        """Add an effect; it is carried out after the commit."""
        self.effects.append(Effect(task, args, lock, queue, at))


@dataclass(frozen=True)
class Units:
    """Opens units of work on sessions of one database."""

    open_session: Callable[[], Session]
    clock: Clock

    @contextmanager
    def begin(self, actor: Actor, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        """Open a unit; commit it when the block ends well, roll it back when it raises.

        Writes: the block's changes, its audit notes and its outbox effects, together or not at all.
        """
        session = self.open_session()
        guard_commits(session)
        unit = UnitOfWork(session, actor, self.clock.now(), read_only)
        try:
            if read_only:
                session.connection(execution_options={"postgresql_readonly": True})
            yield unit
            if read_only:
                session.expunge_all()  # what was read stays readable after the rollback
                session.rollback()
            else:
                finish(unit)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()


def finish(unit: UnitOfWork) -> None:
    """Write what the unit gathered and commit."""
    session = unit.session
    session.flush()
    if unit.effects:
        write_effects(session, unit.effects)
    if unit.notes:
        append_notes(session, unit.actor, unit.now, unit.notes)
    session.info[COMMIT_ALLOWED] = True
    try:
        session.commit()
    finally:
        session.info[COMMIT_ALLOWED] = False
    unit.notes.clear()
    unit.effects.clear()


def guard_commits(session: Session) -> None:
    """Make `session` refuse a commit that does not come from a unit of work. Safe to call again."""
    if not event.contains(session, "before_commit", _refuse_stray_commit):
        event.listen(session, "before_commit", _refuse_stray_commit)


def _refuse_stray_commit(session: Session) -> None:
    if session.in_nested_transaction() or session.info.get(COMMIT_ALLOWED):
        return
    raise StrayCommit("only foundation.unit_of_work commits: remove the call and let the boundary finish the unit")
