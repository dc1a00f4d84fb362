"""Opens, finishes and removes grading rounds.

A round is started in one transaction, graded part by part in several, and finished in one. Until that last one commits
nothing of it is seen: households keep their standing, readers see the rounds before. A round that broke off is removed.
"""

import json
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, or_, select, text, update

from foundation.errors import Forbidden
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from monitoring.errors import (
    NothingToCompare,
    OutsideRuleSet,
    RoundFinishedAlready,
    RoundIncomplete,
    RoundNotFound,
    RoundNotRunning,
    RoundOvertaken,
    RulesChangedSince,
    WholeCountiesOnly,
)
from monitoring.models import Grade, GradingRound
from monitoring.operations.rulesets import take_rule_set
from monitoring.queries.rounds import find_last_round_of, graded_households, list_parts
from monitoring.queries.rulesets import StoredRuleSet, get_rules_of_round
from monitoring.rules.compile import urgency_sql
from monitoring.rules.explain import definitions
from monitoring.rules.facts import Part, RoundFinished, RoundRemoved, RoundStarted
from monitoring.rules.words import Engine, RoundExtent, RoundState
from registry.operations.standing import apply_grades

PART_SIZE = 10_000
CHANGED_PART_SIZE = 5_000
# A change is stamped when its transaction begins and seen when it ends: an incremental round looks back a little
# further than the round before it began, so that a long import is not passed over.
OVERLAP = timedelta(hours=1)
ABANDONED_AFTER = timedelta(days=1)
FINISH_LOCK = 0x67726164

# The household's path comes from the register: it may have moved since its part was graded.
WRITE_CHANGES = """
insert into grade_change (round_id, household_id, region_path, from_colour, to_colour, score, reasons, evidence, fired)
select g.round_id, g.household_id, h.region_path, s.colour, g.colour, g.score, g.reasons, coalesce(g.evidence, '{}'),
       coalesce((select jsonb_agg(cast(:definitions as jsonb) -> reason) from unnest(g.reasons) as reason), '[]')
from grade g
join household h on h.id = g.household_id
left join standing s on s.household_id = g.household_id and s.round_id is not null
where g.round_id = :round_id and g.colour is distinct from s.colour and not (s.colour is null and g.colour = 'green')
"""

# A standing that says the same already is left alone: most of a nightly round changes nothing, and rewriting a million
# rows costs more than computing them. Its round is the one since which the household stands so.
GRADES_TO_APPLY = f"""
select g.household_id, h.region_path, g.colour, {urgency_sql("g.colour")} as urgency, g.score, g.reasons
from grade g
join household h on h.id = g.household_id
left join standing s on s.household_id = g.household_id
where g.round_id = :round_id
  and (s.round_id is null or s.colour <> g.colour or s.score <> g.score or s.reasons <> g.reasons)
"""


def start_round(
    unit: UnitOfWork,
    *,
    ruleset: str = "default",
    as_of: date | None = None,
    scope_path: str = "",
    engine: Engine = Engine.POSTGRES,
    extent: RoundExtent = RoundExtent.FULL,
    counties: int = 0,
) -> RoundStarted:
    """Open a round and cut its households into parts.

    Args:
        ruleset: the name of a rule set; its highest version in force on the day is taken.
        as_of: the day to grade for; None is today.
        scope_path: the region to grade; empty is the whole register.
        extent: `changed` grades only households changed since the last finished round of the region.
        counties: how many counties the columnar engine will grade, each a part of the round.

    Raises: Forbidden outside the actor's areas; RuleSetNotFound, RuleSetOutOfForce, OutsideRuleSet; NothingToCompare,
        RulesChangedSince for an incremental round without a fitting one before it; WholeCountiesOnly.
    Writes: grading_round, rule_set. Cost: 6.
    """
    if not covers(unit.actor, scope_path):
        raise Forbidden()
    if engine is Engine.DUCKDB and extent is RoundExtent.CHANGED:
        raise WholeCountiesOnly()
    day = as_of or unit.today
    rules = take_rule_set(unit, ruleset, day)
    if not scope_path.startswith(rules.rules.region):
        raise OutsideRuleSet(name=ruleset)
    since = last_round_under(unit, rules, scope_path) if extent is RoundExtent.CHANGED else None
    parts: tuple[Part, ...] = ()
    if engine is not Engine.DUCKDB:
        conditions = graded_households(day, scope_path, changed_since(since))
        parts = list_parts(unit, conditions, CHANGED_PART_SIZE if since else PART_SIZE)
    row = GradingRound(
        rule_set_id=rules.id,
        as_of_on=day,
        scope_path=scope_path,
        extent=extent,
        engine=engine,
        since_round_id=since.id if since else None,
        state=RoundState.RUNNING,
        started_at=unit.now,
        started_by_id=unit.actor.user_id,
        started_by_name=unit.actor.name,
        parts_total=counties or len(parts),
    )
    unit.session.add(row)
    unit.session.flush()
    unit.note("start_round", "grading_round", row.id, region_path=scope_path or None, as_of=day, extent=extent)
    return RoundStarted(row.id, day, parts)


def request_round(unit: UnitOfWork, *, scope_path: str, ruleset: str = "default") -> None:
    """Ask the worker to grade a region: the job `grade_registry` starts and finishes the round.

    Raises: Forbidden outside the actor's areas. Writes: audit, an effect. Cost: 0.
    """
    if not covers(unit.actor, scope_path):
        raise Forbidden()
    unit.note("request_round", "grading_round", None, region_path=scope_path or None, ruleset=ruleset)
    unit.defer("grade_registry", lock="grade_registry", scope_path=scope_path, ruleset=ruleset)


def last_round_under(unit: UnitOfWork, rules: StoredRuleSet, scope_path: str) -> GradingRound:
    """Return the last finished round of a region, provided that the rules are still the same."""
    last = find_last_round_of(unit, scope_path)
    if last is None:
        raise NothingToCompare()
    if last.rule_set_id != rules.id:
        raise RulesChangedSince(round_id=last.id)
    return last


def changed_since(since: GradingRound | None) -> datetime | None:
    """Return the moment from which a household counts as changed."""
    return None if since is None else since.started_at - OVERLAP


def load_running(unit: UnitOfWork, round_id: int) -> GradingRound:
    """Return a running round, kept from being finished or removed until the unit ends.

    Raises: RoundNotFound, RoundNotRunning. Cost: 1.
    """
    row = unit.session.scalar(
        select(GradingRound).where(GradingRound.id == round_id).with_for_update(read=True, key_share=True)
    )
    if row is None or not covers(unit.actor, row.scope_path):
        raise RoundNotFound()
    if row.state is not RoundState.RUNNING:
        raise RoundNotRunning(round_id=round_id, state=row.state)
    return row


def finish_round(unit: UnitOfWork, round_id: int) -> RoundFinished:
    """Make a round's grades hold: write the changes since each household's last grade, and the new standings.

    Raises: RoundNotFound, RoundNotRunning; RoundIncomplete while a part is missing; RoundOvertaken when a later round
        over the same households has finished.
    Writes: grade_change, standing, grading_round. Cost: 9, whatever the size.
    """
    session = unit.session
    session.execute(select(func.pg_advisory_xact_lock(FINISH_LOCK)))
    row = load_running(unit, round_id)
    refuse_unfit(unit, row)
    if row.extent is RoundExtent.FULL:
        # The planner has not heard of this round yet and would look its households up one by one.
        session.execute(text("analyze grade (round_id)"))
    rules = get_rules_of_round(unit, round_id)
    values = {"round_id": round_id, "definitions": json.dumps(definitions(rules), ensure_ascii=False)}
    changes = session.connection().execute(text(WRITE_CHANGES), values).rowcount
    apply_grades(unit, round_id, unit.now, GRADES_TO_APPLY, {"round_id": round_id})
    counted = session.execute(
        select(Grade.colour, func.count()).where(Grade.round_id == round_id).group_by(Grade.colour)
    ).all()
    colours = {colour.value: count for colour, count in counted}
    row.state, row.finished_at = RoundState.FINISHED, unit.now
    row.household_count, row.change_count, row.colour_counts = sum(colours.values()), changes, colours
    session.flush()
    unit.note(
        "finish_round",
        "grading_round",
        round_id,
        region_path=row.scope_path or None,
        households=row.household_count,
        changes=changes,
    )
    return RoundFinished(round_id, row.household_count, changes, colours)


def refuse_unfit(unit: UnitOfWork, row: GradingRound) -> None:
    """Refuse to finish a round that misses parts, or one that a later round has overtaken."""
    if row.parts_done != row.parts_total:
        raise RoundIncomplete(round_id=row.id, done=row.parts_done, total=row.parts_total)
    newer_id = unit.session.scalar(
        select(GradingRound.id).where(
            GradingRound.id > row.id,
            GradingRound.state == RoundState.FINISHED,
            or_(
                func.starts_with(GradingRound.scope_path, row.scope_path),
                func.starts_with(row.scope_path, GradingRound.scope_path),
            ),
        )
    )
    if newer_id is not None:
        raise RoundOvertaken(round_id=row.id, newer_id=newer_id)


def remove_round(unit: UnitOfWork, round_id: int) -> RoundRemoved:
    """Remove a round that never finished, with whatever grades it has written.

    Raises: RoundNotFound, RoundFinishedAlready.
    Writes: grade, grading_round. Cost: 3.
    """
    row = unit.session.scalar(select(GradingRound).where(GradingRound.id == round_id).with_for_update())
    if row is None or not covers(unit.actor, row.scope_path):
        raise RoundNotFound()
    if row.state is not RoundState.RUNNING:
        raise RoundFinishedAlready(round_id=round_id)
    grades = unit.session.connection().execute(delete(Grade).where(Grade.round_id == round_id)).rowcount
    unit.session.delete(row)
    unit.session.flush()
    unit.note("remove_round", "grading_round", round_id, region_path=row.scope_path or None, grades=grades)
    return RoundRemoved(round_id, grades)


def remove_abandoned_rounds(unit: UnitOfWork) -> list[RoundRemoved]:
    """Remove the rounds of the actor's areas that have been running for more than a day: their process has died.

    Writes: grade, grading_round. Cost: 1, and 3 a round.
    """
    rows = unit.session.execute(
        select(GradingRound.id, GradingRound.scope_path).where(
            GradingRound.state == RoundState.RUNNING, GradingRound.started_at < unit.now - ABANDONED_AFTER
        )
    ).all()
    return [remove_round(unit, row.id) for row in rows if covers(unit.actor, row.scope_path)]


def count_part(unit: UnitOfWork, round_id: int) -> None:
    """Note that one more part is graded. Writes: grading_round. Cost: 1."""
    unit.session.execute(
        update(GradingRound).where(GradingRound.id == round_id).values(parts_done=GradingRound.parts_done + 1)
    )
