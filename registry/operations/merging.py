"""Two records of one person made one, value by value, and taken apart again."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import or_, select, update

from foundation.unit_of_work import UnitOfWork
from registry.models import Household, LinkDecision, LinkPair, Observation, Person, PersonMerge
from registry.operations.changes.holding import hold_households, moment_after
from registry.operations.changes.touching import mark_changed
from registry.queries.linkage.decisions import find_standing_decision
from registry.queries.linkage.pairs import get_pair
from registry.rules.identity_numbers import INDEXES
from registry.rules.imports.text import tidy
from registry.rules.linkage.errors import HeadWouldLeave, PairHasNoRecordToMerge, PairNotMergeable
from registry.rules.linkage.facts import PeopleMerged
from registry.rules.linkage.merging import IDENTITY, MERGED_FIELDS, merged_extra
from registry.rules.linkage.states import MERGEABLE, UNDECIDED
from registry.rules.linkage.words import ClearedFor, PairState, Verdict
from registry.rules.values import EXTRA, NUMBERS, as_masked_text, as_text
from registry.rules.words import Relation

SOURCE = "merge"
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class PeopleParted:
    """A merge taken back; `left_alone` are the fields that somebody has changed since."""

    household_ids: tuple[int, ...]
    left_alone: tuple[str, ...]


def merge_people(
    unit: UnitOfWork, pair_id: int, *, kept_id: int, take: Collection[str], reason: str = ""
) -> PeopleMerged:
    """Make the two records of a pair one: one stays, the other leaves the register, merged into it.

    Nothing is deleted: the record that leaves keeps its values and its history, and what hangs on it stays there. Every
    value that changes is written to the history. Other open questions about the leaving record are cleared.

    Args:
        kept_id: which of the two stays, in its own household.
        take: the fields in which it takes the other's value; in all others it keeps its own.
        reason: how it is known that they are one person.
    Raises: LinkPairNotFound; PairNotMergeable when one of them is not in the register any more or the pair was decided
        otherwise; PairHasNoRecordToMerge; HeadWouldLeave; HouseholdNotFound, HouseholdIsClosed.
    Writes: person, observation, household, link_pair, link_decision, person_merge, audit; defers the search index.
    Cost: 12 statements and one for each value that changes.
    """
    pair = get_pair(unit, pair_id, for_update=True)
    if pair.right_id is None:
        raise PairHasNoRecordToMerge()
    if pair.state not in MERGEABLE or kept_id not in (pair.left_id, pair.right_id):
        raise PairNotMergeable()
    kept, leaving = _hold_people(unit, kept_id, pair.left_id + pair.right_id - kept_id)
    homes = hold_households(unit, {kept.household_id, leaving.household_id})
    if leaving.relation is Relation.HEAD:
        raise HeadWouldLeave(name=leaving.name, code=homes[leaving.household_id].code)
    moment = moment_after(unit, homes.values())
    decision = _decide(unit, pair, reason, moment)
    before = _take_values(unit, kept, leaving, frozenset(take), moment)
    _observe(unit, leaving, "left_on", None, as_text(unit.today), moment)
    leaving.left_on = unit.today
    fields = tuple(name for name in MERGED_FIELDS if name in before["old"])
    merge = PersonMerge(
        decision_id=decision.id,
        kept_id=kept.id,
        merged_id=leaving.id,
        fields=list(fields),
        before=json.dumps(before, ensure_ascii=False),
        merged_at=moment,
        merged_by_id=unit.actor.user_id,
        merged_by=unit.actor.name[:NAME_LENGTH],
    )
    unit.session.add(merge)
    pair.state, pair.checked_at = PairState.MERGED, moment
    _clear_others(unit, leaving.id, pair.id, moment)
    _touch(unit, homes.values(), moment)
    unit.note(
        "merge_people",
        "person",
        kept.id,
        region_path=kept.region_path,
        merged=leaving.id,
        pair=pair.id,
        fields=list(fields),
        other_region=leaving.region_path,
    )
    return PeopleMerged(merge.id, kept.id, leaving.id, kept.household_id, fields)


def part_people(unit: UnitOfWork, merge: PersonMerge) -> PeopleParted:
    """Take a merge back: the record that left is there again, and the kept one has its own values again.

    A value that somebody has changed since the merge stays as it is now.
    Raises: PairNotMergeable when one of the records has left since; HouseholdNotFound, HouseholdIsClosed.
    Writes: person, observation, household, link_pair, person_merge, audit; defers the search index. Cost: 10 and one
    for each value that changes.
    """
    kept, leaving = _hold(unit, merge.kept_id), _hold(unit, merge.merged_id)
    if kept.left_on is not None or leaving.left_on is None:
        raise PairNotMergeable()
    homes = hold_households(unit, {kept.household_id, leaving.household_id})
    moment = moment_after(unit, homes.values())
    left_alone = _put_back(unit, kept, json.loads(merge.before), moment)
    _observe(unit, leaving, "left_on", as_text(leaving.left_on), None, moment)
    leaving.left_on = None
    merge.undone_at, merge.undone_by = moment, unit.actor.name[:NAME_LENGTH]
    _reopen_others(unit, leaving.id, moment)
    _touch(unit, homes.values(), moment)
    unit.note(
        "part_people",
        "person",
        kept.id,
        region_path=kept.region_path,
        parted=leaving.id,
        merge=merge.id,
        left_alone=list(left_alone),
        other_region=leaving.region_path,
    )
    return PeopleParted(tuple(homes), left_alone)


def _hold(unit: UnitOfWork, person_id: int) -> Person:
    statement = select(Person).where(Person.id == person_id).with_for_update()
    return unit.session.scalars(statement.execution_options(populate_existing=True)).one()


def _hold_people(unit: UnitOfWork, kept_id: int, leaving_id: int) -> tuple[Person, Person]:
    """Hold both records, the lower number first, so that nobody waits for each other."""
    held = {person_id: _hold(unit, person_id) for person_id in sorted((kept_id, leaving_id))}
    if any(person.left_on is not None for person in held.values()):
        raise PairNotMergeable()
    return held[kept_id], held[leaving_id]


def _decide(unit: UnitOfWork, pair: LinkPair, reason: str, moment: datetime) -> LinkDecision:
    """Return the decision that the two are one person, made now unless it was made before."""
    standing = find_standing_decision(unit, pair.id)
    if standing is not None and standing.verdict is Verdict.SAME:
        return standing
    if standing is not None:
        standing.undone_at, standing.undone_by = moment, unit.actor.name[:NAME_LENGTH]
        unit.session.flush()
    decision = LinkDecision(
        pair_id=pair.id,
        verdict=Verdict.SAME,
        reason=tidy(reason),
        weight=pair.weight,
        decided_at=moment,
        decided_by_id=unit.actor.user_id,
        decided_by=unit.actor.name[:NAME_LENGTH],
    )
    unit.session.add(decision)
    unit.session.flush()
    return decision


def _take_values(
    unit: UnitOfWork, kept: Person, leaving: Person, take: frozenset[str], moment: datetime
) -> dict[str, Any]:
    """Give the kept record the values chosen; return what it had and what it got, ready to be sealed."""
    before: dict[str, Any] = {"old": {}, "new": {}, "extra": dict(kept.extra)}
    for name in MERGED_FIELDS:
        mine, theirs = getattr(kept, name), getattr(leaving, name)
        if name not in take or mine == theirs:
            continue
        before["old"][name], before["new"][name] = _plain(mine), _plain(theirs)
        _set(unit, kept, name, theirs, moment)
    extra = merged_extra(kept.extra, leaving.extra)
    for key in extra.keys() - kept.extra.keys():
        _observe(unit, kept, EXTRA + key, None, as_text(extra[key]), moment)
    kept.extra = extra
    before["new_extra"] = sorted(extra.keys() - before["extra"].keys())
    return before


def _put_back(unit: UnitOfWork, kept: Person, before: dict[str, Any], moment: datetime) -> tuple[str, ...]:
    left_alone = []
    for name, old in before["old"].items():
        if _plain(getattr(kept, name)) != before["new"][name]:
            left_alone.append(name)
            continue
        _set(unit, kept, name, _typed(name, old), moment)
    for key in before["new_extra"]:
        _observe(unit, kept, EXTRA + key, as_text(kept.extra.get(key)), None, moment)
    kept.extra = {key: value for key, value in kept.extra.items() if key not in before["new_extra"]}
    return tuple(left_alone)


def _set(unit: UnitOfWork, person: Person, name: str, value: Any, moment: datetime) -> None:
    old = getattr(person, name)
    show = as_masked_text if name in NUMBERS else as_text
    _observe(unit, person, name, show(old), show(value), moment)
    setattr(person, name, value)
    if name in NUMBERS:
        setattr(person, f"{name}_index", INDEXES[name](value) if value else None)


def _observe(unit: UnitOfWork, person: Person, field: str, old: str | None, new: str | None, moment: datetime) -> None:
    is_correction = field in IDENTITY
    unit.session.add(
        Observation(
            household_id=person.household_id,
            region_path=person.region_path,
            person_id=person.id,
            field=field,
            old_value=old,
            new_value=new,
            observed_at=moment,
            valid_from=date.min if is_correction else unit.today,
            is_correction=is_correction,
            source=SOURCE,
            actor_name=unit.actor.name[:NAME_LENGTH],
            detail={},
        )
    )


def _clear_others(unit: UnitOfWork, person_id: int, pair_id: int, moment: datetime) -> None:
    unit.session.execute(
        update(LinkPair)
        .where(
            or_(LinkPair.left_id == person_id, LinkPair.right_id == person_id),
            LinkPair.id != pair_id,
            LinkPair.state.in_(UNDECIDED),
        )
        .values(state=PairState.CLEARED, cleared_for=ClearedFor.MERGED, checked_at=moment)
    )


def _reopen_others(unit: UnitOfWork, person_id: int, moment: datetime) -> None:
    unit.session.execute(
        update(LinkPair)
        .where(
            or_(LinkPair.left_id == person_id, LinkPair.right_id == person_id),
            LinkPair.state == PairState.CLEARED,
            LinkPair.cleared_for == ClearedFor.MERGED,
        )
        .values(state=PairState.OPEN, cleared_for=None, checked_at=moment)
    )


def _touch(unit: UnitOfWork, homes: Iterable[Household], moment: datetime) -> None:
    for household in homes:
        mark_changed(unit, household, moment)
    unit.session.flush()


def _plain(value: Any) -> Any:
    """Return a value as JSON takes it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: Any) -> Any:
    """Return a value as the record takes it."""
    return date.fromisoformat(value) if name == "born_on" and value else value
