"""Rules over further fields: kept with what they were proven against, graded alike, told in the region's own words."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from foundation.unit_of_work import UnitOfWork
from monitoring.errors import RuleSetInvalid
from monitoring.operations.parts import grade_part
from monitoring.operations.rounds import finish_round, start_round
from monitoring.operations.rulesets import store_rule_set
from monitoring.queries.grades import explain_household
from monitoring.queries.rulesets import get_rule_set
from monitoring.rules.words import Engine
from registry.models import Household, Standing
from registry.operations.fields import change_field, define_field, retire_field
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind
from registry.rules.words import Colour
from tests.builders.world import COUNTY, TODAY, TOWNSHIP_A, World
from tests.rules.test_monitoring_extra import RULE, SOURCE

GRAIN = FieldDefinition(
    "grain_store", FieldEntity.HOUSEHOLD, FieldKind.NUMBER, "Grain in store", "存粮", unit="kg", region_path=COUNTY
)
RED = RULE.replace("yellow", "red") % '{ indicator = "extra.grain_store", unit = "kg", below = 100 }'
OWN = SOURCE.replace('name = "default"', 'name = "own"', 1).replace('region = ""', f'region = "{COUNTY}"', 1) + RED


def run(unit: UnitOfWork, engine: Engine) -> None:
    started = start_round(unit, ruleset="own", scope_path=COUNTY, engine=engine)
    for part in started.parts:
        grade_part(unit, started.round_id, part.first_id, part.last_id)
    finish_round(unit, started.round_id)


@pytest.mark.parametrize("engine", [Engine.POSTGRES, Engine.REFERENCE])
def test_a_further_field_gives_a_colour_and_its_reason(unit: UnitOfWork, world: World, engine: Engine) -> None:
    define_field(unit, GRAIN)
    stored = store_rule_set(unit, OWN)
    poor = world.households["A-001"]
    unit.session.execute(update(Household).where(Household.id == poor).values(extra={"grain_store": 40.5}))
    run(unit, engine)
    standing = unit.session.get_one(Standing, poor)
    assert standing.colour is Colour.RED and "asks_further" in standing.reasons
    grade = explain_household(unit, poor)
    assert grade is not None
    (measure,) = next(reason for reason in grade.reasons if reason.rule_id == "asks_further").measures
    assert (measure.value, measure.indicator.unit_word, measure.way_back.at_least) == (40.5, "kg", 100)
    assert measure.indicator.field is not None and measure.indicator.field.question("zh") == "存粮"
    other = explain_household(unit, world.households["B-001"])
    assert other is not None and "extra.grain_store" in [indicator.id for indicator in other.unknowns]
    assert stored.is_new


def test_rules_name_only_what_holds_in_their_whole_region(unit: UnitOfWork) -> None:
    with pytest.raises(RuleSetInvalid, match="names no further field"):
        store_rule_set(unit, OWN)
    define_field(unit, replace(GRAIN, region_path=TOWNSHIP_A))
    with pytest.raises(RuleSetInvalid, match="names no further field"):
        store_rule_set(unit, OWN)


def test_rules_in_the_record_outlive_their_field(unit: UnitOfWork) -> None:
    done = define_field(unit, GRAIN)
    stored = store_rule_set(unit, OWN)
    change_field(unit, done.field_id, replace(GRAIN, question_en="Something else"))
    retire_field(unit, done.field_id, on=TODAY)
    assert store_rule_set(unit, OWN) == replace(stored, is_new=False)
    field = get_rule_set(unit, stored.rule_set_id).rules.indicator("extra.grain_store").field
    assert field is not None and field.question("en") == "Grain in store"
    with pytest.raises(RuleSetInvalid):
        store_rule_set(unit, OWN.replace("version = 1", "version = 2", 1))
