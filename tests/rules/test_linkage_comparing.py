"""How far two people agree, what it weighs, and what follows from many pairs."""

from datetime import date
from importlib.resources import files

import pytest

from foundation.ports import ScoredPair
from registry.rules.linkage.choosing import keep_best
from registry.rules.linkage.comparing import compare
from registry.rules.linkage.measuring import measure
from registry.rules.linkage.model import read_model, shipped_model
from registry.rules.linkage.scoring import prior_weight, reasons_as_rows, reasons_from_rows, strength_of, weigh
from registry.rules.linkage.slips import edits
from registry.rules.linkage.statements import CONDITIONS
from registry.rules.linkage.states import AFTER_UNDOING, DECISIONS, UNDECIDED
from registry.rules.linkage.stopping import StopReason, find_stop
from registry.rules.linkage.traits import Traits, traits_of
from registry.rules.linkage.words import LEVELS, Comparison, PairState, Strength, Verdict
from tests.builders.linkage import OTHER_VALID, VALID, person, traits

MODEL = shipped_model()


def weight(left: Traits, right: Traits, people: int = 100_000) -> float:
    """Return what two records of a register of some size weigh together."""
    return sum(reason.weight for reason in weigh(MODEL, left, right)) + prior_weight(MODEL.prior(people, None))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("王伟", "王伟", "same"),
        ("王伟", "王瑋", "tone"),
        ("王伟", "王微", "sound"),
        ("王伟", "wei wang", "swapped"),
        ("李玲", "李铃", "tone"),
        ("刘梅", "刘海", "shape"),
        ("刘兰", "刘南", "near"),
        ("王伟", "王小伟", "longer"),
        ("欧阳娜", "阳娜", "longer"),
        ("买买提·艾合买提", "买买提", "part"),
        ("买买提·艾合买提", "买买提·玉素甫", "part"),
        ("张志强", "张志刚", "one_other"),
        ("张志强", "王志强", "given"),
        ("张志强", "张伟", "surname"),
        ("张志强", "李芳", "different"),
        ("张志强", "", "unknown"),
    ],
)
def test_names_agree_at_the_first_level_that_fits(one: str, other: str, level: str):
    for left, right in ((one, other), (other, one)):
        assert compare(traits(name=left), traits(key=2, name=right))[Comparison.NAME] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (VALID, VALID, "same"),
        (VALID, VALID[:6] + VALID[8:17], "same"),
        (VALID, VALID[:7] + VALID[8] + VALID[7] + VALID[9:], "slip"),
        (VALID, VALID[:9] + VALID[10:], "slip"),
        (VALID, VALID[:3] + "9" + VALID[4:], "slip"),
        (VALID, VALID[:3] + "99" + VALID[5:], "two_slips"),
        (VALID, OTHER_VALID, "different"),
        (VALID, "420121198503120099", "unchecked"),
        (VALID, None, "unknown"),
    ],
)
def test_two_right_numbers_are_never_slips_of_each_other(one: str, other: str | None, level: str):
    for left, right in ((one, other), (other, one)):
        found = compare(traits(id_number=left), traits(key=2, id_number=right))
        assert found[Comparison.NUMBER] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (date(1985, 3, 12), date(1985, 3, 12), "same"),
        (date(1985, 3, 12), date(1985, 12, 3), "swapped"),
        (date(1985, 3, 12), date(1985, 3, 17), "slip"),
        (date(1985, 3, 12), date(1958, 3, 12), "slip"),
        (date(1979, 3, 12), date(1980, 3, 12), "year_off"),
        (date(1985, 2, 10), date(1985, 3, 30), "lunar"),
        (date(1985, 1, 1), date(1985, 8, 30), "first_day"),
        (date(1985, 3, 12), date(1985, 8, 30), "year"),
        (date(1985, 3, 12), date(1986, 8, 30), "near_year"),
        (date(1985, 3, 12), date(1961, 8, 30), "different"),
        (date(1985, 3, 12), None, "unknown"),
    ],
)
def test_dates_of_birth_agree_at_the_first_level_that_fits(one: date, other: date | None, level: str):
    for left, right in ((one, other), (other, one)):
        assert compare(traits(born_on=left), traits(key=2, born_on=right))[Comparison.BIRTH] == level


def test_a_date_of_birth_that_is_not_known_is_read_from_a_right_number():
    assert traits(born_on=None, id_number=VALID).born == "19850312"


def test_other_members_in_common_speak_for_one_family_and_standing_beside_one_another_against_one_person():
    mother = {"name": "李桂英", "sex": "female", "born_on": date(1960, 5, 5)}
    brother = {"name": "王强", "born_on": date(1988, 1, 2)}
    home = list(traits_of([person(1, 10), person(2, 10, **mother), person(3, 10, **brother)]))
    again = list(traits_of([person(4, 20, name="王玮"), person(5, 20, **mother), person(6, 20, **brother)]))
    assert compare(home[0], again[0])[Comparison.FAMILY] == "two_mates"
    assert compare(home[0], again[2])[Comparison.FAMILY] == "beside"
    small = list(traits_of([person(7, 30), person(8, 30, **mother)]))
    assert compare(small[0], again[0])[Comparison.FAMILY] == "one_mate"
    assert compare(home[0], home[2])[Comparison.FAMILY] == "unknown"


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"phone": "13812345678", "village": "360121101299"}, "phone"),
        ({}, "village"),
        ({"village": "360121100202"}, "township"),
        ({"village": "360121101202"}, "elsewhere"),
        ({"village": None}, "unknown"),
    ],
)
def test_places_agree_at_the_first_level_that_fits(values: dict[str, str], level: str):
    assert compare(traits(phone="13812345678"), traits(key=2, **values))[Comparison.FAMILY] == level


def test_one_person_with_slips_outweighs_two_people_of_one_family():
    home = [person(1, 10, phone="13812345678"), person(2, 10, name="李桂英", sex="female", born_on=date(1960, 5, 5))]
    same = [person(3, 20, name="王玮", phone="13812345678"), *(one._replace(key=4, household=20) for one in home[1:])]
    twin = [person(5, 30, name="王勇", phone="13812345678"), *(one._replace(key=6, household=30) for one in home[1:])]
    left, slip, other = (next(traits_of(family)) for family in (home, same, twin))
    assert weight(left, slip) > MODEL.likely > weight(left, other)


def test_father_and_son_of_nearly_one_name_are_two_people():
    father = traits(name="王志强", born_on=date(1958, 4, 1), phone="13812345678", id_number="360121195804010012")
    son = traits(key=2, name="王志刚", born_on=date(1985, 3, 12), phone="13812345678", id_number=VALID)
    assert weight(father, son) < MODEL.possible


def test_a_number_alone_does_not_make_two_names_and_dates_one_person():
    mother = traits(name="李桂英", sex="female", born_on=date(1960, 5, 5), id_number=VALID)
    assert weight(mother, traits(key=2, id_number=VALID)) < MODEL.likely


def test_a_weight_stays_while_its_level_does_and_is_forgotten_when_it_changes():
    left, right = traits(), traits(key=2)
    before = [reason._replace(weight=20.0) for reason in weigh(MODEL, left, right)]
    assert {reason.weight for reason in weigh(MODEL, left, right, before)} == {20.0}
    changed = weigh(MODEL, left, traits(key=2, name="李芳"), before)
    assert [reason.weight == 20.0 for reason in changed] == [False, True, True, True, True]


def test_reasons_are_kept_without_anything_that_identifies():
    reasons = weigh(MODEL, traits(id_number=VALID), traits(key=2, id_number=VALID))
    rows = reasons_as_rows([one.level.value for one in reasons], [one.weight for one in reasons])
    assert VALID not in str(rows) and "王伟" not in str(rows)
    kept = reasons_from_rows(rows)
    assert [(one.comparison, one.level) for one in kept] == [(one.comparison, one.level) for one in reasons]


@pytest.mark.parametrize(
    ("bits", "strength"),
    [
        (8.0, Strength.STRONGLY_FOR),
        (7.99, Strength.FOR),
        (3.0, Strength.FOR),
        (0.5, Strength.SLIGHTLY_FOR),
        (0.0, Strength.NEITHER),
        (-0.51, Strength.SLIGHTLY_AGAINST),
        (-3.01, Strength.AGAINST),
        (-8.01, Strength.STRONGLY_AGAINST),
    ],
)
def test_every_weight_has_a_word(bits: float, strength: Strength):
    assert strength_of(bits) is strength


def test_the_shipped_model_is_whole_and_its_chances_add_up():
    for comparison, chances in MODEL.chances.items():
        assert [*chances] == [level.value for level in LEVELS[comparison] if level.value != "unknown"]
        assert sum(one.m for one in chances.values()) == pytest.approx(1, abs=0.02), comparison
    assert list(CONDITIONS) == list(Comparison)
    for comparison, levels in CONDITIONS.items():
        assert next(iter(levels)) == "unknown"
        assert set(levels) == set(LEVELS[comparison])


def test_a_model_without_a_level_is_refused():
    text = files("registry").joinpath("data", "linkage.toml").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="sex"):
        read_model(text.replace("different = [0.006, 0.5]", ""))
    with pytest.raises(ValueError, match="between 0 and 1"):
        read_model(text.replace("[0.994, 0.5]", "[1.2, 0.5]"))


def test_the_prior_falls_with_the_size_of_the_register():
    assert MODEL.prior(100, 1_000_000) == MODEL.prior(1_000_000, 100) == pytest.approx(5e-7)
    assert MODEL.prior(1_000, None) == pytest.approx(1e-5)
    assert MODEL.prior(1, None) <= 0.1


def scored(left: int, right: int, bits: float) -> ScoredPair:
    return ScoredPair(left, right, bits, (), ())


def stop_of(pairs: list[ScoredPair], people: int, **options: object):
    settings = {"most_per_person": 5, "counts_share": True, **options}
    return find_stop(MODEL, pairs, people, **settings)


def test_one_record_that_looks_like_too_many_others_stops_the_run():
    pairs = [scored(1, other, 12.0) for other in range(2, 8)]
    found = stop_of(pairs, 1_000)
    assert found is not None
    assert (found.reason, found.key, found.params) == (StopReason.ONE_PERSON, 1, {"count": 6, "limit": 5})
    assert stop_of(pairs[:5], 1_000) is None
    assert stop_of(pairs, 1_000, most_per_person=6) is None


def test_only_likely_pairs_stop_a_run():
    assert stop_of([scored(1, other, MODEL.likely - 0.1) for other in range(2, 20)], 20) is None


def test_a_pair_seen_from_both_ends_counts_once():
    pairs = [scored(1, other, 12.0) for other in range(2, 6)] + [scored(other, 1, 12.0) for other in range(2, 6)]
    assert stop_of(pairs, 1_000) is None


def test_half_of_the_people_looking_like_others_stops_the_run_but_not_between_two_registers():
    pairs = [scored(number, number + 100, 12.0) for number in range(10)]
    found = stop_of(pairs, 20)
    assert found is not None
    assert (found.reason, found.params) == (
        StopReason.TOO_MANY,
        {"share": 50, "count": 10, "people": 20, "limit": 50},
    )
    assert stop_of(pairs, 21) is None
    assert stop_of(pairs[:9], 18) is None, "too few people to speak of a share"
    assert stop_of(pairs, 20, counts_share=False) is None


def test_between_registers_the_best_partner_counts_and_a_tie_is_left_to_people():
    pairs = [scored(1, 11, 20), scored(1, 12, 9), scored(2, 12, 18), scored(3, 13, 10), scored(3, 14, 10)]
    pairs.append(scored(11, 1, 2))
    assert [(pair.left, pair.right) for pair in keep_best(pairs)] == [(1, 11), (2, 12), (3, 13), (3, 14), (11, 1)]


def test_precision_recall_and_f1_count_pairs_in_either_order():
    found = measure([("a", "b"), ("d", "c"), ("e", "f")], [("b", "a"), ("c", "d"), ("g", "h"), ("i", "j")])
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), 0.5)
    assert found.f1 == pytest.approx(4 / 7)
    nothing = measure([], [])
    assert (nothing.precision, nothing.recall, nothing.f1) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abd", 1),
        ("abc", "ab", 1),
        ("abc", "bcd", 2),
        ("", "ab", 2),
    ],
)
def test_slips_of_the_pen_are_counted(one: str, other: str, count: int):
    assert edits(one, other) == edits(other, one) == count
    if (one, other) == ("abc", "acb"):
        assert edits(one, other, exchanges=False) == 2


def test_only_undecided_pairs_can_be_decided_and_undoing_leads_back():
    assert {state for state, _ in DECISIONS} == UNDECIDED
    for state in UNDECIDED:
        assert {verdict for held, verdict in DECISIONS if held is state} == set(Verdict)
    assert AFTER_UNDOING is PairState.OPEN
