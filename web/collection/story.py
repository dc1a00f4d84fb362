"""A submission as people read it: questions and answers, round by round, numbers that identify masked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from foundation.identifiers import mask
from registry.models import Submission
from registry.rules.collection import mapping
from registry.rules.collection.instance import Answer, read_instance
from registry.rules.collection.questions import BINARY, SELECTS, Question, from_json
from registry.rules.collection.records import read_moment
from registry.rules.privacy.kinds import shows_quoted
from registry.rules.privacy.sight import Sight
from web.filters import day, moment, number
from web.languages import current_language

COUNTS = frozenset({"new_member_count", "event_count"})


@dataclass
class Section:
    """One round of a repeat, or everything outside of all.

    Args:
        rows: question, answer, and whether it is hidden from the reader.
    """

    title: str
    rows: list[tuple[str, str, bool]] = field(default_factory=list)


def sections(submission: Submission, villages: Mapping[str, str], sight: Sight) -> list[Section]:
    """Return a submission's answers, the household first.

    Args:
        villages: code → name, because the form knows villages by a list of the device's.
    """
    questions = {question.path: question for question in from_json(submission.version.questions)}
    found: dict[tuple[str, tuple[int, ...]], Section] = {}
    names: dict[tuple[str, tuple[int, ...]], str] = {}
    for question, answer in _known(submission, questions):
        key = (question.repeat, answer.row_in(question.repeat)) if question.repeat else ("", ())
        if question.name in ("known_name", "name"):
            names[key] = names.get(key) or answer.text
        if question.is_shown and question.kind != BINARY and question.name not in COUNTS:
            text = villages.get(answer.text, "") if question.name == "village_code" else ""
            text = text or value_text(question, answer.text)
            row = (question_label(question), text, not shows_quoted(sight, question.name))
            found.setdefault(key, Section("")).rows.append(row)
    for key, section in found.items():
        section.title = _title(key[0], key[1][-1] if key[1] else 0, names.get(key, ""))
    return sorted(found.values(), key=lambda section: section is not found.get(("", ())))


def question_label(question: Question) -> str:
    """Return a question's words; what the form fills into them is left out."""
    text = question.label(current_language())
    return _("What is new") if question.name == mapping.MEMBER_STATE else text


def value_text(question: Question, text: str) -> str:
    """Return an answer as people read it."""
    if mapping.is_secret(question.name):
        return mask(text)
    if question.kind in SELECTS:
        return question.word(text, current_language())
    if question.kind == "date":
        return _day(text)
    if question.kind == "dateTime":
        found = read_moment(text)
        return moment(found) if found else text
    if question.kind == "geopoint":
        return _place(text)
    return _plain(text) if question.kind in ("int", "decimal") else text


def _known(submission: Submission, questions: dict[str, Question]) -> Iterator[tuple[Question, Answer]]:
    for answer in read_instance(submission.xml.encode()).answers:
        question = questions.get(answer.path)
        if question is not None:
            yield question, answer


def _title(repeat: str, place: int, name: str) -> str:
    if repeat == mapping.EVENTS:
        return _("Event %(number)s", number=place)
    if repeat in (mapping.MEMBERS, mapping.NEW_MEMBERS):
        kind = _("New member") if repeat == mapping.NEW_MEMBERS else _("Member")
        return f"{kind}: {name}" if name else f"{kind} {place}"
    return f"{repeat} {place}" if repeat else _("Household")


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _place(text: str) -> str:
    parts = text.split()
    if len(parts) < 4:
        return text
    return _("%(lat)s, %(lon)s (within %(metres)s m)", lat=parts[0], lon=parts[1], metres=_plain(parts[3]))


def _plain(text: str) -> str:
    try:
        return number(float(text))
    except ValueError:
        return text
