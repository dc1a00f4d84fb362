"""`holdfast import PROFILE FILE...`."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from foundation.paging import PageRequest
from foundation.unit_of_work import UnitOfWork
from registry.operations.imports import (
    ImportFile,
    StepReached,
    commit_import,
    discard_import,
    find_profile,
    stage_import,
)
from registry.queries.imports import IssueFilters, issue_text, list_issues, write_error_report
from registry.rules.imports.errors import ImportBuiltUpon, ProfileInvalid, ProfileNotFound
from registry.rules.imports.facts import Counts, ImportStaged
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import OnDuplicate
from web.commands.support import EXIT_REJECTED, command_actor, emit, json_option, rejections, units
from workflows.undo_import import undo_import

SHOWN_ISSUES = 10
FINISHED = 100
ACTOR = command_actor("import")


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(import_)


@click.command("import")
@click.argument("profile", required=False)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--undo", "undo_run", type=int, metavar="RUN", help="Take a committed import back; needs no files.")
@click.option("--dry-run", is_flag=True, help="Check and preview; take nothing in.")
@click.option(
    "--on-duplicate",
    type=click.Choice([rule.value for rule in OnDuplicate]),
    default=OnDuplicate.ERROR.value,
    show_default=True,
    help="What to do with a record that the register has with other values.",
)
@click.option("--partial", is_flag=True, help="Take in what is right although other records are refused.")
@click.option(
    "--errors",
    "report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write what is wrong; import-NUMBER-errors.csv in this folder without it.",
)
@json_option
def import_(
    profile: str | None,
    files: tuple[Path, ...],
    undo_run: int | None,
    dry_run: bool,
    on_duplicate: str,
    partial: bool,
    report: Path | None,
    as_json: bool,
) -> None:
    """Take households, members, income, spending and events from CSV, XLSX and Parquet files into the register.

    PROFILE is the name of a profile, such as county or one written on screen, or the path of a TOML file.

    Nothing is taken in when anything is wrong, unless --partial is given. What is wrong is written to a CSV file with
    file, sheet, row, column, code and message. Sex, birth date and ID number of a known person are never overwritten:
    what contradicts them waits for a person's decision.
    """
    if undo_run is not None:
        _refuse_beside_undo(profile)
        _undo(undo_run, as_json)
        return
    chosen = _find_profile(profile, files)
    with rejections(as_json):
        sources = [ImportFile(path, path.name) for path in files]
        with units().begin(ACTOR) as unit:
            staged = stage_import(
                unit, chosen, sources, on_duplicate=OnDuplicate(on_duplicate), progress=_progress(as_json)
            )
            report = _write_report(unit, staged, report)
            issues = _first_issues(unit, staged)
            is_rejected = staged.is_stopped or (bool(staged.errors) and not (partial and staged.takes))
            if dry_run or is_rejected:
                discard_import(unit, staged.run_id)
        result = _describe(staged, report)
        if not dry_run and not is_rejected:
            result |= _commit(staged, partial)
    state = "rejected" if is_rejected else "checked" if dry_run else "committed"
    emit({"state": state, **result}, as_json, *issues, *_summary(state, staged, result))
    if is_rejected:
        sys.exit(EXIT_REJECTED)


def _refuse_beside_undo(profile: str | None) -> None:
    if profile is not None:
        raise click.UsageError("--undo takes the number of an import, and neither a profile nor files.")


def _find_profile(name: str | None, files: tuple[Path, ...]) -> Profile:
    """Return the profile that the words name; anything else is bad usage."""
    if name is None or not files:
        raise click.UsageError("Name a profile and at least one file, or an import with --undo.")
    try:
        with units().begin(ACTOR, read_only=True) as unit:
            return find_profile(name, unit)
    except ProfileInvalid as error:
        told = "\n  ".join(message % params for message, params in error.problems)
        raise click.BadParameter(told, param_hint="PROFILE") from error
    except ProfileNotFound as error:
        raise click.BadParameter(str(error), param_hint="PROFILE") from error


def _undo(run_id: int, as_json: bool) -> None:
    """Take a committed import back, or say what was built on it; the latter ends with 3."""
    with rejections(as_json):
        try:
            with units().begin(ACTOR) as unit:
                undone = undo_import(unit, run_id)
        except ImportBuiltUpon as error:
            found = [{"kind": str(one.kind), "count": one.count, "examples": list(one.examples)} for one in error.found]
            lines = [f"{one.kind.label}: {one.count:,} ({', '.join(one.examples)})" for one in error.found]
            emit({"state": "rejected", "run": run_id, "built_on": found}, as_json, str(error), *lines)
            sys.exit(EXIT_REJECTED)
    removed = {entity.value: count for entity, count in undone.removed.items()}
    restored = {entity.value: count for entity, count in undone.restored.items()}
    told = f"Import {run_id} is undone: {sum(removed.values()):,} records removed, {sum(restored.values()):,} put back."
    emit({"state": "undone", "run": run_id, "removed": removed, "restored": restored}, as_json, told)


def _commit(staged: ImportStaged, partial: bool) -> dict[str, Any]:
    with units().begin(ACTOR) as unit:
        committed = commit_import(unit, staged.run_id, allow_partial=partial)
    return {"written": _plain(committed.counts), "households": committed.households}


def _write_report(unit: UnitOfWork, staged: ImportStaged, report: Path | None) -> Path | None:
    if report is None and not staged.errors and not staged.warnings:
        return None
    path = report or Path(f"import-{staged.run_id}-errors.csv")
    write_error_report(unit, staged.run_id, path)
    return path


def _first_issues(unit: UnitOfWork, staged: ImportStaged) -> list[str]:
    page = list_issues(unit, staged.run_id, IssueFilters(), PageRequest(size=SHOWN_ISSUES))
    lines = []
    for issue in page.rows:
        place = [issue.file_name, issue.sheet, f"row {issue.row_number}" if issue.row_number else "", issue.column]
        lines.append(f"{', '.join(filter(None, place))}: {issue_text(issue)}")
    return [*lines, f"… and {page.total - len(lines)} more."] if page.total > len(lines) else lines


def _describe(staged: ImportStaged, report: Path | None) -> dict[str, Any]:
    return {
        "run": staged.run_id,
        "rows": staged.rows,
        "blank_rows": staged.blank_rows,
        "records": _plain(staged.counts),
        "errors": staged.errors,
        "warnings": staged.warnings,
        "contradictions": staged.contradictions,
        "error_report": str(report) if report else None,
    }


def _summary(state: str, staged: ImportStaged, result: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{entity.label}: " + ", ".join(f"{count:,} {outcome.label.lower()}" for outcome, count in counts.items())
        for entity, counts in staged.counts.items()
    ]
    if staged.contradictions:
        lines.append(f"{staged.contradictions:,} members contradict the register, which keeps its values.")
    if result["error_report"]:
        lines.append(f"What is wrong stands in {result['error_report']}.")
    ends = {
        "committed": f"Import {staged.run_id} was taken into the register: {result.get('households', 0):,} households.",
        "checked": f"Checked only: {staged.takes:,} records would be taken in. The register is as it was.",
        "rejected": "Nothing was taken in. Mend the rows, or repeat with --partial to take the rest.",
        "stopped": "Nothing is taken in, not even in part: most of these records are doubtful.",
    }
    if state == "committed" and not staged.takes:
        ends[state] = "Nothing changed: the register already has all of it."
    return [*lines, ends["stopped" if staged.is_stopped and state == "rejected" else state]]


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    return {
        entity.value: {outcome.value: count for outcome, count in found.items()} for entity, found in counts.items()
    }


def _progress(as_json: bool) -> Any:
    """Return who is told of each step: the terminal, if there is one."""
    if as_json or not sys.stderr.isatty():
        return None
    return TerminalLine().show


class TerminalLine:
    """One line of the terminal that says how far the import is, written over again and again."""

    def __init__(self) -> None:
        self._shown = ""

    def show(self, reached: StepReached) -> None:
        """Show a step, the rows so far and the share of the whole."""
        words = reached.step.label % {"name": reached.subject} if reached.subject else reached.step.label
        line = f"{words} … {reached.rows:,} rows, {reached.percent} %"
        if line != self._shown:
            width = max(len(self._shown) - len(line), 0)
            click.echo(f"\r{line}{' ' * width}", nl=reached.percent >= FINISHED, err=True)
            self._shown = line
