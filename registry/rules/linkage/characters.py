"""Characters of Chinese names: their simplified form, how they sound, and which others they are mistaken for.

Source: docs/methods.md, Record linkage.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# Sounds that speakers of southern Mandarin, Gan and Hakka do not keep apart, and that those who write names down by ear
# exchange: retroflex and dental initials, n and l, h before u and f, front and back nasals.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("hu", "f"), ("n", "l"), ("r", "l"))
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))
_VARIANTS = str.maketrans("囯靑淸晳喆啟勲靣珎钅釆峯羣厯甦凃吳呉黄", "国青清晰哲启勋面珍金采峰群历苏涂吴吴黄")
_SURNAME_SOUNDS = {
    "单": "shàn", "解": "xiè", "曾": "zēng", "仇": "qiú", "查": "zhā", "翟": "zhái", "区": "ōu", "任": "rén",
    "朴": "piáo", "盖": "gě", "覃": "qín", "乐": "yuè", "缪": "miào", "纪": "jǐ", "燕": "yān", "员": "yùn",
    "宁": "nìng", "尉": "wèi", "召": "shào", "薄": "bó", "柏": "bǎi", "华": "huà", "应": "yīng", "哈": "hǎ",
    "冼": "xiǎn", "洗": "xiǎn", "祭": "zhài", "逄": "páng", "繁": "pó", "那": "nā", "折": "shé", "种": "chóng",
}  # fmt: skip
"""Readings that a character has as a surname only, or that are not its first in the dictionary."""
_COMPOUND = (
    "欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 司徒 令狐 宇文 长孙 东方 独孤 南宫 西门 端木 轩辕 申屠 万俟 "
    "呼延 钟离 闻人 公冶 太史 赫连 澹台 淳于 单于 完颜 拓跋 左丘 第五 公羊 东郭 南门 百里 谷梁 濮阳 闾丘 司空 "
    "司寇 鲜于 仲孙 亓官 宗政 壤驷 乐正 漆雕 公西 巫马 夹谷 宰父 梁丘 东门 南郭 归海 羊舌 微生 纳兰 叶赫 耶律"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
_COMPOUND_SOUNDS: dict[str, tuple[str, ...]] = {
    "尉迟": ("yù", "chí"),
    "万俟": ("mò", "qí"),
    "单于": ("chán", "yú"),
    "长孙": ("zhǎng", "sūn"),
}
HAN = re.compile(r"[〇㐀-鿿豈-﫿\U00020000-\U0003134f]")


@cache
def simplified(character: str) -> str:
    """Return a character's simplified form; characters that are no ideographs stay as they are."""
    return _traditional().get(character, character).translate(_VARIANTS)


@cache
def sound(character: str) -> str:
    """Return how an ideograph sounds, with its tone; itself when the dictionary has no reading."""
    return _readings().get(ord(character), character).split(",", 1)[0]


@cache
def without_tone(syllable: str) -> str:
    """Return a syllable in plain letters, ü as v."""
    plain = unicodedata.normalize("NFD", syllable.replace("ü", "v"))
    for tone in "\u0300\u0301\u0304\u030c":
        plain = plain.replace(tone, "")
    return unicodedata.normalize("NFC", plain).replace("ü", "v")


@cache
def near_sound(syllable: str) -> str:
    """Return a syllable without tone in the form that it shares with those it is mistaken for by ear."""
    for written, heard in _INITIALS:
        if syllable.startswith(written) and len(syllable) > len(written):
            syllable = heard + syllable.removeprefix(written)
            break
    for written, heard in _FINALS:
        if syllable.endswith(written):
            return syllable.removesuffix(written) + heard
    return syllable


class Forms(NamedTuple):
    """One character as it sounds, in plain letters, as it is misheard, and what stands for its lookalikes."""

    tone: str
    sound: str
    near: str
    look: str


@cache
def forms(character: str) -> Forms:
    """Return a simplified character's forms."""
    tone = sound(character)
    plain = without_tone(tone)
    return Forms(tone, plain, near_sound(plain), look(character))


@cache
def surname_forms(surname: str) -> tuple[Forms, ...]:
    """Return the forms of a surname of one or two characters, which may sound otherwise than in a given name."""
    sounds = _COMPOUND_SOUNDS.get(surname) or (_SURNAME_SOUNDS.get(surname),)
    if not all(sounds):
        return tuple(forms(character) for character in surname)
    plain = [(tone, without_tone(tone)) for tone in sounds if tone]
    return tuple(
        Forms(tone, letters, near_sound(letters), look(character))
        for character, (tone, letters) in zip(surname, plain, strict=True)
    )


@cache
def look(character: str) -> str:
    """Return the character that stands for all that look like this one; itself when none is known."""
    return _lookalikes().get(character, character)


@cache
def known_syllables() -> frozenset[str]:
    """Return every syllable of Mandarin in plain letters."""
    return frozenset(
        without_tone(reading)
        for readings in _readings().values()
        for reading in readings.split(",")
        if without_tone(reading).isascii() and len(reading) <= 6
    )


@cache
def _readings() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - 42,000 entries that only linkage needs

    return pinyin_dict


@cache
def _traditional() -> dict[str, str]:
    lines = files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {old: new.split(" ")[0] for old, new in pairs}


@cache
def _lookalikes() -> dict[str, str]:
    lines = files("registry").joinpath("data", "lookalikes.txt").read_text(encoding="utf-8").splitlines()
    return {character: line[0] for line in lines if line and not line.startswith("#") for character in line}
