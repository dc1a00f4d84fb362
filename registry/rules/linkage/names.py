"""A person's name in the forms in which it is compared: as written, by ear with and without tone, by eye, in any order.

Source: docs/methods.md, Record linkage.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from registry.rules.imports.text import tidy, tidy_name
from registry.rules.linkage.characters import (
    COMPOUND_SURNAMES,
    HAN,
    forms,
    known_syllables,
    near_sound,
    simplified,
    surname_forms,
    without_tone,
)

DOT = "·"
LONGEST = 60
REMEMBERED = 65_536
_REMARK = re.compile(r"[(\[{【〔<〈（［｛][^)\]}】〕>〉）］｝]*[)\]}】〕>〉）］｝]?")
_PLAIN = re.compile(r"[一-鿿]{2,4}")
_LATIN = re.compile(r"[^\W\d_]+")
_TONE_DIGIT = re.compile(r"(?<=[a-zü:])[1-5]")


class PersonName(NamedTuple):
    """A name's forms; an empty text means that the name has no such form.

    Args:
        written: simplified characters without blanks, dots and remarks.
        tone: its syllables with their tones.
        sound: its syllables in plain letters, as pinyin without tones.
        ordered: the same syllables sorted, equal whatever the order of surname and given name.
        near: its syllables as they are mistaken for one another by ear.
        shape: each character replaced by the one that stands for its lookalikes.
        surname: the sound of the surname, or of the first syllable, by ear.
        head: the first part of a name with a dot, the form into which long names are cut.
    """

    written: str
    tone: str
    sound: str
    ordered: str
    near: str
    shape: str
    surname: str
    head: str


NO_NAME = PersonName("", "", "", "", "", "", "", "")


@lru_cache(maxsize=REMEMBERED)
def read_name(text: str | None) -> PersonName:
    """Return the forms of a name in Chinese characters, in pinyin or in another script."""
    parts = _parts(text or "")
    written = "".join(parts)
    if not written:
        return NO_NAME
    if HAN.search(written):
        return _from_characters(parts, written)
    return _from_letters(parts)


def split_surname(name: str) -> tuple[str, str]:
    """Return surname and given name of a name in characters; compound surnames are known."""
    cut = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:cut], name[cut:]


def _parts(text: str) -> list[str]:
    if _PLAIN.fullmatch(text):
        return ["".join(map(simplified, text))]
    plain = unicodedata.normalize("NFKC", tidy_name(tidy(text)[:LONGEST])).replace("・", DOT)
    plain = _REMARK.sub(" ", plain)
    if not HAN.search(plain):
        return _LATIN.findall(_TONE_DIGIT.sub("", plain.casefold()))
    parts = plain.replace(".", DOT).split(DOT)
    kept = ("".join(simplified(c) for c in part if HAN.match(c) or c.isalpha()) for part in parts)
    return [part for part in kept if part]


def _from_characters(parts: list[str], written: str) -> PersonName:
    surname, given = ("", written) if len(parts) > 1 else split_surname(written)
    found = [*surname_forms(surname), *map(forms, given)]
    sounds = [one.sound for one in found]
    return PersonName(
        written=written,
        tone=" ".join([one.tone for one in found]),
        sound=" ".join(sounds),
        ordered=" ".join(sorted(sounds)),
        near=" ".join([one.near for one in found]),
        shape="".join([one.look for one in found]),
        surname=found[0].near,
        head=parts[0] if len(parts) > 1 else "",
    )


def _from_letters(parts: list[str]) -> PersonName:
    sounds = [syllable for part in parts for syllable in split_syllables(without_tone(part))]
    return PersonName(
        written="",
        tone="",
        sound=" ".join(sounds),
        ordered=" ".join(sorted(sounds)),
        near=" ".join(near_sound(one) for one in sounds),
        shape="",
        surname=near_sound(sounds[0]),
        head="",
    )


@cache
def split_syllables(word: str) -> tuple[str, ...]:
    """Cut a word of pinyin into as few syllables as it has; a word that is no pinyin stays whole."""
    best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
    syllables = known_syllables()
    for end in range(1, len(word) + 1):
        for start in range(max(end - 6, 0), end):
            before = best[start]
            if before is None or word[start:end] not in syllables:
                continue
            found = best[end]
            if found is None or len(before) + 1 < len(found):
                best[end] = (*before, word[start:end])
    return best[-1] or (word,)
