"""Runs of the validation over a region: asked for, started, checked part by part, finished.

Each part is true by itself as soon as it is checked. A run that breaks off leaves what it has checked and says so; the
next one goes over everything again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, literal, or_, select, update

from foundation.errors import Forbidden
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import QualityFinding, QualityRun
from registry.operations.quality.checking import check_part, prepare_for_many
from registry.queries.quality.books import get_book
from registry.queries.quality.counts import is_excepted
from registry.queries.quality.outside import Outside
from registry.queries.quality.runs import get_run, list_parts
from registry.queries.quality.tables import END_OF_PREFIX
from registry.rules.quality.facts import PartChecked, RunFinished, RunStarted
from registry.rules.quality.faults import RuleNotFound, RunNotWaiting, RunUnderWay
from registry.rules.quality.rulebook import RuleBook, make_book
from registry.rules.quality.words import RunState, Severity

ABANDONED_AFTER = timedelta(hours=6)
UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


def request_run(unit: UnitOfWork, scope_path: str) -> int:
    """Ask the worker to check a region; return the run, which can be watched from now on.

    Raises: Forbidden outside the actor's areas; RunUnderWay.
    Writes: quality_run, audit, an effect.
    """
    run_id = open_run(unit, scope_path)
    unit.defer("validate_registry", lock="validate_registry", run_id=run_id)
    return run_id


def open_run(unit: UnitOfWork, scope_path: str, rule_ids: Sequence[str] | None = None) -> int:
    """Note that a region is to be checked; return the run.

    Args:
        rule_ids: only these rules, by any of their ids; None is all.
    Raises: Forbidden outside the actor's areas; RuleNotFound; RunUnderWay while another run checks these households.
    Writes: quality_run, audit. Cost: 4.
    """
    if not covers(unit.actor, scope_path):
        raise Forbidden()
    chosen = None if rule_ids is None else [rule.id for rule in _choose(get_book(unit, scope_path), rule_ids)]
    _refuse_overlap(unit, scope_path)
    run = QualityRun(
        scope_path=scope_path,
        rule_ids=chosen,
        state=RunState.WAITING,
        asked_at=unit.now,
        asked_by_id=unit.actor.user_id,
        asked_by=unit.actor.name,
    )
    unit.session.add(run)
    unit.session.flush()
    unit.note("open_quality_run", "quality_run", run.id, region_path=scope_path or None, rules=chosen)
    return run.id


def start_run(unit: UnitOfWork, run_id: int, *, again: bool = False) -> RunStarted:
    """Begin a run that waits.

    Args:
        again: also one that has begun, when nobody else can be at it: its process has died.
    Raises: RunNotFound; RunNotWaiting, so that a job that is carried out twice does its work once.
    Writes: quality_run. Cost: 3.
    """
    run = get_run(unit, run_id, lock=True)
    if run.state is not RunState.WAITING and not (again and run.state is RunState.RUNNING):
        raise RunNotWaiting(run_id=run_id)
    parts = list_parts(unit, run.scope_path)
    run.state, run.started_at = RunState.RUNNING, unit.now
    run.parts_total, run.parts_done = len(parts), 0
    unit.session.flush()
    return RunStarted(run.id, run.scope_path, tuple(run.rule_ids) if run.rule_ids else None, unit.now, tuple(parts))


def check_run_part(unit: UnitOfWork, started: RunStarted, part: tuple[int, int], outside: Outside) -> PartChecked:
    """Check one part of a run. Writes: quality_finding, quality_run. Cost: 4."""
    prepare_for_many(unit)
    book = _book_of(unit, started)
    checked = check_part(unit, book.rules, outside, started.scope_path, part, day=unit.today, at=started.at)
    done = QualityRun.parts_done + 1
    unit.session.execute(update(QualityRun).where(QualityRun.id == started.run_id).values(parts_done=done))
    return checked


def finish_run(unit: UnitOfWork, started: RunStarted) -> RunFinished:
    """Close a run: findings of rules that are no longer in force are cleared, and what stands open is counted.

    Raises: RunNotFound. Writes: quality_finding, quality_run, audit. Cost: 5.
    """
    run = get_run(unit, started.run_id, lock=True)
    if started.rule_ids is None:
        _clear_retired(unit, started, [rule.id for rule in _book_of(unit, started)])
    finished = _count(unit, started)
    run.state, run.finished_at = RunState.FINISHED, unit.now
    run.counts = {
        "severities": dict(finished.open_by_severity),
        "rules": dict(finished.open_by_rule),
        "excepted": finished.excepted,
        "added": finished.added,
        "cleared": finished.cleared,
    }
    unit.session.flush()
    counts = {key: run.counts[key] for key in ("severities", "excepted", "added", "cleared")}
    unit.note("finish_quality_run", "quality_run", run.id, region_path=run.scope_path or None, **counts)
    return finished


def break_run(unit: UnitOfWork, run_id: int) -> None:
    """Note that a run broke off. Writes: quality_run, audit. Cost: 2."""
    run = get_run(unit, run_id, lock=True)
    run.state, run.finished_at = RunState.BROKEN, unit.now
    unit.session.flush()
    unit.note("break_quality_run", "quality_run", run_id, region_path=run.scope_path or None)


def _choose(book: RuleBook, rule_ids: Sequence[str]) -> RuleBook:
    chosen = {}
    for rule_id in rule_ids:
        rule = book.find(rule_id)
        if rule is None:
            raise RuleNotFound(rule=rule_id)
        chosen[rule.id] = rule
    return make_book(chosen.values())


def choose_rules(unit: UnitOfWork, scope_path: str, rule_ids: Sequence[str], on: date | None = None) -> RuleBook:
    """Return the rules of a region on a day, or only some of them by any of their ids. Raises: RuleNotFound."""
    book = get_book(unit, scope_path, on)
    return _choose(book, rule_ids) if rule_ids else book


def _book_of(unit: UnitOfWork, started: RunStarted) -> RuleBook:
    book = get_book(unit, started.scope_path)
    return book if started.rule_ids is None else make_book(rule for rule in book if rule.id in started.rule_ids)


def _refuse_overlap(unit: UnitOfWork, scope_path: str) -> None:
    """Refuse a second run over the same households; one that nobody finished for hours has died."""
    unit.session.execute(select(func.pg_advisory_xact_lock(0x7175616C)))
    around = or_(
        func.starts_with(QualityRun.scope_path, scope_path),
        func.starts_with(literal(scope_path), QualityRun.scope_path),
    )
    runs = unit.session.scalars(select(QualityRun).where(QualityRun.state.in_(UNDER_WAY), around)).all()
    for run in runs:
        if (run.started_at or run.asked_at) >= unit.now - ABANDONED_AFTER:
            raise RunUnderWay(run_id=run.id)
        run.state = RunState.BROKEN


def _clear_retired(unit: UnitOfWork, started: RunStarted, rule_ids: Sequence[str]) -> None:
    unit.session.execute(
        update(QualityFinding)
        .where(
            QualityFinding.cleared_at.is_(None),
            QualityFinding.region_path.between(started.scope_path, started.scope_path + END_OF_PREFIX),
            QualityFinding.rule_id.not_in(rule_ids),
        )
        .values(cleared_at=started.at)
        .execution_options(synchronize_session=False)
    )


def _count(unit: UnitOfWork, started: RunStarted) -> RunFinished:
    """Count what stands open and what the run changed in its region."""
    excepted = is_excepted(unit.today)
    statement = (
        select(
            QualityFinding.rule_id,
            QualityFinding.severity,
            func.count().filter(QualityFinding.cleared_at.is_(None), ~excepted).label("open"),
            func.count().filter(QualityFinding.cleared_at.is_(None), excepted).label("excepted"),
            func.count().filter(QualityFinding.first_seen_at == started.at).label("added"),
            func.count().filter(QualityFinding.cleared_at == started.at).label("cleared"),
        )
        .where(
            QualityFinding.region_path.between(started.scope_path, started.scope_path + END_OF_PREFIX),
            or_(QualityFinding.cleared_at.is_(None), QualityFinding.cleared_at == started.at),
        )
        .group_by(QualityFinding.rule_id, QualityFinding.severity)
    )
    if started.rule_ids is not None:
        statement = statement.where(QualityFinding.rule_id.in_(started.rule_ids))
    by_rule: Counter[str] = Counter()
    by_severity: Counter[str] = Counter({severity.value: 0 for severity in Severity})
    totals: Counter[str] = Counter()
    for row in unit.session.execute(statement):
        by_rule[row.rule_id] += row.open
        by_severity[row.severity.value] += row.open
        totals.update(excepted=row.excepted, added=row.added, cleared=row.cleared)
    return RunFinished(
        started.run_id, dict(by_rule), dict(by_severity), totals["excepted"], totals["added"], totals["cleared"]
    )
