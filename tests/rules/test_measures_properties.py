"""What holds for measures of any population."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from monitoring.measures import get_engel_bands, get_index
from monitoring.rules.measures import (
    Groups,
    Weights,
    che,
    dependency,
    engel,
    fgt,
    gini,
    mpi,
    quintiles,
    vep,
    vulnerable_group,
    weigh_households,
    weigh_people,
)
from monitoring.rules.measures.errors import ColumnsCollinear

INCOMES = arrays.arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1e6, width=32))
POSITIVE = arrays.arrays(np.float64, st.integers(2, 30), elements=st.floats(1, 1e6, width=32))
MARKS = arrays.arrays(np.int8, st.tuples(st.integers(1, 25), st.just(10)), elements=st.integers(0, 1))
UNSURE = arrays.arrays(np.int8, st.tuples(st.integers(1, 25), st.just(10)), elements=st.integers(-1, 1))
GLOBAL = get_index("global")


def times_for(count: int, draw: st.DataObject) -> np.ndarray:
    return draw.draw(arrays.arrays(np.int64, count, elements=st.integers(1, 4)))


def once_each(times: np.ndarray) -> Weights:
    return weigh_households(len(times), times.astype(float))


@given(INCOMES, st.floats(0.5, 1e6))
def test_headcount_is_at_least_gap_and_gap_at_least_severity(incomes, line):
    found = fgt(incomes, line)
    assert 1 >= found.headcount >= found.gap >= found.severity >= 0


@given(INCOMES, st.floats(1, 1e5), st.integers(0, 29), st.floats(0, 1e5))
def test_poverty_never_rises_when_a_household_earns_more(incomes, line, which, more):
    richer = incomes.copy()
    richer[which % len(incomes)] += more
    before, after = fgt(incomes, line), fgt(richer, line)
    assert after.headcount <= before.headcount
    assert after.gap <= before.gap + 1e-12
    assert after.severity <= before.severity + 1e-12


@given(POSITIVE, st.floats(0.01, 1000))
def test_inequality_is_the_same_in_any_currency(incomes, rate):
    assert gini(incomes * rate).gini == pytest.approx(gini(incomes).gini, abs=1e-9)
    assert quintiles(incomes * rate).shares == pytest.approx(quintiles(incomes).shares, abs=1e-9)


@given(POSITIVE)
def test_inequality_lies_between_nothing_and_one_has_all(incomes):
    count = len(incomes)
    assert 0 <= gini(incomes).gini <= (count - 1) / count + 1e-12
    shares = quintiles(incomes).shares
    assert sum(shares) == pytest.approx(1)
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(shares))


@given(POSITIVE)
def test_inequality_by_the_formula_of_the_books(incomes):
    ordered, count = np.sort(incomes), len(incomes)
    ranked = (np.arange(1, count + 1) * ordered).sum()
    assert gini(incomes).gini == pytest.approx(2 * ranked / (count * ordered.sum()) - (count + 1) / count, abs=1e-9)


@given(POSITIVE, st.data())
def test_a_weight_is_the_household_written_so_many_times(incomes, draw):
    times = times_for(len(incomes), draw)
    repeated, weights = np.repeat(incomes, times), once_each(times)
    line = float(np.median(incomes)) + 1
    for plain, weighed in (
        (fgt(repeated, line), fgt(incomes, line, weights)),
        (gini(repeated), gini(incomes, weights)),
    ):
        names = [name for name in plain.__slots__ if name not in ("basis", "below_zero", "sample_form")]
        assert [getattr(weighed, name) for name in names] == pytest.approx([getattr(plain, name) for name in names])
    assert quintiles(incomes, weights).shares == pytest.approx(quintiles(repeated).shares)


@given(INCOMES, INCOMES, st.floats(1, 1e6))
def test_poverty_of_all_is_the_mean_of_its_parts(some, others, line):
    whole = fgt(np.concatenate((some, others)), line)
    parts, counts = (fgt(some, line), fgt(others, line)), (len(some), len(others))
    for name in ("headcount", "gap", "severity"):
        mean = sum(getattr(part, name) * count for part, count in zip(parts, counts, strict=True)) / sum(counts)
        assert getattr(whole, name) == pytest.approx(mean, abs=1e-12)


@given(INCOMES, st.floats(1, 1e5))
def test_an_unknown_income_changes_nothing_but_who_is_left_out(incomes, line):
    with_unknown = np.append(incomes, np.nan)
    known, found = fgt(incomes, line), fgt(with_unknown, line)
    assert (found.headcount, found.gap, found.severity) == (known.headcount, known.gap, known.severity)
    assert (found.basis.left_out, found.basis.households) == (1, len(incomes))


@given(MARKS, st.data())
def test_the_index_is_made_of_its_parts(marks, draw):
    sizes = times_for(len(marks), draw).astype(float)
    found = mpi(marks, GLOBAL, weigh_people(sizes))
    assert found.m0 <= found.h + 1e-12
    assert found.m0 == pytest.approx(sum(GLOBAL.weights * list(found.censored.values())))
    assert all(found.censored[name] <= found.uncensored[name] + 1e-12 for name in found.censored)
    assert found.severe <= found.h + 1e-12
    if found.h:
        assert found.m0 == pytest.approx(found.h * found.a)
        assert sum(found.contributions.values()) == pytest.approx(1)
        assert sum(found.dimensions.values()) == pytest.approx(1)


@given(MARKS, st.data())
def test_the_index_of_all_is_the_sum_over_groups(marks, draw):
    codes = draw.draw(arrays.arrays(np.int64, len(marks), elements=st.integers(-1, 2)))
    sizes = times_for(len(marks), draw).astype(float)
    found = mpi(marks, GLOBAL, weigh_people(sizes), groups=Groups(("a", "b", "c"), codes))
    assert sum(row.share for row in found.by_group) == pytest.approx(1)
    assert sum(row.share * row.m0 for row in found.by_group) == pytest.approx(found.m0)


@given(MARKS)
def test_what_befalls_the_not_poor_below_the_cut_off_leaves_the_index(marks):
    scores = marks @ GLOBAL.weights
    before = mpi(marks, GLOBAL)
    worse = marks.copy()
    for row in np.flatnonzero(scores == 0):
        worse[row, 4] = 1  # cooking fuel: an eighteenth
    assert mpi(worse, GLOBAL).m0 == pytest.approx(before.m0)


@given(UNSURE)
def test_whatever_the_unknown_is_the_index_lies_within_its_bounds(marks):
    found = mpi(marks, GLOBAL)
    for stand_in in (0, 1):
        filled = mpi(np.where(marks == -1, stand_in, marks), GLOBAL)
        assert found.h_bounds.low - 1e-12 <= filled.h <= found.h_bounds.high + 1e-12
        assert found.m0_bounds.low - 1e-12 <= filled.m0 <= found.m0_bounds.high + 1e-12
    assert found.basis.left_out == int((marks == -1).any(axis=1).sum())


@given(MARKS, st.data())
def test_a_weight_in_the_index_is_the_household_written_so_many_times(marks, draw):
    times = times_for(len(marks), draw)
    weighed, repeated = mpi(marks, GLOBAL, once_each(times)), mpi(np.repeat(marks, times, axis=0), GLOBAL)
    assert (weighed.h, weighed.m0, weighed.severe) == pytest.approx((repeated.h, repeated.m0, repeated.severe))
    assert weighed.censored == pytest.approx(repeated.censored)


def village(seed: int, count: int = 60) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    chance = np.random.default_rng(seed)
    members, schooling = chance.integers(1, 7, count).astype(float), chance.integers(0, 13, count).astype(float)
    logs = 8.5 - 0.1 * members + 0.05 * schooling + chance.normal(0, 0.2 + 0.03 * members, count)
    return np.exp(logs), {"members": members, "schooling": schooling}


@settings(deadline=None)
@given(st.integers(0, 10_000), st.floats(1.01, 3))
def test_vulnerability_falls_when_everybody_consumes_more(seed, rise):
    consumption, columns = village(seed)
    before, after = vep(consumption, columns, 4000), vep(consumption * rise, columns, 4000)
    assert (after.probabilities <= before.probabilities + 1e-9).all()
    assert after.mean <= before.mean + 1e-9


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_survey_weights_in_vulnerability_are_households_written_so_many_times(seed):
    consumption, columns = village(seed, 30)
    times = np.random.default_rng(seed).integers(1, 4, 30)
    weighed = vep(consumption, columns, 4000, once_each(times), survey=times)
    repeated = vep(
        np.repeat(consumption, times), {name: np.repeat(each, times) for name, each in columns.items()}, 4000
    )
    assert weighed.fit.beta_fgls == pytest.approx(repeated.fit.beta_fgls, rel=1e-6)
    assert (weighed.vulnerable, weighed.mean) == pytest.approx((repeated.vulnerable, repeated.mean), abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_no_variance_is_left_at_or_below_zero(seed):
    consumption, columns = village(seed, 25)
    try:
        found = vep(consumption, columns, 4000)
    except ColumnsCollinear:
        assume(False)
    assert (found.fit.variances > 0).all()
    assert found.fit.floored == int((found.fit.variances == found.fit.variances.min()).sum()) or found.fit.floored == 0


def test_the_vulnerable_of_all_are_the_vulnerable_of_the_groups():
    consumption, columns = village(3)
    weights = weigh_people(columns["members"])
    found = vep(consumption, columns, 4000, weights)
    parts = [vulnerable_group(found, weights, places) for places in (np.arange(20), np.arange(20, 60))]
    total = sum(part.basis.total for part in parts)
    assert total == found.basis.total
    assert sum(part.vulnerable * part.basis.total for part in parts) / total == pytest.approx(found.vulnerable)
    assert sum(part.mean * part.basis.total for part in parts) / total == pytest.approx(found.mean)


BUDGETS = arrays.arrays(np.float64, st.tuples(st.integers(1, 25), st.just(3)), elements=st.floats(0, 1e5, width=32))


@given(BUDGETS, st.data())
def test_health_costs_above_a_quarter_are_above_a_tenth_too(budgets, draw):
    food, health, rest = budgets.T
    size = times_for(len(food), draw).astype(float)
    found = che(food + health + rest, food, health, size)
    known = found.basis.households
    assert known == int((food + health + rest > 0).sum())
    if known:
        assert 0 <= found.over_25 <= found.over_10 <= 1
        assert (found.capacity[np.isfinite(found.capacity)] >= -1e-6).all()


@given(BUDGETS, st.data())
def test_a_weight_in_health_costs_is_the_household_written_so_many_times(budgets, draw):
    food, health, rest = budgets.T
    assume((food + health + rest > 0).all())
    times = times_for(len(food), draw)
    size = np.full(len(food), 3.0)
    columns = (food + health + rest, food, health, size)
    weighed = che(*columns, once_each(times))
    repeated = che(*(np.repeat(column, times) for column in columns))
    assert weighed.food_line == pytest.approx(repeated.food_line, rel=1e-9, abs=1e-9)
    assert (weighed.over_10, weighed.over_25) == pytest.approx((repeated.over_10, repeated.over_25))


@given(BUDGETS)
def test_the_bands_of_engel_hold_everybody_once(budgets):
    food, others, _ = budgets.T
    assume((food + others > 0).all())
    found = engel(food, food + others, get_engel_bands())
    assert sum(found.shares.values()) == pytest.approx(1)
    assert 0 <= found.ratio <= 1


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=20))
def test_the_dependency_ratio_counts_everybody_once(families):
    young, working, old = np.array(families, dtype=float).T
    found = dependency(young, working, old)
    if working.sum():
        assert found.ratio == pytest.approx((young.sum() + old.sum()) / working.sum() * 100)
    else:
        assert np.isnan(found.ratio)
