"""What the publisher refuses, however it is written, and how long a list hangs."""

from datetime import date

import pytest

from foundation.identifiers import masked_name
from registry.rules.posting.periods import first_end, is_long_enough
from registry.rules.posting.publisher import Forbidden, find_objections
from registry.rules.posting.words import STEPS, PostingState


def refused(text, names=(), children=()):
    return {objection.what for objection in find_objections([(1, text)], names, children)}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("王○○ 11010519491231002X", Forbidden.ID_NUMBER),
        ("１１０１０５１９４９１２３１００２Ｘ", Forbidden.ID_NUMBER),
        ("110105 19491231 002x", Forbidden.ID_NUMBER),
        ("1101-0519-4912-3100-2X", Forbidden.ID_NUMBER),
        ("11010519491231002X43", Forbidden.ID_NUMBER),
        ("110105491231002", Forbidden.ID_NUMBER),
        ("电话13812345678", Forbidden.PHONE),
        ("138 1234 5678", Forbidden.PHONE),
        ("+86-138-1234-5678", Forbidden.PHONE),
        ("卡号6222021234567890123", Forbidden.ACCOUNT),
        ("6222 0212 3456 7890", Forbidden.ACCOUNT),
        ("因病致贫", Forbidden.HEALTH),
        ("一户多残疾人", Forbidden.HEALTH),
        ("lung Cancer", Forbidden.HEALTH),
        ("年收入6,900元", Forbidden.MONEY),
        ("¥ 6900", Forbidden.MONEY),
        ("红色预警", Forbidden.GRADE),
        ("积分 85", Forbidden.GRADE),
        ("双河路12号", Forbidden.ADDRESS),
    ],
)
def test_what_may_never_be_public_is_refused_however_it_is_written(text, what):
    assert what in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "双河村",
        "王○○",
        "脱贫不稳定户",
        "拟纳入监测对象",
        "公示期 2024-01-22 至 2024-01-27",
        "联系电话 0791-8812345",
        "家庭人口 4",
        "",
        "household to be monitored, 2024",
    ],
)
def test_what_a_list_is_for_may_stand_on_it(text):
    assert refused(text) == set()


def test_names_are_refused_whole_and_a_childs_is_called_so():
    assert refused("王小明", names={"王小明", "王伟"}, children={"王小明"}) == {Forbidden.CHILD}
    assert refused("户主：王 · 伟", names={"王伟"}) == {Forbidden.FULL_NAME}
    assert refused(masked_name("王伟"), names={"王伟"}) == set()


def test_an_objection_tells_the_line_and_shows_next_to_nothing():
    (one,) = find_objections([(3, "13812345678")], (), ())
    assert (one.where, one.shown) == (3, "1…")


def test_a_list_hangs_five_full_days():
    assert first_end(date(2024, 1, 22)) == date(2024, 1, 27)
    assert not is_long_enough(date(2024, 1, 22), date(2024, 1, 26))
    assert is_long_enough(date(2024, 1, 22), date(2024, 1, 27))
    assert not is_long_enough(date(2024, 1, 22), date(2024, 3, 22))


def test_what_is_down_never_goes_up_again():
    assert all(not STEPS[state] for state in PostingState if state not in (PostingState.DRAFT, PostingState.PUBLISHED))
    assert set(STEPS) == set(PostingState)
