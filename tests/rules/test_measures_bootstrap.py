"""Intervals of confidence: the same seed the same interval, clusters drawn whole, BCa as others compute it."""

import numpy as np
import pytest
from scipy import stats

from monitoring.measures import get_engel_bands, get_index
from monitoring.rules.measures import (
    Method,
    Resampling,
    che_intervals,
    dependency_intervals,
    engel_intervals,
    fgt,
    fgt_intervals,
    gini,
    gini_intervals,
    mpi,
    mpi_intervals,
    ppi_intervals,
    quintile_intervals,
    rigid_intervals,
    vep,
    vep_intervals,
    weigh_people,
)
from monitoring.rules.measures.errors import LengthsDiffer, LevelOutOfRange, TooFewToResample

CHANCE = np.random.default_rng(7)
INCOMES = CHANCE.lognormal(9, 0.6, 120)
SIZES = CHANCE.integers(1, 7, 120).astype(float)
FEW = Resampling(replicates=60, seed=3)
GLOBAL = get_index("global")
MARKS = (CHANCE.random((120, 10)) < 0.3).astype(np.int8)


def every_measure():
    people = weigh_people(SIZES)
    food, health = INCOMES * CHANCE.random(120) * 0.6, INCOMES * CHANCE.random(120) * 0.4
    yield fgt_intervals(INCOMES, 8000, people, how=FEW)
    yield gini_intervals(INCOMES, people, how=FEW)
    yield quintile_intervals(INCOMES, people, how=FEW)
    yield mpi_intervals(MARKS, GLOBAL, people, how=FEW)
    yield vep_intervals(INCOMES, {"size": SIZES}, 8000, people, how=FEW)
    yield che_intervals(INCOMES, food, health, SIZES, people, how=FEW)
    yield dependency_intervals(SIZES, SIZES + 1, SIZES, how=FEW)
    yield engel_intervals(food, INCOMES, get_engel_bands(), people, how=FEW)
    yield rigid_intervals(health, INCOMES, people, how=FEW)
    yield ppi_intervals(CHANCE.random(120), people, how=FEW)


def test_every_measure_has_intervals_in_order():
    for found in every_measure():
        for name, interval in found.items():
            assert interval.low <= interval.high or interval.replicates < 2, name
            assert interval.replicates <= 60


def test_an_interval_holds_its_figure():
    found = fgt_intervals(INCOMES, 8000, how=Resampling(400))
    result = fgt(INCOMES, 8000)
    for name in ("headcount", "gap", "severity"):
        assert found[name].low < getattr(result, name) < found[name].high


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    first, again = (gini_intervals(INCOMES, how=FEW)["gini"] for _ in range(2))
    other = gini_intervals(INCOMES, how=Resampling(60, seed=4))["gini"]
    assert first == again
    assert first != other


def test_the_standard_error_of_a_share_is_that_of_the_books():
    share = fgt(INCOMES, 8000).headcount
    found = fgt_intervals(INCOMES, 8000, how=Resampling(3000))["headcount"]
    assert found.standard_error == pytest.approx((share * (1 - share) / 120) ** 0.5, rel=0.06)


def test_more_confidence_is_a_wider_interval():
    narrow, wide = (gini_intervals(INCOMES, how=Resampling(300, level=level))["gini"] for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_households_left_out_change_no_interval():
    more = np.append(INCOMES, [np.nan, np.nan])
    assert fgt_intervals(more, 8000, how=FEW) == fgt_intervals(INCOMES, 8000, how=FEW)


def test_clusters_are_drawn_whole():
    villages = np.repeat(np.arange(6), 20)
    alike = np.repeat([3000.0, 5000, 7000, 9000, 11_000, 13_000], 20)
    found = fgt_intervals(alike, 8000, how=Resampling(500), clusters=villages)["headcount"]
    assert found.clusters == 6
    assert found.standard_error == pytest.approx((0.25 / 6) ** 0.5, rel=0.15)
    assert fgt_intervals(alike, 8000, how=Resampling(500))["headcount"].standard_error < found.standard_error / 2


def test_clusters_of_one_household_each_are_households():
    numbered = np.arange(120)[::-1].copy()
    single, clustered = gini_intervals(INCOMES, how=FEW), gini_intervals(INCOMES[::-1], how=FEW, clusters=numbered)
    assert clustered["gini"].low == pytest.approx(single["gini"].low)


def test_bca_agrees_with_another_implementation():
    skewed = np.random.default_rng(1).lognormal(0, 1.2, 60)
    ours = gini_intervals(skewed, how=Resampling(9000, method=Method.BCA))["gini"]
    theirs = stats.bootstrap(
        (skewed,), lambda sample: gini(sample).gini, vectorized=False, n_resamples=9000, method="BCa", rng=2
    ).confidence_interval
    plain = gini_intervals(skewed, how=Resampling(9000))["gini"]
    assert (ours.low, ours.high) == pytest.approx(theirs, abs=0.008)
    assert ours.low > plain.low + 0.008


def test_a_figure_that_never_varies_has_no_width():
    found = fgt_intervals(np.full(10, 100.0), 50, how=Resampling(50, method=Method.BCA))["headcount"]
    assert (found.low, found.high, found.standard_error) == (0, 0, 0)


def test_samples_in_which_a_figure_has_no_meaning_do_not_count():
    marks = np.zeros((12, 10), dtype=np.int8)
    marks[0, :4] = 1
    found = mpi_intervals(marks, GLOBAL, how=Resampling(200))
    assert found["h"].replicates == 200
    assert 0 < found["a"].replicates < 200
    assert mpi(marks, GLOBAL).a == pytest.approx(4 / 6)


def test_one_household_or_one_cluster_cannot_be_resampled():
    with pytest.raises(TooFewToResample):
        gini_intervals([5.0], how=FEW)
    with pytest.raises(TooFewToResample):
        gini_intervals([5.0, 6.0, 7.0], how=FEW, clusters=np.array([1, 1, 1]))
    with pytest.raises(LengthsDiffer):
        gini_intervals([5.0, 6.0, 7.0], how=FEW, clusters=np.array([1, 2]))


@pytest.mark.parametrize("wrong", [{"level": 0}, {"level": 1}, {"replicates": 1}])
def test_a_level_or_number_that_makes_no_interval_is_refused(wrong):
    with pytest.raises(LevelOutOfRange):
        Resampling(**wrong)


def test_vulnerability_is_estimated_anew_in_every_sample():
    found = vep_intervals(INCOMES, {"size": SIZES}, 8000, how=Resampling(100))
    result = vep(INCOMES, {"size": SIZES}, 8000)
    assert found["mean"].low < result.mean < found["mean"].high
