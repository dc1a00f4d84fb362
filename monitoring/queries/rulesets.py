"""Reads of rule sets. Rules are no secret of a region; whoever may read rules may read all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RuleSetNotFound
from monitoring.models import GradingRound, RuleSetVersion
from monitoring.rules.parse import parse_ruleset
from monitoring.rules.ruleset import RuleSet
from monitoring.rules.words import RuleSetState
from monitoring.rulesets import shipped_source
from registry.rules.fields import FieldDefinition, from_json


@dataclass(frozen=True, slots=True)
class StoredRuleSet:
    """A rule set with its row."""

    id: int
    state: RuleSetState
    rules: RuleSet


def parse_stored(source_text: str, extra_fields: Iterable[Mapping[str, Any]] = ()) -> RuleSet:
    """Build a rule set from its text and the further fields that were kept with it, once a text."""
    return _parse(source_text, tuple(from_json(plain) for plain in extra_fields))


@lru_cache(maxsize=16)
def _parse(source_text: str, fields: tuple[FieldDefinition, ...]) -> RuleSet:
    return parse_ruleset(source_text, fields)


def find_rule_set(unit: UnitOfWork, name: str, as_of: date) -> StoredRuleSet | None:
    """Return the highest version of a rule set that is in force on a day, None when there is none. Cost: 1."""
    row = unit.session.scalar(
        select(RuleSetVersion)
        .where(
            RuleSetVersion.name == name,
            RuleSetVersion.state == RuleSetState.ACTIVE,
            RuleSetVersion.valid_from <= as_of,
            (RuleSetVersion.valid_to.is_(None)) | (RuleSetVersion.valid_to > as_of),
        )
        .order_by(RuleSetVersion.version.desc())
        .limit(1)
    )
    return None if row is None else stored(row)


def get_rule_set(unit: UnitOfWork, rule_set_id: int) -> StoredRuleSet:
    """Return one version by its row's id. Raises RuleSetNotFound. Cost: 1."""
    row = unit.session.get(RuleSetVersion, rule_set_id)
    if row is None:
        raise RuleSetNotFound(name=rule_set_id)
    return stored(row)


def get_rules_of_round(unit: UnitOfWork, round_id: int) -> RuleSet:
    """Return the rules that a round was graded with. Raises RuleSetNotFound. Cost: 1."""
    row = unit.session.execute(
        select(RuleSetVersion.source_text, RuleSetVersion.extra_fields)
        .join(GradingRound, GradingRound.rule_set_id == RuleSetVersion.id)
        .where(GradingRound.id == round_id)
    ).first()
    if row is None:
        raise RuleSetNotFound(name=round_id)
    return parse_stored(row.source_text, row.extra_fields)


def get_rules_in_force(unit: UnitOfWork, name: str = "default") -> RuleSet:
    """Return the rules that a round started now would take: the record's, else the shipped ones.

    Raises: RuleSetNotFound. Cost: 1.
    """
    found = find_rule_set(unit, name, unit.today)
    if found is not None:
        return found.rules
    shipped = shipped_source(name)
    if shipped is None:
        raise RuleSetNotFound(name=name)
    return parse_stored(shipped)


def list_rule_sets(unit: UnitOfWork) -> Sequence[RuleSetVersion]:
    """Return every version in the record, newest first. Cost: 1."""
    statement = select(RuleSetVersion).order_by(RuleSetVersion.name, RuleSetVersion.version.desc())
    return unit.session.scalars(statement).all()


def stored(row: RuleSetVersion) -> StoredRuleSet:
    """Return a row with its rules built."""
    return StoredRuleSet(row.id, row.state, parse_stored(row.source_text, row.extra_fields))
