"""The register as files: sealed with a password, with a reason, as far as the reader may see it."""

import io
import tempfile
from datetime import date
from pathlib import Path

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.unit_of_work import UnitOfWork
from registry.permissions import RegistryPermission
from registry.queries.exporting import ExportPart, export_part
from registry.queries.regions import list_regions_below
from registry.rules.words import RegionLevel
from web.access import needs
from web.filters import label
from web.registry import blueprint
from web.registry.privacy_forms import ExportForm
from web.sealing import as_download, seal_paths
from web.table_files import FileKind, write_table


@blueprint.get("/export")
@needs(RegistryPermission.HOUSEHOLD_EXPORT)
def show_export(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("registry/export.html", form=_prepared(unit))


@blueprint.post("/export")
@needs(RegistryPermission.HOUSEHOLD_EXPORT)
def make_export(unit: UnitOfWork) -> ResponseReturnValue:
    form = _prepared(unit)
    if not form.validate():
        return render_template("registry/export.html", form=form), 422
    parts = [ExportPart(value) for value in form.parts.data]
    kind = FileKind(form.kind.data)
    content, counts = _written(unit, parts, kind, form.region.data, form.as_of.data, form.password.data)
    unit.note("export_register", "register", None, parts=counts, reason=form.reason.data, with_numbers=False)
    return as_download(f"register-{unit.today.isoformat()}", content)


def _written(
    unit: UnitOfWork, parts: list[ExportPart], kind: FileKind, region_path: str, as_of: date | None, password: str
) -> tuple[bytes, dict[str, int]]:
    """Return the sealed file, and how many rows each part has."""
    counts, target = {}, io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="holdfast-export-") as folder:
        files = []
        for part in parts:
            table = export_part(unit, part, region_path=region_path, as_of=as_of)
            files.append(Path(folder) / f"{part.value}.{kind.value}")
            counts[part.value] = write_table(files[-1], kind, table.columns, table.kinds, table.rows)
        seal_paths(target, files, password)
    return target.getvalue(), counts


def _prepared(unit: UnitOfWork) -> ExportForm:
    form = ExportForm()
    form.parts.choices = [(part.value, label(part)) for part in ExportPart]
    townships = [(place.path, place.name) for place in list_regions_below(unit, RegionLevel.TOWNSHIP.value)]
    form.region.choices = [("", _("All of my area")), *townships]
    return form
