"""Specifications of measures are data: whole when they are read, or refused with every fault and its place."""

from fractions import Fraction

import numpy as np
import pytest

from monitoring.errors import RuleSetInvalid
from monitoring.measures import FOLDER, MeasureNotFound, get_engel_bands, get_index, get_scorecard, index_names
from monitoring.rules.measures.bands import parse_bands
from monitoring.rules.measures.deprivations import CATALOGUE
from monitoring.rules.measures.errors import (
    AnswerUnknown,
    CutoffOutOfRange,
    IndicatorUnknown,
    LineUnknown,
    NothingLeft,
    QuestionMissing,
    ScoreUnknown,
)
from monitoring.rules.measures.mpi_parse import MeasureInvalid, parse_spec
from monitoring.rules.measures.ppi import ppi
from monitoring.rules.measures.ppi_parse import parse_scorecard


def source(name: str) -> str:
    return (FOLDER / f"{name}.toml").read_text(encoding="utf-8")


def faults_of(parse, text: str) -> str:
    with pytest.raises(MeasureInvalid) as raised:
        parse(text)
    return str(raised.value)


@pytest.mark.parametrize("name", index_names())
def test_the_weights_of_a_shipped_index_make_exactly_one(name):
    spec = get_index(name)
    assert sum((indicator.weight for indicator in spec.indicators), Fraction(0)) == 1
    assert spec.title.zh
    assert all(indicator.reads in CATALOGUE for indicator in spec.indicators)
    assert len({indicator.title.zh for indicator in spec.indicators}) == len(spec.indicators)


def test_the_global_index_has_ten_indicators_and_a_cut_off_of_a_third():
    spec = get_index()
    assert (len(spec.indicators), spec.cutoff) == (10, pytest.approx(1 / 3))
    assert [str(indicator.weight) for indicator in spec.indicators] == ["1/6"] * 4 + ["1/18"] * 6


def test_the_chinese_index_asks_for_two_assurances_three_guarantees_and_water():
    ids = {indicator.id for indicator in get_index("china").indicators}
    assert ids == {"food", "income", "schooling", "medical", "dwelling", "water", "labour", "debt"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('weight = "1/6"', 'weight = "1/5"', "add up to 17/15"),
        ('weight = "1/6"', 'weight = "0"', "a share such as"),
        ('weight = "1/6"', 'weight = "a sixth"', "a share such as"),
        ('cutoff = "1/3"', 'cutoff = "1/6"', "must lie below"),
        ('cutoff = "1/3"', 'cutoff = "4/3"', "a share such as"),
        ('id = "electricity"', 'id = "sanitation"', "“sanitation” is used twice"),
        ('reads = "solid_fuel"', 'reads = "fuel_price"', "no reading “fuel_price”"),
        ("limits = { minutes = 30 }", "limits = { hours = 1 }", "limits.minutes: this field is missing"),
        ("limits = { minutes = 30 }", "limits = { hours = 1 }", "limits.hours: unknown field"),
        ('reads = "solid_fuel"', 'reads = "extra:stove"', "go together"),
        ('reads = "solid_fuel"', 'colour = "red"', "colour: unknown field"),
        ("version = 1", "version = ", "Invalid value"),
    ],
)
def test_a_faulty_index_is_refused_with_the_fault_and_its_place(old, new, told):
    assert told in faults_of(parse_spec, source("mpi_global").replace(old, new))


def test_all_faults_are_told_at_once():
    broken = source("mpi_global").replace('weight = "1/6"', 'weight = "1/5"').replace('"solid_fuel"', '"fuel_price"')
    told = faults_of(parse_spec, broken)
    assert "add up to" in told
    assert "fuel_price" in told


def test_a_further_field_of_the_region_can_be_an_indicator():
    text = source("mpi_global").replace('reads = "solid_fuel"', 'reads = "extra:stove"\nlacks = ["open_fire"]')
    indicator = next(each for each in parse_spec(text).indicators if each.id == "cooking_fuel")
    assert (indicator.reads, indicator.lacks) == ("extra:stove", ("open_fire",))


def test_an_indicator_left_out_leaves_its_weight_to_its_dimension():
    spec = get_index().without(["nutrition", "cooking_fuel"])
    weights = {indicator.id: indicator.weight for indicator in spec.indicators}
    assert weights["child_mortality"] == Fraction(1, 3)
    assert weights["sanitation"] == Fraction(1, 15)
    assert sum(weights.values()) == 1


def test_a_dimension_is_never_left_empty_and_a_name_never_guessed():
    with pytest.raises(NothingLeft):
        get_index().without(["nutrition", "child_mortality"])
    with pytest.raises(IndicatorUnknown):
        get_index().without(["happiness"])


@pytest.mark.parametrize("cutoff", [0, -1, 1.01])
def test_a_cut_off_lies_between_nothing_and_all(cutoff):
    with pytest.raises(CutoffOutOfRange):
        get_index().with_cutoff(cutoff)


def test_a_measure_that_is_not_shipped_is_not_found():
    with pytest.raises(MeasureNotFound) as raised:
        get_index("../mpi_global")
    assert "china, global" in str(raised.value)


def test_bands_hold_every_ratio_once_or_are_refused():
    assert get_engel_bands().places(np.array([0, 0.2, 0.3999999, 0.4, 0.6, 2])).tolist() == [0, 1, 2, 3, 5, 5]
    assert "gap" in faults_of(parse_bands, source("engel_fao").replace("from = 30", "from = 31"))
    assert "no “from”" in faults_of(parse_bands, source("engel_fao").replace("below = 20", "from = 1\nbelow = 20", 1))


def answers_of(points: str) -> dict[str, str]:
    pick = max if points == "most" else min
    return {
        question.id: pick(question.answers, key=lambda answer: answer.points).id
        for question in get_scorecard().questions
    }


def test_ten_answers_make_a_score_and_a_score_a_probability():
    card = get_scorecard()
    assert card.is_demo
    assert (card.score(answers_of("least")), card.score(answers_of("most"))) == (0, 100)
    assert card.probability(0, "national") == 0.86
    assert card.probability(100, "national") == 0.002
    assert card.probability(24, "national") == card.probability(20, "national") == 0.56


def test_a_group_s_rate_is_the_mean_of_its_probabilities_not_the_share_above_a_half():
    chances = get_scorecard().probabilities([0, 100, None], "national")
    found = ppi(chances)
    assert found.rate == pytest.approx((0.86 + 0.002) / 2)
    assert found.basis.left_out == 1


def test_a_score_an_answer_and_a_line_that_the_card_lacks_are_refused():
    card = get_scorecard()
    with pytest.raises(ScoreUnknown):
        card.probability(101, "national")
    with pytest.raises(ScoreUnknown):
        card.probabilities([5, -1], "national")
    with pytest.raises(LineUnknown):
        card.probability(5, "lunar")
    with pytest.raises(AnswerUnknown):
        card.score(answers_of("most") | {"fuel": "sun"})
    with pytest.raises(QuestionMissing):
        card.score({"fuel": "wood"})


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points = 16", "points = 17", "more than 100"),
        ("from = 95\nto = 100", "from = 95\nto = 99", "lacks scores that the answers can make: 100"),
        ("from = 5\nto = 9", "from = 4\nto = 9", "each once"),
        ("national = 0.8\n", "national = 0.9\n", "must not be more likely"),
        ("national = 0.8\n", "national = 1.8\n", "between 0 and 1"),
        ('[[questions]]\nid = "members"', '[[others]]\nid = "members"', "ten questions are needed, not 9"),
        ("is_demo = true", "is_demo = 1", "true or false"),
    ],
)
def test_a_faulty_scorecard_is_refused(old, new, told):
    text = source("ppi_demo")
    assert old in text
    assert told in faults_of(parse_scorecard, text.replace(old, new))


def test_a_refused_measure_is_refused_like_a_rule_set():
    assert issubclass(MeasureInvalid, RuleSetInvalid)
