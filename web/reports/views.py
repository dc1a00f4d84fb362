"""Printed documents."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from foundation.actor import Actor
from foundation.unit_of_work import Units
from registry.errors import HouseholdNotFound
from registry.permissions import RegistryPermission
from registry.rules.privacy.sight import sight_of
from reports.household_file.document import tell_story
from reports.household_file.rows import read_household_file
from web.access import needs
from web.languages import current_language
from web.reports import blueprint
from web.services import services


@blueprint.get("/households/<int:household_id>/file.pdf")
@needs(RegistryPermission.HOUSEHOLD_READ, own_units=True)
def household_pdf(units: Units, actor: Actor, household_id: int) -> ResponseReturnValue:
    return _file_pdf(units, actor, household_id)


@blueprint.get("/my-file.pdf")
@needs(RegistryPermission.OWN_FILE_READ, own_units=True)
def own_pdf(units: Units, actor: Actor) -> ResponseReturnValue:
    if actor.household_id is None:
        raise HouseholdNotFound()
    return _file_pdf(units, actor, actor.household_id)


def _file_pdf(units: Units, actor: Actor, household_id: int) -> Response:
    language = current_language()
    with units.begin(actor, read_only=True) as unit:
        file = read_household_file(unit, household_id)
        sight = sight_of(actor, household_id)
        story = tell_story(file, language, sight)
        html = render_template("pdf/household_file.html", file=file, sight=sight, story=story, printed_at=unit.now)
    body = services().pdf.render(html, language=language)
    response = Response(body, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="household-{file.household.code}.pdf"'
    return response
