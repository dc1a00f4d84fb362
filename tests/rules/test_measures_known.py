"""Measures against published and recomputed cases: every figure, to the last digit that is printed."""

import numpy as np
import pytest

from monitoring.measures import get_engel_bands, get_index
from monitoring.rules.measures import (
    CheResult,
    Counted,
    che,
    dependency,
    deprivation_scores,
    engel,
    fgt,
    gini,
    groups_of,
    mpi,
    quintiles,
    rigid_spending,
    vep,
    weigh_households,
    weigh_people,
)
from monitoring.rules.measures.mpi_spec import MpiSpec

TEN = [3200, 4100, 5200, 5900, 6100, 7000, 8800, 12000, 15000, 20000]

# UNDP's example: four households of 4, 7, 5 and 4 members; one row an indicator, one column a household.
SIZES = [4, 7, 5, 4]
LACKED = {
    "nutrition": (0, 0, 1, 0),
    "child_mortality": (1, 1, 0, 1),
    "schooling": (0, 1, 0, 1),
    "attendance": (0, 1, 0, 0),
    "electricity": (0, 1, 1, 1),
    "drinking_water": (0, 0, 1, 0),
    "sanitation": (0, 1, 1, 0),
    "housing": (0, 0, 0, 0),
    "cooking_fuel": (1, 1, 1, 1),
    "assets": (0, 1, 0, 1),
}
UNCENSORED = {
    "nutrition": 0.25, "child_mortality": 0.75, "schooling": 0.55, "attendance": 0.35, "electricity": 0.80,
    "drinking_water": 0.25, "sanitation": 0.60, "housing": 0.0, "cooking_fuel": 1.00, "assets": 0.55,
}  # fmt: skip
CENSORED = UNCENSORED | {"child_mortality": 0.55, "cooking_fuel": 0.80}

# dependency share, years of schooling, consumption
SIXTEEN = np.array([
    (0, 9, 9800), (0.25, 6, 7600), (0.5, 3, 5200), (0.33, 6, 8100), (0.2, 9, 8800), (0.6, 0, 4700), (0.4, 6, 6100),
    (0.75, 0, 4300), (0.5, 3, 6400), (0.25, 9, 9900), (0, 12, 12500), (0.67, 2, 3900), (0.33, 6, 7000), (0.2, 9, 11000),
    (0.5, 5, 5600), (0.4, 6, 7400),
])  # fmt: skip


def undp_matrix(spec: MpiSpec) -> np.ndarray:
    return np.array([LACKED[indicator.id] for indicator in spec.indicators]).T


def test_the_index_of_undp_s_four_households():
    spec = get_index("global")
    found = mpi(undp_matrix(spec), spec, weigh_people(SIZES))
    assert (found.h, found.a, found.m0) == pytest.approx((0.80, 0.5625, 0.450))
    assert (found.severe, found.vulnerable) == pytest.approx((0.55, 0.20))
    assert found.dimensions == pytest.approx({"health": 0.296296, "education": 0.333333, "living": 0.370370}, abs=1e-6)
    assert found.uncensored == pytest.approx(UNCENSORED)
    assert found.censored == pytest.approx(CENSORED)
    assert found.poor == pytest.approx(16)
    assert (found.basis.counted, found.basis.households, found.basis.total) == (Counted.PEOPLE, 4, 20)


def test_the_scores_of_undp_s_four_households():
    spec = get_index("global")
    scores = deprivation_scores(undp_matrix(spec), spec)
    assert scores == pytest.approx([0.222222, 0.722222, 0.388889, 0.5], abs=1e-6)


def test_a_sixth_and_a_sixth_reach_a_third():
    spec = get_index("global")
    marks = np.zeros((1, 10), dtype=np.int8)
    marks[0, [0, 1]] = 1
    assert mpi(marks, spec).h == 1
    assert mpi(marks, spec.with_cutoff(0.34)).h == 0


def test_the_index_counted_by_households_is_another_figure():
    spec = get_index("global")
    found = mpi(undp_matrix(spec), spec)
    assert (found.h, found.basis.counted) == (0.75, Counted.HOUSEHOLDS)


def test_the_index_is_the_sum_of_its_groups():
    spec = get_index("global")
    groups = groups_of(["east", "east", "west", None])
    found = mpi(undp_matrix(spec), spec, weigh_people(SIZES), groups=groups)
    assert [(row.label, row.share) for row in found.by_group] == [("east", 0.55), ("west", 0.25), ("not known", 0.2)]
    assert sum(row.share * row.m0 for row in found.by_group) == pytest.approx(found.m0)
    assert sum(row.contribution for row in found.by_group) == pytest.approx(1)


@pytest.mark.parametrize(
    ("incomes", "line", "expected"),
    [
        ([100, 100, 150, 150], 125, (0.5, 0.1, 0.02)),
        ([124, 124, 150, 150], 125, (0.5, 0.004, 0.000032)),
        ([100, 110, 150, 160], 125, (0.5, 0.08, 0.0136)),
        (TEN, 6000, (0.4, 0.0933333, 0.0336111)),
    ],
)
def test_poverty_of_the_handbook(incomes, line, expected):
    found = fgt(incomes, line)
    assert (found.headcount, found.gap, found.severity) == pytest.approx(expected, abs=1e-7)


def test_poverty_gaps_of_two_groups_add_up():
    whole, first, last = fgt(TEN, 6000), fgt(TEN[:4], 6000), fgt(TEN[4:], 6000)
    assert 0.4 * first.gap + 0.6 * last.gap == pytest.approx(whole.gap) == pytest.approx(0.0933333, abs=1e-7)


def test_income_at_the_line_is_not_below_it():
    assert fgt([5999.99, 6000, 6000.01], 6000).poor == 1


def test_each_region_may_have_its_own_line():
    assert fgt([100, 100], [90, 110]).poor == 1
    found = fgt([100, 100], [np.nan, 110])
    assert (found.headcount, found.basis.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("incomes", "expected"),
    [
        ([1, 2, 3, 4, 5], 0.2666667),
        ([100, 110, 150, 160], 0.1057692),
        ([100, 100, 150, 150], 0.1),
        ([1, 1, 1, 1], 0),
        ([0, 0, 0, 1], 0.75),
        (TEN, 0.3105384),
    ],
)
def test_inequality(incomes, expected):
    assert gini(incomes).gini == pytest.approx(expected, abs=1e-7)


def test_the_sample_form_is_n_over_n_less_one_times_the_population_form():
    found = gini([1, 2, 3, 4, 5])
    assert found.sample_form == pytest.approx(0.2666667 * 5 / 4, abs=1e-7)
    assert np.isnan(gini([1]).sample_form)


def test_fifths_of_ten_households_are_two_households_each():
    found = quintiles(TEN)
    total = sum(TEN)
    assert found.shares == pytest.approx([sum(TEN[at : at + 2]) / total for at in range(0, 10, 2)])
    assert found.ratio_20_20 == pytest.approx(35000 / 7300)
    assert found.palma == pytest.approx(20000 / (3200 + 4100 + 5200 + 5900))


def test_a_fifth_may_end_inside_a_household():
    assert quintiles([1, 1, 2]).shares == pytest.approx((0.15, 0.15, 0.15, 0.25, 0.3))


def test_vulnerability_of_sixteen_households_at_5000():
    found = vep(SIXTEEN[:, 2], {"dependency": SIXTEEN[:, 0], "schooling": SIXTEEN[:, 1]}, 5000)
    fit = found.fit
    assert fit.beta_ols == pytest.approx([8.864020, -0.770382, 0.048060], abs=1e-4)
    assert fit.theta_ols == pytest.approx([-0.014495, 0.037126, 0.001870], abs=1e-4)
    assert fit.theta_fgls == pytest.approx([0.008750, -0.001224, 0.000132], abs=1e-4)
    assert fit.beta_fgls == pytest.approx([8.902905, -0.823121, 0.044631], abs=1e-4)
    assert fit.variances.min() == pytest.approx(0.007832, abs=1e-6)
    assert (fit.floored_first, fit.floored) == (0, 0)
    chances = [0, 0, 0.1211, 0, 0, 0.8865, 0.0003, 0.9956, 0.1211, 0, 0, 0.8010, 0, 0, 0.0177, 0.0003]
    assert found.probabilities == pytest.approx(chances, abs=1e-4)
    assert (found.vulnerable, found.mean) == pytest.approx((0.1875, 0.183980), abs=1e-4)
    assert found.is_small
    assert found.columns == ("constant", "dependency", "schooling")


def test_vulnerability_of_sixteen_households_at_6000():
    found = vep(SIXTEEN[:, 2], {"dependency": SIXTEEN[:, 0], "schooling": SIXTEEN[:, 1]}, 6000)
    assert (found.vulnerable, found.mean) == pytest.approx((0.3125, 0.324247), abs=1e-4)
    assert found.probabilities[14] == pytest.approx(0.4365, abs=1e-4)


def one_household(total: float, food: float, health: float, size: int) -> CheResult:
    return che([total], [food], [health], [size], food_line=3500)


@pytest.mark.parametrize(
    ("household", "capacity", "ratio", "over"),
    [
        ((30000, 15000, 4000, 4), 22392.86, 0.1786, (1, 0, 0)),
        ((30000, 9000, 9000, 4), 22392.86, 0.4019, (1, 1, 1)),
        ((12000, 8000, 1500, 2), 6840.06, 0.2193, (1, 0, 0)),
        ((20000, 4000, 3000, 3), 16000, 0.1875, (1, 0, 0)),
    ],
)
def test_health_costs_against_the_capacity_to_pay(household, capacity, ratio, over):
    found = one_household(*household)
    assert found.capacity[0] == pytest.approx(capacity, abs=0.01)
    assert found.ratios[0] == pytest.approx(ratio, abs=1e-4)
    assert (found.over_10, found.over_25, found.over_capacity) == over


def test_the_food_line_comes_from_the_middle_of_the_food_shares():
    shares = np.linspace(0.01, 1, 100)
    total, size = np.full(100, 10_000.0), np.full(100, 2.0)
    found = che(total, shares * total, np.zeros(100), size)
    assert found.food_line == pytest.approx(0.50 * 10_000 / 2**0.56)
    assert not found.line_is_given


def test_engel_on_an_edge_counts_with_the_poorer():
    shares = engel([14400], [36000], get_engel_bands()).shares
    assert shares["fairly_comfortable"] == 1
    assert engel([29], [100], get_engel_bands()).shares["rich"] == 1
    assert engel([60], [100], get_engel_bands()).shares["poor"] == 1
    assert engel([59.5], [100], get_engel_bands("fao59")).shares["poor"] == 1


def test_engel_of_all_and_of_each():
    found = engel([30, 90], [100, 100], get_engel_bands(), weigh_people([1, 3]), survey=[1, 1])
    assert (found.ratio, found.mean) == pytest.approx((0.6, 0.75))


def test_dependants_for_each_hundred_of_working_age():
    assert dependency([3], [4], [1]).ratio == 100
    assert dependency([3, 0], [2, 2], [1, 0]).ratio == 100


def test_without_a_worker_there_is_no_ratio():
    found = dependency([2], [0], [1])
    assert np.isnan(found.ratio)
    assert found.no_worker == 1


def test_costs_against_income_and_costs_without_income():
    found = rigid_spending([1000, 6000, 10, 0], [10_000, 10_000, 0, 0])
    assert (found.ratio, found.over_half, found.without_income) == (pytest.approx(7010 / 20_000), 0.5, 1)


def test_households_without_a_known_income_are_left_out_and_counted():
    found = fgt([np.nan, 5000, 7000], 6000, weigh_households(3))
    assert (found.headcount, found.basis.households, found.basis.left_out) == (0.5, 2, 1)
    assert gini([np.nan, 1, 1]).basis.left_out == 1


def test_an_income_below_zero_counts_as_nothing_and_is_told():
    found = fgt([-500, 7000], 6000)
    assert (found.gap, found.below_zero) == (0.5, 1)
    assert gini([-5, 0, 0, 1]).gini == 0.75


def test_a_household_of_unknown_size_counts_nobody():
    found = fgt([100, 100, 100], 200, weigh_people([3, np.nan, 0]))
    assert (found.basis.total, found.basis.left_out) == (3, 2)


def test_nobody_has_no_figures():
    found = fgt([np.nan], 6000)
    assert np.isnan(found.headcount)
    assert found.poor == 0
    assert np.isnan(gini([]).gini)
    assert np.isnan(quintiles([0, 0]).ratio_20_20)
    assert np.isnan(mpi(np.full((2, 10), -1), get_index("global")).m0)
