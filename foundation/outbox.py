"""Effects that leave the house: written beside the change, carried out after the commit.

An effect is a job row of the PostgreSQL job queue (procrastinate), inserted in the same transaction as the change it
follows from. A worker picks it up once the transaction is true; a worker that dies leaves it to the next one. Handlers
live in `web/jobs/` and are idempotent: an effect may be carried out twice.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

DEFER = text(
    """
    select procrastinate_defer_jobs_v1(array(
        select row(e->>'queue', e->>'task', 0, e->>'lock', e->>'queueing_lock', (e->'args')::jsonb,
                   (e->>'at')::timestamptz)::procrastinate_job_to_defer_v1
        from jsonb_array_elements(cast(:effects as jsonb)) as e))
    """
)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to do outside once the change is true.

    Args:
        task: the handler's name, such as `index_document`.
        args: plain JSON values.
        lock: effects with the same lock run one after another.
        queue: `index` has a single worker (one writing process for the search index); `default` any number.
        at: not before this moment.
    """

    task: str
    args: dict[str, Any] = field(default_factory=dict)
    lock: str | None = None
    queue: str = "default"
    at: datetime | None = None


def write_effects(session: Session, effects: list[Effect]) -> None:
    """Insert the effects as jobs in the session's transaction. Cost: 1 statement."""
    rows = [
        {
            "queue": effect.queue,
            "task": effect.task,
            "lock": effect.lock,
            "queueing_lock": None,
            "args": effect.args,
            "at": effect.at.isoformat() if effect.at else None,
        }
        for effect in effects
    ]
    session.execute(DEFER, {"effects": json.dumps(rows, ensure_ascii=False, default=str)})
