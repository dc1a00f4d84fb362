"""Further fields: what a region asks beyond the register's own fields."""

from collections.abc import Iterator
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.scope import covers
from foundation.unit_of_work import UnitOfWork
from registry.models import ExtraField
from registry.operations import fields as operations
from registry.permissions import RegistryPermission
from registry.queries.field_values import count_options, count_values, count_values_of
from registry.queries.fields import definition_of, get_field, list_all_definitions, list_field_rows
from registry.queries.regions import find_region_by_path
from registry.rules.field_checks import write_options
from registry.rules.fields import FieldEntity, FieldKind
from web.access import needs
from web.exports import csv_response
from web.forms import add_error
from web.registry import blueprint, field_words
from web.registry.field_forms import ChangeFieldForm, DefineFieldForm, FieldFilterForm, Listed, RetireFieldForm, fitting

__all__ = ["field_words"]

COLUMNS = (
    "key", "entity", "kind", "unit", "question_en", "question_zh", "low", "high", "region_path", "valid_from",
    "valid_to",
)  # fmt: skip
SHOWS_SPREAD = (FieldKind.FLAG, FieldKind.CODE)
KEY_COLUMNS = {
    FieldEntity.HOUSEHOLD: ("household_code",),
    FieldEntity.PERSON: ("household_code", "person_code"),
}


@blueprint.get("/fields")
@needs(RegistryPermission.FIELD_READ)
def list_fields(unit: UnitOfWork) -> ResponseReturnValue:
    form = FieldFilterForm()
    rows = fitting(list_field_rows(unit, with_retired=bool(form.retired.data)), form)
    counts = count_values(unit) if unit.actor.may(RegistryPermission.HOUSEHOLD_READ) else {}
    if request.args.get("format") == "csv":
        return csv_response("further-fields", (*COLUMNS, "options", "region", "answers"), _lines(rows, counts))
    return render_template("registry/field_list.html", rows=rows, form=form, counts=counts)


@blueprint.get("/fields/template/<entity>")
@needs(RegistryPermission.FIELD_READ)
def download_field_template(unit: UnitOfWork, entity: str) -> ResponseReturnValue:
    asked = FieldEntity(entity) if entity in set(FieldEntity) else FieldEntity.HOUSEHOLD
    area = next(iter(unit.actor.areas), "")
    keys = [definition.key for definition in list_all_definitions(unit, asked, region_path=area)]
    return csv_response(f"further-fields-{asked.value}", (*KEY_COLUMNS[asked], *keys), [])


@blueprint.get("/fields/new")
@needs(RegistryPermission.FIELD_DEFINE)
def show_define_field(unit: UnitOfWork) -> ResponseReturnValue:
    form = DefineFieldForm()
    form.offer(unit)
    return render_template("registry/field_define.html", form=form)


@blueprint.post("/fields/new")
@needs(RegistryPermission.FIELD_DEFINE)
def define_field(unit: UnitOfWork) -> ResponseReturnValue:
    form = DefineFieldForm()
    form.offer(unit)
    if form.validate():
        try:
            done = operations.define_field(unit, form.definition())
            flash(_("The field is defined. Forms, files and rules can ask for it now."), "success")
            return redirect(url_for("registry.show_field", field_id=done.field_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("registry/field_define.html", form=form), 422


@blueprint.get("/fields/<int:field_id>")
@needs(RegistryPermission.FIELD_READ)
def show_field(unit: UnitOfWork, field_id: int) -> ResponseReturnValue:
    row = get_field(unit, field_id)
    definition = definition_of(row)
    sees_counts = unit.actor.may(RegistryPermission.HOUSEHOLD_READ)
    spread = count_options(unit, definition) if sees_counts and definition.kind in SHOWS_SPREAD else {}
    return render_template(
        "registry/field_show.html",
        row=row,
        definition=definition,
        region=find_region_by_path(unit, row.region_path) if row.region_path else None,
        count=count_values_of(unit, definition) if sees_counts and _is_own(unit, row) else None,
        spread=spread,
        is_own=_is_own(unit, row),
    )


@blueprint.get("/fields/<int:field_id>/edit")
@needs(RegistryPermission.FIELD_DEFINE)
def show_change_field(unit: UnitOfWork, field_id: int) -> ResponseReturnValue:
    row, form = get_field(unit, field_id), ChangeFieldForm()
    form.show(definition_of(row))
    return render_template("registry/field_change.html", row=row, form=form)


@blueprint.post("/fields/<int:field_id>/edit")
@needs(RegistryPermission.FIELD_DEFINE)
def change_field(unit: UnitOfWork, field_id: int) -> ResponseReturnValue:
    row, form = get_field(unit, field_id), ChangeFieldForm()
    if form.validate():
        try:
            operations.change_field(unit, field_id, replace(definition_of(row), **form.values()))
            flash(_("The field is changed."), "success")
            return redirect(url_for("registry.show_field", field_id=field_id))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("registry/field_change.html", row=row, form=form), 422


@blueprint.get("/fields/<int:field_id>/retire")
@needs(RegistryPermission.FIELD_DEFINE)
def show_retire_field(unit: UnitOfWork, field_id: int) -> ResponseReturnValue:
    form = RetireFieldForm()
    form.on.data = unit.today
    return _retire_page(unit, get_field(unit, field_id), form)


@blueprint.post("/fields/<int:field_id>/retire")
@needs(RegistryPermission.FIELD_DEFINE)
def retire_field(unit: UnitOfWork, field_id: int) -> ResponseReturnValue:
    form = RetireFieldForm()
    if form.validate():
        try:
            operations.retire_field(unit, field_id, on=form.on.data)
            flash(_("The field is asked no more. Its values stay."), "success")
            return redirect(url_for("registry.show_field", field_id=field_id))
        except HoldfastError as error:
            add_error(form, error)
    return _retire_page(unit, get_field(unit, field_id), form), 422


@blueprint.post("/fields/<int:field_id>/resume")
@needs(RegistryPermission.FIELD_DEFINE)
def resume_field(unit: UnitOfWork, field_id: int) -> ResponseReturnValue:
    operations.resume_field(unit, field_id)
    flash(_("The field is asked again."), "success")
    return redirect(url_for("registry.show_field", field_id=field_id))


def _lines(rows: Listed, counts: dict[tuple[FieldEntity, str], int]) -> Iterator[list[object]]:
    for _row, one, region in rows:
        told = [getattr(one, name) for name in COLUMNS]
        yield [*told, write_options(one.options), region, counts.get((one.entity, one.key), "")]


def _retire_page(unit: UnitOfWork, row: ExtraField, form: RetireFieldForm) -> str:
    count = count_values_of(unit, definition_of(row)) if _is_own(unit, row) else 0
    return render_template("registry/field_retire.html", row=row, form=form, count=count)


def _is_own(unit: UnitOfWork, row: ExtraField) -> bool:
    return covers(unit.actor, row.region_path)
