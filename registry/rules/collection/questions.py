"""The questions of a published form, as they are kept beside it: what each asks, and where its answer goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.rules.collection.mapping import Target, find_target
from registry.rules.words_imports import StagedEntity

BINARY = "binary"
NOTE = "note"
SELECTS = frozenset({"select1", "select"})


@dataclass(frozen=True, slots=True)
class Question:
    """One node of the form that carries an answer.

    Args:
        path: node names from the form's root, repeats included, without places: `members/changed/health`.
        repeat: the name of the innermost repeat around it, empty outside of all.
        kind: the data type of the XForm (`string`, `int`, `decimal`, `date`, `select1`, `geopoint`, `binary`, …).
        labels: language → the words of the question; empty for what the form computes by itself.
        choices: stored value → language → word.
    """

    path: str
    repeat: str
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def target(self) -> Target | None:
        return find_target(self.name, self.repeat)

    @property
    def is_shown(self) -> bool:
        """Tell whether people are asked this, rather than the form computing it or only telling something."""
        return bool(self.labels) and self.kind != NOTE

    def label(self, language: str) -> str:
        """Return the question in a language, or in any that the form has."""
        return _in(self.labels, language) or self.name

    def word(self, value: str, language: str) -> str:
        """Return a choice's word; of several chosen ones, all of them."""
        values = value.split() if self.kind == "select" else [value]
        return ", ".join(_in(self.choices.get(one, {}), language) or one for one in values)


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a form says of itself.

    Args:
        media: names of the files it uses, apart from the form itself.
    """

    form_id: str
    version: str
    title: str
    questions: tuple[Question, ...]
    media: tuple[str, ...]


def to_json(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return questions as plain values to keep."""
    return [
        {
            "path": one.path,
            "repeat": one.repeat,
            "kind": one.kind,
            "labels": dict(one.labels),
            "choices": {value: dict(words) for value, words in one.choices.items()},
        }
        for one in questions
    ]


def from_json(kept: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return kept questions."""
    return tuple(Question(one["path"], one["repeat"], one["kind"], one["labels"], one["choices"]) for one in kept)


def entities_of(questions: Sequence[Question]) -> list[StagedEntity]:
    """Return which records of the register a form can fill."""
    found = {one.target.entity for one in questions if one.target is not None}
    return [entity for entity in StagedEntity if entity in found]
