"""What the household's page and its print receive beside the rows: the story of the household, newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from foundation.clock import CHINA
from foundation.wording import mark
from registry.rules.privacy.sight import Sight
from registry.rules.words import EventKind
from reports.household_file.rows import HouseholdFile


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened: a sentence with places, who did it, and why."""

    at: datetime
    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    who: str | None = None
    why: str | None = None


def tell_story(file: HouseholdFile, language: str, sight: Sight) -> list[StoryLine]:
    """Return what happened to a household across all rooms, newest first.

    Args:
        language: `zh` or `en`, for titles that exist in both.
        sight: what the reader sees of the household; from the others notes are left out, and that somebody was ill.
    """
    lines = [*_register(file, sight), *_case(file, sight), *_help(file, language)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _register(file: HouseholdFile, sight: Sight) -> Iterator[StoryLine]:
    for event in file.events:
        at = datetime.combine(event.happened_on, time(12), CHINA).astimezone(UTC)
        kind = event.kind if sight.notes or event.kind != EventKind.ILLNESS else EventKind.OTHER
        yield StoryLine(at, mark("%(kind)s"), {"kind": kind}, why=(event.note or None) if sight.notes else None)
    for change in file.changes:
        if change.undone_at is None:
            at = datetime.combine(change.happened_on, time(12), CHINA).astimezone(UTC)
            said = {"kind": change.kind, "names": change.names or ""}
            message = mark("%(kind)s: %(names)s") if change.names else mark("%(kind)s")
            yield StoryLine(at, message, said, change.recorded_by, change.reason or None)
    for consent in file.consents:
        purpose = {"purpose": consent.purpose}
        yield StoryLine(consent.given_at, mark("Consent given: %(purpose)s"), purpose, consent.given_by)
        if consent.withdrawn_at is not None:
            yield StoryLine(consent.withdrawn_at, mark("Consent withdrawn: %(purpose)s"), purpose)


def _case(file: HouseholdFile, sight: Sight) -> Iterator[StoryLine]:
    if file.plan is None:
        return
    case = file.plan.case
    finding = case.finding if sight.notes else None
    yield StoryLine(case.opened_at, mark("Case %(number)s opened"), {"number": case.number}, case.opened_by, finding)
    if case.plan_agreed_at is not None:
        yield StoryLine(case.plan_agreed_at, mark("Plan agreed"), who=case.caseworker)
    if case.closed_at is not None:
        yield StoryLine(case.closed_at, mark("Case closed"), why=case.close_reason)
    for visit in file.plan.visits:
        yield StoryLine(visit.visited_at, mark("Visit"), who=visit.visitor, why=visit.note if sight.notes else None)


def _help(file: HouseholdFile, language: str) -> Iterator[StoryLine]:
    for view in file.help.cover:
        row = view.row
        yield StoryLine(
            row.applied_at, mark("Insurance applied for: %(number)s"), {"number": row.number}, view.applied_by
        )
        if row.decided_at is not None:
            state = {"number": row.number, "state": row.state}
            yield StoryLine(
                row.decided_at, mark("Insurance %(number)s: %(state)s"), state, row.insurer, view.reason or None
            )
    for request in file.help.requests:
        asked = {"title": request.title_en if language == "en" else request.title_zh, "state": request.state}
        yield StoryLine(request.requested_at, mark("Help asked for: %(title)s"), asked, request.requested_by)
        if request.answered_at is not None:
            message = mark("Help “%(title)s”: %(state)s")
            yield StoryLine(request.answered_at, message, asked, request.organisation, request.reason or None)
    for attended in file.help.attendance:
        title = attended.title_en if language == "en" else attended.title_zh
        said = {"title": title, "state": attended.state, "person": attended.person}
        yield StoryLine(attended.starts_at, mark("Training “%(title)s”, %(person)s: %(state)s"), said)
    for entry in file.help.points.entries:
        said = {"points": entry.points, "state": entry.state}
        at = datetime.combine(entry.occurred_on, time(12), CHINA).astimezone(UTC)
        yield StoryLine(at, mark("Points: %(points)s (%(state)s)"), said, entry.person)
