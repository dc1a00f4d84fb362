"""How a text becomes the terms of the search index, and a reader's words the terms to look for.

Chinese has no spaces. Every run of characters is indexed by its single characters and by each pair of neighbours, so
that any word of two characters is found inside longer ones, whatever a dictionary makes of the run; the dictionary's
words (rjieba) are indexed beside them and rank real words above accidental neighbours. Other words are kept whole,
lower-cased, without stemming; a number or code such as `D-2026-000123` is kept whole and by its parts.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[-./:_'’][^\W_{HAN}]+)*")
STARTS_HAN = re.compile(rf"[{HAN}]")
JOINTS = re.compile(r"[-./:_'’]")
# Left out of a reader's words, because a text says the same with and without them.
EMPTY_CHARACTERS = frozenset("的了和与及或在是之")
EMPTY_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "or", "the", "to"})
MAX_CHARACTERS = 200
MAX_WORDS = 20
MAX_TERM = 64


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word that has to be found.

    Args:
        terms: all of these are in each text that has the word.
        word: the word itself, which ranks a text higher.
        is_prefix: longer words that begin with it count too.
    """

    terms: tuple[str, ...]
    word: str
    is_prefix: bool


def index_terms(text: str) -> Iterator[str]:
    """Yield each term of a text, as often as it occurs."""
    for run in _runs(text):
        if _is_han(run):
            yield from run
            yield from _pairs(run)
            yield from (word for word in rjieba.cut_for_search(run) if len(word) > 1)
        else:
            yield run[:MAX_TERM]
            parts = JOINTS.split(run)
            if len(parts) > 1:
                yield from (part[:MAX_TERM] for part in parts)


def wanted_words(text: str) -> list[Wanted]:
    """Read what somebody typed; an empty list when it has no word in it.

    Quotes, brackets, asterisks and the like are skipped: there is no query language to get wrong.
    """
    wanted: list[Wanted] = []
    for run in _runs(text[:MAX_CHARACTERS]):
        wanted += (
            _han_words(run) if _is_han(run) else [Wanted((run[:MAX_TERM],), run[:MAX_TERM], is_prefix=len(run) > 1)]
        )
    telling = [one for one in wanted if one.word not in EMPTY_CHARACTERS | EMPTY_WORDS]
    return (telling or wanted)[:MAX_WORDS]


def _han_words(run: str) -> Iterator[Wanted]:
    for word in rjieba.cut(run):
        yield Wanted(tuple(_pairs(word)) or (word,), word, is_prefix=False)


def _runs(text: str) -> list[str]:
    return RUNS.findall(unicodedata.normalize("NFKC", text).casefold())


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _is_han(run: str) -> bool:
    return STARTS_HAN.match(run) is not None
