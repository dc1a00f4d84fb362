"""Takes rule sets into the record."""

from datetime import date
from hashlib import sha256

from sqlalchemy import select

from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RuleSetChanged, RuleSetNotFound, RuleSetOutOfForce
from monitoring.models import RuleSetVersion
from monitoring.queries.rulesets import StoredRuleSet, find_rule_set, list_rule_sets
from monitoring.rules.facts import RuleSetStored
from monitoring.rules.indicators.extra import fields_named
from monitoring.rules.parse import parse_ruleset, region_named
from monitoring.rules.words import RuleSetState
from monitoring.rulesets import shipped_source
from registry.queries.fields import list_definitions
from registry.rules.fields import as_json


def store_rule_set(unit: UnitOfWork, source_text: str) -> RuleSetStored:
    """Take a version of a rule set into the record, word for word. Safe to call again with the same text.

    The further fields that its rules name are kept with it as they are defined now, so that its rounds can always be
    told. They must hold in all of the rule set's region.

    Raises: RuleSetInvalid; RuleSetChanged when the version is there with another text.
    Writes: rule_set. Cost: 2 to 4.
    """
    digest = sha256(source_text.encode()).hexdigest()
    same = unit.session.scalar(select(RuleSetVersion).where(RuleSetVersion.digest == digest))
    if same is not None:
        return RuleSetStored(same.id, same.name, same.version, False)
    fields = list_definitions(unit, region_named(source_text))
    rules = parse_ruleset(source_text, fields)
    used = fields_named((*rules.scales, *rules.indicators), fields)
    known = unit.session.scalar(
        select(RuleSetVersion).where(RuleSetVersion.name == rules.name, RuleSetVersion.version == rules.version)
    )
    if known is not None:
        raise RuleSetChanged(name=rules.name, version=rules.version)
    row = RuleSetVersion(
        name=rules.name,
        version=rules.version,
        region_path=rules.region,
        valid_from=rules.valid_from,
        valid_to=rules.valid_to,
        source_text=source_text,
        extra_fields=[as_json(field) for field in used],
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
