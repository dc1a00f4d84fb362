"""Writes down what a run found: new pairs, known ones weighed anew, decided ones left alone, and flags cleared."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import text

from foundation.ports import ScoredPair
from foundation.unit_of_work import UnitOfWork
from registry.models import LinkRun
from registry.operations.linkage.runs import end_run
from registry.queries.linkage.runs import get_run
from registry.rules.linkage.facts import LinkRunEnded
from registry.rules.linkage.model import LinkModel
from registry.rules.linkage.scoring import prior_weight, reasons_as_rows
from registry.rules.linkage.words import LinkRunKind, LinkRunState

_TABLE = """
create temp table link_found (left_id bigint, right_id bigint, record_id bigint, certainty text, weight smallint,
                              reasons jsonb) on commit drop
"""
_COPY = "copy link_found (left_id, right_id, record_id, certainty, weight, reasons) from stdin"
# People who left while the run was going on are passed over; so are pairs that people have decided.
_UPSERT = """
insert into link_pair (left_id, right_id, record_id, state, certainty, weight, prior, reasons, run_id, last_run_id,
                       found_at, checked_at)
select f.left_id, f.right_id, f.record_id, 'open', f.certainty, f.weight, :prior, f.reasons, :run_id, :run_id,
       :now, :now
from link_found f join person a on a.id = f.left_id and a.left_on is null
left join person b on b.id = f.right_id
where f.{column} is not null and (b.id is null or b.left_on is null)
on conflict (left_id, {column}) where {column} is not null do update
set certainty = excluded.certainty, weight = excluded.weight, prior = excluded.prior, reasons = excluded.reasons,
    last_run_id = excluded.last_run_id, checked_at = excluded.checked_at, cleared_for = null,
    state = case when link_pair.state = 'cleared' then 'open' else link_pair.state end
where link_pair.state in ('open', 'unsure', 'cleared')
returning (xmax = 0) as is_new
"""
_CLEAR = """
update link_pair p set state = 'cleared', cleared_for = 'changed', checked_at = :now
from person a, person b, household ah, household bh
where p.state in ('open', 'unsure') and p.last_run_id <> :run_id and a.id = p.left_id and b.id = p.right_id
  and ah.id = a.household_id and bh.id = b.household_id
  and a.region_path between :scope and :scope_end and b.region_path between :scope and :scope_end
  and (cast(:since as timestamptz) is null or ah.changed_at >= :since or bh.changed_at >= :since)
"""
_CLEAR_LEFT = """
update link_pair p set state = 'cleared', cleared_for = 'left', checked_at = :now
from person a, household h
where p.state in ('open', 'unsure') and a.id in (p.left_id, p.right_id) and h.id = a.household_id
  and a.region_path between :scope and :scope_end and (a.left_on is not null or h.closed_on is not null)
"""
END_OF_PATHS = "\x7f"
MOST_HUNDREDTHS = 32_000


def write_findings(
    unit: UnitOfWork, run_id: int, model: LinkModel, prior: float, pairs: Sequence[ScoredPair], sizes: tuple[int, int]
) -> LinkRunEnded:
    """Write a run's pairs, clear open ones whose cause is gone, and end the run.

    A pair that people have decided stays as they decided it and is not asked again. A pair that was cleared and looks
    alike again is open again.

    Args:
        prior: the chance that any two records are one person, with which the pairs were weighed.
        sizes: how many people were on either side.
    Raises: LinkRunNotFound. Writes: link_pair, link_run, link_record, audit. Cost: 8 statements and a copy.
    """
    run = get_run(unit, run_id, for_update=True)
    connection = unit.session.connection()
    connection.execute(text("drop table if exists pg_temp.link_found"))
    connection.execute(text(_TABLE))
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in _rows(model, pairs):
            copy.write_row(row)
    column = "record_id" if run.kind is LinkRunKind.FILE else "right_id"
    values = {"run_id": run_id, "now": unit.now, "prior": round(prior_weight(prior) * 100)}
    written = connection.execute(text(_UPSERT.format(column=column)), values).scalars().all()
    likely = sum(pair.weight >= model.likely for pair in pairs)
    run.counts = {
        "left": sizes[0],
        "right": sizes[1],
        "likely": likely,
        "possible": len(pairs) - likely,
        "new": sum(written),
        "kept": len(pairs) - len(written),
        "cleared": _clear(unit, run),
    }
    return end_run(unit, run, LinkRunState.FINISHED)


def in_order(pairs: Iterable[ScoredPair]) -> list[ScoredPair]:
    """Return pairs of the register's people with the lower number left, each pair once."""
    found: dict[tuple[int, int], ScoredPair] = {}
    for pair in pairs:
        left, right = sorted((pair.left, pair.right))
        found.setdefault((left, right), pair._replace(left=left, right=right))
    return list(found.values())


def _clear(unit: UnitOfWork, run: LinkRun) -> int:
    """Clear open pairs of the register that the run looked at and did not find again; return how many."""
    if run.kind is LinkRunKind.FILE:
        return 0
    values = {
        "run_id": run.id,
        "now": unit.now,
        "scope": run.scope_path,
        "scope_end": run.scope_path + END_OF_PATHS,
        "since": run.since,
    }
    connection = unit.session.connection()
    left = connection.execute(text(_CLEAR_LEFT), values).rowcount
    return left + connection.execute(text(_CLEAR), values).rowcount


def _rows(model: LinkModel, pairs: Iterable[ScoredPair]) -> Iterator[tuple[object, ...]]:
    for pair in pairs:
        weight = max(min(round(pair.weight * 100), MOST_HUNDREDTHS), -MOST_HUNDREDTHS)
        reasons = json.dumps(reasons_as_rows(pair.levels, pair.weights))
        certainty = model.certainty(pair.weight)
        if certainty is None:
            continue
        if pair.left < 0:
            yield pair.right, None, -pair.left, certainty.value, weight, reasons
        else:
            yield pair.left, pair.right, None, certainty.value, weight, reasons
