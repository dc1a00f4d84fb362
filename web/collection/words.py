"""Forms, devices and submissions in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from registry.models import FormVersion
from registry.queries.collection.submissions import SubmissionFilters
from registry.queries.regions import find_region_by_path, names_on
from registry.rules.collection.questions import Question, from_json
from registry.rules.collection.words import FileState, FormState, SubmissionState
from registry.rules.imports.fields import field_named
from web.filters import label, moment
from web.languages import current_language

S = SubmissionState
STATE_KINDS = {
    S.INCOMPLETE: "neutral",
    S.WAITING: "waiting",
    S.CONFLICT: "refused",
    S.STAGED: "active",
    S.LANDED: "done",
    S.RETURNED: "neutral",
    S.DISCARDED: "closed",
    S.REPLACED: "closed",
}
FORM_KINDS = {FormState.OPEN: "active", FormState.CLOSING: "waiting", FormState.CLOSED: "closed"}
FILE_KINDS = {FileState.AWAITED: "waiting", FileState.KEPT: "done", FileState.REFUSED: "refused"}
MOVED = {
    FormState.OPEN: lambda: _("The form is open: devices fetch it and send it."),
    FormState.CLOSING: lambda: _("The form is closing: devices fetch it no longer, what is on them is still taken in."),
    FormState.CLOSED: lambda: _("The form is closed: nothing of it is taken in any more."),
}
ORDER = (S.WAITING, S.CONFLICT, S.INCOMPLETE, S.STAGED, S.LANDED, S.RETURNED, S.DISCARDED)


def state_of(value: str) -> SubmissionState:
    """Return a state that a row carries as text."""
    return SubmissionState(value)


def place_name(unit: UnitOfWork, path: str) -> str:
    """Return a region's name."""
    region = find_region_by_path(unit, path) if path else None
    return region.name if region is not None else _("the whole register")


def village_names(unit: UnitOfWork, code: str) -> dict[str, str]:
    """Return code → name of the village that a form names; nothing for one that is not there."""
    return dict(names_on(unit, [code])) if code else {}


def sections(current: str) -> list[dict[str, object]]:
    """Return the tabs of field collection, the present one marked."""
    places = (
        ("submissions", _("Submissions"), "collection.list_submissions"),
        ("forms", _("Forms"), "collection.list_forms"),
        ("devices", _("Devices"), "collection.list_devices"),
        ("decisions", _("Settled contradictions"), "collection.list_decisions"),
    )
    return [{"label": text, "url": url_for(place), "is_current": key == current} for key, text, place in places]


def state_tabs(counts: Mapping[S, int], filters: SubmissionFilters) -> list[dict[str, object]]:
    """Return the tabs that narrow the desk to one state."""
    every = {"label": _("All"), "url": url_for("collection.list_submissions"), "is_current": not filters.state}
    tabs = [{**every, "count": sum(counts.values())}]
    for state in ORDER:
        if counts[state] or filters.state == state:
            url = url_for("collection.list_submissions", state=state.value)
            is_current = filters.state == state
            tabs.append({"label": label(state), "url": url, "is_current": is_current, "count": counts[state]})
    return tabs


def question_rows(version: FormVersion) -> list[tuple[str, str, str]]:
    """Return (question, its name, where the answer goes) for each question that people are asked."""
    questions = [question for question in from_json(version.questions) if question.is_shown]
    return [(one.label(current_language()), one.name, target_words(one)) for one in questions]


def target_words(question: Question) -> str:
    """Return where a question's answers go."""
    target = question.target
    if target is None:
        return ""
    if target.entity is None:
        return _("Consent")
    if target.is_extra:
        return _("%(entity)s: further field “%(name)s”", entity=label(target.entity), name=target.field)
    field = field_named(target.entity, target.field)
    name = _(field.label) if field is not None else question.label(current_language())
    return f"{label(target.entity)}: {name}"


def export_headings() -> list[str]:
    """Return the headings of the list as a file."""
    return [
        _("Number"),
        _("State"),
        _("Household"),
        _("Head"),
        _("Form"),
        _("Version"),
        _("Device"),
        _("Carried by"),
        _("Finished"),
        _("Came in"),
        _("Files"),
        _("Import"),
        _("Reason"),
    ]


def export_rows(rows: Iterable[Any]) -> Iterable[list[object]]:
    """Yield the list's rows as a file shows them."""
    for row in rows:
        yield [
            row.id,
            label(state_of(row.state)),
            row.household_code,
            row.head,
            row.form,
            row.version,
            row.device,
            row.holder,
            moment(row.finished_at) if row.finished_at else "",
            moment(row.received_at),
            row.files,
            row.import_run_id or "",
            reason(row.reason),
        ]


def program(agent: str) -> str:
    """Return which program a device uses, without what else it says of the telephone."""
    name = agent.partition(" ")[0]
    return name.replace("org.odk.collect.android/", "ODK Collect ")


def reason(text: str) -> str:
    """Return why somebody decided so; a reason of our own is translated."""
    return _(text) if text else ""
