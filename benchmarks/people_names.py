"""Names as unevenly spread as real ones: a few family names for most people, given names by sex and generation.

The shares of the hundred commonest family names follow the census of 2020 roughly; given names are put together from
characters in fashion at the time, the commonest far more often than the rare ones. No list of real people is used.
"""

import random
from functools import cache
from itertools import accumulate

_SURNAMES = (
    "王72 李71 张68 刘51 陈45 杨31 赵23 黄22 周19 吴18 徐14 孙14 胡12 朱12 高12 林11 何11 郭11 马10 罗9 梁8 宋8 "
    "郑8 谢7 韩7 唐7 冯6 于6 董6 萧5 程5 曹5 袁5 邓5 许5 傅5 沈5 曾5 彭5 吕4 苏4 卢4 蒋4 蔡4 贾4 丁4 魏4 薛4 叶4 "
    "阎4 余4 潘3 杜3 戴3 夏3 钟3 汪3 田3 任3 姜3 范3 方3 石3 姚3 谭3 廖3 邹3 熊3 金3 陆3 郝2 孔2 白2 崔2 康2 毛2 "
    "邱2 秦2 江2 史2 顾2 侯2 邵2 孟2 龙2 万2 段2 雷2 钱2 汤2 尹2 黎2 易2 常1 武1 乔1 贺1 赖2 龚1 文1 温1 聂1 "
    "欧阳1 上官0.3 司马0.2 诸葛0.1 单0.4 解0.4 仇0.2 查0.3 翟0.8 区0.2 覃1 尉迟0.05 皇甫0.1"
)
"""Names with their share in a thousand."""
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
    found = [(word.rstrip("0123456789."), word) for word in _SURNAMES.split()]
    return [name for name, _ in found], list(accumulate(float(word.removeprefix(name)) for name, word in found))


@cache
def _given_weights(count: int) -> list[float]:
    """Return running weights that fall with the rank, so that the first characters are the common ones."""
    return list(accumulate(1 / (rank + 3) ** STEEPNESS for rank in range(count)))
