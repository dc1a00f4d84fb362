"""Every sentence that people read exists in English and in Chinese."""

import re
from collections.abc import Iterator

from babel.messages.catalog import Message

from scripts.words import read_catalogue, source_sentences

PLACE = re.compile(r"%\((\w+)\)[sd]")


def singular(sentence: str | tuple[str, ...] | list[str]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def translated() -> dict[str, Message]:
    return {singular(message.id): message for message in read_catalogue() if message.id}


def texts(message: Message) -> Iterator[str]:
    yield from message.string if isinstance(message.string, tuple | list) else [message.string]


def places(message: Message) -> set[str]:
    return set(PLACE.findall(message.id if isinstance(message.id, str) else " ".join(message.id)))


def test_every_sentence_has_its_chinese() -> None:
    known = translated()
    missing = [
        f"{place}: {singular(sentence)!r}"
        for sentence, place in sorted(source_sentences().items(), key=lambda item: item[1])
        if not (found := known.get(singular(sentence))) or found.fuzzy or not all(texts(found))
    ]
    assert not missing, f"run `make words`; {len(missing)} sentences have no Chinese:\n" + "\n".join(missing[:60])


def test_a_translation_keeps_the_places_of_its_sentence() -> None:
    wrong = [
        singular(message.id)
        for message in translated().values()
        for text in texts(message)
        if text and set(PLACE.findall(text)) != places(message)
    ]
    assert not wrong, f"the places differ in: {wrong}"


def test_no_translation_is_left_over() -> None:
    left_over = sorted(set(translated()) - {singular(sentence) for sentence in source_sentences()})
    assert not left_over, f"run `make words`: nobody says any more {left_over[:20]}"
