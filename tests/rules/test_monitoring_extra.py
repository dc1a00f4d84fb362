"""Rules may name the further fields of their region, with unit and kind proven like everything else."""

import pytest

from monitoring.errors import RuleSetInvalid
from monitoring.rules.conditions import AllOf, Band, Is, OneOf
from monitoring.rules.indicators import Unit
from monitoring.rules.parse import parse_ruleset, region_named
from monitoring.rules.ruleset import RuleSet
from monitoring.rulesets import shipped_source
from registry.rules.fields import FieldDefinition, FieldEntity, FieldKind, FieldOption

SOURCE = shipped_source("default") or ""
HOME, PERSON = FieldEntity.HOUSEHOLD, FieldEntity.PERSON
FIELDS = (
    FieldDefinition("grain_store", HOME, FieldKind.NUMBER, "Grain in store", "存粮", unit="kg"),
    FieldDefinition("rooms", HOME, FieldKind.WHOLE, "Rooms", "房间"),
    FieldDefinition("has_tap", HOME, FieldKind.FLAG, "Tap", "自来水"),
    FieldDefinition("left_on_day", HOME, FieldKind.DATE, "Left on", "离开日期"),
    FieldDefinition(
        "road_kind", HOME, FieldKind.CODE, "Road", "道路",
        options=(FieldOption("tar", "Tarmac", "柏油路"), FieldOption("mud", "Mud", "土路")),
    ),
    FieldDefinition("smokes", PERSON, FieldKind.FLAG, "Smokes", "吸烟"),
    FieldDefinition("remittance", PERSON, FieldKind.NUMBER, "Sent home", "寄回", unit="yuan"),
    FieldDefinition("craft", PERSON, FieldKind.CODE, "Craft", "手艺", options=()),
)  # fmt: skip
RULE = """
[[rules]]
id = "asks_further"
colour = "yellow"
points = 10
title = { en = "t", zh = "题" }
help = { en = "h", zh = "助" }
source = "test"
all = [%s]
"""


def rules_with(condition: str) -> RuleSet:
    return parse_ruleset(SOURCE + RULE % condition, FIELDS)


def fault_of(condition: str) -> str:
    with pytest.raises(RuleSetInvalid) as refused:
        rules_with(condition)
    (fault,) = refused.value.faults
    return str(fault)


@pytest.mark.parametrize(
    ("condition", "leaf", "unit"),
    [
        (
            '{ indicator = "extra.grain_store", unit = "kg", below = 100 }',
            Band("extra.grain_store", None, 100),
            Unit.OWN,
        ),
        ('{ indicator = "extra.rooms", from = 3 }', Band("extra.rooms", 3, None), Unit.OWN),
        ('{ indicator = "extra.rooms", unit = "", from = 3 }', Band("extra.rooms", 3, None), Unit.OWN),
        ('{ indicator = "extra.has_tap", is = false }', Is("extra.has_tap", False), Unit.YES_NO),
        (
            '{ indicator = "extra.left_on_day", unit = "days", from = 30 }',
            Band("extra.left_on_day", 30, None),
            Unit.DAYS,
        ),
        ('{ indicator = "extra.road_kind", in = ["mud"] }', OneOf("extra.road_kind", ("mud",)), Unit.CODE),
        ('{ indicator = "extra.smokes", unit = "people", from = 1 }', Band("extra.smokes", 1, None), Unit.PEOPLE),
        ('{ indicator = "extra.remittance", unit = "yuan", from = 1 }', Band("extra.remittance", 1, None), Unit.OWN),
    ],
)
def test_each_kind_of_field_can_be_asked(condition: str, leaf: Band | Is | OneOf, unit: Unit) -> None:
    rules = rules_with(condition)
    rule = rules.rule("asks_further")
    assert rule is not None and rule.when == AllOf((leaf,))
    assert list(rules.extras) == [leaf.indicator]
    assert rules.indicator(leaf.indicator).unit is unit
    assert rules.indicator("members").unit is Unit.PEOPLE


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ('{ indicator = "extra.grain", unit = "kg", below = 1 }', "“extra.grain” names no further field that holds"),
        ('{ indicator = "extra.grain_store", unit = "t", below = 1 }', "is in “kg”, not in “t”"),
        ('{ indicator = "extra.grain_store", below = 1 }', "this field is missing"),
        ('{ indicator = "extra.rooms", unit = "kg", below = 1 }', "is in “”, not in “kg”"),
        ('{ indicator = "extra.left_on_day", unit = "kg", from = 30 }', "one of yuan"),
        ('{ indicator = "extra.road_kind", in = ["rail"] }', "“rail” is not one of tar, mud"),
        ('{ indicator = "extra.craft", in = ["weaver"] }', "asks people for a day or a code"),
    ],
)
def test_what_does_not_fit_the_definition_is_refused(condition: str, says: str) -> None:
    assert says in fault_of(condition)


@pytest.mark.parametrize("condition", ['{ indicator = "extra.has_tap", unit = "kg", below = 1 }'])
def test_a_yes_or_no_is_no_number(condition: str) -> None:
    with pytest.raises(RuleSetInvalid):
        rules_with(condition)


def test_a_scale_and_a_key_input_may_be_a_further_field() -> None:
    low = '{ id = "low", below = 50, title = { en = "low", zh = "低" } }'
    bands = low + ', { id = "ok", from = 50, title = { en = "ok", zh = "好" } }'
    scale = f'[scales."extra.grain_store"]\nunit = "kg"\nsource = "test"\nbands = [{bands}]\n'
    source = SOURCE.replace("[scales.income_to_line]", scale + "[scales.income_to_line]", 1)
    source = source.replace("key_inputs = [", 'key_inputs = ["extra.has_tap", ', 1)
    rules = parse_ruleset(source + RULE % '{ indicator = "extra.grain_store", band = "low" }', FIELDS)
    assert "extra.has_tap" in rules.key_inputs and set(rules.extras) == {"extra.has_tap", "extra.grain_store"}
    with pytest.raises(RuleSetInvalid, match="names no further field"):
        parse_ruleset(source)


def test_the_region_is_read_before_the_rest() -> None:
    assert region_named(SOURCE.replace('region = ""', 'region = "36."', 1)) == "36."
    assert region_named("name = 1\nregion = 7") == "" and region_named("[[") == ""
