"""Reads of submissions, scoped like households; what an import has decided since shows at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, case, cast, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.actor import Actor
from foundation.clock import CHINA
from foundation.paging import Page, PageRequest, fetch_page
from foundation.unit_of_work import UnitOfWork
from registry.models import (
    CollectionForm,
    Device,
    FormVersion,
    Household,
    ImportIssue,
    ImportRun,
    Submission,
    SubmissionDecision,
    SubmissionFile,
)
from registry.queries.scope import household_scope
from registry.rules.collection.errors import SubmissionNotFound
from registry.rules.collection.words import SubmissionState as S
from registry.rules.words_imports import ImportState

IN_WORK = (ImportState.UPLOADED, ImportState.STAGING, ImportState.STAGED, ImportState.COMMITTING)
"""States of an import that is not decided yet."""


@dataclass(frozen=True, slots=True)
class SubmissionFilters:
    """What a list of submissions is narrowed to; empty means all that are not replaced.

    Args:
        words: the beginning of the household's code, or part of the head's name.
        household: one household's code.
        first, last: days on which they came, both included.
    """

    words: str = ""
    state: str = ""
    form_id: int | None = None
    device_id: int | None = None
    run_id: int | None = None
    household: str = ""
    first: date | None = None
    last: date | None = None


def seen_submissions(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a submission may be seen by the actor."""
    return household_scope(Submission.region_path, Submission.household_id, actor)


def latest_state() -> ColumnElement[str]:
    """Return the state as it is, over a submission and its import: an import is decided and undone elsewhere."""
    return case(
        (Submission.state.not_in([S.STAGED, S.LANDED]), cast(Submission.state, String)),
        (ImportRun.state == ImportState.COMMITTED, S.LANDED.value),
        (ImportRun.state.in_(IN_WORK), S.STAGED.value),
        else_=S.WAITING.value,
    )


def state_now(submission: Submission, run: ImportRun | None) -> S:
    """Return a submission's state as it is, with what its import has become since."""
    if submission.state not in (S.STAGED, S.LANDED):
        return submission.state
    if run is None:
        return S.WAITING
    return S.LANDED if run.state is ImportState.COMMITTED else S.STAGED if run.state in IN_WORK else S.WAITING


def get_submission(unit: UnitOfWork, submission_id: int, *, for_update: bool = False) -> Submission:
    """Return a submission the actor may see, with its form, device and files.

    Raises: SubmissionNotFound. Cost: 2 statements.
    """
    statement = (
        select(Submission)
        .where(Submission.id == submission_id, seen_submissions(unit.actor))
        .options(
            joinedload(Submission.version).joinedload(FormVersion.form),
            joinedload(Submission.device),
            selectinload(Submission.files),
        )
    )
    if for_update:
        statement = statement.with_for_update(of=Submission).execution_options(populate_existing=True)
    submission = unit.session.scalar(statement)
    if submission is None:
        raise SubmissionNotFound()
    return submission


def find_run(unit: UnitOfWork, submission: Submission) -> ImportRun | None:
    """Return the import that a submission went into. Cost: 1, or none."""
    return unit.session.get(ImportRun, submission.import_run_id) if submission.import_run_id else None


def find_household_id(unit: UnitOfWork, code: str) -> int | None:
    """Return the household with this code, if the actor may see it. Cost: 1, or none."""
    scope = household_scope(Household.region_path, Household.id, unit.actor)
    return unit.session.scalar(select(Household.id).where(Household.code == code, scope)) if code else None


def get_file(unit: UnitOfWork, submission_id: int, file_id: int) -> SubmissionFile:
    """Return a kept file of a submission the actor may see. Raises: SubmissionNotFound. Cost: 1."""
    file = unit.session.scalar(
        select(SubmissionFile)
        .join(Submission, Submission.id == SubmissionFile.submission_id)
        .where(
            Submission.id == submission_id,
            SubmissionFile.id == file_id,
            SubmissionFile.key.is_not(None),
            seen_submissions(unit.actor),
        )
    )
    if file is None:
        raise SubmissionNotFound()
    return file


def list_submissions(unit: UnitOfWork, filters: SubmissionFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of submissions, the latest first. Cost: 2 statements."""
    sortable = {
        "received": Submission.received_at,
        "household": Submission.household_code,
        "head": Submission.head,
        "form": CollectionForm.name,
    }
    return fetch_page(unit.session, _rows(unit, filters), request, sortable, (Submission.id.desc(),))


def iterate_submissions(unit: UnitOfWork, filters: SubmissionFilters) -> Sequence[Row[Any]]:
    """Return every row of the list, for an export of exactly what is shown. Cost: 1."""
    return unit.session.execute(_rows(unit, filters).order_by(Submission.id.desc())).all()


def count_by_state(unit: UnitOfWork) -> Mapping[S, int]:
    """Return how many submissions are in each state, replaced ones left out. Cost: 1."""
    latest = latest_state().label("state")
    statement = (
        select(latest, func.count())
        .select_from(Submission)
        .outerjoin(ImportRun, ImportRun.id == Submission.import_run_id)
        .where(seen_submissions(unit.actor), Submission.state != S.REPLACED)
        .group_by(latest)
    )
    found = {S(state): count for state, count in unit.session.execute(statement)}
    return {state: found.get(state, 0) for state in S if state is not S.REPLACED}


def list_chain(unit: UnitOfWork, submission: Submission) -> Sequence[Submission]:
    """Return the versions of one submission, oldest first, itself included. Cost: 2."""
    before = select(Submission.id, Submission.replaces_id).where(Submission.id == submission.id).cte(recursive=True)
    before = before.union(
        select(Submission.id, Submission.replaces_id).where(
            or_(Submission.id == before.c.replaces_id, Submission.replaces_id == before.c.id)
        )
    )
    statement = (
        select(Submission)
        .where(Submission.id.in_(select(before.c.id)), seen_submissions(unit.actor))
        .options(joinedload(Submission.device))
        .order_by(Submission.id)
    )
    return unit.session.scalars(statement).all()


def list_decisions(unit: UnitOfWork, household_code: str) -> Sequence[SubmissionDecision]:
    """Return which sides were chosen for a household, latest first. Cost: 1."""
    if not household_code:
        return []
    statement = select(SubmissionDecision).where(
        SubmissionDecision.household_code == household_code,
        household_scope(SubmissionDecision.region_path, SubmissionDecision.household_id, unit.actor),
    )
    return unit.session.scalars(statement.order_by(SubmissionDecision.id.desc())).all()


def list_decisions_page(unit: UnitOfWork, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of the settled contradictions of the actor's area, latest first. Cost: 2."""
    scope = household_scope(SubmissionDecision.region_path, SubmissionDecision.household_id, unit.actor)
    statement = select(SubmissionDecision).where(scope)
    return fetch_page(unit.session, statement, request, {}, (SubmissionDecision.id.desc(),))


def iterate_decisions(unit: UnitOfWork) -> Sequence[SubmissionDecision]:
    """Return every settled contradiction of the actor's area, latest first, for an export. Cost: 1."""
    scope = household_scope(SubmissionDecision.region_path, SubmissionDecision.household_id, unit.actor)
    statement = select(SubmissionDecision).where(scope).order_by(SubmissionDecision.id.desc())
    return unit.session.scalars(statement).all()


def list_own_issues(unit: UnitOfWork, submission: Submission) -> Sequence[Row[Any]]:
    """Return what the import found wrong with the rows that came from a submission. Cost: 1."""
    if submission.import_run_id is None or not submission.rows:
        return []
    own = [
        (ImportIssue.file_name == f"{sheet}.csv") & ImportIssue.row_number.in_(numbers)
        for sheet, numbers in submission.rows.items()
    ]
    columns: list[Any] = [
        ImportIssue.file_name,
        ImportIssue.row_number,
        ImportIssue.column,
        ImportIssue.code,
        ImportIssue.params,
        ImportIssue.is_error,
    ]
    statement = select(*columns).where(ImportIssue.run_id == submission.import_run_id, or_(*own))
    return unit.session.execute(statement.order_by(ImportIssue.is_error.desc(), ImportIssue.id)).all()


def list_file_keys(unit: UnitOfWork) -> set[str]:
    """Return the keys of every file that forms and submissions keep. Cost: 3."""
    keys = {str(key) for key in unit.session.scalars(select(SubmissionFile.key)) if key}
    keys |= {str(key) for key in unit.session.scalars(select(FormVersion.workbook_key))}
    for media in unit.session.scalars(select(FormVersion.media)):
        keys |= {str(one["key"]) for one in media}
    return keys


def _rows(unit: UnitOfWork, filters: SubmissionFilters) -> Select[Any]:
    photos = (
        select(func.count())
        .where(SubmissionFile.submission_id == Submission.id, SubmissionFile.key.is_not(None))
        .correlate(Submission)
        .scalar_subquery()
    )
    columns: list[Any] = [
        Submission.id,
        Submission.household_id,
        Submission.household_code,
        Submission.head,
        Submission.received_at,
        Submission.finished_at,
        Submission.base_mark,
        Submission.import_run_id,
        Submission.reason,
        latest_state().label("state"),
        CollectionForm.name.label("form"),
        FormVersion.version,
        Device.name.label("device"),
        Device.holder,
        photos.label("files"),
    ]
    return (
        select(*columns)
        .join(FormVersion, FormVersion.id == Submission.form_version_id)
        .join(CollectionForm, CollectionForm.id == FormVersion.collection_form_id)
        .join(Device, Device.id == Submission.device_id)
        .outerjoin(ImportRun, ImportRun.id == Submission.import_run_id)
        .where(seen_submissions(unit.actor), *_conditions(filters))
    )


def _conditions(filters: SubmissionFilters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.state:
        found.append(latest_state() == filters.state)
    else:
        found.append(Submission.state != S.REPLACED)
    if filters.words:
        found.append(
            or_(
                Submission.household_code.startswith(filters.words, autoescape=True),
                Submission.head.contains(filters.words, autoescape=True),
            )
        )
    for column, wanted in (
        (CollectionForm.id, filters.form_id),
        (Submission.device_id, filters.device_id),
        (Submission.import_run_id, filters.run_id),
    ):
        if wanted is not None:
            found.append(column == wanted)
    if filters.household:
        found.append(Submission.household_code == filters.household)
    if filters.first is not None:
        found.append(Submission.received_at >= _midnight(filters.first))
    if filters.last is not None:
        found.append(Submission.received_at < _midnight(filters.last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
