"""What a submission says of the register: one text for each field of each record, in the register's own words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from registry.rules.collection import mapping
from registry.rules.collection.instance import Answer, Instance
from registry.rules.collection.questions import BINARY, Question
from registry.rules.imports.fields import HOUSEHOLD, FieldKind, field_named
from registry.rules.words import ConsentPurpose
from registry.rules.words_imports import StagedEntity

YEARLY = "year"
"""The reference of a year's amounts, the same that county sheets get: a form and a sheet write one line, not two."""
NUMBERS = frozenset({FieldKind.NUMBER, FieldKind.WHOLE, FieldKind.MONEY})
NUMBER_TYPES = frozenset({"int", "decimal"})
DATES = 10
LINE_ENTITIES = (StagedEntity.INCOME, StagedEntity.SPENDING, StagedEntity.EVENT)
EXTRA = "extra."


class Place(NamedTuple):
    """Where a value belongs.

    Args:
        record: empty for the household, a person's code, or the key of a line (`date|kind|reference`).
        field: the field's name; `extra.` before a further one's.
    """

    entity: StagedEntity
    record: str
    field: str


Edits = Mapping[Place, str]


@dataclass(frozen=True, slots=True)
class Records:
    """A submission read for the register.

    Args:
        base_mark: when the household was last changed, as the device had it; None for one that the device did not know.
        consents: purpose → yes or no.
        files: names of the files that it brings.
    """

    household_code: str
    village_code: str
    base_mark: datetime | None
    edits: dict[Place, str]
    consents: dict[ConsentPurpose, bool]
    consent_by: str
    files: tuple[str, ...]
    finished_at: datetime | None
    head: str = ""


@dataclass
class _Reader:
    questions: Mapping[str, Question]
    answers: Sequence[Answer]
    named: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.named = {question.name: answer.text for question, answer in self.known() if not question.repeat}

    def known(self) -> Iterator[tuple[Question, Answer]]:
        for answer in self.answers:
            question = self.questions.get(answer.path)
            if question is not None:
                yield question, answer


def read_records(instance: Instance, questions: Sequence[Question]) -> Records:
    """Return what a submission says of the register under the form that it was filled in with."""
    reader = _Reader({question.path: question for question in questions}, instance.answers)
    base_mark = read_moment(reader.named.get(mapping.BASE_MARK, ""))
    edits: dict[Place, str] = {}
    edits |= _household(reader, is_known=base_mark is not None)
    edits |= _people(reader)
    edits |= _yearly(reader)
    edits |= _events(reader)
    return Records(
        reader.named.get(mapping.HOUSEHOLD_CODE, ""),
        reader.named.get("village_code", ""),
        base_mark,
        edits,
        _consents(reader),
        reader.named.get(mapping.CONSENT_BY, ""),
        tuple(dict.fromkeys(answer.text for question, answer in reader.known() if question.kind == BINARY)),
        read_moment(reader.named.get("end", "")),
        _head(reader, edits),
    )


def read_moment(text: str) -> datetime | None:
    """Return a moment with its time zone, None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def plain_value(entity: StagedEntity, name: str, text: str) -> str:
    """Return a value in the one form in which values are compared: numbers without idle zeros, days without hours."""
    found = field_named(entity, name)
    if found is None:
        return text
    if found.kind in NUMBERS:
        return _number(text)
    if found.kind is FieldKind.LIST:
        return ",".join(sorted(text.replace(",", " ").split()))
    return text[:DATES] if found.kind is FieldKind.DATE else text


def _plain(question: Question, entity: StagedEntity, name: str, text: str) -> str:
    return _number(text) if question.kind in NUMBER_TYPES else plain_value(entity, name, text)


def _number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return text
    return format(number.normalize(), "f")


def _household(reader: _Reader, *, is_known: bool) -> dict[Place, str]:
    edits: dict[Place, str] = {}
    for question, answer in reader.known():
        target = question.target
        if target is None or target.entity is not StagedEntity.HOUSEHOLD:
            continue
        if target.field == mapping.LOCATION:
            edits |= _location(answer.text)
        elif target.field != "code" and not (is_known and target.field == "village_code"):
            name = f"{EXTRA}{target.field}" if target.is_extra else target.field
            edits[Place(StagedEntity.HOUSEHOLD, "", name)] = _plain(question, StagedEntity.HOUSEHOLD, name, answer.text)
    return edits


def _location(text: str) -> dict[Place, str]:
    parts = text.split()
    if len(parts) < 2:
        return {}
    known = {one.name for one in HOUSEHOLD}
    pairs = zip(("latitude", "longitude"), parts, strict=False)
    return {
        Place(StagedEntity.HOUSEHOLD, "", name): plain_value(StagedEntity.HOUSEHOLD, name, _rounded(part))
        for name, part in pairs
        if name in known
    }


def _rounded(degrees: str) -> str:
    try:
        return str(round(Decimal(degrees), 6))
    except InvalidOperation:
        return degrees


def _rounds(reader: _Reader, entity: StagedEntity) -> Iterator[dict[str, str]]:
    """Yield each round of the repeats that hold an entity, as field → text."""
    rounds: dict[tuple[str, tuple[int, ...]], dict[str, str]] = {}
    for question, answer in reader.known():
        target = question.target
        if question.repeat and target is not None and target.entity is entity:
            name = f"{EXTRA}{target.field}" if target.is_extra else target.field
            key = (question.repeat, answer.row_in(question.repeat))
            rounds.setdefault(key, {})[name] = _plain(question, entity, name, answer.text)
    yield from rounds.values()


def _people(reader: _Reader) -> dict[Place, str]:
    edits: dict[Place, str] = {}
    for person in _rounds(reader, StagedEntity.PERSON):
        code = person.pop("code", "")
        if "died_on" in person:
            person.setdefault("left_on", person["died_on"])
        edits |= {Place(StagedEntity.PERSON, code, name): text for name, text in person.items()}
    return edits


def _yearly(reader: _Reader) -> dict[Place, str]:
    year = reader.named.get(mapping.MONEY_YEAR, "")
    edits = {}
    for question, answer in reader.known():
        target = question.target
        if target is not None and target.entity in (StagedEntity.INCOME, StagedEntity.SPENDING):
            record = line_key(f"{year}-12-31", target.field, YEARLY)
            edits[Place(target.entity, record, "amount")] = _number(answer.text)
    return edits


def _events(reader: _Reader) -> dict[Place, str]:
    edits: dict[Place, str] = {}
    for event in _rounds(reader, StagedEntity.EVENT):
        record = line_key(event.pop("happened_on", ""), kind := event.pop("kind", ""), "")
        edits[Place(StagedEntity.EVENT, record, "kind")] = kind
        edits |= {Place(StagedEntity.EVENT, record, name): text for name, text in event.items()}
    return edits


def line_key(day: str, kind: str, reference: str) -> str:
    """Return the key of a line of income or spending or of an event."""
    return f"{day}|{kind}|{reference}"


def _consents(reader: _Reader) -> dict[ConsentPurpose, bool]:
    return {
        ConsentPurpose(name.removeprefix(mapping.CONSENT)): text == "yes"
        for name, text in reader.named.items()
        if name.startswith(mapping.CONSENT) and name.removeprefix(mapping.CONSENT) in set(ConsentPurpose)
    }


def _head(reader: _Reader, edits: Edits) -> str:
    """Return whom the submission names as head, for lists; what the device had of the household otherwise."""
    heads = [place.record for place, text in edits.items() if place.field == "relation" and text == "head"]
    names = [edits.get(Place(StagedEntity.PERSON, code, "name"), "") for code in heads]
    return next(filter(None, names), "") or reader.named.get("household_label", "")
