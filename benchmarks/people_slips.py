"""What happens to a person's particulars when they are written down: the errors of Chinese registers, with their rates.

Characters that sound alike come from the national character set's first level, not from the linkage's own tables; the
lookalikes are a list of this file's own, half of which the linkage does not know.
"""

import random
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

from registry.rules.linkage.characters import near_sound, sound, without_tone
from registry.rules.linkage.lunar import day_of_lunar
from registry.rules.linkage.names import split_surname

LOOKALIKES = (
    "伟炜 晴睛 玲铃 梅海 辉晖 清请 兰三 芳苏 建健 勇男 涛祷 刚钢 明朋 华毕 秀季 莲连 珍诊 菊鞠 霞露 娟捐 静净 "
    "敏每 丽两 艳绝 杰木 鹏朋 斌武 浩洁 轩杆 俊峻 豪毫 嘉喜 鑫金 毅殷 峰锋 飞气 波破 亮高 凯岂 睿容 泽择 瑞端 "
    "航舱 翔祥 旭旮 诚城 然燃 思恩 源原 佳往 怡恰 欣欢 涵函 诗侍 雨两 琪棋 雅稚 梦楚 萍平 莉利 颖颍 倩请 琳林 "
    "慧惠 莹萤 丹舟 瑶摇 悦说 蕾雷 璐路 妍研 馨香 彤丹 薇微 菲非 国团 志忘 德得 军车 春舂 福富 根很 荣宋 光先 "
    "永水 新斯 庆厌 贵责 忠思 祥样 富宫 义叉 兴光 胜性 友发 才寸 民氏 东车 树村 良艮 英莫 玉王 桂挂 凤风 香杳 "
    "云去 红江 爱受 翠卒 月用 娥俄 珠株 琴琵 冬各 秋秒 淑叔 银根 女安 仙们 巧功 桃挑 招召 细组 群君 贞员"
)
_TRADITIONAL = (
    "国國 华華 军軍 贵貴 长長 兴興 义義 云雲 东東 树樹 连連 宝寶 兰蘭 凤鳳 红紅 爱愛 莲蓮 银銀 细細 伟偉 强強 "
    "磊磊 杰傑 涛濤 鹏鵬 辉輝 宇宇 轩軒 豪豪 鑫鑫 刚剛 凯凱 龙龍 泽澤 瑞瑞 航航 阳陽 宁寧 张張 刘劉 陈陳 杨楊 "
    "赵趙 黄黃 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 萧蕭 邓鄧 许許 苏蘇 卢盧 蒋蔣 贾賈 丁丁 阎閻 钟鐘 汪汪 "
    "谭譚 邹鄒 陆陸 龚龔 聂聶"
)
TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in _TRADITIONAL.split()})


@dataclass(frozen=True, slots=True)
class Slips:
    """How often each error occurs in one register, as a share of persons; name errors exclude one another."""

    same_sound: float = 0.030
    other_tone: float = 0.022
    near_sound: float = 0.010
    lookalike: float = 0.012
    traditional: float = 0.020
    dropped_character: float = 0.006
    added_character: float = 0.004
    swapped_order: float = 0.006
    pinyin: float = 0.008
    remark: float = 0.012
    nickname: float = 0.004
    number_missing: float = 0.16
    number_old: float = 0.03
    digit_wrong: float = 0.016
    digits_swapped: float = 0.012
    digit_dropped: float = 0.006
    certificate: float = 0.015
    number_of_another: float = 0.002
    day_month_swapped: float = 0.010
    date_digit: float = 0.012
    year_off: float = 0.012
    lunar: float = 0.020
    first_of_january: float = 0.012
    phone_missing: float = 0.22
    phone_changed: float = 0.22
    sex_wrong: float = 0.004
    moved: float = 0.05
    married_out: float = 0.02
    missing_from_family: float = 0.06

    def scaled(self, factor: float) -> "Slips":
        """Return the slips of somebody who writes that many times as badly; what people themselves did stays."""
        return replace(self, **{name: min(getattr(self, name) * factor, 0.2) for name in WRITING})


WRITING = (
    *("same_sound", "other_tone", "near_sound", "lookalike", "dropped_character", "added_character", "swapped_order"),
    *("pinyin", "nickname", "digit_wrong", "digits_swapped", "digit_dropped", "number_of_another", "day_month_swapped"),
    *("date_digit", "year_off", "lunar", "first_of_january", "sex_wrong"),
)
"""The errors of whoever writes."""

POOR_HAND = Slips()
GOOD_HAND = Slips(
    *(0.004, 0.003, 0.001, 0.002, 0.002, 0.001, 0.0005, 0.001, 0.0, 0.003, 0.001),
    *(0.04, 0.005, 0.003, 0.002, 0.001, 0.01, 0.0005),
    *(0.001, 0.002, 0.002, 0.008, 0.004),
    *(0.10, 0.0, 0.001, 0.0, 0.0, 0.0),
)


class Written(NamedTuple):
    """A person's particulars as they were written down."""

    name: str
    sex: str
    born_on: str
    id_number: str
    phone: str


def miswrite(
    dice: random.Random,
    slips: Slips,
    *,
    name: str,
    sex: str,
    born_on: date,
    id_number: str,
    phone: str,
    other_number: str,
) -> Written:
    """Return what somebody wrote down of a person.

    Args:
        other_number: the ID number of another member of the family, which may be taken by mistake.
    """
    other_sex = "male" if sex == "female" else "female"
    return Written(
        name=write_name(dice, slips, name),
        sex=other_sex if dice.random() < slips.sex_wrong else sex,
        born_on=write_date(dice, slips, born_on),
        id_number=write_number(dice, slips, id_number, born_on, other_number),
        phone=write_phone(dice, slips, phone),
    )


def write_name(dice: random.Random, slips: Slips, name: str) -> str:
    """Return a name with at most one error."""
    chance = dice.random()
    for rate, act in (
        (slips.same_sound, _same_sound),
        (slips.other_tone, _other_tone),
        (slips.near_sound, _near_sound),
        (slips.lookalike, _lookalike),
        (slips.traditional, lambda _dice, text: text.translate(TRADITIONAL)),
        (slips.dropped_character, _dropped),
        (slips.added_character, _added),
        (slips.swapped_order, _swapped),
        (slips.pinyin, _pinyin),
        (slips.remark, _remark),
        (slips.nickname, lambda d, text: text[0] + d.choice(("小妹", "老三", "狗仔", "细毛", "大头", "满崽"))),
    ):
        if chance < rate:
            return act(dice, name)
        chance -= rate
    if "·" in name and dice.random() < 0.3:
        return dice.choice(
            (name.replace("·", ""), name.replace("·", "."), name.replace("·", " "), name.partition("·")[0])
        )
    return name


def write_date(dice: random.Random, slips: Slips, day: date) -> str:
    """Return a date of birth with at most one error, as year-month-day."""
    chance = dice.random()
    for rate, act in (
        (slips.day_month_swapped, _day_month_swapped),
        (slips.date_digit, _date_digit),
        (slips.year_off, lambda d, born: _replaced(born, born.year + d.choice((-1, -1, 1, -2, 2)))),
        (slips.lunar, _as_lunar),
        (slips.first_of_january, lambda _dice, born: date(born.year, 1, 1)),
    ):
        if chance < rate:
            return (act(dice, day) or day).isoformat()
        chance -= rate
    return day.isoformat()


def write_number(dice: random.Random, slips: Slips, number: str, born_on: date, other: str) -> str:
    """Return an ID number with at most one error; empty when it was not asked for."""
    chance = dice.random()
    place = dice.randrange(17)
    wrong = str((int(number[place]) + dice.randrange(1, 10)) % 10)
    for rate, written in (
        (slips.number_missing, ""),
        (slips.number_old, number[:6] + number[8:17] if born_on.year < 2000 else number),
        (
            slips.digit_wrong,
            number[:place] + wrong + number[place + 1 :],
        ),
        (slips.digits_swapped, number[:place] + number[place + 1] + number[place] + number[place + 2 :]),
        (slips.digit_dropped, number[:place] + number[place + 1 :]),
        (slips.certificate, f"{number}{dice.randrange(1, 8)}{dice.randrange(1, 5)}"),
        (slips.number_of_another, other),
    ):
        if chance < rate:
            return written
        chance -= rate
    return number.lower() if dice.random() < 0.1 else number


def write_phone(dice: random.Random, slips: Slips, phone: str) -> str:
    """Return a telephone number, which people change more often than anything else."""
    chance = dice.random()
    if not phone or chance < slips.phone_missing:
        return ""
    if chance < slips.phone_missing + slips.phone_changed:
        return f"1{dice.choice('3578')}{dice.randrange(10**9):09d}"
    return dice.choice((phone, phone, phone, f"+86 {phone}", f"{phone[:3]} {phone[3:7]} {phone[7:]}"))


@cache
def _characters() -> dict[str, list[str]]:
    """Return the characters of the national set's first level by how they sound: with tone, without, nearly."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for column in range(0xA1, 0xFF):
            try:
                character = bytes((row, column)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            tone = sound(character)
            plain = without_tone(tone)
            for key in (tone, plain, "~" + near_sound(plain)):
                found[key].append(character)
    return dict(found)


@cache
def _lookalikes() -> dict[str, str]:
    return {one: other for pair in LOOKALIKES.split() for one, other in (pair, pair[::-1])}


def _replace_one(dice: random.Random, name: str, others: dict[str, list[str]]) -> str:
    """Replace a character of the given name, seldom of the surname, by one of `others`."""
    surname, _given = split_surname(name)
    first = 0 if dice.random() < 0.12 else len(surname)
    places = [place for place in range(first, len(name)) if others.get(name[place])]
    if not places:
        return name
    place = dice.choice(places)
    return name[:place] + dice.choice(others[name[place]]) + name[place + 1 :]


def _same_sound(dice: random.Random, name: str) -> str:
    known = _characters()
    return _replace_one(dice, name, {c: [o for o in known.get(sound(c), ()) if o != c] for c in name})


def _other_tone(dice: random.Random, name: str) -> str:
    known = _characters()
    others = {c: [o for o in known.get(without_tone(sound(c)), ()) if sound(o) != sound(c)] for c in name}
    return _replace_one(dice, name, others)


def _near_sound(dice: random.Random, name: str) -> str:
    known = _characters()
    plain = {c: without_tone(sound(c)) for c in name}
    others = {
        c: [o for o in known.get("~" + near_sound(plain[c]), ()) if without_tone(sound(o)) != plain[c]] for c in name
    }
    return _replace_one(dice, name, others)


def _lookalike(dice: random.Random, name: str) -> str:
    return _replace_one(dice, name, {c: [_lookalikes()[c]] for c in name if c in _lookalikes()})


def _dropped(dice: random.Random, name: str) -> str:
    if len(name) < 3 or "·" in name:
        return name
    place = dice.randrange(1, len(name))
    return name[:place] + name[place + 1 :]


def _added(dice: random.Random, name: str) -> str:
    surname, given = split_surname(name)
    return surname + dice.choice("小大阿文国志") + given[-1:] if len(given) == 1 else name + dice.choice("儿生妹英")


def _swapped(_dice: random.Random, name: str) -> str:
    surname, given = split_surname(name)
    return given + surname if "·" not in name else "·".join(reversed(name.split("·")))


def _pinyin(dice: random.Random, name: str) -> str:
    surname, given = split_surname(name.replace("·", ""))
    last = "".join(without_tone(sound(c)) for c in surname).capitalize()
    first = "".join(without_tone(sound(c)) for c in given).capitalize()
    return dice.choice((f"{last} {first}", f"{first} {last}", f"{last.upper()} {first}"))


def _remark(dice: random.Random, name: str) -> str:
    return dice.choice((f"{name}（户主）", f"{name} ", " ".join(name), f"{name}1", f"{name}(已婚)"))


def _day_month_swapped(_dice: random.Random, day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def _date_digit(dice: random.Random, day: date) -> date | None:
    text = day.strftime("%Y%m%d")
    place = dice.choice((3, 5, 6, 7, 7))
    changed = text[:place] + str((int(text[place]) + dice.randrange(1, 10)) % 10) + text[place + 1 :]
    return _date(changed)


def _as_lunar(_dice: random.Random, day: date) -> date | None:
    """Return the lunar date of a day, read as if it were one of the common calendar."""
    for year in (day.year, day.year - 1):
        for month in range(12, 0, -1):
            first = day_of_lunar(year, month, 1)
            if first is not None and 0 <= (day - first).days < 30:
                return _date(f"{year}{month:02d}{(day - first).days + 1:02d}")
    return None


def _replaced(day: date, year: int) -> date | None:
    return _date(f"{year}{day:%m%d}")


def _date(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
