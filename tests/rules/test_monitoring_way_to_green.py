"""The smallest changes that bring a household back to green."""

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.rules.conditions import Is
from monitoring.rules.indicators import CATALOGUE, Unit, Value
from monitoring.rules.parse import parse_ruleset
from monitoring.rules.reference import judge
from monitoring.rules.way_to_green import MOST_TOLD, Change, ways_to_green
from monitoring.rulesets import shipped_source

RULES = parse_ruleset(shipped_source("default") or "")
CALM: dict[str, Value] = {
    name: {Unit.YES_NO: True, Unit.CODE: "none"}.get(
        CATALOGUE[name].unit, 1e9 if CATALOGUE[name].higher_is_better else 0
    )
    for name in RULES.indicators
} | {"ex_poor": False, "has_open_case": False, "without_labour": False}


def after(values: Mapping[str, Value], way: tuple[Change, ...]) -> dict[str, Value]:
    """The values once the changes of a way have come about, no further than asked."""
    changed: dict[str, Value] = {}
    for change in way:
        back = change.way_back
        if back.answer is not None:
            changed[change.indicator.id] = back.answer
        elif back.at_least is not None:
            changed[change.indicator.id] = back.at_least
        elif back.below is not None:
            changed[change.indicator.id] = math.nextafter(back.below, -math.inf)
        else:
            changed[change.indicator.id] = next(one for one in change.indicator.codes if one not in back.none_of)
    return {**values, **changed}


def fired(values: Mapping[str, Value]) -> list[str]:
    return [rule.id for rule in RULES.rules if judge(rule.when, values)]


def test_a_household_without_reasons_needs_no_change() -> None:
    assert fired(CALM) == []
    assert ways_to_green(RULES, CALM) == ()


def test_one_reason_asks_for_one_change() -> None:
    ((change,), *_others) = ways_to_green(RULES, {**CALM, "dwelling_safe": False})
    assert (change.indicator.id, change.value, change.way_back.answer) == ("dwelling_safe", False, True)


def test_several_reasons_are_ended_together_by_as_few_values_as_can_be() -> None:
    values = {**CALM, "dwelling_safe": False, "water_safe": False, "income_to_line": 80.0, "income_per_head": 7_000.0}
    assert len(fired(values)) > 2
    ways = ways_to_green(RULES, values)
    assert 0 < len(ways) <= MOST_TOLD
    assert {change.indicator.id for change in ways[0]} >= {"dwelling_safe", "water_safe"}
    assert len({len(way) for way in ways}) == 1
    for way in ways:
        assert fired(after(values, way)) == []


def test_no_way_leads_over_what_nobody_can_change() -> None:
    rule = replace(RULES.rules[0], id="past", when=Is("ex_poor", expected=True))
    assert ways_to_green(replace(RULES, rules=(rule,)), {"ex_poor": True}) == ()


def amounts() -> st.SearchStrategy[Value]:
    return st.one_of(st.none(), st.floats(-1e6, 1e6), st.sampled_from([0.0, 1.0, 40.0, 100.0, 125.0, 8_800.0]))


def any_value(name: str) -> st.SearchStrategy[Value]:
    indicator = CATALOGUE[name]
    if indicator.unit is Unit.YES_NO:
        return st.sampled_from([True, False, None])
    return st.sampled_from([*indicator.codes, None]) if indicator.unit is Unit.CODE else amounts()


@given(st.fixed_dictionaries({name: any_value(name) for name in RULES.indicators}))
def test_after_every_way_no_rule_fires(values: dict[str, Value]) -> None:
    ways = ways_to_green(RULES, values)
    assert not ways or fired(values)
    for way in ways:
        assert fired(after(values, way)) == []
        assert not any(change.indicator.is_fixed for change in way)


@pytest.mark.parametrize("name", [name for name, one in CATALOGUE.items() if one.is_fixed])
def test_what_is_fixed_is_about_who_the_people_are(name: str) -> None:
    assert name in {"ex_poor", "members", "working_age_members", "dependency_ratio", "severely_disabled_members"}
