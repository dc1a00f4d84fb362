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
from registry.rules.imports.errors import ProfileInvalid, ProfileNotFound
from registry.rules.imports.facts import Counts, ImportStaged
from registry.rules.imports.profile import Profile
from registry.rules.words_imports import OnDuplicate
from web.commands.support import EXIT_REJECTED, command_actor, emit, json_option, rejections, units

SHOWN_ISSUES = 10
FINISHED = 100
ACTOR = command_actor("import")


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(import_)


class ProfileName(click.ParamType[Profile]):
    """A shipped profile's name or the path of a TOML file; anything else is bad usage."""

    name = "profile"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Profile:
        try:
            return value if isinstance(value, Profile) else find_profile(value)
        except ProfileInvalid as error:
            self.fail("\n  ".join(message % params for message, params in error.problems), param, ctx)
        except ProfileNotFound as error:
            self.fail(str(error), param, ctx)


@click.command("import")
@click.argument("profile", type=ProfileName())
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
)
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
    profile: Profile,
    files: tuple[Path, ...],
    dry_run: bool,
    on_duplicate: str,
    partial: bool,
    report: Path | None,
    as_json: bool,
) -> None:
    """Take households, members, income, spending and events from CSV and XLSX files into the register.

    PROFILE is the name of a shipped profile, such as county, or the path of a TOML file.

    Nothing is taken in when anything is wrong, unless --partial is given. What is wrong is written to a CSV file with
    file, sheet, row, column, code and message.
    """
    with rejections(as_json):
        sources = [ImportFile(path, path.name) for path in files]
        with units().begin(ACTOR) as unit:
            staged = stage_import(
                unit, profile, sources, on_duplicate=OnDuplicate(on_duplicate), progress=_progress(as_json)
            )
            report = _write_report(unit, staged, report)
            issues = _first_issues(unit, staged)
            is_rejected = bool(staged.errors) and not (partial and staged.takes)
            if dry_run or is_rejected:
                discard_import(unit, staged.run_id)
        result = _describe(staged, report)
        if not dry_run and not is_rejected:
            result |= _commit(staged, partial)
    state = "rejected" if is_rejected else "checked" if dry_run else "committed"
    emit({"state": state, **result}, as_json, *issues, *_summary(state, staged, result))
    if is_rejected:
        sys.exit(EXIT_REJECTED)


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
        "error_report": str(report) if report else None,
    }


def _summary(state: str, staged: ImportStaged, result: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{entity.label}: " + ", ".join(f"{count:,} {outcome.label.lower()}" for outcome, count in counts.items())
        for entity, counts in staged.counts.items()
    ]
    if result["error_report"]:
        lines.append(f"What is wrong stands in {result['error_report']}.")
    ends = {
        "committed": f"Import {staged.run_id} was taken into the register: {result.get('households', 0):,} households.",
        "checked": f"Checked only: {staged.takes:,} records would be taken in. The register is as it was.",
        "rejected": "Nothing was taken in. Mend the rows, or repeat with --partial to take the rest.",
    }
    if state == "committed" and not staged.takes:
        ends[state] = "Nothing changed: the register already has all of it."
    return [*lines, ends[state]]


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
