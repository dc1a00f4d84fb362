"""The plain grader on households made by hand: each indicator's edge, each colour, and why."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from monitoring.rules.compile import Extent, compile_grading
from monitoring.rules.conditions import Band, Is, OneOf
from monitoring.rules.explain import definitions, explain_reasons, way_back
from monitoring.rules.home import Home, Line, Member, Reading, Shock
from monitoring.rules.indicators import CATALOGUE
from monitoring.rules.indicators.spending import capacity_to_pay
from monitoring.rules.parse import parse_ruleset
from monitoring.rules.reference import Verdict, grade_home
from monitoring.rules.window import window_before
from monitoring.rulesets import shipped_source
from registry.rules.words import Colour

RULES = parse_ruleset(shipped_source("default") or "")
DAY = date(2026, 6, 15)
LINE = 880_000
ADULT = Member(date(1985, 1, 1), "finished", "healthy", None, "ordinary", "resident", True, None, None)
CHILD = Member(date(2016, 1, 1), "in_school", "healthy", None, "none", "resident", True, None, None)
ELDER = Member(date(1950, 1, 1), "finished", "healthy", None, "none", "resident", True, None, None)
SAFE = Home(
    household_id=1,
    region_path="36.3601.360121.",
    household_class="ordinary",
    civil_affairs_class="none",
    is_dwelling_safe=True,
    is_water_safe=True,
    land_mu=6.0,
    debt_minor=0,
    road_km=1.0,
    surveyed_on=date(2026, 3, 1),
    case_state=None,
    members=(ADULT, ADULT),
    income=(Line(date(2025, 9, 1), "wage", 4 * LINE), Line(date(2026, 4, 1), "wage", 4 * LINE)),
    spending=(Line(date(2026, 1, 1), "food", 1_000_000), Line(date(2026, 1, 1), "housing", 2_000_000)),
    shocks=(),
)


def grade(**values: Any) -> Verdict:
    return grade_home(RULES, DAY, replace(SAFE, **values))


def measure(name: str, **values: Any) -> Any:
    parameters = {"income_line": 8_800.0, "food_line": 3_500.0, "urban_income": 50_000.0}
    return CATALOGUE[name].reference(Reading(replace(SAFE, **values), window_before(DAY), parameters))


def earned(minor: int, kind: str = "wage", on: date = date(2026, 1, 1)) -> Line:
    return Line(on, kind, minor)


def test_a_safe_household_is_green_without_reasons() -> None:
    assert grade() == Verdict(Colour.GREEN, 0, (), (), False, None)


@pytest.mark.parametrize(
    ("values", "colour", "reason"),
    [
        ({"is_dwelling_safe": False}, Colour.RED, "unsafe_dwelling"),
        ({"is_water_safe": False}, Colour.RED, "unsafe_water"),
        ({"members": (ADULT, replace(CHILD, school_status="out"))}, Colour.RED, "child_out_of_school"),
        ({"members": (ADULT, replace(ADULT, medical_scheme="none"))}, Colour.RED, "no_medical_scheme"),
        ({"members": (replace(ADULT, has_critical_illness_cover=False),)}, Colour.RED, "no_critical_illness_cover"),
        ({"income": (earned(LINE - 2),)}, Colour.RED, "living_endangered"),
        ({"case_state": "paired"}, Colour.ORANGE, "under_assistance"),
        ({"income": (earned(2 * LINE - 2),)}, Colour.YELLOW, "below_line"),
        ({"income": (earned(2 * LINE - 2),), "debt_minor": 4 * LINE}, Colour.ORANGE, "below_line_with_risk"),
        ({"members": (ELDER, ELDER)}, Colour.ORANGE, "no_labour_no_floor"),
        ({"members": (ELDER, ELDER), "civil_affairs_class": "extreme"}, Colour.BLUE, "no_labour_floor_in_place"),
        (
            {"shocks": (Shock(DAY, "accident", 4 * LINE),), "income": (earned(3 * LINE),)},
            Colour.ORANGE,
            "sudden_hardship",
        ),
        ({"shocks": (Shock(DAY, "job_loss", 2 * LINE),)}, Colour.YELLOW, "work_lost"),
        ({"spending": (earned(2_600_000, "medical_self_paid"),)}, Colour.YELLOW, "large_medical_cost"),
    ],
)
def test_the_first_colour_whose_rule_fires_wins(values: dict[str, Any], colour: Colour, reason: str) -> None:
    verdict = grade(**values)
    assert (verdict.colour, verdict.reasons[0]) == (colour, reason)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"income": ()}, "income_to_line"),
        ({"income": (earned(9 * LINE, "claims"),)}, "income_to_line"),
        ({"members": ()}, "members"),
        ({"is_dwelling_safe": None}, "dwelling_safe"),
        ({"members": (ADULT, replace(CHILD, school_status=None))}, "children_out_of_school"),
        ({"members": (ADULT, replace(ADULT, medical_scheme=None))}, "members_without_medical"),
        ({"members": (replace(ADULT, has_critical_illness_cover=None),)}, "members_without_critical_cover"),
    ],
)
def test_what_is_not_known_is_never_green(values: dict[str, Any], missing: str) -> None:
    verdict = grade(**values)
    assert verdict.colour is Colour.UNKNOWN
    assert missing in verdict.unknowns


def test_a_reason_still_wins_when_something_else_is_not_known() -> None:
    assert grade(is_water_safe=False, is_dwelling_safe=None).colour is Colour.RED
    assert grade(members=(ELDER,), civil_affairs_class="extreme", is_dwelling_safe=None).colour is Colour.BLUE


def test_one_known_case_is_enough_even_when_another_record_is_missing() -> None:
    members = (replace(ADULT, medical_scheme="none"), replace(ADULT, medical_scheme=None))
    assert grade(members=members).reasons == ("no_medical_scheme",)


def test_a_child_who_is_out_of_school_for_health_is_no_trigger() -> None:
    assert grade(members=(ADULT, replace(CHILD, school_status="out_for_health"))).colour is Colour.GREEN


@pytest.mark.parametrize(
    ("born_on", "counts"),
    [
        (date(2020, 6, 15), 1),
        (date(2020, 6, 16), 0),
        (date(2010, 6, 16), 1),
        (date(2010, 6, 15), 0),
    ],
)
def test_compulsory_age_is_six_to_fifteen_on_the_day(born_on: date, counts: int) -> None:
    child = replace(CHILD, born_on=born_on, school_status="out")
    assert measure("children_out_of_school", members=(ADULT, child)) == counts


@pytest.mark.parametrize(
    ("net", "colour"),
    [(LINE - 1, Colour.RED), (LINE, Colour.YELLOW), (2 * LINE - 1, Colour.YELLOW), (2 * LINE, Colour.GREEN)],
)
def test_income_exactly_on_the_line_is_not_below_it(net: int, colour: Colour) -> None:
    assert grade(income=(earned(net),)).colour is colour


def test_only_the_window_counts_on_both_edges() -> None:
    inside = (earned(1, on=date(2025, 6, 1)), earned(2, on=date(2026, 5, 31)))
    outside = (earned(4, on=date(2025, 5, 31)), earned(8, on=date(2026, 6, 1)))
    assert measure("net_income", income=inside + outside) == 0.03


def test_business_costs_are_subtracted_and_claims_stand_apart() -> None:
    income = (earned(1000, "business"), earned(300, "business_cost"), earned(50, "transfer"), earned(999, "claims"))
    assert measure("net_income", income=income) == 7.5
    assert measure("claims_income", income=income) == 9.99
    assert measure("transfer_share", income=income) == 50 * 100 / 1050


def test_members_who_left_or_have_not_joined_do_not_count() -> None:
    gone, coming = replace(ADULT, left_on=DAY), replace(ADULT, joined_on=date(2026, 6, 16))
    assert measure("members", members=(ADULT, gone, coming, replace(CHILD, born_on=date(2026, 6, 16)))) == 1


def test_dependency_counts_those_too_young_or_too_old_to_work() -> None:
    """Known answer K-08: three children and an old person on four adults are 100; no worker, no ratio."""
    assert measure("dependency_ratio", members=(CHILD,) * 3 + (ELDER,) + (ADULT,) * 4) == 100
    assert measure("dependency_ratio", members=(ELDER, CHILD)) is None
    assert measure("working_age_members", members=(ELDER, CHILD)) == 0


@pytest.mark.parametrize(
    ("expenditure", "food", "out_of_pocket", "members", "ratio"),
    [
        (30_000, 15_000, 4_000, 4, 0.1786),
        (30_000, 9_000, 9_000, 4, 0.4019),
        (12_000, 8_000, 1_500, 2, 0.2193),
        (20_000, 4_000, 3_000, 3, 0.1875),
    ],
)
def test_catastrophic_health_expenditure(
    expenditure: int, food: int, out_of_pocket: int, members: int, ratio: float
) -> None:
    """Known answer K-07, food line 3,500."""
    assert out_of_pocket / capacity_to_pay(expenditure, food, members, 3_500) == pytest.approx(ratio, abs=5e-5)
    spending = (
        earned(food * 100, "food"),
        earned(out_of_pocket * 100, "medical_self_paid"),
        earned((expenditure - food - out_of_pocket) * 100, "other"),
        earned(7_777_777, "production"),
    )
    share = measure("health_capacity_share", members=(ADULT,) * members, spending=spending)
    assert share == pytest.approx(ratio * 100, abs=5e-3)


@pytest.mark.parametrize(
    ("debt", "net", "share"),
    [(0, None, 0), (5, None, None), (5, 0, 10_000), (5, -3, 10_000), (5, 10, 50), (10**9, 1, 10_000), (None, 10, None)],
)
def test_a_burden_without_income_is_known_to_be_too_much(debt: int | None, net: int | None, share: float) -> None:
    assert measure("debt_to_income", debt_minor=debt, income=() if net is None else (earned(net),)) == share


def test_a_loss_that_nobody_knows_leaves_the_share_unknown() -> None:
    shocks = (Shock(DAY, "fire", 100), Shock(DAY, "accident", None))
    assert measure("shock_cost_share", shocks=shocks) is None
    assert measure("shocks", shocks=shocks) == 2
    assert (measure("disasters", shocks=shocks), measure("accidents", shocks=shocks)) == (1, 1)


def test_income_change_compares_the_last_two_quarters() -> None:
    income = (earned(1000, on=date(2025, 12, 1)), earned(700, on=date(2026, 3, 1)))
    assert measure("income_change", income=income) == -30
    assert measure("income_change", income=income[:1]) is None
    assert grade(income=(*SAFE.income, earned(1))).reasons == ()


def test_the_score_adds_the_points_up_to_the_cap() -> None:
    broken = replace(ADULT, medical_scheme="none", has_critical_illness_cover=False)
    verdict = grade(members=(broken,), is_water_safe=False, is_dwelling_safe=False)
    assert verdict.score == 100
    assert grade(is_water_safe=False).score == 40


def test_stale_is_shown_and_is_not_missing() -> None:
    verdict = grade(surveyed_on=date(2025, 5, 10))
    assert (verdict.colour, verdict.is_stale) == (Colour.GREEN, True)
    assert grade(surveyed_on=date(2025, 5, 11)).is_stale is False


@pytest.mark.parametrize(
    ("leaf", "at_least", "below", "answer"),
    [
        (Band("income_to_line", None, 100), 100, None, None),
        (Band("income_to_line", 100, 125), 125, None, None),
        (Band("shock_cost_share", 50, None), None, 50, None),
        (Band("dependency_ratio", 50, 80), None, 50, None),
        (Band("income_to_line", 100, None), None, 100, None),
        (Is("dwelling_safe", False), None, None, True),
    ],
)
def test_the_way_back_leaves_the_band_on_the_safe_side(
    leaf: Band | Is, at_least: float | None, below: float | None, answer: bool | None
) -> None:
    way = way_back(leaf)
    assert (way.at_least, way.below, way.answer) == (at_least, below, answer)


def test_the_way_back_from_a_code_is_any_other() -> None:
    assert way_back(OneOf("civil_affairs", ("edge",))).none_of == ("edge",)


def test_an_all_of_ends_with_one_part_and_an_any_of_only_with_every_part_that_holds() -> None:
    evidence = {"income_to_line": 80, "shocks": 1, "debt_to_income": 300, "without_labour": False, "rigid_ratio": 3}
    (reason,) = explain_reasons(RULES, ["below_line_with_risk"], evidence)
    assert [[measure.indicator.id for measure in way] for way in reason.ways_back] == [
        ["income_to_line"],
        ["shocks", "debt_to_income"],
    ]


def test_a_rule_that_is_gone_from_the_rule_set_is_no_reason() -> None:
    assert explain_reasons(RULES, ["no_such_rule"], {}) == ()


def test_every_rule_has_a_frozen_definition_with_ways_back() -> None:
    frozen = definitions(RULES)
    assert set(frozen) == {rule.id for rule in RULES.rules}
    assert all(entry["held_against"] and len(entry["back"]) == len(entry["held_against"]) for entry in frozen.values())


def test_thresholds_and_regions_travel_as_parameters_not_as_text() -> None:
    statement = compile_grading(RULES, DAY, Extent("36.3601.", 1, 9, (3, 4)))
    assert "36.3601." not in statement.sql
    assert {"36.3601.", 1, 9, 100.0, 8_800.0, DAY} <= {
        value for value in statement.params.values() if not isinstance(value, list)
    }


def test_only_what_the_rules_ask_about_is_added_up() -> None:
    few = tuple(rule for rule in RULES.rules if rule.id in ("unsafe_dwelling", "unsafe_water"))
    statement = compile_grading(replace(RULES, rules=few, key_inputs=("dwelling_safe",)), DAY, Extent())
    assert "from person" not in statement.sql
    assert "from spending" not in statement.sql
