"""Reads of import runs, their issues and their staged records.

A run may be seen by whoever started it and by those whose area holds every household in it.
"""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from foundation.paging import Page, PageRequest, fetch_page
from foundation.scope import within_areas
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportIssue, ImportProgress, ImportRun, ImportUpload, Person, StagedRecord
from registry.rules.imports.errors import ImportRunNotFound
from registry.rules.imports.issue_texts import MEND, SENTENCES
from registry.rules.imports.issues import IssueCode
from registry.rules.imports.text import defuse
from registry.rules.words_imports import UNDECIDED, ImportState, OnDuplicate, StagedEntity, StagedOutcome

REPORT_COLUMNS = ("file", "sheet", "row", "column", "code", "message")
STREAMED = 2_000
HIDDEN = [
    "id_number",
    "id_number_index",
    "phone",
    "phone_index",
    "bank_account",
    "bank_account_index",
    "region_path",
]
"""Members of a staged document that no preview shows."""
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class IssueFilters:
    """What a list of issues is narrowed to; empty means all.

    Args:
        code: one kind.
        weight: `error` or `warning`.
        file_name: one file.
    """

    code: str = ""
    weight: str = ""
    file_name: str = ""


def visible_runs(unit: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that an import run may be seen by the actor."""
    inside = within_areas(ImportRun.region_path, unit.actor)
    return inside if unit.actor.user_id is None else or_(inside, ImportRun.started_by_id == unit.actor.user_id)


def get_run(unit: UnitOfWork, run_id: int, *, for_update: bool = False) -> ImportRun:
    """Return an import run the actor may see.

    Args:
        for_update: hold the row, so that nobody else decides the run at the same time.
    Raises: ImportRunNotFound. Cost: 1 statement.
    """
    statement = select(ImportRun).where(ImportRun.id == run_id, visible_runs(unit))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    run = unit.session.scalar(statement)
    if run is None:
        raise ImportRunNotFound()
    return run


def list_runs(unit: UnitOfWork, request: PageRequest, *, state: str = "") -> Page[Row[Any]]:
    """Return a page of runs as rows, the latest first. Cost: 2 statements."""
    statement = select(
        ImportRun.id,
        ImportRun.profile,
        ImportRun.state,
        ImportRun.started_at,
        ImportRun.started_by,
        ImportRun.finished_at,
        ImportRun.files,
        ImportRun.counts,
    ).where(visible_runs(unit))
    if state:
        statement = statement.where(ImportRun.state == state)
    sortable = {"started_at": ImportRun.started_at, "profile": ImportRun.profile}
    return fetch_page(unit.session, statement, request, sortable, (ImportRun.id.desc(),))


def find_progress(unit: UnitOfWork, run_id: int) -> ImportProgress | None:
    """Return how far the worker is with a run, None before it began. Cost: 1 statement."""
    return unit.session.get(ImportProgress, run_id)


def has_upload(unit: UnitOfWork, run_id: int) -> bool:
    """Tell whether the files of a run are still kept, so that they can be checked again. Cost: 1 statement."""
    return unit.session.scalar(select(ImportUpload.run_id).where(ImportUpload.run_id == run_id)) is not None


def list_upload_keys(unit: UnitOfWork) -> set[str]:
    """Return the file-store keys of every file that waits for a decision. Cost: 1 statement."""
    uploads = unit.session.scalars(select(ImportUpload.parts)).all()
    return {key for parts in uploads for keys in parts for key in keys}


def find_twin(unit: UnitOfWork, profile: str, digests: Collection[str], on_duplicate: OnDuplicate) -> ImportRun | None:
    """Return a run that is not decided yet and has exactly the same files under the same profile and rule.

    Args:
        digests: SHA-256 of each file.
    Cost: 1 statement.
    """
    states = [*UNDECIDED - {ImportState.FAILED}, ImportState.COMMITTING]
    same = [ImportRun.files.contains([{"sha256": digest}]) for digest in digests]
    statement = select(ImportRun).where(
        ImportRun.state.in_(states),
        ImportRun.profile == profile,
        ImportRun.on_duplicate == on_duplicate,
        func.jsonb_array_length(ImportRun.files) == len(digests),
        *same,
        visible_runs(unit),
    )
    return unit.session.scalar(statement.order_by(ImportRun.id.desc()).limit(1))


def list_earlier_runs(unit: UnitOfWork, run: ImportRun) -> Sequence[Row[Any]]:
    """Return committed runs that took in a file with the very same content, the latest first. Cost: 1 statement."""
    same = [ImportRun.files.contains([{"sha256": file["sha256"]}]) for file in run.files]
    if not same:
        return []
    columns: list[Any] = [ImportRun.id, ImportRun.finished_at]
    statement = (
        select(*columns)
        .where(ImportRun.id < run.id, ImportRun.state == "committed", or_(*same), visible_runs(unit))
        .order_by(ImportRun.id.desc())
        .limit(5)
    )
    return unit.session.execute(statement).all()


def list_issues(unit: UnitOfWork, run_id: int, filters: IssueFilters, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of a run's issues, errors first. Raises: ImportRunNotFound. Cost: 3 statements."""
    get_run(unit, run_id)
    order = (ImportIssue.is_error.desc(), *_ISSUE_ORDER)
    return fetch_page(unit.session, _issues(run_id, filters), request, {"row": ImportIssue.row_number}, order)


def count_issues(unit: UnitOfWork, run_id: int) -> list[tuple[IssueCode, int]]:
    """Return how many issues of each kind a run has, listed or not; errors first. Cost: 1 statement."""
    counts = get_run(unit, run_id).counts.get("issues", {})
    codes = [(IssueCode(code), int(count)) for code, count in counts.items()]
    return sorted(codes, key=lambda pair: (pair[0].is_warning, -pair[1]))


def list_staged(
    unit: UnitOfWork, run_id: int, entity: StagedEntity, outcome: StagedOutcome, request: PageRequest
) -> Page[Row[Any]]:
    """Return a page of a run's staged records of one entity and outcome, as the files have them.

    Raises: ImportRunNotFound. Cost: 3 statements.
    """
    get_run(unit, run_id)
    columns: list[Any] = [
        StagedRecord.id,
        StagedRecord.source_no,
        StagedRecord.row_number,
        StagedRecord.household_code,
        StagedRecord.person_code,
        StagedRecord.happened_on,
        StagedRecord.kind,
        StagedRecord.reference,
        StagedRecord.amount_minor,
        StagedRecord.values.op("-", return_type=JSONB())(cast(HIDDEN, ARRAY(Text))).label("values"),
        StagedRecord.refusal,
        StagedRecord.changes,
    ]
    statement = select(*columns).where(
        StagedRecord.run_id == run_id, StagedRecord.entity == entity, StagedRecord.outcome == outcome
    )
    return fetch_page(
        unit.session, statement, request, {}, (StagedRecord.source_no, StagedRecord.row_number, StagedRecord.id)
    )


def list_staged_contradictions(unit: UnitOfWork, run_id: int, request: PageRequest) -> Page[Row[Any]]:
    """Return a page of a run's members that contradict the register, in the order of the files.

    Raises: ImportRunNotFound. Cost: 3 statements.
    """
    get_run(unit, run_id)
    columns: list[Any] = [
        StagedRecord.id,
        StagedRecord.source_no,
        StagedRecord.row_number,
        StagedRecord.household_code,
        StagedRecord.person_code,
        Person.name,
        StagedRecord.contradictions,
    ]
    statement = (
        select(*columns)
        .join(Person, Person.id == StagedRecord.record_id)
        .where(
            StagedRecord.run_id == run_id,
            StagedRecord.entity == StagedEntity.PERSON,
            StagedRecord.contradictions.is_not(None),
            StagedRecord.outcome != StagedOutcome.REFUSED,
        )
    )
    return fetch_page(unit.session, statement, request, {}, (StagedRecord.source_no, StagedRecord.row_number))


def iterate_errors(unit: UnitOfWork, run_id: int, *, translate: Translate = str) -> Iterator[tuple[object, ...]]:
    """Yield a run's issues as the cells of `REPORT_COLUMNS`, streamed. Raises: ImportRunNotFound. Cost: 2 statements.

    Args:
        translate: turns an English sentence with `%(name)s` places into the reader's language.
    """
    get_run(unit, run_id)
    statement = _issues(run_id, IssueFilters()).order_by(*_ISSUE_ORDER).execution_options(yield_per=STREAMED)
    for issue in unit.session.execute(statement):
        place = (issue.file_name, issue.sheet, issue.row_number, issue.column)
        yield *place, issue.code, issue_text(issue, translate)


def write_error_report(unit: UnitOfWork, run_id: int, path: Path, *, translate: Translate = str) -> int:
    """Write a run's issues as CSV with file, sheet, row, column, code and message; return how many there are.

    Cells that a spreadsheet would compute are defused; the file begins with a byte-order mark, which Excel needs.

    Args:
        translate: turns an English sentence with `%(name)s` places into the reader's language.
    Raises: ImportRunNotFound. Cost: 2 statements, streamed.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT_COLUMNS)
        for cells in iterate_errors(unit, run_id, translate=translate):
            writer.writerow("" if cell is None else defuse(str(cell)) for cell in cells)
            count += 1
    return count


def issue_text(issue: Row[Any], translate: Translate = str) -> str:
    """Return an issue's sentence with its places filled, and how to mend it."""
    return issue_sentence(IssueCode(issue.code), issue.params, translate)


def issue_sentence(code: IssueCode, found: Mapping[str, Any], translate: Translate = str) -> str:
    """Return the sentence of a kind of issue with its places filled, and how to mend it."""
    sentence = translate(SENTENCES[code])
    if found:
        params = dict(found)
        if code is IssueCode.MORE:
            params["kind"] = translate(IssueCode(params["kind"]).label)
        sentence %= params
    return f"{sentence} {translate(MEND[code])}" if code in MEND else sentence


_ISSUE_ORDER = (ImportIssue.file_name, ImportIssue.sheet, ImportIssue.row_number.nulls_first(), ImportIssue.id)


def _issues(run_id: int, filters: IssueFilters) -> Select[Any]:
    statement = select(
        ImportIssue.id,
        ImportIssue.file_name,
        ImportIssue.sheet,
        ImportIssue.row_number,
        ImportIssue.column,
        ImportIssue.code,
        ImportIssue.params,
        ImportIssue.is_error,
    ).where(ImportIssue.run_id == run_id)
    if filters.code:
        statement = statement.where(ImportIssue.code == filters.code)
    if filters.weight:
        statement = statement.where(ImportIssue.is_error == (filters.weight == "error"))
    if filters.file_name:
        statement = statement.where(ImportIssue.file_name == filters.file_name)
    return statement
