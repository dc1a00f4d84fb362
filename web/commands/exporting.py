"""`holdfast export`."""

import tempfile
from datetime import datetime
from pathlib import Path

import click

from foundation.unit_of_work import UnitOfWork
from registry.queries.exporting import ExportPart, export_part
from registry.queries.regions import get_region
from web.commands.support import command_actor, emit, json_option, rejections, units
from web.sealing import seal_paths
from web.table_files import FileKind, write_table

PASSWORD = "HOLDFAST_EXPORT_PASSWORD"  # noqa: S105 - the name of a setting
SHORTEST = 12
ENDINGS = {f".{kind.value}": kind for kind in FileKind}


def register(cli: click.Group) -> None:
    """Add the command."""
    cli.add_command(export)


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--part", "parts", multiple=True, type=click.Choice([part.value for part in ExportPart]), help="All without it."
)
@click.option(
    "--format", "kind", type=click.Choice([kind.value for kind in FileKind]), default="csv", show_default=True
)
@click.option("--region", help="The code of a region; the whole register without it.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The register as it was on a day.")
@click.option("--with-numbers", is_flag=True, help="ID numbers, telephones and accounts in the clear; needs --reason.")
@click.option("--reason", default="", help="Why the file is made; written to the audit.")
@click.option("--unsealed", is_flag=True, help="A plain file of one part, without encryption; needs --reason.")
@click.option("--password", envvar=PASSWORD, hidden=True, help="Given by the environment, not on the command line.")
@json_option
def export(
    target: Path,
    parts: tuple[str, ...],
    kind: str,
    region: str | None,
    as_of: datetime | None,
    with_numbers: bool,
    reason: str,
    unsealed: bool,
    password: str | None,
    as_json: bool,
) -> None:
    """Write the register to a file that opens with a password alone.

    TARGET ends in .zip; the password comes from HOLDFAST_EXPORT_PASSWORD or is typed in. With --unsealed TARGET is a
    plain .csv, .xlsx or .parquet file of one part.
    """
    wanted = [ExportPart(part) for part in parts] or list(ExportPart)
    check_usage(target, wanted, reason, unsealed=unsealed, with_numbers=with_numbers)
    secret = "" if unsealed else checked_password(password)
    with rejections(as_json), tempfile.TemporaryDirectory(prefix="holdfast-export-") as folder:
        with units().begin(command_actor("export")) as unit:
            path = get_region(unit, region).path if region else ""
            told = {"region_path": path, "as_of": as_of.date() if as_of else None, "with_numbers": with_numbers}
            files = [target] if unsealed else [Path(folder) / f"{part.value}.{kind}" for part in wanted]
            counts = {
                part.value: write_part(unit, file, part, **told) for part, file in zip(wanted, files, strict=True)
            }
            unit.note("export_register", "register", None, parts=counts, reason=reason, with_numbers=with_numbers)
        if not unsealed:
            seal_paths(target, files, secret)
    emit({"file": str(target), "rows": counts, "sealed": not unsealed}, as_json)


def write_part(unit: UnitOfWork, file: Path, part: ExportPart, **told: object) -> int:
    """Write one part to a file whose ending says its kind; return how many rows it has."""
    table = export_part(unit, part, **told)  # type: ignore[arg-type]
    return write_table(file, ENDINGS[file.suffix], table.columns, table.kinds, table.rows)


def check_usage(target: Path, parts: list[ExportPart], reason: str, *, unsealed: bool, with_numbers: bool) -> None:
    """Refuse what does not fit together. Raises: click.UsageError."""
    if unsealed and (len(parts) != 1 or target.suffix not in ENDINGS):
        raise click.UsageError(f"--unsealed takes one --part and a file that ends in {', '.join(ENDINGS)}.")
    if not unsealed and target.suffix != ".zip":
        raise click.UsageError(
            f"{target.name} would hold personal data in the clear. Name a .zip file, which is encrypted, or say"
            " --unsealed with a --reason."
        )
    if (unsealed or with_numbers) and len(reason.strip()) < 5:
        raise click.UsageError("Say with --reason why the file is made; it is written to the audit.")


def checked_password(given: str | None) -> str:
    """Return the password given, or ask for it twice. Raises: click.UsageError for a short one."""
    password: str = given or click.prompt("Password for the file", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST:
        raise click.UsageError(f"The password needs {SHORTEST} characters at least.")
    return password
