"""`holdfast check`: the audit chain, the ledger's balance, frozen rounds, files that nobody knows."""

import sys

import click

from foundation.audit import broken_links, count_entries
from foundation.unit_of_work import UnitOfWork
from ledger.queries import drifted_accounts, misbooked_payments, unbalanced_journals
from registry.queries.collection.submissions import list_file_keys
from registry.queries.imports import list_upload_keys
from registry.queries.statistics.rounds import altered_rounds
from web.commands.support import EXIT_REJECTED, command_actor, emit, json_option, services, units


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(check)


@click.command()
@json_option
def check(as_json: bool) -> None:
    """Check the audit chain, the ledger, frozen rounds and the file store; exit 3 when something is wrong."""
    with units().begin(command_actor("check"), read_only=True) as unit:
        result: dict[str, object] = {
            "audit_entries": count_entries(unit.session),
            "audit_broken": list(broken_links(unit.session)),
            "ledger_unbalanced": [str(row) for row in unbalanced_journals(unit)],
            "ledger_drifted": [str(row) for row in drifted_accounts(unit)],
            "payments_misbooked": [str(row) for row in misbooked_payments(unit)],
            "rounds_altered": list(altered_rounds(unit)),
            "files_orphaned": orphaned_files(unit),
        }
    result["ok"] = not any(value for key, value in result.items() if key != "audit_entries")
    emit(result, as_json)
    if not result["ok"]:
        sys.exit(EXIT_REJECTED)


def orphaned_files(unit: UnitOfWork) -> list[str]:
    """Return the keys of stored files that no import, form or submission names."""
    known = known_files(unit)
    return sorted(key for key in services().files.keys() if key not in known)  # noqa: SIM118 - a store, not a dict


def known_files(unit: UnitOfWork) -> set[str]:
    """Return the file keys that the database names."""
    return list_upload_keys(unit) | list_file_keys(unit)
