"""Staged records and import runs in words: fields by their names, values as people read them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from foundation.wording import mark
from registry.models import ImportProgress, ImportRun
from registry.operations.imports import list_profiles
from registry.rules.imports.fields import FIELDS, Field, FieldKind
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.units import Quantity
from registry.rules.words_imports import UNDECIDED_DAYS, ImportState, StagedEntity, StagedOutcome
from web.filters import amount, day, label, number
from web.languages import current_language

STATE_KINDS = {
    ImportState.UPLOADED: "active",
    ImportState.STAGING: "active",
    ImportState.STAGED: "waiting",
    ImportState.FAILED: "refused",
    ImportState.COMMITTING: "active",
    ImportState.COMMITTED: "done",
    ImportState.UNDONE: "closed",
    ImportState.DISCARDED: "closed",
}
OUTCOMES = (
    StagedOutcome.NEW,
    StagedOutcome.CHANGED,
    StagedOutcome.UNCHANGED,
    StagedOutcome.SKIPPED,
    StagedOutcome.REFUSED,
)
PREVIEWED = (StagedOutcome.NEW, StagedOutcome.CHANGED, StagedOutcome.SKIPPED, StagedOutcome.REFUSED)
TAKEN = (StagedOutcome.NEW, StagedOutcome.CHANGED)
UNITS = {Quantity.AREA: mark("mu"), Quantity.LENGTH: mark("km"), Quantity.TIME: mark("minutes")}


def count_rows(run: ImportRun) -> list[tuple[StagedEntity, dict[StagedOutcome, int]]]:
    """Return how many records there are of each entity and outcome, in the order of the entities."""
    found: Mapping[str, Mapping[str, int]] = run.counts.get("records", {})
    return [
        (entity, {outcome: found[entity].get(outcome, 0) for outcome in OUTCOMES})
        for entity in StagedEntity
        if entity in found
    ]


def count_taken(run: ImportRun) -> int:
    """Return how many records a commit would write, or has written."""
    return sum(counts[outcome] for _entity, counts in count_rows(run) for outcome in TAKEN)


def count_contradictions(run: ImportRun) -> int:
    """Return how many members of a run contradict the register."""
    return int(run.counts.get("contradictions", 0))


def can_commit(run: ImportRun) -> bool:
    """Tell whether there is something that a commit would take in or hand to people."""
    is_open = run.state is ImportState.STAGED and not run.counts.get("is_stopped")
    return is_open and bool(count_taken(run) or count_contradictions(run))


def source_names(run: ImportRun) -> dict[int, str]:
    """Return the file of each numbered sheet of a run."""
    return {sheet["no"]: file["name"] for file in run.files for sheet in file["sheets"]}


def progress_text(run: ImportRun, reached: ImportProgress | None) -> str:
    """Return what the worker is doing, in a sentence."""
    if run.state is ImportState.UPLOADED or reached is None:
        return _("It waits for its turn.")
    step = _(reached.step.label, name=reached.subject) if reached.subject else _(reached.step.label)
    return _("%(step)s · %(rows)s rows so far", step=step, rows=number(reached.rows)) if reached.rows else step


def discarded_on(run: ImportRun) -> datetime:
    """Return when a run that nobody decides is discarded by itself."""
    return run.started_at + timedelta(days=UNDECIDED_DAYS)


def failure_text(run: ImportRun) -> str:
    """Return why the worker could not do what it was asked for; nothing when it could."""
    if not run.failure:
        return ""
    message, params = run.failure["message"], run.failure.get("params", {})
    return _(message, **params) if params else _(message)


def translators() -> dict[str, Callable[[str], str]]:
    """Return what turns an English sentence into each of the two languages, whatever the page's language."""

    def into(language: str) -> Callable[[str], str]:
        def translate(sentence: str) -> str:
            with force_locale(language):
                return str(_(sentence))

        return translate

    return {"en": str, "zh": into("zh")}


def person_label(field: str) -> str:
    """Return the word for a value of a person."""
    return field_label(StagedEntity.PERSON, field)


def person_value(field: str, value: str | None) -> str:
    """Return a value of a person as people read it; of an ID number the last digits as they are kept."""
    return value_text(StagedEntity.PERSON, field, value)


def told_contradictions(found: Mapping[str, Mapping[str, Any]] | None) -> list[tuple[str, str, str]]:
    """Return (field, register's value, file's value) of a staged member's contradictions."""
    return [
        (person_label(field), person_value(field, told.get("old")), person_value(field, told.get("new")))
        for field, told in (found or {}).items()
    ]


def written_rows(run: ImportRun) -> list[tuple[StagedEntity, int, int]]:
    """Return how many records of each kind a commit added and changed."""
    written: Mapping[str, Mapping[str, int]] = run.counts.get("written", {})
    return [
        (entity, written[entity].get(StagedOutcome.NEW, 0), written[entity].get(StagedOutcome.CHANGED, 0))
        for entity in StagedEntity
        if entity in written
    ]


def count_refused(run: ImportRun) -> int:
    """Return how many records stay out."""
    return sum(counts[StagedOutcome.REFUSED] for _entity, counts in count_rows(run))


def preview_tabs(
    run: ImportRun, entity: StagedEntity, outcome: StagedOutcome
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the tabs of a preview: the kinds of records, and what becomes of those of the present kind."""
    rows = dict(count_rows(run))
    kinds = []
    for one, counts in rows.items():
        filled = [each for each in PREVIEWED if counts[each]]
        if filled or one is entity:
            shown = outcome if outcome in filled or not filled else filled[0]
            kinds.append(_tab(run, one, shown, label(one), one is entity, sum(counts[each] for each in filled)))
    own = rows.get(entity, dict.fromkeys(OUTCOMES, 0))
    outcomes = [
        _tab(run, entity, each, label(each), each is outcome, own[each])
        for each in PREVIEWED
        if own[each] or each is outcome
    ]
    return kinds, outcomes


def _tab(
    run: ImportRun, entity: StagedEntity, outcome: StagedOutcome, words: str, is_current: bool, count: int
) -> dict[str, object]:
    url = url_for("registry.list_import_records", run_id=run.id, entity=entity.value, outcome=outcome.value)
    return {"label": words, "url": url, "is_current": is_current, "count": count}


def profile_title(name: str) -> str:
    """Return a shipped profile's name as people read it; a profile of somebody's own has its own name."""
    return shipped_titles(current_language()).get(name, name)


@cache
def shipped_titles(language: str) -> dict[str, str]:
    """Return the titles of the profiles that ship with the platform, which do not change while it runs."""
    return {profile.name: profile.title(language) for profile in list_profiles()}


def refusal(code: str | None) -> str:
    """Return why a record stays out, in a few words."""
    return label(IssueCode(code)) if code else ""


def file_names(files: Sequence[Mapping[str, Any]]) -> str:
    """Return the names of a run's files in one line."""
    return _(", ").join(file["name"] for file in files)


def field_label(entity: StagedEntity, column: str) -> str:
    """Return the word for a field; an extra indicator stands under its own name."""
    field = _field(entity, column)
    return label_of(field) if field else column.removeprefix("extra.")


def label_of(field: Field) -> str:
    """Return the word for a field, with the unit in which the register keeps it."""
    if field.is_defined:
        question = field.label_zh if current_language().startswith("zh") else field.label
        return f"{question} ({field.unit_shown})" if field.unit_shown else question
    unit = UNITS.get(field.quantity) if field.quantity else None
    return f"{_(field.label)} ({_(unit)})" if unit else _(field.label)


def value_text(entity: StagedEntity, column: str, value: Any) -> str:
    """Return a staged value as people read it."""
    if value is None:
        return _("not known")
    return field_value(_field(entity, column), value)


def field_value(field: Field | None, value: Any) -> str:
    """Return a value of a field as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _(", ").join(word_of(field, one) for one in value) or _("none")
    if field is not None and (field.words or field.choices):
        return word_of(field, value)
    if field is not None and field.kind in _FORMATS:
        return _FORMATS[field.kind](value)
    return number(value) if field is not None and isinstance(value, int | float) else str(value)


def word_of(field: Field | None, value: Any) -> str:
    """Return the word of a code list's value."""
    if field is not None and field.words is not None:
        return label(field.words(value))
    words = dict(field.choices).get(value, (value,)) if field is not None else (value,)
    return str(words[-1] if current_language().startswith("zh") else words[0])


_FORMATS: dict[FieldKind, Callable[[Any], str]] = {
    FieldKind.MONEY: lambda value: _("%(amount)s yuan", amount=amount(int(value))),
    FieldKind.DATE: lambda value: day(date.fromisoformat(value)),
}


def shown_values(entity: StagedEntity, values: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return a staged document as (field, value) pairs in the catalogue's order, extra indicators last."""
    found = dict(values or {})
    extra = found.pop("extra", None) or {}
    known = [field.stored_as for field in FIELDS[entity] if field.stored_as in found]
    pairs = [(field_label(entity, column), value_text(entity, column, found[column])) for column in known]
    return pairs + [(name, value_text(entity, f"extra.{name}", value)) for name, value in extra.items()]


def shown_changes(entity: StagedEntity, changes: Mapping[str, Sequence[Any]] | None) -> list[tuple[str, str, str]]:
    """Return (field, old, new) for each changed field."""
    return [
        (field_label(entity, column), value_text(entity, column, pair[0]), value_text(entity, column, pair[1]))
        for column, pair in (changes or {}).items()
    ]


def kind_text(entity: StagedEntity, kind: str | None) -> str:
    """Return the word of a line's source or kind."""
    return value_text(entity, "kind", kind)


def _field(entity: StagedEntity, column: str) -> Field | None:
    return next((field for field in FIELDS[entity] if field.stored_as == column), None)
