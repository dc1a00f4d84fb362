"""Takes rule sets into the record."""

from datetime import date
from hashlib import sha256

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RuleSetChanged, RuleSetNotFound, RuleSetOutOfForce
from monitoring.models import RuleSetVersion
from monitoring.queries.rulesets import StoredRuleSet, find_rule_set, list_rule_sets, parse_stored
from monitoring.rules.facts import RuleSetStored
from monitoring.rules.words import RuleSetState
from monitoring.rulesets import shipped_source


def store_rule_set(unit: UnitOfWork, source_text: str) -> RuleSetStored:
    """Take a version of a rule set into the record, word for word. Safe to call again with the same text.

    Raises: RuleSetInvalid; RuleSetChanged when the version is there with another text.
    Writes: rule_set. Cost: 2.
    """
    rules = parse_stored(source_text)
    digest = sha256(source_text.encode()).hexdigest()
    known = unit.session.scalar(
        select(RuleSetVersion).where(RuleSetVersion.name == rules.name, RuleSetVersion.version == rules.version)
    )
    if known is not None:
        if known.digest != digest:
            raise RuleSetChanged(name=rules.name, version=rules.version)
        return RuleSetStored(known.id, rules.name, rules.version, False)
    row = RuleSetVersion(
        name=rules.name,
        version=rules.version,
        region_path=rules.region,
        valid_from=rules.valid_from,
        valid_to=rules.valid_to,
        source_text=source_text,
        digest=digest,
        state=RuleSetState.ACTIVE,
        created_at=unit.now,
        created_by_id=unit.actor.user_id,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.note("store_rule_set", "rule_set", row.id, name=rules.name, version=rules.version, digest=digest)
    return RuleSetStored(row.id, rules.name, rules.version, True)


def take_rule_set(unit: UnitOfWork, name: str, as_of: date) -> StoredRuleSet:
    """Return the version in force on a day, taking a shipped one into the record first.

    Raises: RuleSetNotFound; RuleSetOutOfForce when no version holds on the day.
    Writes: rule_set, at most once a version. Cost: 3.
    """
    shipped = shipped_source(name)
    if shipped is not None:
        store_rule_set(unit, shipped)
    found = find_rule_set(unit, name, as_of)
    if found is not None:
        return found
    if any(row.name == name for row in list_rule_sets(unit)):
        raise RuleSetOutOfForce(name=name, as_of=as_of)
    raise RuleSetNotFound(name=name)
