"""A rule set is proven whole, or refused with every fault and its place."""

from collections.abc import Callable
from datetime import date

import pytest

from monitoring.errors import RuleSetInvalid
from monitoring.rules.conditions import AllOf, AnyOf, Band, Is
from monitoring.rules.indicators import CATALOGUE
from monitoring.rules.parse import parse_ruleset
from monitoring.rules.ruleset import RULE_COLOURS
from monitoring.rulesets import shipped_source
from registry.rules.words import Colour

SOURCE = shipped_source("default") or ""


def faults_of(change: Callable[[str], str]) -> list[str]:
    """Return the faults of the default rules after a change to their text."""
    changed = change(SOURCE)
    assert changed != SOURCE, "the change did not hit"
    with pytest.raises(RuleSetInvalid) as refused:
        parse_ruleset(changed)
    return [str(fault) for fault in refused.value.faults]


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda source: source.replace(old, new, 1)


def test_the_shipped_rules_are_whole() -> None:
    rules = parse_ruleset(SOURCE)
    assert len(rules.rules) >= 22
    assert set(rules.legend) == set(Colour)
    assert [rule.colour for rule in rules.rules] == sorted(
        (rule.colour for rule in rules.rules), key=RULE_COLOURS.index
    )


def test_every_shipped_rule_speaks_both_languages_and_names_its_source() -> None:
    for rule in parse_ruleset(SOURCE).rules:
        assert rule.title.in_language("en") != rule.title.in_language("zh_CN")
        assert rule.help.en
        assert rule.source


def test_conditions_may_be_nested() -> None:
    rule = parse_ruleset(SOURCE).rule("below_line_with_risk")
    assert rule is not None
    assert isinstance(rule.when, AllOf)
    assert rule.when.parts[0] == Band("income_to_line", None, 100.0)
    assert isinstance(rule.when.parts[1], AnyOf)
    assert Is("without_labour", True) in rule.when.parts[1].parts


def test_a_band_is_named_by_its_scale() -> None:
    rule = parse_ruleset(SOURCE).rule("near_line_illness")
    assert rule is not None
    assert rule.when.parts[0] == Band("income_to_line", 100.0, 125.0)  # type: ignore[union-attr]


def test_an_engel_share_on_an_edge_belongs_to_the_poorer_band() -> None:
    """Known answer K-08: 14,400 of 36,000 yuan are 40 percent, which counts as 40 to 50."""
    scale = parse_ruleset(SOURCE).scales["food_share"]
    assert scale.band_of(14_400 * 100 / 36_000).id == "fairly_comfortable"
    assert scale.band_of(39.999).id == "relatively_rich"


def test_the_line_depends_on_the_year_and_the_region() -> None:
    rules = parse_ruleset(SOURCE)
    guizhou = "52.5201.520102."
    assert rules.value_for("income_line", date(2023, 6, 1), guizhou) == 7_300
    assert rules.value_for("income_line", date(2024, 1, 1), guizhou) == 8_800
    assert rules.value_for("income_line", date(2022, 12, 31), "36.") == 6_000
    assert rules.value_for("income_line", date(2019, 12, 31), "36.") is None
    own = parse_ruleset(
        SOURCE.replace(
            'value = 7300\nunit = "yuan"\ndocument = "Guizhou 2023"',
            'value = 7350\nunit = "yuan"\ndocument = "Guizhou 2023"',
        )
    )
    assert own.value_for("income_line", date(2023, 6, 1), guizhou) == 7_350
    assert own.value_for("income_line", date(2023, 6, 1), "36.3601.") == 7_300


@pytest.mark.parametrize(
    ("old", "new", "place", "trouble"),
    [
        (
            'indicator = "dwelling_safe", is',
            'indicator = "dweling_safe", is',
            "rules[1] “unsafe_dwelling”.all[1].indicator",
            "unknown indicator “dweling_safe”",
        ),
        ("is = false }", "is = false, untill = 3 }", "rules[1] “unsafe_dwelling”.all[1].untill", "unknown field"),
        ("points = 40", "pionts = 40", "rules[1] “unsafe_dwelling”.points", "this field is missing"),
        ("[[parameters.food_line]]", "[[parameters.food_lines]]", "parameters.food_lines", "unknown parameter"),
        ("[[parameters.food_line]]", "[[parameters.food_lines]]", "parameters", "needs the parameter “food_line”"),
        ('{ id = "near", from = 100', '{ id = "near", from = 99', "scales.income_to_line.bands[3] “near”", "overlaps"),
        ('{ id = "near", from = 100', '{ id = "near", from = 101', "scales.income_to_line.bands[3] “near”", "gap"),
        (
            "from = 125,",
            "from = 125, below = 500,",
            "scales.income_to_line.bands[4]",
            "the last band must have no “below”",
        ),
        (
            "below = 50,",
            "from = 0, below = 50,",
            "scales.income_to_line.bands[1]",
            "the first band must have no “from”",
        ),
        ("from = 2023-01-01", "from = 2023-02-01", "parameters.income_line[2]", "gap"),
        ("from = 2024-01-01", "from = 2023-12-31", "parameters.income_line[3]", "overlaps"),
        (
            '"children_out_of_school", unit = "people"',
            '"children_out_of_school", unit = "percent"',
            "rules[3] “child_out_of_school”.all[1].unit",
            "unit mismatch: “children_out_of_school” is in people, not in percent",
        ),
        (
            'value = 3500\nunit = "yuan"',
            'value = 3500\nunit = "percent"',
            "parameters.food_line[1].unit",
            "unit mismatch",
        ),
        ("value = 3500", "value = 0", "parameters.food_line[1].value", "above zero"),
        ('id = "unsafe_water"', 'id = "unsafe_dwelling"', "rules[2] “unsafe_dwelling”.id", "used twice"),
        ('id = "unsafe_water"', 'id = "Unsafe water"', "rules[2]", "small letters"),
        ('id = "below", from', 'id = "far_below", from', "scales.income_to_line.bands[2]", "used twice"),
        ('band = "near"', 'band = "nearby"', "band", "no band “nearby”"),
        ("[colours.unknown]", "[colours.grey]", "colours.unknown", "missing"),
        ("[colours.unknown]", "[colours.grey]", "colours.grey", "unknown field"),
        ('colour = "red"', 'colour = "green"', "rules[1] “unsafe_dwelling”.colour", "no rule gives green"),
        ('colour = "red"', 'colour = "pink"', "rules[1] “unsafe_dwelling”.colour", "one of red, orange"),
        ('cause = "housing"', 'cause = "house"', "rules[1] “unsafe_dwelling”.cause", "one of"),
        ('"members", "income_to_line"', '"people", "income_to_line"', "key_inputs", "unknown indicator “people”"),
        ("is = false }]", 'is = "no" }]', "rules[1] “unsafe_dwelling”.all[1].is", "true or false"),
        ('unit = "people", from = 1 }', 'unit = "people", from = 2, below = 2 }', "all[1]", "no number is at least"),
        ('unit = "people", from = 1 }', 'unit = "people" }', "all[1]", "are needed"),
        ('unit = "people", from = 1 }', 'unit = "people", from = nan }', "all[1].from", "a number is needed"),
        (
            'all = [{ indicator = "dwelling_safe"',
            'any = []\nall = [{ indicator = "dwelling_safe"',
            "rules[1] “unsafe_dwelling”",
            "exactly one of “all” and “any”",
        ),
        ('title = { en = "Red", zh = "红色" }', 'title = { en = "Red" }', "colours.red.title", "Chinese"),
        ("version = 1", "version = 0", "version", "at least 1"),
        ("valid_from = 2020-01-01", 'valid_from = "2020"', "valid_from", "a date"),
        ("[scales.food_share]", "[scales.dwelling_safe]", "scales.dwelling_safe", "no indicator that is a number"),
        ('name = "default"', "name = ", "file", "Invalid value"),
    ],
)
def test_a_fault_is_refused_where_it_stands(old: str, new: str, place: str, trouble: str) -> None:
    found = faults_of(replacing(old, new))
    assert any(place in fault and trouble in fault for fault in found), found


def test_all_faults_are_told_at_once() -> None:
    found = faults_of(lambda source: source.replace("points = 40", "points = -1"))
    assert len(found) == SOURCE.count("points = 40")


def test_the_error_tells_the_faults_in_one_sentence() -> None:
    with pytest.raises(RuleSetInvalid, match=r"rules\[1\].*points"):
        parse_ruleset(SOURCE.replace("points = 40", "points = true", 1))


def test_a_code_must_be_one_the_indicator_knows() -> None:
    wrong = '{ indicator = "civil_affairs", in = ["rich"] }'
    found = faults_of(replacing('{ indicator = "dwelling_safe", is = false }', wrong))
    assert any("“rich” is not one of none, subsistence" in fault for fault in found)


def test_every_indicator_tells_what_it_means_and_when_it_is_not_known() -> None:
    assert len(CATALOGUE) >= 18
    for indicator in CATALOGUE.values():
        assert indicator.title
        assert indicator.meaning.endswith(".")
        assert indicator.unknown_when.endswith(".")
        assert indicator.unit.is_number == (indicator.higher_is_better is not None)
