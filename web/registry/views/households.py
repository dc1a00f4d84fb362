"""The list of households and the household's file."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.operations.consents import give_consent, withdraw_consent
from registry.operations.reveals import reveal_person
from registry.permissions import RegistryPermission
from registry.queries.as_of import past_day
from registry.queries.households import HouseholdFilters, get_person, iterate_households
from registry.queries.households import list_households as read_households
from registry.queries.past import iterate_past_households, list_past_households
from registry.queries.quality.findings import list_household_findings
from registry.queries.regions import list_regions_below
from registry.rules.privacy.sight import sight_of
from reports.household_file.document import tell_story
from reports.household_file.past import read_past_file
from reports.household_file.rows import read_household_file
from web.access import needs
from web.filters import label
from web.forms import add_error, page_request
from web.languages import current_language
from web.registry import blueprint
from web.registry.forms import AsOfForm, HouseholdFilterForm, RecordConsentForm, RevealForm, read_purpose
from web.sealed_lists import ListFile, sealed_list

PAST_COLUMNS = ("as_of", "code", "head", "village", "members", "household_class")
COLUMNS = ("code", "head", "village", "members", "household_class", "colour", "score")


@blueprint.get("/households")
@needs(RegistryPermission.HOUSEHOLD_READ, menu=_l("Households"), rank=30)
def list_households(unit: UnitOfWork) -> ResponseReturnValue:
    form = HouseholdFilterForm()
    form.region.choices = [
        ("", _("All")),
        *((place.path, place.name) for place in list_regions_below(unit, "township")),
    ]
    filters = form.filters()
    past = past_day(unit, filters.as_of)
    if past is not None:
        del form.colour  # the register does not keep the colour of a day; the rounds of grades do
    wanted = page_request()
    page = read_households(unit, filters, wanted) if past is None else list_past_households(unit, past, filters, wanted)
    return render_template("registry/household_list.html", page=page, form=form, past=past)


@sealed_list(
    blueprint,
    "/households/export",
    RegistryPermission.HOUSEHOLD_EXPORT,
    back="registry.list_households",
    title=_l("Households"),
)
def export_households(unit: UnitOfWork) -> ListFile:
    filters = HouseholdFilterForm().filters()
    past = past_day(unit, filters.as_of)
    return ListFile("households", COLUMNS if past is None else PAST_COLUMNS, lambda: _lines(unit, past, filters))


def _lines(unit: UnitOfWork, past: date | None, filters: HouseholdFilters) -> list[list[object]]:
    """Return the list as it is shown, all of its pages: of today, or of the day that was asked for."""
    if past is None:
        return [[getattr(row, name) for name in COLUMNS] for row in iterate_households(unit, filters)]
    lines = iterate_past_households(unit, past, filters)
    return [[past, *(getattr(row, name) for name in PAST_COLUMNS[1:])] for row in lines]


@blueprint.get("/households/<int:household_id>")
@needs(RegistryPermission.HOUSEHOLD_READ)
def show_household(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    form = AsOfForm()
    past = past_day(unit, None if form.as_of.errors else form.as_of.data)
    if past is not None:
        file = read_past_file(unit, household_id, past)
        sight = sight_of(unit.actor, household_id)
        return render_template(
            "registry/household_past.html", file=file, sight=sight, household_id=household_id, day_form=form
        )
    return _file_page(unit, household_id, RecordConsentForm())


@blueprint.post("/households/<int:household_id>/consents")
@needs(RegistryPermission.CONSENT_RECORD)
def record_consent(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    form = RecordConsentForm()
    if form.validate():
        try:
            give_consent(unit, household_id, form.purpose.data, form.given_by.data)
            flash(_("The consent is recorded. The household can withdraw it at any time."), "success")
            return redirect(url_for("registry.show_household", household_id=household_id, _anchor="consents"))
        except HoldfastError as error:
            add_error(form, error)
    return _file_page(unit, household_id, form), 422


@blueprint.post("/households/<int:household_id>/consents/<purpose>/withdraw")
@needs(RegistryPermission.CONSENT_RECORD)
def withdraw_household_consent(unit: UnitOfWork, household_id: int, purpose: str) -> ResponseReturnValue:
    withdraw_consent(unit, household_id, read_purpose(purpose))
    flash(_("The consent to “%(purpose)s” is withdrawn.", purpose=label(read_purpose(purpose))), "success")
    return redirect(url_for("registry.show_household", household_id=household_id, _anchor="consents"))


@blueprint.get("/people/<int:person_id>/reveal")
@needs(RegistryPermission.PERSON_REVEAL)
def show_reveal(unit: UnitOfWork, person_id: int) -> ResponseReturnValue:
    person = get_person(unit, person_id)
    return render_template("registry/person_reveal.html", person=person, form=RevealForm(), revealed=None)


@blueprint.post("/people/<int:person_id>/reveal")
@needs(RegistryPermission.PERSON_REVEAL)
def reveal(unit: UnitOfWork, person_id: int) -> ResponseReturnValue:
    form = RevealForm()
    person = get_person(unit, person_id)
    if not form.validate():
        return render_template("registry/person_reveal.html", person=person, form=form, revealed=None), 422
    revealed = reveal_person(unit, person_id, form.reason.data)
    return render_template("registry/person_reveal.html", person=person, form=form, revealed=revealed)


def _file_page(unit: UnitOfWork, household_id: int, form: RecordConsentForm) -> str:
    file = read_household_file(unit, household_id)
    sight = sight_of(unit.actor, household_id)
    story = tell_story(file, current_language(), sight)
    findings = list_household_findings(unit, household_id)
    return render_template(
        "registry/household_file.html",
        file=file,
        sight=sight,
        story=story,
        findings=findings,
        consent_form=form,
    )
