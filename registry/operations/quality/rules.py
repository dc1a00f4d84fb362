"""Rules that a region adds to the shipped ones."""

from sqlalchemy import select

from foundation.errors import Forbidden
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import QualityRules
from registry.quality import shipped_rules
from registry.queries.quality.books import get_own_rules, list_own_rules, try_rules
from registry.rules.quality.facts import RulesStored
from registry.rules.quality.faults import RuleTaken


def store_rules(unit: UnitOfWork, name: str, region_path: str, source_text: str) -> RulesStored:
    """Put a text of rules in force for a region, in place of the one of the same name. They count from the next run on.

    Raises: Forbidden outside the actor's areas; RulesInvalid with every fault; RuleTaken when an id is another text's.
    Writes: quality_rules, audit.
    """
    if not covers(unit.actor, region_path):
        raise Forbidden()
    rules = try_rules(unit, source_text, name, region_path)
    others = [
        rule
        for text in list_own_rules(unit)
        if (text.row.name, text.row.region_path) != (name, region_path)
        for rule in text.rules
    ]
    taken = {rule_id: rule.book for rule in (*shipped_rules(), *others) for rule_id in rule.ids}
    for rule_id in (rule_id for rule in rules for rule_id in rule.ids):
        if rule_id in taken:
            raise RuleTaken(rule=rule_id, name=taken[rule_id])
    _retire_name(unit, name, region_path)
    row = QualityRules(
        name=name,
        region_path=region_path,
        source_text=source_text,
        stored_at=unit.now,
        stored_by_id=unit.actor.user_id,
        stored_by=unit.actor.name,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.note("store_quality_rules", "quality_rules", row.id, region_path=region_path, name=name, rules=len(rules))
    return RulesStored(row.id, name, len(rules))


def retire_rules(unit: UnitOfWork, rules_id: int) -> None:
    """Take a region's own rules out of force; their findings are cleared by the next run.

    Raises: RulesNotFound; Forbidden outside the actor's areas. Writes: quality_rules, audit.
    """
    row = get_own_rules(unit, rules_id).row
    if not covers(unit.actor, row.region_path):
        raise Forbidden()
    row.retired_at, row.retired_by = unit.now, unit.actor.name
    unit.session.flush()
    unit.note("retire_quality_rules", "quality_rules", row.id, region_path=row.region_path, name=row.name)


def _retire_name(unit: UnitOfWork, name: str, region_path: str) -> None:
    row = unit.session.scalar(
        select(QualityRules)
        .where(
            QualityRules.name == name,
            QualityRules.region_path == region_path,
            QualityRules.retired_at.is_(None),
        )
        .with_for_update()
    )
    if row is not None:
        row.retired_at, row.retired_by = unit.now, unit.actor.name
        unit.session.flush()
