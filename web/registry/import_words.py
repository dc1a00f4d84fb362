"""Staged records and import runs in words: fields by their names, values as people read them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from foundation.wording import mark
from registry.models import ImportRun
from registry.operations.imports import list_profiles
from registry.rules.imports.fields import FIELDS, Field, FieldKind
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.units import Quantity
from registry.rules.words_imports import ImportState, StagedEntity, StagedOutcome
from web.filters import amount, day, label, number
from web.languages import current_language

STATE_KINDS = {
    ImportState.STAGING: "active",
    ImportState.STAGED: "waiting",
    ImportState.COMMITTED: "done",
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
UNITS = {Quantity.AREA: mark("mu"), Quantity.LENGTH: mark("km")}


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
    """Return a shipped profile's name as people read it; a profile of somebody's own has its file's name."""
    titles = {profile.name: profile.title(current_language()) for profile in list_profiles()}
    return titles.get(name, name)


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
    unit = UNITS.get(field.quantity) if field.quantity else None
    return f"{_(field.label)} ({_(unit)})" if unit else _(field.label)


def value_text(entity: StagedEntity, column: str, value: Any) -> str:
    """Return a staged value as people read it."""
    if value is None:
        return _("not known")
    field = _field(entity, column)
    if field is None or isinstance(value, bool):
        return (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)
    if field.words is not None:
        return label(field.words(value))
    if field.kind is FieldKind.MONEY:
        return _("%(amount)s yuan", amount=amount(int(value)))
    if field.kind is FieldKind.DATE:
        return day(date.fromisoformat(value))
    return number(value) if isinstance(value, int | float) else str(value)


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
