"""`holdfast forms`: publish a spreadsheet as a form, write Holdfast's own one, list what is published."""

from pathlib import Path

import click

from foundation.paging import PageRequest
from registry.operations.collection.forms import KeptFile, NewVersion, publish_form, publish_version
from registry.queries.collection.forms import FormFilters, find_form, list_forms
from registry.queries.regions import get_region
from registry.rules.collection.household_form import FormTitle
from registry.rules.collection.openrosa import md5
from registry.rules.collection.xform import read_form
from web.collection.publishing import make_workbook, released_on_refusal, version_of
from web.commands.support import application, command_actor, emit, json_option, rejections, services, units

ACTOR = command_actor("forms")
MOST_LISTED = 200
readable = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def register(cli: click.Group) -> None:
    """Add the commands."""
    cli.add_command(forms)


@click.group()
def forms() -> None:
    """Forms of field collection: publish, write Holdfast's own, list."""


@forms.command("publish")
@click.argument("workbook", type=readable)
@click.option("--region", required=True, help="Code of the region whose devices fill the form in.")
@click.option("--media", multiple=True, type=readable, help="A picture or table that the form uses; may be repeated.")
@json_option
def publish(workbook: Path, region: str, media: tuple[Path, ...], as_json: bool) -> None:
    """Publish an XLSForm: a new form, or the next version of the one with the same form_id."""
    with rejections(as_json):
        here = services()
        content = workbook.read_bytes()
        compiled = here.form_compiler.compile(content)
        kept = [_keep(path) for path in media]
        new = NewVersion(compiled.xform, here.files.save(content, suffix="xlsx"), kept, compiled.warnings)
        with application().app_context(), released_on_refusal(units(), new), units().begin(ACTOR) as unit:
            known = find_form(unit, read_form(compiled.xform).form_id)
            path = get_region(unit, region).path
            done = publish_form(unit, new, path) if known is None else publish_version(unit, known.id, new)
    result = {"form": done.form_id, "version": done.version, "is_first": done.is_first, "warnings": compiled.warnings}
    emit(result, as_json, *compiled.warnings, f"Version {done.version} is published.")


@forms.command("sheet")
@click.argument("workbook", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--region", required=True, help="Code of the region; its further fields are asked too.")
@click.option("--name", default="Household survey", show_default=True, help="What people call the form.")
@json_option
def sheet(workbook: Path, region: str, name: str, as_json: bool) -> None:
    """Write Holdfast's own household form as an XLSForm, to be changed and published."""
    with (
        rejections(as_json),
        units().begin(ACTOR, read_only=True) as unit,
        application().test_request_context("/?lang=zh"),
    ):
        # Words are translated in a page's context; a command has no page, so it makes one.
        version = version_of(unit.now)
        title = FormTitle(f"household_{region}_{version}", name, version)
        workbook.write_bytes(make_workbook(unit, title, get_region(unit, region).path))
    emit({"file": str(workbook), "form_id": title.form_id}, as_json, f"{workbook}: form_id {title.form_id}")


@forms.command("list")
@json_option
def show(as_json: bool) -> None:
    """List the published forms."""
    with units().begin(ACTOR, read_only=True) as unit:
        rows = list_forms(unit, FormFilters(), PageRequest(size=MOST_LISTED)).rows
    found = [
        {
            "form_id": row.form_id,
            "name": row.name,
            "state": row.state.value,
            "version": row.version,
            "region": row.region,
        }
        for row in rows
    ]
    lines = [f"{row['form_id']}  {row['version']}  {row['state']}  {row['name']} ({row['region']})" for row in found]
    emit({"forms": found}, as_json, *(lines or ["There is no form yet."]))


def _keep(path: Path) -> KeptFile:
    content = path.read_bytes()
    key = services().files.save(content, suffix=path.suffix.lower())
    return KeptFile(path.name, key, md5(content), len(content))
