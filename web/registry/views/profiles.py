"""Import profiles: the list, one of them, copies, a try on a sample, and taking one out of the offer."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Row

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.models import ImportProfile
from registry.operations.imports import ImportFile, find_known_profile
from registry.operations.imports import list_profiles as shipped_profiles
from registry.operations.imports.profiles import shipped_text
from registry.operations.imports.stored_profiles import create_profile, offer_profile, retire_profile
from registry.operations.imports.trying import try_profile
from registry.permissions import RegistryPermission
from registry.queries import profiles as queries
from registry.queries.imports import issue_sentence
from registry.rules.imports.errors import ProfileInvalid
from registry.rules.imports.profile import Profile
from registry.rules.imports.profile_texts import parse_text, place_problems, read_text, with_titles
from registry.rules.imports.templates import template_sheets
from web.access import needs
from web.forms import add_error
from web.languages import current_language
from web.registry import blueprint, import_words, profile_words
from web.registry.import_receiving import plain_name
from web.registry.profile_forms import CopyProfileForm, ProfileFilterForm, TryProfileForm

TOML = "application/toml; charset=utf-8"


@blueprint.get("/profiles")
@needs(RegistryPermission.PROFILE_READ)
def list_profiles(unit: UnitOfWork) -> ResponseReturnValue:
    form = ProfileFilterForm()
    definitions = queries.list_usable_definitions(unit)
    stored: list[tuple[Row[Any], Profile | None]] = []
    for row in queries.list_stored_profiles(unit, with_retired=bool(form.retired.data)):
        try:
            stored.append((row, read_text(row.name, row.text, definitions, row.version)))
        except ProfileInvalid:
            stored.append((row, None))
    return render_template(
        "registry/profile_list.html",
        shipped=shipped_profiles(),
        stored=stored,
        form=form,
        words=profile_words,
        place=lambda row: profile_words.place_of(unit, row),
    )


@blueprint.get("/profiles/<name>")
@needs(RegistryPermission.PROFILE_READ)
def show_profile(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    number = request.args.get("version", type=int)
    stored, text = find_text(unit, name, number)
    if request.args.get("format") == "toml":
        headers = {"Content-Disposition": f'attachment; filename="{name}.toml"'}
        return Response(text, mimetype=TOML, headers=headers)
    try:
        profile, problems = read_text(name, text, queries.list_usable_definitions(unit)), []
    except ProfileInvalid as error:
        profile, problems = None, place_problems(error.problems, text)
    return render_template(
        "registry/profile_show.html",
        name=name,
        stored=stored,
        profile=profile,
        problems=problems,
        number=number,
        versions=queries.list_profile_versions(unit, stored) if stored else [],
        sheets=template_sheets(profile, current_language()) if profile else [],
        is_own=stored is not None and queries.may_edit(unit, stored),
        place=profile_words.place_of(unit, stored),
        words=profile_words,
    )


@blueprint.get("/profiles/<name>/copy")
@needs(RegistryPermission.PROFILE_EDIT)
def show_copy_profile(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    _stored, text = find_text(unit, name)
    form = CopyProfileForm()
    form.title_zh.data, form.title_en.data = profile_words.titles_of(parse_text(name, text))
    return render_template("registry/profile_copy.html", form=form, name=name)


@blueprint.post("/profiles/<name>/copy")
@needs(RegistryPermission.PROFILE_EDIT)
def copy_profile(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    _stored, text = find_text(unit, name)
    form = CopyProfileForm()
    if form.validate():
        titles = {"zh": form.title_zh.data, "en": form.title_en.data}
        try:
            saved = create_profile(unit, form.name.data, with_titles(text, titles), copied_from=name)
            flash(_("The copy is there. Change what your sheets have otherwise."), "success")
            return redirect(url_for("registry.show_profile", name=saved.name))
        except HoldfastError as error:
            add_error(form, error)
    return render_template("registry/profile_copy.html", form=form, name=name), 422


@blueprint.get("/profiles/<name>/try")
@needs(RegistryPermission.PROFILE_EDIT)
def show_try_profile(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    profile = find_known_profile(unit, name)
    return render_template("registry/profile_try.html", form=TryProfileForm(), profile=profile, trial=None)


@blueprint.post("/profiles/<name>/try")
@needs(RegistryPermission.PROFILE_EDIT)
def try_on_sample(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    profile = find_known_profile(unit, name)
    form = TryProfileForm()
    if not form.validate():
        return render_template("registry/profile_try.html", form=form, profile=profile, trial=None), 422
    with tempfile.TemporaryDirectory(prefix="holdfast-import-") as folder:
        path = Path(folder) / "sample"
        form.sample.data.save(path)
        trial = try_profile(profile, ImportFile(path, plain_name(form.sample.data)), unit.today)
    return render_template(
        "registry/profile_try.html",
        form=form,
        profile=profile,
        trial=trial,
        words=profile_words,
        import_words=import_words,
        say=lambda issue: issue_sentence(issue.code, issue.params, _),
    )


@blueprint.post("/profiles/<name>/retire")
@needs(RegistryPermission.PROFILE_EDIT)
def retire_import_profile(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    retire_profile(unit, name)
    flash(_("The profile is offered no more. Past imports keep it."), "success")
    return redirect(url_for("registry.show_profile", name=name))


@blueprint.post("/profiles/<name>/offer")
@needs(RegistryPermission.PROFILE_EDIT)
def offer_import_profile(unit: UnitOfWork, name: str) -> ResponseReturnValue:
    offer_profile(unit, name)
    flash(_("The profile is offered again."), "success")
    return redirect(url_for("registry.show_profile", name=name))


def find_text(unit: UnitOfWork, name: str, number: int | None = None) -> tuple[ImportProfile | None, str]:
    """Return a profile written on screen, None for a shipped one, and its text. Raises: ProfileNotFound."""
    stored = queries.find_stored_profile(unit, name)
    return stored, queries.get_profile_version(unit, stored, number).text if stored else shipped_text(name)
