"""Both sides of a contradiction beside each other, and what was chosen, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from foundation.actor import Actor
from foundation.identifiers import mask
from registry.models import SubmissionDecision
from registry.queries.collection.sides import Case
from registry.rules.collection.disputes import REGISTER
from registry.rules.collection.mapping import is_secret
from registry.rules.collection.questions import from_json
from registry.rules.collection.records import EXTRA, Place
from registry.rules.collection.words import SideKind
from registry.rules.imports.fields import FIELDS, FieldKind, field_named
from registry.rules.privacy.kinds import shows_quoted
from registry.rules.privacy.sight import Sight, sight_of
from registry.rules.words_imports import StagedEntity
from web.filters import day, label, moment, number
from web.languages import current_language

CHOICE, HAS = "won-", "has-"
NO_HOUSEHOLD = 0
"""Stands for the household of a form that names none: nobody's own."""


@dataclass(frozen=True)
class SideCard:
    """Somebody who says something: a short name for the table's heading, and who and when."""

    key: str
    name: str
    told: str


@dataclass(frozen=True)
class DisputeRow:
    """One field of which sides differ; `values` is side → words, with who changed it in the register."""

    digest: str
    what: str
    field: str
    values: Mapping[str, str]
    changed: str
    is_hidden: bool


def side_cards(case: Case) -> list[SideCard]:
    """Return the sides that say something, the register first."""
    speaking = {key for dispute in case.undecided for key in dispute.values}
    cards = [SideCard(REGISTER, label(SideKind.REGISTER), _("as it is now"))] if REGISTER in speaking else []
    for one in case.submissions:
        if str(one.id) in speaking:
            when = moment(one.finished_at or one.received_at)
            told = _(
                "%(holder)s with %(device)s, %(moment)s", holder=one.device.holder, device=one.device.name, moment=when
            )
            cards.append(SideCard(str(one.id), _("Submission %(number)s", number=one.id), told))
    return cards


def dispute_rows(case: Case, sight: Sight) -> list[DisputeRow]:
    """Return the fields that wait for a choice."""
    rows = []
    for dispute in case.undecided:
        place = dispute.place
        changed = case.changed.get(place)
        rows.append(
            DisputeRow(
                dispute.digest,
                record_words(place, _person_names(case)),
                field_words(place, case),
                {key: value_words(place, text, case) for key, text in dispute.values.items()},
                _("changed by %(name)s on %(day)s", name=changed.actor_name, day=moment(changed.observed_at))
                if changed
                else "",
                is_hidden(place, sight),
            )
        )
    return rows


def read_choices(given: Mapping[str, str]) -> dict[str, str]:
    """Return digest → side from a form; one button chooses a side for every row that says something."""
    choices = {key.removeprefix(CHOICE): value for key, value in given.items() if key.startswith(CHOICE)}
    side = given.get("all", "")
    for key, sides in given.items():
        if side and key.startswith(HAS) and side in sides.split(","):
            choices[key.removeprefix(HAS)] = side
    return choices


def record_words(place: Place, names: Mapping[str, str]) -> str:
    """Return which record a field belongs to."""
    if place.entity is StagedEntity.HOUSEHOLD:
        return _("Household")
    if place.entity is StagedEntity.PERSON:
        return names.get(place.record) or _("Member %(code)s", code=place.record)
    when, kind, _reference = place.record.split("|", 2)
    words = next(field.words for field in FIELDS[place.entity] if field.words is not None)
    known = words(kind) if kind in set(words) else kind
    return f"{label(place.entity)}: {label(known)}, {_day(when)}"


def field_words(place: Place, case: Case | None = None) -> str:
    """Return a field's name; a further one's as the form asks it."""
    found = field_named(place.entity, place.field)
    if found is not None:
        return _(found.label)
    questions = {
        f"{EXTRA}{target.field}": question.label(current_language())
        for submission in (case.submissions if case else ())
        for question in from_json(submission.version.questions)
        if (target := question.target) is not None and target.is_extra
    }
    return questions.get(place.field, place.field.removeprefix(EXTRA))


def value_words(place: Place, text: str, case: Case | None = None) -> str:
    """Return a value as people read it."""
    if is_secret(place.field):
        return mask(text)
    found = field_named(place.entity, place.field)
    if found is None:
        return text
    if found.words is not None:
        return _(", ").join(label(found.words(one)) if one in set(found.words) else one for one in text.split(","))
    if found.kind is FieldKind.FLAG:
        return {"yes": _("yes"), "no": _("no")}.get(text, text)
    if found.kind is FieldKind.DATE:
        return _day(text)
    return _number(text, found.kind)


def decision_headings() -> list[str]:
    """Return the headings of the settled contradictions as a file."""
    return [_("Household"), _("Record"), _("Field"), _("Sides"), _("Won"), _("Submission"), _("Decided"), _("By")]


def decision_row(one: SubmissionDecision, actor: Actor) -> list[object]:
    """Return a settled contradiction as a row of a file."""
    place = decision_place(one)
    said = "; ".join(f"{side}: {value}" for side, value in said_words(one, actor))
    return [
        one.household_code,
        record_words(place, {}),
        field_words(place),
        said,
        winner(one),
        one.submission_id,
        moment(one.decided_at),
        one.decided_by,
    ]


def decision_place(one: SubmissionDecision) -> Place:
    """Return which field was decided."""
    return Place(one.entity, one.record, one.field)


def shown(place: Place, value: Any) -> str:
    """Return a kept value as people read it; one that identifies was masked when it was kept."""
    return str(value) if is_secret(place.field) else value_words(place, str(value))


def side_words(side: str) -> str:
    """Return a side's name."""
    return label(SideKind.REGISTER) if side == REGISTER else _("Submission %(number)s", number=side)


def winner(one: SubmissionDecision) -> str:
    """Return who won."""
    return side_words(REGISTER if one.won is SideKind.REGISTER else str(one.won_submission_id))


def said_words(one: SubmissionDecision, actor: Actor) -> list[tuple[str, str]]:
    """Return who said what in a settled contradiction, as far as the reader sees it."""
    place, sight = decision_place(one), sight_of(actor, one.household_id or NO_HOUSEHOLD)
    hidden = is_hidden(place, sight)
    return [(side_words(side), _("hidden") if hidden else shown(place, value)) for side, value in one.said.items()]


def is_hidden(place: Place, sight: Sight) -> bool:
    """Tell whether a field's values are hidden from the reader."""
    return not shows_quoted(sight, place.field)


def _person_names(case: Case) -> dict[str, str]:
    names = {person.code: person.name for person in (case.household.people if case.household else ())}
    for side in case.sides:
        for place, text in side.edits.items():
            if place.entity is StagedEntity.PERSON and place.field == "name":
                names.setdefault(place.record, text)
    return names


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _number(text: str, kind: FieldKind) -> str:
    if kind not in (FieldKind.NUMBER, FieldKind.WHOLE, FieldKind.MONEY):
        return text
    try:
        shown_number = number(float(text), 6)
    except ValueError:
        return text
    return _("%(amount)s yuan", amount=shown_number) if kind is FieldKind.MONEY else shown_number
