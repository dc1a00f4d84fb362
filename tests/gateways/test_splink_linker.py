"""Splink on DuckDB: the same levels and weights as the rules in Python, and good enough on a small labelled set."""

import subprocess
import sys
from datetime import date

import pytest

from foundation.ports import LinkSession, ScoredPair
from gateways.splink_linker import SplinkLinker
from registry.rules.linkage.choosing import keep_best
from registry.rules.linkage.measuring import Quality
from registry.rules.linkage.model import shipped_model
from registry.rules.linkage.planning import link_plan
from registry.rules.linkage.scoring import prior_weight, weigh
from registry.rules.linkage.traits import Traits, traits_of
from registry.rules.linkage.words import Comparison
from tests.builders.linkage import VALID, labelled, person

MODEL = shipped_model()
BATCH = 700


def fill(session: LinkSession, left: list[Traits], right: list[Traits]) -> None:
    for start in range(0, len(left), BATCH):
        session.add_left(left[start : start + BATCH])
    for start in range(0, len(right), BATCH):
        session.add_right(right[start : start + BATCH])


def score(left: list[Traits], right: list[Traits], least: float = -20.0, **options: bool) -> list[ScoredPair]:
    with SplinkLinker().open(link_plan(MODEL, is_within=not right, **options)) as session:
        fill(session, left, right)
        assert session.sizes == (len(left), len(right))
        prior = MODEL.prior(len(left), len(right) or None)
        return list(session.score(prior, least))


@pytest.fixture(scope="module")
def registers() -> tuple[list[Traits], list[Traits], set[tuple[int, int]]]:
    return labelled()


@pytest.fixture(scope="module")
def pairs(registers) -> list[ScoredPair]:
    return score(registers[0], registers[1])


def test_sql_and_python_find_the_same_levels_in_every_pair(registers, pairs: list[ScoredPair]):
    left, right = ({one.key: one for one in side} for side in registers[:2])
    assert len(pairs) > len(registers[2])
    seen: dict[str, set[str]] = {comparison.value: set() for comparison in Comparison}
    for pair in pairs:
        reasons = weigh(MODEL, left[pair.left], right[pair.right])
        assert pair.levels == tuple(reason.level.value for reason in reasons), (left[pair.left], right[pair.right])
        for comparison, level in zip(Comparison, pair.levels, strict=True):
            seen[comparison.value].add(level)
    assert len(seen["name"]) >= 10 and len(seen["number"]) >= 5 and len(seen["birth"]) >= 9


def test_weights_are_those_of_the_model_and_rare_names_weigh_more(registers, pairs: list[ScoredPair]):
    left, right = ({one.key: one for one in side} for side in registers[:2])
    prior = prior_weight(MODEL.prior(len(left), len(right)))
    rarity = {"same", "tone", "sound", "swapped"}
    for pair in pairs:
        assert pair.weight == pytest.approx(prior + sum(pair.weights), abs=1e-6)
        reasons = weigh(MODEL, left[pair.left], right[pair.right])
        for reason, found in zip(reasons, pair.weights, strict=True):
            if not (reason.comparison is Comparison.NAME and reason.level.value in rarity):
                assert found == pytest.approx(reason.weight, abs=1e-9)
    weights = {left[pair.left].written: pair.weights[0] for pair in pairs if pair.levels[0] == "same"}
    count = {name: sum(one.written == name for one in registers[0]) for name in weights}
    common, rare = max(weights, key=lambda name: count[name]), min(weights, key=lambda name: count[name])
    assert weights[common] < weights[rare]


def test_a_small_labelled_set_is_linked_well(registers, pairs: list[ScoredPair]):
    truth = registers[2]
    found = [(pair.left, pair.right) for pair in keep_best([p for p in pairs if p.weight >= MODEL.likely])]
    quality = Quality(len(found), sum(pair in truth for pair in found), len(truth))
    assert quality.precision >= 0.995 and quality.recall >= 0.97, quality
    queue = {(pair.left, pair.right) for pair in pairs if pair.weight >= MODEL.possible}
    assert len(queue & truth) >= 0.985 * len(truth)
    assert len(queue) <= 1.05 * len(truth), "the queue must not flood people"


def test_the_same_people_give_the_same_pairs_in_whatever_batches(registers, pairs: list[ScoredPair], monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "BATCH", 61)
    assert score(registers[0], registers[1]) == pairs


def test_narrowing_to_a_few_people_leaves_their_pairs_and_weights_as_they_are(registers, pairs: list[ScoredPair]):
    few = [one for one in registers[0] if one.household % 40 == 0]
    keys = {one.key for one in few}
    with SplinkLinker().open(link_plan(MODEL, is_within=False, is_narrowed=True)) as session:
        fill(session, few, registers[1])
        assert session.sizes == (len(few), len(registers[1]))
        narrow = list(session.score(MODEL.prior(len(registers[0]), len(registers[1])), 0.0))
    wanted = {(pair.left, pair.right): pair for pair in pairs if pair.left in keys and pair.weight >= 2.0}
    found = {(pair.left, pair.right): pair for pair in narrow}
    assert wanted.keys() <= found.keys()
    for key, pair in wanted.items():
        assert found[key].levels == pair.levels
        assert found[key].weight == pytest.approx(pair.weight, abs=2.0), "name frequencies are those of fewer people"


def test_within_one_register_each_pair_comes_once_and_nobody_meets_themselves():
    other = person(3, name="李芳", born_on=date(1970, 1, 2))
    one = [person(1, name="王伟", id_number=VALID), person(2, name="王玮", id_number=VALID), other]
    found = score(list(traits_of(one)), [], least=-50.0)
    assert [(pair.left, pair.right) for pair in found] == [(1, 2)]


def test_people_on_both_sides_do_not_meet_themselves():
    one = list(traits_of([person(1, id_number=VALID), person(2, name="王玮", id_number=VALID)]))
    found = score(one, one, least=-50.0)
    assert {(pair.left, pair.right) for pair in found} == {(1, 2), (2, 1)}


def test_a_filler_number_that_everybody_has_links_nobody():
    filler = "360121190001010012"
    people = [
        person(key, name=f"王{name}", born_on=None, id_number=filler)
        for key, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅", 1)
    ]
    assert score(list(traits_of(people)), [], least=-50.0) == []
    assert score(list(traits_of(people[:3])), [], least=-50.0) != []


def test_nobody_at_all_gives_no_pairs():
    assert score([], [], least=-50.0) == []
    assert score(list(traits_of([person(1)])), [], least=-50.0) == []


def test_names_from_the_big_list_of_naughty_strings_do_no_harm():
    names = [
        "'; drop table people_l; --",
        '"',
        "\\",
        "%s",
        "${1}",
        "王'伟",
        "\u202e王伟",
        "😀王伟",
        "NULL",
        "x" * 5_000,
    ]
    people = [person(key, name=name, phone="1'--", village="';--") for key, name in enumerate(names, 1)]
    found = score(list(traits_of(people)), [], least=-50.0)
    assert all(pair.left < pair.right for pair in found)


def test_nothing_is_written_to_disk_and_nothing_is_logged(tmp_path):
    code = (
        "import logging, os; logging.basicConfig(level=logging.DEBUG)\n"
        "from tests.gateways.test_splink_linker import score, labelled\n"
        "left, right, _ = labelled(300)\n"
        "print(len(score(left, right)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(sys.path), "TMPDIR": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) > 100
    assert list(tmp_path.iterdir()) == []
    assert "3601" not in done.stderr
