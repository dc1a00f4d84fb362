"""Names as unevenly spread as real ones: a few family names for most people, given names by sex and generation.

The shares of the hundred commonest family names follow the census of 2020 roughly; given names are put together from
characters in fashion at the time, the commonest far more often than the rare ones. No list of real people is used.
"""

import random
from functools import cache
from itertools import accumulate

SURNAMES = (
    ("王", 72), ("李", 71), ("张", 68), ("刘", 51), ("陈", 45), ("杨", 31), ("赵", 23), ("黄", 22), ("周", 19), ("吴", 18),
    ("徐", 14), ("孙", 14), ("胡", 12), ("朱", 12), ("高", 12), ("林", 11), ("何", 11), ("郭", 11), ("马", 10), ("罗", 9),
    ("梁", 8), ("宋", 8), ("郑", 8), ("谢", 7), ("韩", 7), ("唐", 7), ("冯", 6), ("于", 6), ("董", 6), ("萧", 5),
    ("程", 5), ("曹", 5), ("袁", 5), ("邓", 5), ("许", 5), ("傅", 5), ("沈", 5), ("曾", 5), ("彭", 5), ("吕", 4),
    ("苏", 4), ("卢", 4), ("蒋", 4), ("蔡", 4), ("贾", 4), ("丁", 4), ("魏", 4), ("薛", 4), ("叶", 4), ("阎", 4),
    ("余", 4), ("潘", 3), ("杜", 3), ("戴", 3), ("夏", 3), ("钟", 3), ("汪", 3), ("田", 3), ("任", 3), ("姜", 3),
    ("范", 3), ("方", 3), ("石", 3), ("姚", 3), ("谭", 3), ("廖", 3), ("邹", 3), ("熊", 3), ("金", 3), ("陆", 3),
    ("郝", 2), ("孔", 2), ("白", 2), ("崔", 2), ("康", 2), ("毛", 2), ("邱", 2), ("秦", 2), ("江", 2), ("史", 2),
    ("顾", 2), ("侯", 2), ("邵", 2), ("孟", 2), ("龙", 2), ("万", 2), ("段", 2), ("雷", 2), ("钱", 2), ("汤", 2),
    ("尹", 2), ("黎", 2), ("易", 2), ("常", 1), ("武", 1), ("乔", 1), ("贺", 1), ("赖", 2), ("龚", 1), ("文", 1),
    ("温", 1), ("聂", 1), ("欧阳", 1), ("上官", 0.3), ("司马", 0.2), ("诸葛", 0.1), ("单", 0.4), ("解", 0.4), ("仇", 0.2),
    ("查", 0.3), ("翟", 0.8), ("区", 0.2), ("覃", 1), ("尉迟", 0.05), ("皇甫", 0.1),
)  # fmt: skip
MALE_OLD = (
    "国建华志明文德平军生春福金水根荣光海永新林庆清贵长忠祥富发义和兴胜云友喜才民龙东树良宝连玉成立家世仁全木火土正其昌"
)
MALE_YOUNG = (
    "伟强磊军杰涛鹏勇超辉斌浩宇轩博文俊子豪嘉晨鑫毅峰飞波刚亮凯龙健明睿泽佳瑞航林翔阳宁家旭志梓诚天一然思源成乐"
)
FEMALE_OLD = "英秀玉桂兰珍凤芳梅春香云莲红华美金素爱翠菊花荣月娥珠琴霞妹冬秋连清淑银水女仙巧桃招细群琼莉惠芝贞慧"
FEMALE_YOUNG = "芳娜敏静丽艳娟霞燕玲婷雪佳怡欣涵梓诗雨琪晨雅思梦萍莉洁颖倩琳慧莹丹文瑶悦蕾璐妍可馨然彤薇菲月心语子晓"
MINORITY_MALE = (
    *("买买提", "艾合买提", "吐尔逊", "阿不都热合曼", "玉素甫", "艾力", "库尔班", "热合曼", "依明"),
    *("努尔", "肉孜", "卡德尔", "亚森", "达吾提", "尼亚孜"),
)
MINORITY_FEMALE = (
    *("阿依古丽", "帕提古丽", "热依汗", "古丽娜尔", "吐尔逊古丽", "祖丽菲亚", "玛依努尔"),
    *("阿米娜", "古丽仙", "布海丽其"),
)
YOUNG_BELOW = 45
STEEPNESS = 0.55


def draw_surname(dice: random.Random) -> str:
    """Return a family name, the common ones as often as they are."""
    names, weights = _surname_weights()
    return dice.choices(names, cum_weights=weights)[0]


def draw_given(dice: random.Random, sex: str, age: int) -> str:
    """Return a given name of one or two characters, in the fashion of somebody's youth."""
    is_young = age < YOUNG_BELOW
    pool = {
        ("male", True): MALE_YOUNG,
        ("male", False): MALE_OLD,
        ("female", True): FEMALE_YOUNG,
        ("female", False): FEMALE_OLD,
    }[sex, is_young]
    first = _draw(dice, pool)
    if dice.random() < (0.18 if is_young else 0.09):
        return first
    return first + _draw(dice, pool)


def draw_minority_name(dice: random.Random, sex: str) -> str:
    """Return a name of two parts with a dot: one's own and the father's."""
    own = dice.choice(MINORITY_MALE if sex == "male" else MINORITY_FEMALE)
    return f"{own}·{dice.choice(MINORITY_MALE)}"


def _draw(dice: random.Random, pool: str) -> str:
    return dice.choices(pool, cum_weights=_given_weights(len(pool)))[0]


@cache
def _surname_weights() -> tuple[list[str], list[float]]:
    return [name for name, _ in SURNAMES], list(accumulate(weight for _, weight in SURNAMES))


@cache
def _given_weights(count: int) -> list[float]:
    """Return running weights that fall with the rank, so that the first characters are the common ones."""
    return list(accumulate(1 / (rank + 3) ** STEEPNESS for rank in range(count)))
