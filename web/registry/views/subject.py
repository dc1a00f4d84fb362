"""A copy of everything about a household, for the family itself or made for it by an office; sealed with a password."""

import json

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from foundation.actor import Actor
from foundation.unit_of_work import UnitOfWork, Units
from registry.errors import HouseholdNotFound
from registry.permissions import RegistryPermission
from registry.queries.households import get_household
from registry.rules.privacy.sight import EVERYTHING
from reports.household_file.document import tell_story
from reports.household_file.rows import read_household_file
from reports.subject_file.rows import list_looks, read_subject_file
from web.access import needs
from web.languages import current_language
from web.registry import blueprint
from web.registry.privacy_forms import SealWithReasonForm
from web.sealing import sealed_response
from web.sealing_forms import SealForm
from web.services import services


@blueprint.get("/my-file/copy")
@needs(RegistryPermission.OWN_FILE_EXPORT)
def show_own_copy(unit: UnitOfWork) -> ResponseReturnValue:
    return render_template("registry/copy_own.html", form=SealForm())


@blueprint.post("/my-file/copy")
@needs(RegistryPermission.OWN_FILE_EXPORT, own_units=True)
def make_own_copy(units: Units, actor: Actor) -> ResponseReturnValue:
    form = SealForm()
    if not form.validate():
        return render_template("registry/copy_own.html", form=form), 422
    if actor.household_id is None:
        raise HouseholdNotFound()
    return _copy(units, actor, actor.household_id, form.password.data, "the family asked for it")


@blueprint.get("/households/<int:household_id>/copy")
@needs(RegistryPermission.SUBJECT_EXPORT)
def show_copy(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    return render_template("registry/copy_make.html", household=household, form=SealWithReasonForm())


@blueprint.post("/households/<int:household_id>/copy")
@needs(RegistryPermission.SUBJECT_EXPORT, own_units=True)
def make_copy(units: Units, actor: Actor, household_id: int) -> ResponseReturnValue:
    form = SealWithReasonForm()
    if not form.validate():
        with units.begin(actor, read_only=True) as unit:
            household = get_household(unit, household_id)
        return render_template("registry/copy_make.html", household=household, form=form), 422
    return _copy(units, actor, household_id, form.password.data, form.reason.data)


def _copy(units: Units, actor: Actor, household_id: int, password: str, reason: str) -> Response:
    language = current_language()
    with units.begin(actor) as unit:
        data = {"tables": read_subject_file(unit, household_id), "looked_at": list_looks(unit, household_id)}
        file = read_household_file(unit, household_id)
        story = tell_story(file, language, EVERYTHING)
        html = render_template("pdf/household_file.html", file=file, sight=EVERYTHING, story=story, printed_at=unit.now)
        path, code = file.household.region_path, file.household.code
        unit.note("copy_household_file", "household", household_id, region_path=path, reason=reason)
    files = {
        "data.json": json.dumps(data, ensure_ascii=False, indent=1, default=str).encode(),
        "file.pdf": services().pdf.render(html, language=language),
    }
    return sealed_response(f"household-{code}", files, password)
