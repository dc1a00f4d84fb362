"""Made-up names: common surnames with common given names, drawn at random; nobody we know of is meant."""

from random import Random

SURNAMES = (
    *("陈", "黄", "温", "赖", "刘", "邓", "李", "张", "王", "罗", "曾", "谢", "熊", "廖", "许", "周"),
    *("吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "唐", "董", "肖", "曹"),
)
COMPOUND_SURNAMES = ("欧阳", "上官")
MALE_OLD = (
    "建国",
    "国强",
    "水生",
    "金生",
    "福生",
    "志强",
    "长根",
    "德明",
    "光明",
    "文才",
    "木根",
    "春生",
    "永福",
    "和平",
)
MALE_YOUNG = (
    "伟",
    "杰",
    "浩然",
    "子轩",
    "俊辉",
    "宇航",
    "志鹏",
    "家豪",
    "文博",
    "明轩",
    "嘉诚",
    "晨曦",
    "俊杰",
    "小龙",
)
FEMALE_OLD = (
    "桂英",
    "秀兰",
    "凤英",
    "玉珍",
    "金莲",
    "秋香",
    "美华",
    "春梅",
    "月娥",
    "水英",
    "菊香",
    "冬秀",
    "兰英",
    "桃英",
)
FEMALE_YOUNG = (
    "婷",
    "静",
    "雨涵",
    "欣怡",
    "梦瑶",
    "佳慧",
    "思琪",
    "诗涵",
    "丽萍",
    "小燕",
    "晓芳",
    "文静",
    "雅琴",
    "子涵",
)
YOUNG_BELOW = 42

# Natural villages often bear the name of the family that settled there: Zhangjia is the Zhangs'.
SETTLED_BY = {
    "zhangjia": "张",
    "wangjia": "王",
    "zhoujia": "周",
    "xujia": "徐",
    "luojia": "罗",
    "chenjia": "陈",
    "wujia": "吴",
    "dengjia": "邓",
    "tangjia": "唐",
    "gaojia": "高",
    "zhaojia": "赵",
    "xiajia": "夏",
    "minjia": "闵",
}
SETTLER_SHARE = 0.8


def draw_surname(rng: Random, natural_village: str = "") -> str:
    """Return a surname; in a village that one family settled mostly that family's."""
    settlers = next((name for pinyin, name in SETTLED_BY.items() if natural_village.endswith(pinyin)), None)
    if settlers and rng.random() < SETTLER_SHARE:
        return settlers
    return rng.choice(COMPOUND_SURNAMES) if rng.random() < 0.01 else rng.choice(SURNAMES)


def draw_given_name(rng: Random, *, is_male: bool, age: int) -> str:
    """Return a given name of the fashion of somebody's youth."""
    if is_male:
        return rng.choice(MALE_YOUNG if age < YOUNG_BELOW else MALE_OLD)
    return rng.choice(FEMALE_YOUNG if age < YOUNG_BELOW else FEMALE_OLD)
