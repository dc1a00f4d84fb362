"""Editing a household and a person; what somebody else changed in the meantime is shown, never overwritten."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import HoldfastError
from foundation.unit_of_work import UnitOfWork
from registry.models import Household, Person
from registry.operations.editing import edit_household, edit_person
from registry.permissions import RegistryPermission
from registry.queries.fields import list_definitions
from registry.queries.history import find_interim
from registry.queries.households import get_household, get_person
from registry.rules.changes_errors import EditedMeanwhile
from registry.rules.fields import FieldEntity
from registry.rules.privacy.kinds import hidden_fields, hidden_of_member, unmasked_of_member
from registry.rules.privacy.sight import sight_of
from registry.rules.values import HOUSEHOLD_FIELDS, PERSON_FIELDS
from web.access import needs
from web.forms import add_error
from web.registry import blueprint
from web.registry.extra_inputs import ExtraInputs
from web.registry.record_forms import RecordForm, household_form, person_form, read_moment
from web.registry.value_words import Definitions, by_key, field_word, value_word


@blueprint.get("/households/<int:household_id>/edit")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def show_edit_household(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    form, extra = _household_form(unit, household), _extra(unit, household)
    form.show(household, household.changed_at)
    extra.show(household.extra)
    return _page(household, None, form, extra)


@blueprint.post("/households/<int:household_id>/edit")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def edit_household_values(unit: UnitOfWork, household_id: int) -> ResponseReturnValue:
    household = get_household(unit, household_id)
    form, extra = _household_form(unit, household), _extra(unit, household)
    refused = _save(unit, household, None, form, extra)
    return refused or redirect(url_for("registry.show_household", household_id=household_id, _anchor="dwelling"))


@blueprint.get("/people/<int:person_id>/edit")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def show_edit_person(unit: UnitOfWork, person_id: int) -> ResponseReturnValue:
    person = get_person(unit, person_id)
    household = get_household(unit, person.household_id)
    form, extra = _person_form(unit, person), _extra(unit, household, person)
    form.show(person, household.changed_at)
    extra.show(person.extra)
    return _page(household, person, form, extra)


@blueprint.post("/people/<int:person_id>/edit")
@needs(RegistryPermission.HOUSEHOLD_EDIT)
def edit_person_values(unit: UnitOfWork, person_id: int) -> ResponseReturnValue:
    person = get_person(unit, person_id)
    household = get_household(unit, person.household_id)
    refused = _save(unit, household, person, _person_form(unit, person), _extra(unit, household, person))
    return refused or redirect(url_for("registry.show_household", household_id=household.id, _anchor="members"))


def _household_form(unit: UnitOfWork, household: Household) -> RecordForm:
    return household_form(hidden_fields(sight_of(unit.actor, household.id)).intersection(HOUSEHOLD_FIELDS))()


def _person_form(unit: UnitOfWork, person: Person) -> RecordForm:
    sight = sight_of(unit.actor, person.household_id)
    hidden = hidden_of_member(sight, person, unit.today).intersection(PERSON_FIELDS)
    return person_form(hidden, unmasked_of_member(sight, person, unit.today))()


def _extra(unit: UnitOfWork, household: Household, person: Person | None = None) -> ExtraInputs:
    """Return the further fields; of a member only for those who see them in the file."""
    entity = FieldEntity.PERSON if person else FieldEntity.HOUSEHOLD
    sight = sight_of(unit.actor, household.id)
    is_hidden = person is not None and not (sight.health.may_ask and sight.member(person, unit.today).sees_life)
    return ExtraInputs(list_definitions(unit, household.region_path, entity), is_hidden=is_hidden)


def _save(
    unit: UnitOfWork, household: Household, person: Person | None, form: RecordForm, extra: ExtraInputs
) -> ResponseReturnValue | None:
    """Save what was typed; return the page again when it was refused."""
    if not (form.validate() & extra.read()):
        form.hint(person or household)
        return _page(household, person, form, extra), 422
    try:
        edit = form.edit(extra.values)
        fact = edit_person(unit, person.id, edit) if person else edit_household(unit, household.id, edit)
    except EditedMeanwhile as error:
        return _clash_page(unit, household, person, form, extra, error), 409
    except HoldfastError as error:
        add_error(form, error)
        form.hint(person or household)
        return _page(household, person, form, extra), 422
    flash(
        _("%(count)s values are saved.", count=len(fact.fields)) if fact.fields else _("Nothing differed."), "success"
    )
    return None


def _clash_page(
    unit: UnitOfWork,
    household: Household,
    person: Person | None,
    form: RecordForm,
    extra: ExtraInputs,
    error: EditedMeanwhile,
) -> str:
    """Return the page with what both made of the same fields; saving it again decides for this editor's."""
    record: Any = person or household
    interim = find_interim(unit, household.id, person.id if person else None, read_moment(form.seen_at.data))
    form.refresh(record, household.changed_at, interim)
    clashes = _clash_rows(error, form.hidden | extra.hidden, by_key(extra.definitions), of_person=person is not None)
    add_error(form, error)
    return _page(household, person, form, extra, clashes)


def _clash_rows(
    error: EditedMeanwhile, hidden: frozenset[str], definitions: Definitions, *, of_person: bool
) -> list[tuple[str, str | None, str, datetime]]:
    """Return the fields that two people changed: field, what is there now, by whom, when."""
    rows = []
    for clash in error.clashes:
        field = field_word(clash.field, of_person=of_person, definitions=definitions)
        now = value_word(clash.field, clash.now, of_person=of_person, definitions=definitions)
        rows.append((field, _("hidden") if clash.field in hidden else now, clash.by, clash.at))
    return rows


def _page(household: Household, person: Person | None, form: RecordForm, extra: ExtraInputs, clashes: Any = ()) -> str:
    template = "registry/person_edit.html" if person else "registry/household_edit.html"
    return render_template(template, household=household, person=person, form=form, extra=extra, clashes=clashes)
