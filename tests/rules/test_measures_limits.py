"""Where measures end: wrong lengths, wrong lines, too few households, columns that say the same."""

import numpy as np
import pytest

from monitoring.measures import get_index
from monitoring.rules.measures import che, fgt, gini, groups_of, mpi, vep, weigh_households, weigh_people
from monitoring.rules.measures.errors import (
    ColumnsCollinear,
    LengthsDiffer,
    LineNotPositive,
    TooFewToFit,
    WeightNegative,
)
from monitoring.rules.measures.telling import tell_che, tell_fgt, tell_gini, tell_vep
from monitoring.rules.measures.telling_mpi import tell_mpi
from monitoring.rules.measures.weights import weighted_quantile

CHANCE = np.random.default_rng(5)
SPENT = np.exp(CHANCE.normal(9, 0.5, 50))
COLUMN = CHANCE.normal(size=50)


@pytest.mark.parametrize("line", [0, -1, [1, 0, 2], float("inf")])
def test_a_line_must_be_above_zero(line):
    with pytest.raises(LineNotPositive):
        fgt([1, 2, 3], line)


def test_arrays_must_have_one_place_a_household():
    with pytest.raises(LengthsDiffer):
        fgt([1, 2, 3], [1, 2])
    with pytest.raises(LengthsDiffer):
        gini([1, 2, 3], weigh_households(2))
    with pytest.raises(LengthsDiffer):
        mpi(np.zeros((3, 9)), get_index())
    with pytest.raises(LengthsDiffer):
        weigh_people([1, 2, 3], [1, 2])


def test_a_weight_below_zero_is_named():
    with pytest.raises(WeightNegative) as raised:
        weigh_households(3, [1, -2, 1])
    assert raised.value.params == {"row": 2, "value": -2.0}


def test_a_survey_weight_that_is_not_recorded_counts_as_one():
    assert fgt([1, 3], 2, weigh_households(2, [np.nan, 3])).headcount == 0.25


def test_a_household_of_weight_zero_counts_for_nothing():
    assert fgt([1, 3], 2, weigh_households(2, [0, 3])).headcount == 0


def test_as_many_coefficients_as_households_cannot_be_estimated():
    with pytest.raises(TooFewToFit):
        vep([100, 200, 300], {"a": [1, 2, 3], "b": [3, 1, 2]}, 150)


def test_columns_that_follow_from_one_another_are_refused():
    with pytest.raises(ColumnsCollinear):
        vep(SPENT, {"a": COLUMN, "b": COLUMN * 2}, 5000)
    with pytest.raises(ColumnsCollinear):
        vep(SPENT, {"a": np.ones(50)}, 5000)
    with pytest.raises(ColumnsCollinear):
        vep(SPENT, {"a": np.zeros(50)}, 5000)


def test_spending_of_nothing_has_no_logarithm_and_leaves_the_household_out():
    spent = np.append(SPENT, [0, -5, np.nan])
    found = vep(spent, {"a": np.append(COLUMN, [1, 1, 1])}, 5000)
    assert found.basis.left_out == 3
    assert np.isnan(found.probabilities[-3:]).all()


def test_consumption_explained_without_a_rest_gives_certainty():
    found = vep(np.exp(9 + COLUMN), {"a": COLUMN}, float(np.exp(9)))
    assert set(np.round(found.probabilities, 6)) == {0.0, 1.0}
    assert found.vulnerable == found.poverty_rate


def test_variances_that_fall_below_the_floor_are_counted_and_told():
    swings = np.linspace(0, 4, 200)
    spent = np.exp(9 + np.where(np.arange(200) % 2, 0.02, -0.02) * swings**4)
    found = vep(spent, {"swing": swings}, 5000)
    assert found.fit.floored_first > 0
    assert any("fitted variance" in note.message for note in tell_vep(found).notes)


def test_health_costs_with_nothing_left_after_food_count_as_over_everything():
    found = che([100, 100], [100, 100], [20, 0], [1, 1], food_line=10_000)
    assert (found.without_capacity, found.over_capacity) == (1, 0.5)
    assert any("nothing left" in note.message % (note.params or {}) for note in tell_che(found).notes)


def test_a_quantile_is_a_value_of_the_households():
    assert weighted_quantile(np.array([1.0, 2, 3]), np.array([1.0, 1, 1]), 1 / 3) == 1
    assert weighted_quantile(np.array([1.0, 2, 3]), np.array([1.0, 1, 1]), 0.34) == 2
    assert np.isnan(weighted_quantile(np.array([]), np.array([]), 0.5))


def test_groups_keep_their_order_and_the_unknown_come_last():
    groups = groups_of(["b", None, "a", "b", ""])
    assert [(label, places.tolist()) for label, places in groups.members()] == [
        ("a", [2]),
        ("b", [0, 3]),
        ("not known", [1, 4]),
    ]


def test_every_telling_says_who_is_counted_and_who_is_left_out():
    told = tell_fgt(fgt([1, np.nan], 2, weigh_people([2, 2])))
    sentences = [note.message % note.params for note in told.notes]
    assert sentences[0].startswith("Each member counts")
    assert sentences[1].endswith("not known: 1 households. They do not count as zero.")
    assert told.value("headcount") == 1


def test_the_form_of_the_coefficient_is_told():
    assert any("population form" in note.message for note in tell_gini(gini([1, 2])).notes)


def test_the_weights_of_an_index_are_told_beside_it():
    told = tell_mpi(mpi(np.array([[1, 1, 0, 0, 0, 0, 0, 0, 0, -1]]), get_index()))
    sentences = " ".join(note.message % note.params for note in told.notes)
    assert "nutrition 1/6" in sentences
    assert "assets 1" in sentences
    assert "between 1.0000 and 1.0000" in sentences
    assert "Of no household is recorded: assets." in sentences
