"""Profiles changed on screen: as the table of a sheet's columns, or as text by those who know it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError, NotFound
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportProfile
from registry.operations.imports.stored_profiles import save_profile
from registry.permissions import RegistryPermission
from registry.queries.profiles import get_editable_profile, get_profile_version
from registry.rules.imports.errors import ProfileInvalid
from registry.rules.imports.profile_texts import PlacedProblem, parse_text, place_problems, write_text
from registry.rules.words_imports import StagedEntity
from web.access import needs
from web.forms import add_error
from web.registry import blueprint, profile_words
from web.registry.profile_forms import ProfileTextForm, SheetForm
from web.registry.profile_sheets import (
    MORE_ROWS,
    SPARE_ROWS,
    SheetTable,
    document_of,
    read_table,
    table_of,
    tell_problems,
)


@blueprint.get("/profiles/<name>/text")
@needs(RegistryPermission.PROFILE_EDIT)
def show_edit_profile_text(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    profile = get_editable_profile(unit, name)
    form = ProfileTextForm()
    form.text.data, form.seen_version.data = get_profile_version(unit, profile).text, profile.version
    return render_template("registry/profile_text.html", form=form, name=name, problems=[], words=profile_words)


@blueprint.post("/profiles/<name>/text")
@needs(RegistryPermission.PROFILE_EDIT)
def edit_profile_text(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    form = ProfileTextForm()
    problems: list[PlacedProblem] = []
    if form.validate():
        text = form.text.data.replace("\r\n", "\n")
        try:
            return _save(unit, name, text, form)
        except ProfileInvalid as error:
            problems = place_problems(error.problems, text)
            form.text.errors = [_("It cannot be saved so; see what is wrong below.")]
        except HoldfastError as error:
            add_error(form, error)
    return render_template(
        "registry/profile_text.html", form=form, name=name, problems=problems, words=profile_words
    ), 422


@blueprint.get("/profiles/<name>/sheets/<int:number>")
@needs(RegistryPermission.PROFILE_EDIT)
def show_edit_profile_sheet(unit: UnitOfWork, name: str, number: int) -> ResponseReturnValue:
    profile, sheets = _sheets(unit, name, number)[:2]
    table = table_of(sheets[number - 1]) if number <= len(sheets) else SheetTable()
    table.add_rows(SPARE_ROWS)
    form = SheetForm()
    form.seen_version.data = profile.version
    return _sheet_page(unit, form, name, number, len(sheets), table, [])


@blueprint.post("/profiles/<name>/sheets/<int:number>")
@needs(RegistryPermission.PROFILE_EDIT)
def edit_profile_sheet(unit: UnitOfWork, name: str, number: int) -> ResponseReturnValue:
    _profile, sheets, document = _sheets(unit, name, number)
    form, table, others = SheetForm(), read_table(request.form), []
    if form.validate() and request.form.get("act") == "more":
        table.add_rows(MORE_ROWS)
        return _sheet_page(unit, form, name, number, len(sheets), table, [])
    if form.validate():
        document["sheet"] = [*sheets[: number - 1], document_of(table), *sheets[number:]]
        try:
            return _save(unit, name, write_text(document), form)
        except ProfileInvalid as error:
            others = tell_problems(table, number, place_problems(error.problems, ""))
        except HoldfastError as error:
            add_error(form, error)
    return _sheet_page(unit, form, name, number, len(sheets), table, others), 422


@blueprint.post("/profiles/<name>/sheets/<int:number>/remove")
@needs(RegistryPermission.PROFILE_EDIT)
def remove_profile_sheet(unit: UnitOfWork, name: str, number: int) -> ResponseReturnValue:
    profile, sheets, document = _sheets(unit, name, number)
    document["sheet"] = [sheet for place, sheet in enumerate(sheets, start=1) if place != number]
    save_profile(unit, name, write_text(document), seen_version=profile.version, remark=_("a part removed"))
    flash(_("The part is removed. The version before still has it."), "success")
    return redirect(url_for("registry.show_profile", name=name))


def _save(unit: UnitOfWork, name: str, text: str, form: ProfileTextForm | SheetForm) -> ResponseReturnValue:
    seen = form.seen_version.data or 0
    saved = save_profile(unit, name, text, seen_version=seen, remark=form.remark.data or "")
    flash(_("Version %(number)s is saved. Imports from now on are read with it.", number=saved.version), "success")
    return redirect(url_for("registry.show_profile", name=name))


def _sheets(unit: UnitOfWork, name: str, number: int) -> tuple[ImportProfile, list[dict[str, Any]], dict[str, Any]]:
    """Return the profile, its sheets, and its document. Raises NotFound beyond one sheet more than there are."""
    profile = get_editable_profile(unit, name)
    document = parse_text(name, get_profile_version(unit, profile).text)
    sheets = list(document.get("sheet", []))
    if not 1 <= number <= len(sheets) + 1:
        raise NotFound()
    return profile, sheets, document


def _sheet_page(
    unit: UnitOfWork,
    form: SheetForm,
    name: str,
    number: int,
    count: int,
    table: SheetTable,
    others: list[PlacedProblem],
) -> str:
    entity = StagedEntity(table.entity) if table.entity in set(StagedEntity) else StagedEntity.HOUSEHOLD
    return render_template(
        "registry/profile_sheet.html",
        form=form,
        name=name,
        number=number,
        count=count,
        table=table,
        rows=list(enumerate(table.rows)),
        others=others,
        entities=list(StagedEntity),
        fills=profile_words.fill_choices(unit, entity),
        units=profile_words.unit_choices(),
        dates=profile_words.date_choices(),
        words=profile_words,
    )
