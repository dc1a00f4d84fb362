"""Which rules hold: the shipped ones and those that regions add."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import func, literal, select

from foundation.unit_of_work import UnitOfWork
from registry.models import QualityRules
from registry.quality import shipped_rules
from registry.queries.fields import list_definitions
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from registry.rules.quality.faults import Fault, RuleNotFound, RulesInvalid, RulesNotFound
from registry.rules.quality.kinds import COUNT, DATE, YES_NO, Kind, Type
from registry.rules.quality.reading import read_rules
from registry.rules.quality.rulebook import Rule, RuleBook, make_book

Fields = tuple[tuple[str, Type], ...]
KINDS = {FieldKind.NUMBER: COUNT, FieldKind.WHOLE: COUNT, FieldKind.FLAG: YES_NO, FieldKind.DATE: DATE}


@dataclass(frozen=True)
class OwnRules:
    """A text of rules that a region added, with what came of reading it: rules, or faults."""

    row: QualityRules
    rules: tuple[Rule, ...]
    faults: tuple[Fault, ...]


def get_book(unit: UnitOfWork, region_path: str = "", on: date | None = None) -> RuleBook:
    """Return the rules in force for some household of a region on a day; texts with faults are passed over.

    Args:
        region_path: empty is the whole register.
    Cost: 1 statement, and 2 for each text that regions added.
    """
    own = (rule for text in list_own_rules(unit, region_path) for rule in text.rules)
    book = make_book([*shipped_rules(), *own])
    return book.on(on or unit.today).in_region(region_path)


def get_rule(unit: UnitOfWork, rule_id: str) -> Rule:
    """Return the rule of an id, whether or not it is in force today. Raises: RuleNotFound."""
    own = (rule for text in list_own_rules(unit) for rule in text.rules)
    rule = make_book([*shipped_rules(), *own]).find(rule_id)
    if rule is None:
        raise RuleNotFound(rule=rule_id)
    return rule


def list_own_rules(unit: UnitOfWork, region_path: str = "") -> list[OwnRules]:
    """Return the texts of rules that regions added and nobody retired, for a region and whatever lies around it.

    Rules are no secret of a region. Cost: 1, and 2 a text.
    """
    inside = QualityRules.region_path.between(region_path, region_path + "\x7f")
    above = func.starts_with(literal(region_path), QualityRules.region_path)
    statement = select(QualityRules).where(QualityRules.retired_at.is_(None), inside | above)
    rows: Sequence[QualityRules] = unit.session.scalars(statement.order_by(QualityRules.name)).all()
    return [_own_rules(unit, row) for row in rows]


def get_own_rules(unit: UnitOfWork, rules_id: int) -> OwnRules:
    """Return one text of rules in force. Raises: RulesNotFound."""
    row = unit.session.get(QualityRules, rules_id)
    if row is None or row.retired_at is not None:
        raise RulesNotFound()
    return _own_rules(unit, row)


def try_rules(unit: UnitOfWork, text: str, name: str, region_path: str) -> tuple[Rule, ...]:
    """Read a text of rules as if it held in a region. Raises: RulesInvalid."""
    household, person = (_fields(unit, region_path, entity) for entity in FieldEntity)
    return _read(text, name, region_path, household, person)


def _own_rules(unit: UnitOfWork, row: QualityRules) -> OwnRules:
    try:
        return OwnRules(row, try_rules(unit, row.source_text, row.name, row.region_path), ())
    except RulesInvalid as refusal:
        return OwnRules(row, (), refusal.faults)


@lru_cache(maxsize=256)
def _read(text: str, name: str, region_path: str, household: Fields, person: Fields) -> tuple[Rule, ...]:
    return read_rules(text, name, region=region_path, household_extra=dict(household), person_extra=dict(person))


def _fields(unit: UnitOfWork, region_path: str, entity: FieldEntity) -> Fields:
    return tuple((one.key, _type_of(one)) for one in list_definitions(unit, region_path, entity))


def _type_of(definition: FieldDefinition) -> Type:
    if definition.kind is FieldKind.CODE:
        return Type(Kind.CODE, codes=definition.codes)
    return KINDS[definition.kind]


def own_fields(unit: UnitOfWork, region_path: str) -> Mapping[FieldEntity, list[FieldDefinition]]:
    """Return the further fields that rules of a region may name. Cost: 2."""
    return {entity: list_definitions(unit, region_path, entity) for entity in FieldEntity}
